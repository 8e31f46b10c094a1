"""Counts over all claims that meet a question: by time, by party, by holder and outlet."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import orjson

from onrecord.store.answers import incident_rows
from onrecord.store.filters import Filters
from onrecord.store.ways import Values, best_way

Json = dict[str, Any]
By = Literal["day", "week", "month"]
LEADING = 3  # incidents that a period names

# The smallest of day, week, month and year that holds all days on which the event may have been
_PERIOD = {
    "day": "CASE WHEN {e} = {l} THEN {e} WHEN {month} THEN substr({e}, 1, 7) {wider} END",
    "week": "CASE WHEN onrecord_week({e}) = onrecord_week({l}) THEN onrecord_week({e}) "
    "WHEN {month} THEN substr({e}, 1, 7) {wider} END",
    "month": "CASE WHEN {month} THEN substr({e}, 1, 7) {wider} END",
}
_TERMS = {
    "e": "coalesce(c.earliest, c.day)",
    "l": "coalesce(c.latest, c.earliest, c.day)",
    "month": "substr(coalesce(c.earliest, c.day), 1, 7) = substr(coalesce(c.latest, c.earliest, c.day), 1, 7)",
}
_WIDER = (
    "WHEN {e} IS NULL THEN NULL WHEN substr({e}, 1, 4) = substr({l}, 1, 4) THEN substr({e}, 1, 4) "
    "ELSE substr({e}, 1, 4) || '/' || substr({l}, 1, 4)"
).format(**_TERMS)


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of counted rows, and how many rows there are in all."""

    rows: list[Json]
    total: int


def timeline(
    connection: sqlite3.Connection, filters: Filters, by: By, limit: int, offset: int = 0, *, leading: bool = True
) -> Listing:
    """Claims and incidents by period, the latest first; with `leading` also the most reported incidents of each.

    A claim stands in the narrowest period that surely holds it: one known to the month is never counted on a day.
    `period` is None where no day is known at all. `by_report`: claims that give no day and stand on that of
    publication; `incidents_by_report`: incidents all of whose claims there do.
    """
    connection.create_function("onrecord_week", 1, week, deterministic=True)
    period = _PERIOD[by].format(**_TERMS, wider=_WIDER)
    matched, values = _matched(connection, filters)
    told = (
        f"{matched}, told AS MATERIALIZED (SELECT {period} AS period, c.incident, "
        "c.earliest IS NULL AND c.day IS NOT NULL AS by_report FROM matched m CROSS JOIN claims c ON c.rowid = m.claim)"
    )
    counted = (
        "SELECT period, count(*) AS claims, count(DISTINCT incident) AS incidents, sum(by_report) AS by_report, "
        "count(DISTINCT incident) - count(DISTINCT CASE WHEN NOT by_report THEN incident END) AS incidents_by_report "
        "FROM told GROUP BY period"
    )
    order = "substr(period, 1, 4) DESC, period DESC"
    found = _listing(connection, told, counted, values, order, limit, offset)
    first = _leading(connection, told, values, [row["period"] for row in found.rows]) if leading else {}
    for row in found.rows:
        row["exact"] = _is(by, row["period"])
        row["leading"] = first.get(row["period"], [])
    return found


def _leading(
    connection: sqlite3.Connection, told: str, values: Values, periods: list[str | None]
) -> dict[str | None, list[Json]]:
    """The incidents of each period that most independent sources report."""
    query = f"""{told}, ranked AS (
        SELECT t.period, i.id, row_number() OVER (
            PARTITION BY t.period ORDER BY i.independent DESC, i.documents DESC, i.id
        ) AS place
        FROM (
            SELECT DISTINCT period, incident FROM told WHERE coalesce(period, '') IN (SELECT value FROM json_each(?))
        ) t
        CROSS JOIN incidents i ON i.id = t.incident
    ) SELECT period, id FROM ranked WHERE place <= {LEADING} ORDER BY period, place"""
    wanted = orjson.dumps([period or "" for period in periods]).decode()
    out: dict[str | None, list[Json]] = {}
    for period, id in connection.execute(query, (*values, wanted)).fetchall():
        out.setdefault(period, []).extend(incident_rows(connection, [(None, id)]))
    return out


