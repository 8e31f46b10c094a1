"""The articles of a ledger: as a list, and what is kept about one beside its reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from onrecord.model.errors import LedgerError, OnrecordError
from onrecord.store.decisions import decided_reading
from onrecord.store.ledger import Ledger
from onrecord.store.query import COUNTED, Total
from onrecord.store.ways import Values, check_text

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Articles:
    """A page of articles, the newest first, how many there are in all, and the cursor of the next page."""

    rows: list[Json]
    total: Total
    after: str | None


def articles_page(ledger: Ledger, text: str | None, limit: int, after: str | None) -> Articles:
    """Articles in their last revision: id, title, publisher, agency, published, added, revision, number of claims.

    `text` is a query of FTS5. Raises OnrecordError `bad_cursor`, `bad_text`.
    """
    connection = ledger.connection
    check_text(connection, text)
    asked: tuple[str, Values] = ("", ())
    if text:
        asked = " AND d.rowid IN (SELECT rowid FROM texts WHERE texts MATCH ?)", (text,)
    start, here = _after(after)
    tables = f"documents d WHERE d.current = 1{asked[0]}"
    (count,) = connection.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM {tables} LIMIT {COUNTED + 1})", asked[1]
    ).fetchone()
    # Claims are counted for the page alone; in one query they would be for all articles, before these are sorted
    found = connection.execute(
        "SELECT d.rowid, d.id, d.title, d.publisher, d.agency, d.published, d.added, d.revision, (SELECT count(*) "
        "FROM claims c WHERE c.document = d.rowid AND +c.current = 1) AS claims FROM documents d WHERE d.rowid IN "
        f"(SELECT d.rowid FROM documents d {'' if text else 'INDEXED BY documents_published '}"
        f"WHERE d.current = 1{asked[0]}{start} ORDER BY d.published DESC, d.rowid DESC LIMIT ?) "
        "ORDER BY d.published DESC, d.rowid DESC",
        (*asked[1], *here, limit + 1),
    ).fetchall()
    rows = [dict(row) for row in found[:limit]]
    last = rows[-1] if rows else None
    more = f"{last['published'] or ''}~{last['rowid']}" if last and len(found) > limit else None
    for row in rows:
        del row["rowid"]
    return Articles(rows, Total(min(count, COUNTED), count > COUNTED), more)


def _after(cursor: str | None) -> tuple[str, Values]:
    if cursor is None:
        return "", ()
    day, _, rowid = cursor.rpartition("~")
    if not (rowid.isascii() and rowid.isdigit() and len(rowid) < 19):
        raise OnrecordError("bad_cursor", f"after {cursor!r} is no cursor of such a list", "Go back to its first page")
    if not day:
        return " AND d.published IS NULL AND d.rowid < ?", (int(rowid),)
    return " AND (d.published IS NULL OR (d.published, d.rowid) < (?, ?))", (day, int(rowid))


def failures(ledger: Ledger, limit: int) -> list[Json]:
    """Inputs that could not be read, the newest first: `id`, `code`, `message`, `hint`, `added`."""
    rows = ledger.connection.execute(
        "SELECT id, code, message, hint, added FROM failures ORDER BY added DESC, id LIMIT ?", (limit,)
    )
    return [dict(row) for row in rows]


def article(ledger: Ledger, id: str, revision: int | None = None) -> Json:
    """One article: the contract's object of it as people have decided, and what the ledger knows beside.

    `revision`, `current`, `added`, `url`, `revisions` (number, id and `added` of all under its id or URL, the first
    first). Each claim has its `incident` (None where it counts no more) and `standing`; rejected ones are there too.
    Raises LedgerError `no_document`, `no_revision`.
    """
    row = ledger.connection.execute(
        "SELECT rowid, id, revision, current, added, url FROM documents WHERE id = ?1 AND revision = "
        "coalesce(?2, revision) ORDER BY revision DESC LIMIT 1",
        (id, revision),
    ).fetchone()
    if row is None:
        if revision is not None:
            raise LedgerError("no_revision", f"there is no revision {revision} of {id!r}", "Leave it out for the last")
        raise LedgerError("no_document", f"{ledger.path.name} holds no article {id!r}", "Look for it among Articles")
    obj = decided_reading(ledger, id, row["revision"], rejected=True)
    held = {
        claim["key"]: claim
        for claim in ledger.connection.execute(
            "SELECT key, current, incident, standing FROM claims WHERE document = ?", (row["rowid"],)
        )
    }
    for claim in obj["claims"]:
        known = held.get(claim["key"])
        claim["incident"] = known["incident"] if known and known["current"] else None
        claim["standing"] = known["standing"] if known else claim.get("standing", "machine")
    return {
        **obj,
        **{name: row[name] for name in ("revision", "added", "url")},
        "current": bool(row["current"]),
        "revisions": revisions(ledger, id),
    }


def revisions(ledger: Ledger, id: str) -> list[Json]:
    """All revisions of an article, also under another id with the same URL: `id`, `revision`, `added`."""
    rows = ledger.connection.execute(
        "SELECT id, revision, added FROM documents WHERE id = ?1 "
        "OR url IN (SELECT url FROM documents WHERE id = ?1) ORDER BY revision, rowid",
        (id,),
    )
    return [{"id": row["id"], "revision": row["revision"], "added": row["added"]} for row in rows]
