"""Whether a ledger is what it should be: the file, what was read, and what was made from it."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
import zstandard

from onrecord.contract.shape import Json
from onrecord.model.reading import claim_key
from onrecord.model.span import Span
from onrecord.ontology import load as load_ontology
from onrecord.store.claims import stored_claims
from onrecord.store.decided import Decided, decide
from onrecord.store.decisions import Readings, anchors_of
from onrecord.store.ledger import Ledger
from onrecord.store.rows import claim_rows, text_digest, unpacked, unpacked_json

MOST_EXAMPLES = 3  # of what is wrong that a check keeps


@dataclass(slots=True)
class Check:
    """One thing that must hold: how many rows were looked at, how many break it, and the first of these."""

    name: str
    looked_at: int = 0
    wrong: int = 0
    examples: list[str] = field(default_factory=list)

    def breach(self, example: str) -> None:
        """One more that breaks it."""
        self.wrong += 1
        if len(self.examples) < MOST_EXAMPLES:
            self.examples.append(example)


def check(ledger: Ledger) -> Iterator[Check]:
    """Every check of a ledger, each when it is done; reads one document at a time."""
    connection = ledger.connection
    yield _integrity(connection)
    yield _foreign_keys(connection)
    yield _raws(connection)
    yield from _readings(connection)
    for name, queries in QUERIES.items():
        yield _queries(connection, name, *queries)


def _integrity(connection: sqlite3.Connection) -> Check:
    out = Check("the file is whole", looked_at=1)
    for (message,) in connection.execute("PRAGMA integrity_check"):
        if message != "ok":
            out.breach(message)
    return out


def _foreign_keys(connection: sqlite3.Connection) -> Check:
    out = Check("rows that others refer to are there", looked_at=1)
    for table, rowid, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        out.breach(f"row {rowid} of {table} refers to a row of {parent} that is not there")
    return out


def _raws(connection: sqlite3.Connection) -> Check:
    out = Check("raw bytes have their digest and size")
    for row in connection.execute("SELECT sha256, size, zstd FROM raws ORDER BY rowid"):
        out.looked_at += 1
        try:
            data = unpacked(row["zstd"])
        except zstandard.ZstdError as error:
            out.breach(f"{row['sha256']}: {error}")
            continue
        if len(data) != row["size"] or hashlib.sha256(data).hexdigest() != row["sha256"]:
            out.breach(row["sha256"])
    return out


def _readings(connection: sqlite3.Connection) -> Iterator[Check]:
    whole = Check("readings can be opened and are of their document")
    spans = Check("spans fit their text")
    keys = Check("claim keys can be computed again")
    rows = Check("rows of claims say what their reading says")
    for document in connection.execute("SELECT * FROM documents ORDER BY rowid"):
        name = f"{document['id']!r} revision {document['revision']}"
        whole.looked_at += 1
        try:
            obj = unpacked_json(document["reading"])
        except (zstandard.ZstdError, orjson.JSONDecodeError) as error:
            whole.breach(f"{name}: {error}")
            continue
        if not _is_of(obj, document):
            whole.breach(name)
            continue
        decided, entities = _decided(connection, document, obj)
        for claim in (d.claim for d in decided):
            spans.looked_at += 1
            for quote in _misquoted(claim, obj["text"]):
                spans.breach(f"{name}, claim {claim['key']}: {quote!r}")
            keys.looked_at += 1
            if not _key_fits(claim, document["text_sha256"]):
                keys.breach(f"{name}, claim {claim['key']}")
        rows.looked_at += len(decided)
        for message in _differing(connection, document, {**obj, "entities": [*obj["entities"], *entities]}, decided):
            rows.breach(f"{name}, {message}")
    yield from (whole, spans, keys, rows)


def _decided(connection: sqlite3.Connection, document: sqlite3.Row, obj: Json) -> tuple[list[Decided], list[Json]]:
    """What the claims of a document should be; of a replaced revision, as the machine read them."""
    anchors = anchors_of(connection, [document["id"]]) if document["current"] else []
    return decide(obj, anchors, Readings(connection))


def _is_of(obj: Json, document: sqlite3.Row) -> bool:
    same = all(obj["document"][name] == document[name] for name in ("publisher", "agency", "title", "published"))
    digests = obj["document"]["sha256"] == document["raw"] and text_digest(obj["text"]) == document["text_sha256"]
    return same and digests and obj["id"] == document["id"]


def _misquoted(value: Any, text: str) -> Iterator[str]:
    """Quotes anywhere in a claim that are not what the text has at their spans."""
    if isinstance(value, list):
        for item in value:
            yield from _misquoted(item, text)
    elif isinstance(value, dict):
        if "trigger" in value:
            yield from _misquoted({"span": value["trigger"], "text": value["trigger_text"]}, text)
        if "span" in value:
            start, end = value["span"]
            if not 0 <= start < end <= len(text) or text[start:end] != value.get("text", text[start:end]):
                yield value.get("text", f"[{start}, {end})")
        yield from _misquoted(list(value.values()), text)


def _key_fits(claim: Json, digest: str) -> bool:
    start, end = claim["trigger"]
    if not 0 <= start < end:
        return False
    ordinals = range(len(load_ontology().types))
    return any(claim["key"] == claim_key(digest, Span(start, end), n) for n in ordinals)


def _differing(
    connection: sqlite3.Connection, document: sqlite3.Row, obj: Json, decided: list[Decided]
) -> Iterator[str]:
    """Claims whose rows are not what they should be. Of a replaced revision, those that nobody spoke about."""
    stored = stored_claims(connection, document["rowid"])
    wanted = claim_rows({**obj, "claims": [d.claim for d in decided]})
    for d, rows in zip(decided, wanted, strict=True):
        row = stored.pop(d.claim["key"], None)
        if row is None:
            yield f"claim {d.claim['key']}, which has no row"
        elif (document["current"] or row.standing == "machine") and (row.rows, row.standing) != (rows, d.standing):
            yield f"claim {d.claim['key']}"
    for key, row in stored.items():
        if row.standing == "machine" or (document["current"] and row.standing != "rejected"):
            yield f"claim {key}, which nobody reads there"


QUERIES: Mapping[str, tuple[str, str]] = {  # what is counted, and what breaks it
    "one revision of each document is current, the last": (
        "SELECT count(*) FROM documents",
        "SELECT id || ' revision ' || revision FROM documents d WHERE current = EXISTS (SELECT 1 FROM documents later "
        "WHERE (later.id = d.id OR later.url = d.url) AND later.revision > d.revision)",
    ),
    "claims are current with their document": (
        "SELECT count(*) FROM claims",
        "SELECT key FROM claims c JOIN documents d ON d.rowid = c.document "
        "WHERE c.current != (d.current AND c.standing != 'rejected')",
    ),
    "incident ids are the smallest key of their claims": (
        "SELECT count(*) FROM claims WHERE current = 1",
        "SELECT coalesce(incident, 'claim ' || key) FROM claims WHERE current = 1 GROUP BY coalesce(incident, rowid) "
        "HAVING min(key) IS NOT incident",
    ),
    "every incident has its row in the lists": (
        "SELECT count(*) FROM incidents",
        "SELECT DISTINCT incident FROM claims WHERE current = 1 AND incident NOT IN (SELECT id FROM incidents) "
        "UNION SELECT id FROM incidents WHERE id NOT IN (SELECT incident FROM claims WHERE current = 1 AND incident "
        "IS NOT NULL) UNION SELECT incident FROM stale",
    ),
    "keys of replaced claims lead to a claim": (
        "SELECT count(*) FROM claims WHERE current = 0",
        "SELECT key FROM claims c WHERE current = 0 AND NOT EXISTS (SELECT 1 FROM claims WHERE key = c.incident)",
    ),
    "links are between current claims": (
        "SELECT count(*) FROM links",
        "SELECT a.key || ' ' || b.key FROM links l JOIN claims a ON a.rowid = l.a JOIN claims b ON b.rowid = l.b "
        "WHERE NOT a.current OR NOT b.current",
    ),
    "every decision holds on to a claim, and undos to an earlier decision": (
        "SELECT count(*) FROM decisions",
        "SELECT 'decision ' || number FROM decisions WHERE undoes >= number "
        "OR (action != 'undo' AND NOT EXISTS (SELECT 1 FROM decided WHERE decision = number))",
    ),
    "incidents are as people merged and split them": (
        "SELECT count(*) FROM bonds",
        "SELECT a.key || ' ' || b.key FROM bonds x JOIN claims a ON a.rowid = x.a JOIN claims b ON b.rowid = x.b "
        "WHERE NOT a.current OR NOT b.current OR (a.incident = b.incident) != x.together",
    ),
    "copies and their bands are of current documents": (
        "SELECT count(*) FROM copies",
        "SELECT id FROM documents d WHERE NOT current AND (EXISTS (SELECT 1 FROM copies WHERE a = d.rowid) "
        "OR EXISTS (SELECT 1 FROM copies WHERE b = d.rowid) OR EXISTS (SELECT 1 FROM bands WHERE document = d.rowid))",
    ),
    "every claim can be found by filters": (
        "SELECT count(*) FROM claims",
        "SELECT key FROM claims WHERE rowid NOT IN (SELECT rowid FROM facets) "
        "UNION ALL SELECT 'row ' || rowid FROM facets WHERE rowid NOT IN (SELECT rowid FROM claims)",
    ),
    "every document can be found by its words": (
        "SELECT count(*) FROM documents",
        "SELECT id || ' revision ' || revision FROM documents WHERE rowid NOT IN (SELECT rowid FROM texts) "
        "UNION ALL SELECT 'row ' || rowid FROM texts WHERE rowid NOT IN (SELECT rowid FROM documents)",
    ),
}


def _queries(connection: sqlite3.Connection, name: str, count: str, breaches: str) -> Check:
    out = Check(name, connection.execute(count).fetchone()[0])
    for (example,) in connection.execute(breaches):
        out.breach(example)
    return out
