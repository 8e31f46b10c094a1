"""Presence from a ledger: the claims that may show it, given to `onrecord.link.presence`."""

from __future__ import annotations

from dataclasses import replace

from onrecord.link.presence import Presence, on, presence
from onrecord.store.filters import Filters, filters
from onrecord.store.ledger import Ledger
from onrecord.store.ways import best_way

SHOWN_BY = tuple((type, None) for type in ("MOBILIZE", "AID", "COERCE", "AGREE", "ASSAULT", "RETREAT", "SANCTION"))

NAMING = ("places", "parties")  # tables whose rows name a country


def presences(ledger: Ledger, asked: Filters, day: str | None = None) -> tuple[Presence, ...]:
    """What the claims that meet the filters show, of the countries asked for; with an ISO `day`, what was there then.

    Claims of any place are looked at for a country, since a departure may name only whom it leaves. Raises
    OnrecordError `bad_filter` for a day that is none.
    """
    if day is not None:
        day = filters({"to": day}).end
    wanted = asked.without("country") if asked.type else replace(asked.without("country"), type=SHOWN_BY)
    way = best_way(ledger.connection, wanted)
    sql, values = f"SELECT c.rowid AS n FROM {way.tables} WHERE {way.where}", way.values
    if asked.country:  # a stay is in the country of a place or a party that its claims name
        marks = ", ".join("?" * len(asked.country))
        named = " UNION ALL ".join(f"SELECT claim FROM {table} WHERE country IN ({marks})" for table in NAMING)
        sql, values = f"{sql} AND c.rowid IN ({named})", (*values, *asked.country, *asked.country)
    rows = ledger.connection.execute(sql, values).fetchall()
    facts = ledger.facts(row["n"] for row in rows)
    found = presence(facts, ledger.copy_groups({fact.outlet.document for fact in facts}))
    if day is not None:
        return tuple(p for country in asked.country for p in on(found, country, day))
    return tuple(p for p in found if not asked.country or p.country in asked.country)
