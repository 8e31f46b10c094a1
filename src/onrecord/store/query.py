"""Which claims and which incidents meet a question: counted exactly up to a bound, in pages by key, in some order.

Few hits are collected by the way that finds them in the fewest steps, and sorted; where there are many, a walk along an
index of the order meets enough of them soon. Every function takes a connection to a ledger and only reads.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace

from onrecord.store.conditions import counting, incident_conditions, prepare
from onrecord.store.filters import Filters
from onrecord.store.orders import CLAIM_ORDERS, INCIDENT_ORDERS, NEWEST, Order, order_of
from onrecord.store.orders import Key as Key
from onrecord.store.ways import Values, best_way, joined, steps, where

COUNTED = 10_000  # hits; more are "10,000+"
PAGE = 50
MOST_ON_A_PAGE = 1000
ON_INCIDENT = ("start", "end", "independent", "disputed")  # filters that look at the incident itself


@dataclass(frozen=True, slots=True)
class Total:
    """How many hits there are; with `more`, at least so many."""

    count: int
    more: bool = False

    def __str__(self) -> str:
        return f"{self.count:,}{'+' if self.more else ''}"


@dataclass(frozen=True, slots=True)
class Page:
    """Keys in order, how many hits there are on all pages, and the cursor of the next page (None: this is the last).

    `hits` are the rowids or ids of all hits where they were collected, else None.
    """

    keys: tuple[Key, ...]
    total: Total
    after: str | None
    hits: tuple[int | str, ...] | None = None


def claims_page(
    connection: sqlite3.Connection,
    filters: Filters,
    limit: int = PAGE,
    after: str | None = None,
    sort: str | None = None,
) -> Page:
    """A page of current claims: what the order looks at (a day, unless `sort` names another of CLAIM_ORDERS) and rowid.

    Raises OnrecordError `bad_cursor`, `bad_sort`, `bad_text`.
    """
    order = order_of(sort, CLAIM_ORDERS)
    start = None if after is None else order.read(after)
    way = best_way(connection, filters)
    if way.walks:
        total = _bounded(connection, f"{way.tables} WHERE {way.where}", way.values)
    else:
        found = _first(connection, f"{order.column}, c.rowid FROM {way.tables} WHERE {way.where}", way.values)
        if len(found) <= COUNTED:
            return _sorted_page(found, limit, start, order)
        total = Total(COUNTED, more=True)
    return _page(_claims_walk(connection, filters, limit + 1, start, order), limit, total, order)


def incidents_page(
    connection: sqlite3.Connection,
    filters: Filters,
    limit: int = PAGE,
    after: str | None = None,
    sort: str | None = None,
) -> Page:
    """A page of incidents: what the order looks at (a day, unless `sort` names another of INCIDENT_ORDERS) and id. An
    incident meets the filters if one of its claims does; its own day counts.

    Raises OnrecordError `bad_cursor`, `bad_sort`, `bad_text`.
    """
    prepare(connection)
    order = order_of(sort, INCIDENT_ORDERS)
    start = None if after is None else order.read(after)
    if set(filters.names) <= {"start", "end"}:
        of_incident, bound = _on_incident(filters)
        total = _bounded(connection, f"incidents i WHERE {of_incident}", bound)
    else:
        found = _first(connection, *_incident_hits(connection, filters, order))
        if len(found) <= COUNTED:
            return _sorted_page(found, limit, start, order)
        total = Total(COUNTED, more=True)
    return _page(_incidents_walk(connection, filters, limit + 1, start, order), limit, total, order)


def _incident_hits(connection: sqlite3.Connection, filters: Filters, order: Order) -> tuple[str, Values]:
    """A query of all incidents that meet the filters: from their claims or, where few have their day, from those."""
    of_incident, bound = _of_incident_and_claims(filters)
    if not filters.without(*ON_INCIDENT).names:
        return f"{order.column}, i.id FROM incidents i WHERE {of_incident}", bound
    way = best_way(connection, filters.without("start", "end"))
    days, values = _on_incident(filters.only("start", "end"))
    dated = bool(values) and steps(connection, f"incidents i WHERE {days}", values) <= way.steps
    if dated or way.walks:
        return f"{order.column}, i.id FROM incidents i WHERE {of_incident}", bound
    of_other, bound = _on_incident(filters, "j")  # the way may have an incident `i` already
    tables = f"{way.tables} CROSS JOIN incidents AS j ON j.id = c.incident"
    column = order.column.replace("i.", "j.")
    return f"DISTINCT {column}, j.id FROM {tables} WHERE {way.where} AND {of_other}", (*way.values, *bound)


def why_nothing(connection: sqlite3.Connection, filters: Filters, incidents: bool = False, dashes: str = "--") -> str:
    """Which filter leaves nothing, for a question that found nothing: one line. `dashes` stand before its options."""
    pages: Callable[[Filters], Page] = lambda f: (incidents_page if incidents else claims_page)(connection, f, 1)  # noqa: E731
    if not pages(Filters()).keys:
        return "the ledger holds no claims yet: onrecord add INPUT… --ledger FILE reads articles into it"
    groups = _groups(filters)
    if alone := [name for name, fields in groups if not pages(filters.only(*fields)).keys]:
        return f"nothing has {' and nothing has '.join(_quoted(filters, name, dashes) for name in alone)}"
    for name, fields in groups:
        total = pages(filters.without(*fields)).total
        if total.count:
            without = _quoted(filters, name, dashes)
            return f"each filter finds something, all together nothing; without {without} there are {total}"
    return "each filter finds something, but no two of them the same; leave several out"


def _groups(filters: Filters) -> list[tuple[str, tuple[str, ...]]]:
    """Filters that are tried together, by the option that names them."""
    names = filters.names
    groups: list[tuple[str, tuple[str, ...]]] = []
    if days := tuple(n for n in ("start", "end") if n in names):
        groups.append(("dates", days))
    groups += [(n, (n,)) for n in names if n not in ("start", "end")]
    return groups


def _quoted(filters: Filters, name: str, dashes: str) -> str:
    """A filter as it was given: "--country NER"."""
    options = {"dates": ("from", "to"), "near": ("near", "within"), "min_confidence": ("min-confidence",)}
    said = []
    for option, value in filters.given:
        if option in options.get(name, (name,)):
            for one in value if isinstance(value, list | tuple) else [value]:
                said.append(f"{dashes}{option}" if one is True else f"{dashes}{option} {one}")
    return " ".join(said) or name


def _on_incident(filters: Filters, alias: str = "i") -> tuple[str, Values]:
    """What the filters ask of an incident itself."""
    sql, values = joined(list(incident_conditions(filters, alias)))
    days = [(op, day) for op, day in ((">=", filters.start), ("<=", filters.end)) if day]
    return " AND ".join([sql, *(f"{alias}.day {op} ?" for op, _ in days)]), (*values, *(day for _, day in days))


def _of_incident_and_claims(filters: Filters) -> tuple[str, Values]:
    """What the filters ask of incident `i` and of one of its claims."""
    of_incident, bound = _on_incident(filters)
    on_claims = filters.without(*ON_INCIDENT)
    if not on_claims.names:
        return of_incident, bound
    sql, values = where(on_claims)
    found = "SELECT 1 FROM claims c INDEXED BY claims_incident WHERE c.incident = i.id AND c.current = 1"
    return f"{of_incident} AND EXISTS ({found} AND {sql})", (*bound, *values)


def _claims_walk(
    connection: sqlite3.Connection, filters: Filters, limit: int, start: Key | None, order: Order
) -> list[Key]:
    index = order.index
    if order.column == NEWEST.column and len(filters.country) == 1:
        index = "claims_country"
    elif order.column == NEWEST.column and len(filters.type) == 1:
        index = "claims_type"
    sql, values = where(filters)
    tables = f"claims c INDEXED BY {index} WHERE {counting(filters)} AND {sql}"
    return _walk(connection, tables, values, limit, start, order, bool(filters.start or filters.end))


def _incidents_walk(
    connection: sqlite3.Connection, filters: Filters, limit: int, start: Key | None, order: Order
) -> list[Key]:
    asked, values = _of_incident_and_claims(filters)
    tables = f"incidents i INDEXED BY {order.index} WHERE {asked}"
    return _walk(connection, tables, values, limit, start, order, bool(filters.start or filters.end))


def _walk(
    connection: sqlite3.Connection,
    tables: str,
    values: Values,
    limit: int,
    start: Key | None,
    order: Order,
    dated: bool,
) -> list[Key]:
    """The first `limit` keys after `start`: those with a value, then those without, each a range of the index."""
    value, last, beyond = order.column, order.last, order.beyond
    select = f"SELECT {value}, {last} FROM {tables}"
    keys: list[Key] = []
    if start is None or start[0] is not None:
        here: Values = (start[0], start[0], start[1]) if start else ()
        after = f"{value} {beyond}= ? AND ({value}, {last}) {beyond} (?, ?)" if start else f"{value} IS NOT NULL"
        by = f"ORDER BY {value} {order.words}, {last} {order.words} LIMIT {limit}"
        keys += connection.execute(f"{select} AND {after} {by}", (*values, *here)).fetchall()
    if len(keys) < limit and not (dated and value.endswith(".day")):
        here = (start[1],) if start and start[0] is None else ()
        after = f"{value} IS NULL" + (f" AND {last} {beyond} ?" if here else "")
        by = f"ORDER BY {last} {order.words} LIMIT {limit - len(keys)}"
        keys += connection.execute(f"{select} AND {after} {by}", (*values, *here)).fetchall()
    return keys


def _first(connection: sqlite3.Connection, query: str, values: Values) -> list[Key]:
    """All keys of a query, or one more than are counted."""
    return connection.execute(f"SELECT {query} LIMIT {COUNTED + 1}", values).fetchall()


def _bounded(connection: sqlite3.Connection, tables: str, values: Values) -> Total:
    (count,) = connection.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM {tables} LIMIT {COUNTED + 1})", values
    ).fetchone()
    return Total(min(count, COUNTED), more=count > COUNTED)


def _sorted_page(found: list[Key], limit: int, start: Key | None, order: Order) -> Page:
    keys = order.sorted([*((value, last) for value, last in found), *([start] if start else [])])
    if start:
        keys = keys[len(keys) - keys[::-1].index(start) :]
    page = _page(keys[: limit + 1], limit, Total(len(found)), order)
    return replace(page, hits=tuple(last for _, last in found))


def _page(keys: list[Key], limit: int, total: Total, order: Order) -> Page:
    """A page of keys of which there is one more than it holds if it is not the last."""
    held = tuple((value, last) for value, last in keys[:limit])
    return Page(held, total, order.cursor(held[-1]) if len(keys) > limit else None)
