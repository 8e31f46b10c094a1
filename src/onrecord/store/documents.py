"""Into the ledger: one document with its claims, or the failure in its place. Called within a transaction."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import asdict, dataclass, fields

import orjson

from onrecord.contract import to_json, to_line
from onrecord.contract.shape import Json
from onrecord.link.facts import gist
from onrecord.model.document import Failure, Raw
from onrecord.model.reading import Reading
from onrecord.store.claims import insert, put_claim
from onrecord.store.facets import index_claims
from onrecord.store.linking import Linking, link_copies, retire
from onrecord.store.migrate import now
from onrecord.store.rows import claim_rows, packed, search_row, text_digest, unpacked
from onrecord.store.settle import carry_over


@dataclass(slots=True)
class Stored:
    """What a call of `Ledger.add` did: documents new and old, and failures, which are kept as such."""

    documents: int = 0
    revisions: int = 0  # of `documents`, those that replaced an earlier one
    claims: int = 0
    known: int = 0
    failures: int = 0

    def count(self, revision: int | None, claims: int) -> None:
        """One document that became this revision, or was known."""
        if revision is None:
            self.known += 1
            return
        self.documents += 1
        self.revisions += revision > 1
        self.claims += claims

    def include(self, other: Stored) -> None:
        """Add what another call did."""
        for f in fields(self):
            setattr(self, f.name, getattr(self, f.name) + getattr(other, f.name))


def is_known(connection: sqlite3.Connection, raw: Raw, sha256: str) -> bool:
    """Whether a revision of the raw's id or URL has these bytes, and was given all that is given now.

    Other metadata are a correction, and so a new revision; none at all say nothing against what was given before.
    """
    given = {name: value for name, value in asdict(raw.given).items() if value}
    query = "SELECT given FROM documents WHERE raw = ?1 AND (id = ?2 OR url = ?3)"
    for row in connection.execute(query, (sha256, raw.id, raw.given.url)):
        before = orjson.loads(row["given"])
        if all(before.get(name) == value for name, value in given.items()):
            return True
    return False


def put_failure(connection: sqlite3.Connection, raw: Raw | Failure, failure: Failure) -> None:
    """Keep why an input could not be read, with its bytes where they were found; a later success deletes the reason."""
    sha256 = _put_raw(connection, raw) if isinstance(raw, Raw) else None
    connection.execute(
        "INSERT OR REPLACE INTO failures (id, code, message, hint, added, raw) VALUES (?, ?, ?, ?, ?, ?)",
        (failure.id, failure.code, failure.message, failure.hint, now(), sha256),
    )


def _put_raw(connection: sqlite3.Connection, raw: Raw) -> str:
    sha256 = hashlib.sha256(raw.data).hexdigest()
    if not connection.execute("SELECT 1 FROM raws WHERE sha256 = ?", (sha256,)).fetchone():
        connection.execute(
            "INSERT INTO raws (sha256, kind, size, zstd) VALUES (?, ?, ?, ?)",
            (sha256, raw.kind, len(raw.data), packed(raw.data)),
        )
    return sha256


def put_reading(linking: Linking, raw: Raw, reading: Reading, *, again: bool = False) -> int | None:
    """Store a document and its links; its revision, from 1, or None if it was known. The caller settles `linking`.

    With `again` the bytes may be known: then it is known if their last reading was the same.
    """
    connection = linking.connection
    connection.execute("DELETE FROM failures WHERE id = ?", (raw.id,))
    sha256 = reading.document.sha256
    line = to_line(to_json(reading))
    if _reads(connection, raw.id, line) if again else is_known(connection, raw, sha256):
        return None
    earlier = connection.execute(
        "SELECT rowid, revision, current FROM documents WHERE id = ?1 OR url = ?2 ORDER BY rowid",
        (raw.id, raw.given.url),
    ).fetchall()
    revision = 1 + max((row["revision"] for row in earlier), default=0)
    replaced = [row["rowid"] for row in earlier if row["current"]]
    for rowid in replaced:
        connection.execute("UPDATE documents SET current = 0 WHERE rowid = ?", (rowid,))
        connection.execute("UPDATE claims SET current = 0 WHERE document = ?", (rowid,))
    obj: Json = orjson.loads(line)
    document = _put_document(connection, raw, reading, revision, line, obj)
    claims = _put_claims(connection, document, obj, reading)
    index_claims(connection, claims)
    link_copies(connection, linking.linker, document, obj, replaced)
    retired = retire(connection, replaced)
    counting, tied = carry_over(connection, document, replaced, claims)
    linking.link(counting, retired)
    linking.disturb(tied)
    return revision


def _reads(connection: sqlite3.Connection, id: str, line: bytes) -> bool:
    """Whether this is what the last reading of a document was."""
    row = connection.execute("SELECT reading FROM documents WHERE id = ? AND current = 1", (id,)).fetchone()
    return row is not None and unpacked(row["reading"]) == line


def _put_document(
    connection: sqlite3.Connection, raw: Raw, reading: Reading, revision: int, line: bytes, obj: Json
) -> int:
    d = obj["document"]
    row = {
        "id": obj["id"],
        "revision": revision,
        "current": 1,
        "origin": d["origin"],
        "url": d.get("url"),
        "raw": _put_raw(connection, raw),
        "given": to_line(asdict(raw.given)).decode().rstrip("\n"),
        **{name: d[name] for name in ("publisher", "agency", "title", "language", "published")},
        "added": now(),
        "text_sha256": text_digest(obj["text"]),
        "model": obj["made_by"]["model"],
        "gist": orjson.dumps(gist(reading)).decode(),
        "reading": packed(line),
    }
    document = insert(connection, "documents", tuple(row), tuple(row.values()))
    connection.execute(
        "INSERT INTO texts (rowid, title, text, names) VALUES (?, ?, ?, ?)", (document, *search_row(obj))
    )
    return document


def _put_claims(connection: sqlite3.Connection, document: int, obj: Json, reading: Reading) -> list[int]:
    pairs = zip(claim_rows(obj), reading.claims, strict=True)
    return [
        put_claim(connection, document, rows, vector=claim.vector or None, standing="machine") for rows, claim in pairs
    ]
