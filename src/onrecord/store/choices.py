"""What a list can be narrowed to, with how many rows each choice leaves: over as many hits as are counted."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import orjson

from onrecord.store.conditions import incident_conditions, prepare
from onrecord.store.filters import Filters
from onrecord.store.query import ON_INCIDENT
from onrecord.store.ways import Values, best_way, joined, steps, where

CLAIMS_COUNTED = 2_000  # hits that are looked at (10,000 take 80 ms more of a page); where there are more, "at least"
MOST_CHOICES = 60  # of one field

# Each field's values of the hits `h`: claims with what is counted (`n`) and their own columns
_OF_CLAIM = ("type", "status", "country", "standing")
_FIELDS = {
    **{name: f"SELECT n, {name} AS value FROM h WHERE {name} IS NOT NULL" for name in _OF_CLAIM[:3]},
    "sector": "SELECT h.n, p.sector AS value FROM h CROSS JOIN parties p ON p.claim = h.claim "
    "WHERE p.role != 'object' AND p.sector IS NOT NULL",
    "standing": "SELECT n, standing AS value FROM h",
    "stance": "SELECT h.n, s.stance AS value FROM h CROSS JOIN sources s ON s.claim = h.claim",
}
FIELDS = tuple(_FIELDS)


@dataclass(frozen=True, slots=True)
class Choices:
    """Values of one field with their counts, the most frequent first. With `more`, there are at least so many."""

    counts: tuple[tuple[str, int], ...]
    more: bool


def choices(
    connection: sqlite3.Connection,
    filters: Filters,
    incidents: bool = False,
    found: Sequence[int | str] | None = None,
) -> dict[str, Choices]:
    """For each of FIELDS, how many claims (or incidents) have each value under the filters on other fields.

    `found`: the hits of these filters, where a page has collected them.

    Raises OnrecordError `bad_text`.
    """
    prepare(connection)
    by_question: dict[Filters, list[str]] = defaultdict(list)
    for name in FIELDS:
        by_question[filters.without(name)].append(name)
    out: dict[str, Choices] = {}
    for question, names in by_question.items():
        known = found if question == filters.without() else None
        out.update(_counted(connection, names, incidents, *_hits(connection, question, incidents, known)))
    return {name: out[name] for name in FIELDS}


def _counted(
    connection: sqlite3.Connection, names: Iterable[str], incidents: bool, hits: str, values: Values
) -> dict[str, Choices]:
    """Counts of several fields over the hits of one question, found once."""
    parts = ["SELECT NULL, NULL, count(*) FROM h"]
    for name in names:
        counted = "*" if not incidents and name in _OF_CLAIM else "DISTINCT n"
        parts.append(f"SELECT '{name}', value, count({counted}) FROM ({_FIELDS[name]}) GROUP BY value")
    query = f"WITH h AS MATERIALIZED (SELECT {hits} LIMIT {CLAIMS_COUNTED + 1}) {' UNION ALL '.join(parts)}"
    found: dict[str | None, list[tuple[str, int]]] = defaultdict(list)
    for name, value, count in connection.execute(query, values):
        found[name].append((value, count))
    more = found[None][0][1] > CLAIMS_COUNTED
    ranked = {name: sorted(found[name], key=lambda item: (-item[1], item[0])) for name in names}
    return {name: Choices(tuple(held[:MOST_CHOICES]), more) for name, held in ranked.items()}


def _hits(
    connection: sqlite3.Connection, filters: Filters, incidents: bool, found: Sequence[int | str] | None
) -> tuple[str, Values]:
    """The claims that meet the filters, with what is counted: they or, where its own day counts, their incident."""
    columns = ", ".join(f"c.{name}" for name in _OF_CLAIM)
    given = (orjson.dumps(found[: CLAIMS_COUNTED + 1]).decode(),) if found is not None else ()
    if not incidents:
        columns = f"c.rowid AS claim, c.rowid AS n, {columns}"
        if given:
            return f"{columns} FROM json_each(?) CROSS JOIN claims c ON c.rowid = json_each.value", given
        way = best_way(connection, filters)
        return f"{columns} FROM {way.tables} WHERE {way.where}", way.values
    on_incident, bound = joined(list(incident_conditions(filters, "j")))
    days = [(op, day) for op, day in ((">=", filters.start), ("<=", filters.end)) if day]
    of_incident = " AND ".join([on_incident, *(f"j.day {op} ?" for op, _ in days)])
    bound = (*bound, *(day for _, day in days))
    columns = f"c.rowid AS claim, c.incident AS n, {columns}"
    of_claim = filters.without(*ON_INCIDENT)
    asked, values = where(of_claim)
    of_it = "CROSS JOIN claims c ON c.incident = j.id AND +c.current = 1"
    if given:
        return f"{columns} FROM (SELECT value AS id FROM json_each(?)) j {of_it} WHERE {asked}", (*given, *values)
    if filters.names and not of_claim.names:
        return f"{columns} FROM incidents j {of_it} WHERE {of_incident}", bound
    way = best_way(connection, of_claim)
    if days and steps(connection, f"incidents j WHERE {of_incident}", bound) <= way.steps:
        return f"{columns} FROM incidents j {of_it} WHERE {of_incident} AND {asked}", (*bound, *values)
    tables = f"{way.tables} CROSS JOIN incidents j ON j.id = c.incident"
    return f"{columns} FROM {tables} WHERE {way.where} AND {of_incident}", (*way.values, *bound)
