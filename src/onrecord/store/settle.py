"""From decisions to the ledger's rows: whatever is decided, undone or read anew, rows become what they should be.

Rows of claims are a function of the machine's reading and of the decisions that count; `settle` makes them so and
links again what that changes. Called within a transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import orjson

from onrecord.contract.shape import Json
from onrecord.model.decision import ANSWERS, Decision
from onrecord.model.span import Span
from onrecord.store.anchoring import find, quote_at
from onrecord.store.bonds import tie
from onrecord.store.changes import counterparts
from onrecord.store.claims import change_claim, put_claim, stored_claims
from onrecord.store.decided import Anchor, Decided, decide, place
from onrecord.store.decisions import Readings, anchors_of
from onrecord.store.facets import index_claims
from onrecord.store.facts import load_facts
from onrecord.store.linking import Linker, link_claims, regroup, unlink
from onrecord.store.rows import claim_rows


@dataclass(frozen=True, slots=True)
class Written:
    """What writing a document's claims did: rows of those that changed and counted before, and that count now."""

    before: tuple[int, ...]
    now: tuple[int, ...]


def settle(connection: sqlite3.Connection, linker: Linker, decision: Decision) -> None:
    """Apply a decision that was just kept, an undo too."""
    rows = connection.execute(
        """
        WITH RECURSIVE root (n) AS (
            SELECT ? UNION SELECT undoes FROM decisions JOIN root ON number = n WHERE undoes IS NOT NULL
        )
        SELECT a.number, a.document, x.action FROM root JOIN decisions x ON x.number = n
        JOIN decided d ON d.decision = n JOIN anchors a ON a.number = d.anchor ORDER BY a.number
        """,
        (decision.number,),
    ).fetchall()
    documents = dict.fromkeys(row["document"] for row in rows if row["action"] in ANSWERS)
    written = [_write_document(connection, id) for id in documents]
    before = [rowid for w in written for rowid in w.before]
    now = [rowid for w in written for rowid in w.now]
    retired = unlink(connection, before)
    tied = tie(connection, [row["number"] for row in rows])
    link_claims(connection, linker, now, retired)
    regroup(connection, linker, tied)


def carry_over(
    connection: sqlite3.Connection, document: int, replaced: Sequence[int], claims: Sequence[int]
) -> tuple[list[int], list[int]]:
    """Let decisions on replaced revisions hold on to a new one, whose `claims` were written as the machine reads them.

    Gives the rows of its claims that count, and those of all claims with which merges and splits bring them together.
    """
    row = connection.execute("SELECT id, revision, text_sha256 FROM documents WHERE rowid = ?", (document,)).fetchone()
    old = connection.execute(
        "SELECT id, revision, text_sha256 FROM documents WHERE rowid IN (SELECT value FROM json_each(?))",
        (_json(replaced),),
    ).fetchall()
    anchors = anchors_of(connection, {row["id"], *(o["id"] for o in old)})
    if not anchors:
        return list(claims), []
    readings = Readings(connection)
    obj = readings(row["id"], row["revision"])
    same = {o["id"] for o in old if o["text_sha256"] == row["text_sha256"]}
    texts = {o["id"]: readings(o["id"], o["revision"])["text"] for o in old if o["id"] not in same}
    at = {a.number: span for a in anchors if (span := _found(a, obj["text"], a.document in same, texts))}
    keys = place(anchors, at, obj)
    keys |= _heirs(connection, anchors, keys, replaced, claims)
    for a in anchors:
        held = "lost" if a.number not in keys else a.held if a.document in same and a.held != "lost" else "quote"
        quote = quote_at(obj["text"], at[a.number]) if a.number in at else a.quote
        connection.execute(
            "UPDATE anchors SET document = ?, key = ?, held = ?, quote = ? WHERE number = ?",
            (row["id"], keys.get(a.number, a.key), held, _json(asdict(quote)), a.number),
        )
    for column in ("a", "b"):
        connection.execute(
            f"DELETE FROM bonds WHERE {column} IN (SELECT rowid FROM claims WHERE document IN "
            "(SELECT value FROM json_each(?)))",
            (_json(replaced),),
        )
    written = _write_document(connection, row["id"])
    tied = tie(connection, [a.number for a in anchors])
    changed = set(written.before)
    return [*(c for c in claims if c not in changed), *written.now], tied


