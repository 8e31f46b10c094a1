"""How the claims that meet filters are found in the fewest steps: by the index that narrows most.

Each way gives all hits and no others; they differ in how many rows they look at. What a way expects to look at is
counted up to a bound, never taken from statistics, which a growing ledger outdates.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from onrecord.model.errors import OnrecordError
from onrecord.store.conditions import Condition, conditions, counting, incident_conditions, incidents_of, prepare
from onrecord.store.filters import Filters

ESTIMATED = 20_001  # rows; beyond it does not matter how many more there are
CLAIMS_A_DOCUMENT, CLAIMS_AN_INCIDENT = 8, 3  # rough, to compare ways in claims

Values = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """FROM and WHERE of a query over the claims `c` that meet the filters, and about how many claims it looks at.

    `tables` ends so that further tables can be joined. `walks`: it goes through all claims in order of their days.
    """

    tables: str
    where: str
    values: Values
    steps: int
    walks: bool = False


def best_way(connection: sqlite3.Connection, filters: Filters) -> Way:
    """The way that looks at the fewest claims. Raises OnrecordError `bad_text`."""
    prepare(connection)
    check_text(connection, filters.text)
    return min(_ways(connection, filters), key=lambda way: way.steps)


def check_text(connection: sqlite3.Connection, text: str | None) -> None:
    """Raises OnrecordError `bad_text` if it is no query of FTS5."""
    if text is None:
        return
    try:
        connection.execute("SELECT rowid FROM texts WHERE texts MATCH ? LIMIT 1", (text,)).fetchone()
    except sqlite3.OperationalError as error:
        if not any(mark in str(error) for mark in ("fts5", "no such column", "unterminated", "unknown special")):
            raise
        raise OnrecordError(
            "bad_text",
            f"text {text!r} is no query: {str(error).removeprefix('fts5: ')}",
            'Write words, "a phrase", begin* with AND, OR, NOT and brackets; words with other signs in quotation marks',
        ) from None


def where(filters: Filters, leave: tuple[str, ...] = ()) -> tuple[str, Values]:
    """The filters as SQL on claim `c`, those on its incident included, the conditions in `leave` left out."""
    held = [c for c in conditions(filters) if c.name not in leave]
    sql, values = joined(held)
    if on_incident := [c for c in incident_conditions(filters) if c.name not in leave]:
        more, bound = joined(on_incident)
        sql += f" AND EXISTS (SELECT 1 FROM incidents i WHERE i.id = c.incident AND {more})"
        values += bound
    return sql, values


def joined(held: list[Condition]) -> tuple[str, Values]:
    """All conditions in one, which is true for no conditions."""
    return " AND ".join(["1", *(c.sql for c in held)]), tuple(v for c in held for v in c.values)


def _ways(connection: sqlite3.Connection, filters: Filters) -> list[Way]:
    """All ways there are, without looking at dear ones once a cheap one is found."""
    sql, values = where(filters)
    counts = f"+{counting(filters)}"
    ways = [Way("claims c INDEXED BY claims_day", f"{counting(filters)} AND {sql}", values, 1 << 40, walks=True)]
    if filters.document:
        marks = ", ".join("?" * len(filters.document))
        tables = f"(SELECT rowid AS d FROM documents WHERE id IN ({marks}) AND current = 1) CROSS JOIN claims c"
        sql, values = where(filters, leave=("document",))
        ways.append(Way(tables, f"c.document = d AND {counts} AND {sql}", (*filters.document, *values), 0))
        return ways
    if filters.incident:
        tables = f"(SELECT DISTINCT incident AS n FROM ({incidents_of(len(filters.incident))})) CROSS JOIN claims c"
        sql, values = where(filters, leave=("incident",))
        ways.append(Way(tables, f"c.incident = n AND {counts} AND {sql}", (*filters.incident, *values), 0))
        return ways
    if filters.text:
        looks = steps(connection, "texts WHERE texts MATCH ?", (filters.text,)) * CLAIMS_A_DOCUMENT
        sql, values = where(filters, leave=("text",))
        tables = "texts CROSS JOIN claims c"
        ways.append(
            Way(
                tables,
                f"texts MATCH ? AND c.document = texts.rowid AND {counts} AND {sql}",
                (filters.text, *values),
                looks,
            )
        )
    if on_incident := incident_conditions(filters):
        more, bound = joined(list(on_incident))
        looks = steps(connection, f"incidents i WHERE {more}", bound) * CLAIMS_AN_INCIDENT
        sql, values = where(filters, leave=tuple(c.name for c in on_incident))
        tables = "incidents i CROSS JOIN claims c"
        ways.append(Way(tables, f"{more} AND c.incident = i.id AND {counts} AND {sql}", (*bound, *values), looks))
    if filters.standing and "machine" not in filters.standing:
        spoken = "claims c INDEXED BY claims_standing"
        looks = steps(connection, f"{spoken} WHERE c.standing != 'machine'", ())
        sql, values = where(filters)
        ways.append(Way(spoken, f"c.standing != 'machine' AND {counts} AND {sql}", values, looks))
    if by_tokens := _by_tokens(connection, filters):
        ways.append(by_tokens)
    if by_days := _by_days(connection, filters):
        ways.append(by_days)
    return ways


def _by_days(connection: sqlite3.Connection, filters: Filters) -> Way | None:
    """Through the days that are asked for, of one country or one type if there is one: an index holds them together."""
    days = [(op, day) for op, day in ((">=", filters.start), ("<=", filters.end)) if day]
    if not days:
        return None
    index, first, values = "claims_day", "", tuple(day for _, day in days)
    if len(filters.country) == 1:
        index, first, values = "claims_country", "c.country = ? AND ", (filters.country[0], *values)
    elif len(filters.type) == 1:
        index, first, values = "claims_type", "c.type = ? AND ", (filters.type[0][0], *values)
    tables = f"claims c INDEXED BY {index}"
    within = f"{counting(filters)} AND {first}{' AND '.join(f'c.day {op} ?' for op, _ in days)}"
    looks = steps(connection, f"{tables} WHERE {within}", values)
    sql, bound = where(filters, leave=("dates",))
    return Way(tables, f"{within} AND {sql}", (*values, *bound), looks)


def _by_tokens(connection: sqlite3.Connection, filters: Filters) -> Way | None:
    narrowing = [c for c in conditions(filters) if c.tokens]
    if not narrowing:
        return None
    match = " AND ".join(f"({c.tokens})" for c in narrowing)
    counts = f"+{counting(filters)}"
    sql, values = where(filters, leave=tuple(c.name for c in narrowing if c.exact))
    looks = steps(connection, "facets WHERE facets MATCH ?", (match,))
    tables = "facets CROSS JOIN claims c"
    return Way(tables, f"facets MATCH ? AND c.rowid = facets.rowid AND {counts} AND {sql}", (match, *values), looks)


def steps(connection: sqlite3.Connection, tables: str, values: Values) -> int:
    """How many rows a query has, counted up to ESTIMATED."""
    (count,) = connection.execute(f"SELECT count(*) FROM (SELECT 1 FROM {tables} LIMIT {ESTIMATED})", values).fetchone()
    return int(count)
