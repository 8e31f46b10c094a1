"""One incident in full: its reports with copies folded, who stands how, what is disputed in which words, and why its
claims are one event."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

import orjson

from onrecord.link import contradictions, corroboration, toll
from onrecord.link.fact import Fact
from onrecord.link.registry import load
from onrecord.model.errors import OnrecordError
from onrecord.store.answers import claim_rows, incident_rows
from onrecord.store.ledger import Ledger

Json = dict[str, Any]
SENTENCE_END = re.compile(r"[.!?][\"'”’)]*\s+|\n+")
MOST_BEFORE, MOST_AFTER = 160, 160  # characters of a quote around the trigger


def incident_json(ledger: Ledger, id: str) -> Json:
    """An incident as plain values; `id` may be one that it had before a merge, or the key of any of its claims.

    The columns of the list, and `corroboration`, `toll`, `disputes`, `updates` as their modules in `onrecord.link` have
    them, `reports` (documents, each with its copies), `claims` (each with its `quote`) and `links` (pairs of claims
    with score and reasons). Raises OnrecordError `no_incident`.
    """
    facts = ledger.facts_of_incident(id)
    if not facts:
        raise OnrecordError(
            "no_incident",
            f"the ledger holds no incident {id!r}",
            "Copy an id from the first column of onrecord incidents",
        )
    current = ledger.incident_of(id)
    copies = ledger.copy_groups({fact.outlet.document for fact in facts})
    registry = load()
    rowids = [
        row["rowid"]
        for row in ledger.connection.execute(
            # without the hint SQLite walks all claims by day
            "SELECT rowid FROM claims INDEXED BY claims_incident WHERE incident = ? AND current = 1 "
            "ORDER BY day, rowid",
            (current,),
        ).fetchall()
    ]
    return {
        **incident_rows(ledger.connection, [(None, str(current))])[0],
        "corroboration": corroboration.to_json(corroboration.corroborate(facts, copies, registry)),
        "toll": toll.to_json(toll.toll(facts, copies, registry)),
        "disputes": contradictions.to_json(contradictions.disputes(facts, copies, registry)),
        "updates": contradictions.to_json(contradictions.updates(facts, copies, registry)),
        "reports": _reports(ledger, facts, copies),
        "claims": _claims(ledger, rowids),
        "links": _links(ledger, rowids),
    }


def _reports(ledger: Ledger, facts: list[Fact], copies: Any) -> list[Json]:
    """A report for each text, by its first day: the document that was first, and its copies."""
    by_group: dict[str, dict[str, Fact]] = defaultdict(dict)
    for fact in facts:
        by_group[copies.get(fact.outlet.document, fact.outlet.document)][fact.outlet.document] = fact
    reports = []
    for held in by_group.values():
        first, *others = sorted(held.values(), key=lambda f: (f.outlet.published or "~", f.outlet.document))
        reports.append({**_document(ledger, first), "copies": [_document(ledger, other) for other in others]})
    return sorted(reports, key=lambda r: (r["published"] or "~", r["document"]))


def _document(ledger: Ledger, fact: Fact) -> Json:
    row = ledger.connection.execute(
        "SELECT title, origin FROM documents WHERE id = ? AND current = 1", (fact.outlet.document,)
    ).fetchone()
    outlet = fact.outlet
    return {
        "document": outlet.document,
        "title": row["title"],
        "origin": row["origin"],
        "publisher": outlet.publisher,
        "agency": outlet.agency,
        "published": outlet.published,
    }


def _claims(ledger: Ledger, rowids: list[int]) -> list[Json]:
    rows = claim_rows(ledger.connection, [(None, rowid) for rowid in rowids])
    texts: dict[str, str] = {}
    for row in rows:
        name = row["document"]
        if name not in texts:
            texts[name] = ledger.reading_json(name)["text"]
        row["quote"] = quote(texts[name], row["start"], row["end"])
    return rows


def quote(text: str, start: int, end: int) -> str:
    """The sentence around a span, cut where it is long, on one line."""
    before, after = text[max(0, start - MOST_BEFORE) : start], text[end : end + MOST_AFTER]
    ends = [found.end() for found in SENTENCE_END.finditer(before)]
    cut = before[ends[-1] :] if ends else ("…" if start > MOST_BEFORE else "") + before
    stop = SENTENCE_END.search(after)
    rest = after[: stop.end()] if stop else after + ("…" if end + MOST_AFTER < len(text) else "")
    return " ".join((cut + text[start:end] + rest).split())


def _links(ledger: Ledger, rowids: list[int]) -> list[Json]:
    found = ledger.connection.execute(
        "SELECT x.score, x.why, a.key AS a_key, d.id AS a_document, b.key AS b_key, e.id AS b_document FROM links x "
        "JOIN claims a ON a.rowid = x.a JOIN documents d ON d.rowid = a.document "
        "JOIN claims b ON b.rowid = x.b JOIN documents e ON e.rowid = b.document "
        "WHERE x.a IN (SELECT value FROM json_each(?1)) AND x.b IN (SELECT value FROM json_each(?1)) "
        "ORDER BY x.score DESC, x.a, x.b",
        (orjson.dumps(rowids).decode(),),
    )
    return [
        {
            "a": {"document": row["a_document"], "key": row["a_key"]},
            "b": {"document": row["b_document"], "key": row["b_key"]},
            "score": row["score"],
            "why": orjson.loads(row["why"]),
        }
        for row in found.fetchall()
    ]