def _found(anchor: Anchor, text: str, same: bool, old: Mapping[str, str]) -> Span | None:
    """Where an anchor's trigger stands in a text: by the quote that it was last found by, else by that of old."""
    if same and anchor.held != "lost":
        return anchor.span
    last = find(anchor.quote, text, old.get(anchor.document) if anchor.held != "lost" else None)
    first = [s.quote for d in anchor.decisions[:1] for s in d.subjects if s.quote.text == anchor.quote.text]
    return last or next((span for quote in first if (span := find(quote, text))), None)


def _heirs(
    connection: sqlite3.Connection,
    anchors: Sequence[Anchor],
    keys: Mapping[int, str],
    replaced: Sequence[int],
    claims: Sequence[int],
) -> dict[int, str]:
    """Of claims that only merges and splits are about and that are not read any more: the claim on the same event in
    the new reading, if there is one, so that a model that takes another word for the trigger parts nothing."""
    new = load_facts(connection, claims)
    read = {fact.key for fact in new.values()}
    bare = [a for a in anchors if keys.get(a.number) not in read and not any(d.action in ANSWERS for d in a.decisions)]
    if not bare:
        return {}
    query = "SELECT rowid FROM claims WHERE document IN (SELECT value FROM json_each(?)) ORDER BY rowid"
    rowids = [row["rowid"] for row in connection.execute(query, (_json(replaced),))]
    old = load_facts(connection, rowids)
    heirs = {old[i].key: new[j].key for i, j in counterparts(old, new).items()}
    return {a.number: heirs[a.key] for a in bare if a.key in heirs}


def _write_document(connection: sqlite3.Connection, id: str) -> Written:
    """Make the rows of a document's last revision what machine and people say."""
    row = connection.execute("SELECT rowid, revision FROM documents WHERE id = ? AND current = 1", (id,)).fetchone()
    if row is None:  # of a document whose page came under another id
        return Written((), ())
    readings = Readings(connection)
    obj = readings(id, row["revision"])
    decided, entities = decide(obj, anchors_of(connection, [id]), readings)
    return _write(connection, row["rowid"], obj, decided, entities)


def _write(
    connection: sqlite3.Connection, document: int, obj: Json, decided: Sequence[Decided], entities: Sequence[Json]
) -> Written:
    """Make the rows of a document what was decided. A claim that nobody stands by any more is as a rejected one."""
    there = stored_claims(connection, document)
    whole = {**obj, "entities": [*obj["entities"], *entities], "claims": [d.claim for d in decided]}
    before, now = [], []
    for d, rows in zip(decided, claim_rows(whole), strict=True):
        stored = there.pop(d.claim["key"], None)
        if stored is None:
            rowid = put_claim(connection, document, rows, vector=None, standing=d.standing)
            index_claims(connection, [rowid])
            now.append(rowid)
        elif (stored.standing, stored.rows) != (d.standing, rows):
            change_claim(connection, stored, rows, d.standing)
            if rows != stored.rows or stored.current != d.current:
                before += [stored.rowid] * stored.current
                now += [stored.rowid] * d.current
    for stored in there.values():
        if stored.standing != "rejected":
            change_claim(connection, stored, stored.rows, "rejected")
            before.append(stored.rowid)
    connection.execute(
        "UPDATE claims SET incident = key WHERE document = ? AND standing = 'rejected' AND incident IS NULL",
        (document,),
    )
    _stale(connection, [*before, *now])
    return Written(tuple(before), tuple(now))


def _stale(connection: sqlite3.Connection, claims: Sequence[int]) -> None:
    """Incidents whose claims have other values now, even if none comes or goes."""
    connection.execute(
        "INSERT OR IGNORE INTO stale SELECT incident FROM claims WHERE incident IS NOT NULL "
        "AND rowid IN (SELECT value FROM json_each(?))",
        (_json(claims),),
    )


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