def _is(by: By, period: str | None) -> bool:
    """Whether a period is as narrow as was asked, not one that holds claims which are known less exactly."""
    length = {"day": 10, "week": 8, "month": 7}[by]
    return period is not None and len(period) == length and "/" not in period


def week(day: str | None) -> str | None:
    """ "2024-W18" of an ISO day."""
    if day is None:
        return None
    year, number, _ = date.fromisoformat(day[:10]).isocalendar()
    return f"{year:04}-W{number:02}"


def parties(connection: sqlite3.Connection, filters: Filters, limit: int, offset: int = 0) -> Listing:
    """Who acts and who is acted upon: a row for each name with its country and sector, the most frequent first."""
    matched, values = _matched(connection, filters)
    counted = (
        "SELECT min(p.name) AS name, p.country, p.sector, count(DISTINCT p.claim) AS claims, "
        "count(DISTINCT CASE WHEN p.role = 'actor' THEN p.claim END) AS as_actor, "
        "count(DISTINCT CASE WHEN p.role = 'recipient' THEN p.claim END) AS as_recipient "
        "FROM matched m CROSS JOIN parties p ON p.claim = m.claim AND p.role != 'object' "
        "GROUP BY p.plain, p.country, p.sector"
    )
    return _listing(connection, matched, counted, values, "claims DESC, name, country, sector", limit, offset)


def holders(connection: sqlite3.Connection, filters: Filters, limit: int, offset: int = 0) -> Listing:
    """Who says it: named holders and, as kind "outlet", agencies and publishers in whose own voice claims stand.

    A row counts claims, each stance, and `denied`: claims that it puts forward of incidents that another holder denies.
    """
    matched, values = _matched(connection, filters)
    denied = (
        "s.stance != 'denies' AND EXISTS (SELECT 1 FROM claims o CROSS JOIN sources t ON t.claim = o.rowid "
        "WHERE o.incident = s.incident AND +o.current = 1 AND t.stance = 'denies' AND t.plain != s.plain)"
    )
    stances = ", ".join(
        f"count(DISTINCT CASE WHEN s.stance = '{stance}' THEN s.claim END) AS {stance}"
        for stance in ("asserts", "confirms", "denies", "alleges")
    )
    counted = (
        f"SELECT min(s.name) AS name, s.kind, s.country, s.sector, count(DISTINCT s.claim) AS claims, {stances}, "
        f"count(DISTINCT CASE WHEN {denied} THEN s.claim END) AS denied FROM ({_VOICES}) s "
        "GROUP BY s.kind, s.plain, s.country, s.sector"
    )
    return _listing(connection, matched, counted, values, "claims DESC, name, kind, country, sector", limit, offset)


_VOICES = """
SELECT 'holder' AS kind, s.name, s.plain, s.stance, s.country, s.sector, s.claim, c.incident
FROM matched m CROSS JOIN claims c ON c.rowid = m.claim CROSS JOIN sources s ON s.claim = m.claim
UNION ALL
SELECT 'outlet', coalesce(d.agency, d.publisher), onrecord_plain(coalesce(d.agency, d.publisher)), 'asserts', NULL,
    NULL, c.rowid, c.incident
FROM matched m CROSS JOIN claims c ON c.rowid = m.claim CROSS JOIN documents d ON d.rowid = c.document
WHERE coalesce(d.agency, d.publisher) IS NOT NULL AND NOT EXISTS (SELECT 1 FROM sources s WHERE s.claim = c.rowid)
"""


def _matched(connection: sqlite3.Connection, filters: Filters) -> tuple[str, Values]:
    """All claims that meet the filters as the table `matched`, to stand before a query."""
    way = best_way(connection, filters)
    return f"WITH matched AS MATERIALIZED (SELECT c.rowid AS claim FROM {way.tables} WHERE {way.where})", way.values


def _listing(
    connection: sqlite3.Connection, before: str, counted: str, values: Values, order: str, limit: int, offset: int
) -> Listing:
    found = connection.execute(
        f"{before} SELECT *, count(*) OVER () AS total FROM ({counted}) ORDER BY {order} LIMIT ? OFFSET ?",
        (*values, limit, offset),
    )
    names = [column[0] for column in found.description]
    rows = [dict(zip(names, row, strict=True)) for row in found]
    total = rows[0]["total"] if rows else 0
    for row in rows:
        del row["total"]
    return Listing(rows, total)
