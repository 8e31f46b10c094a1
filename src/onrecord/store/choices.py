"""What a list can be narrowed to, with how many rows each choice leaves: over as many hits as are counted."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from onrecord.store.conditions import incident_conditions, prepare
from onrecord.store.filters import Filters
from onrecord.store.query import ON_INCIDENT
from onrecord.store.ways import Values, best_way, joined, steps, where

CLAIMS_COUNTED = 5_000  # hits that are looked at (10,000 take 50 ms more of a page); where there are more, "at least"
OTHERS_COUNTED = 2_000  # the same for fields that are asked for, each of which takes a question of its own
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


def choices(connection: sqlite3.Connection, filters: Filters, incidents: bool = False) -> dict[str, Choices]:
    """For each of FIELDS, how many claims (or incidents) have each value under the filters on other fields.

    Raises OnrecordError `bad_text`.
    """
    prepare(connection)
    by_question: dict[Filters, list[str]] = defaultdict(list)
    for name in FIELDS:
        by_question[filters.without(name)].append(name)
    out: dict[str, Choices] = {}
    for question, names in by_question.items():
        most = CLAIMS_COUNTED if question == filters.without() else OTHERS_COUNTED
        out.update(_counted(connection, question, names, incidents, most))
    return {name: out[name] for name in FIELDS}


def _counted(
    connection: sqlite3.Connection, filters: Filters, names: Iterable[str], incidents: bool, most: int
) -> dict[str, Choices]:
    """Counts of several fields over the hits of one question, found once."""
    hits, values = _hits(connection, filters, incidents)
    parts = ["SELECT NULL, NULL, count(*) FROM h"]
    parts += [f"SELECT '{name}', value, count(DISTINCT n) FROM ({_FIELDS[name]}) GROUP BY value" for name in names]
    query = f"WITH h AS MATERIALIZED (SELECT {hits} LIMIT {most + 1}) {' UNION ALL '.join(parts)}"
    found: dict[str | None, list[tuple[str, int]]] = defaultdict(list)
    for name, value, count in connection.execute(query, values):
        found[name].append((value, count))
    more = found[None][0][1] > most
    ranked = {name: sorted(found[name], key=lambda item: (-item[1], item[0])) for name in names}
    return {name: Choices(tuple(held[:MOST_CHOICES]), more) for name, held in ranked.items()}


def _hits(connection: sqlite3.Connection, filters: Filters, incidents: bool) -> tuple[str, Values]:
    """The claims that meet the filters, with what is counted: they or, where its own day counts, their incident."""
    columns = ", ".join(f"c.{name}" for name in _OF_CLAIM)
    if not incidents:
        way = best_way(connection, filters)
        return f"c.rowid AS claim, c.rowid AS n, {columns} FROM {way.tables} WHERE {way.where}", way.values
    on_incident, bound = joined(list(incident_conditions(filters, "j")))
    days = [(op, day) for op, day in ((">=", filters.start), ("<=", filters.end)) if day]
    of_incident = " AND ".join([on_incident, *(f"j.day {op} ?" for op, _ in days)])
    bound = (*bound, *(day for _, day in days))
    columns = f"c.rowid AS claim, c.incident AS n, {columns}"
    of_claim = filters.without(*ON_INCIDENT)
    if filters.names and not of_claim.names:
        tables = "incidents j CROSS JOIN claims c ON c.incident = j.id AND +c.current = 1"
        return f"{columns} FROM {tables} WHERE {of_incident}", bound
    way = best_way(connection, of_claim)
    if days and steps(connection, f"incidents j WHERE {of_incident}", bound) <= way.steps:
        asked, values = where(of_claim)
        tables = "incidents j CROSS JOIN claims c ON c.incident = j.id AND +c.current = 1"
        return f"{columns} FROM {tables} WHERE {of_incident} AND {asked}", (*bound, *values)
    tables = f"{way.tables} CROSS JOIN incidents j ON j.id = c.incident"
    return f"{columns} FROM {tables} WHERE {way.where} AND {of_incident}", (*way.values, *bound)
