"""What the last revision of a document changed in its claims."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.model.errors import LedgerError
from onrecord.store.changes import Change, changes
from onrecord.store.facts import load_facts
from onrecord.store.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision of a document: its id (another one where only the URL is the same), number, and when it came."""

    id: str
    number: int
    added: str


@dataclass(frozen=True, slots=True)
class Diff:
    """The changes from one revision to the next; empty where only words changed."""

    old: Revision
    new: Revision
    changes: list[Change]


def diff(ledger: Ledger, id: str) -> Diff:
    """The changes between the last two revisions of a document. Raises LedgerError `no_document`, `one_revision`."""
    rows = ledger.connection.execute(
        "SELECT id, revision, added FROM documents WHERE id = ?1 "
        "OR url IN (SELECT url FROM documents WHERE id = ?1) ORDER BY revision DESC LIMIT 2",
        (id,),
    ).fetchall()
    if not rows:
        raise LedgerError(
            "no_document", f"{ledger.path} holds no document {id!r}", "Give the id under which the document was added"
        )
    if len(rows) == 1:
        raise LedgerError(
            "one_revision",
            f"document {id!r} has one revision, of {rows[0]['added']}",
            "There is something to compare when onrecord add has found other bytes under its id or URL",
        )
    new, old = (Revision(row["id"], row["revision"], row["added"]) for row in rows)
    return Diff(old, new, changes_between(ledger, (old.id, old.number), (new.id, new.number)))


def changes_between(ledger: Ledger, old: tuple[str, int], new: tuple[str, int]) -> list[Change]:
    """What changed in the claims from one revision, an id and a number, to another; rejected ones are none."""
    facts = []
    for id, number in (old, new):
        claims = ledger.connection.execute(
            "SELECT c.rowid FROM claims c JOIN documents d ON d.rowid = c.document "
            "WHERE d.id = ? AND d.revision = ? AND c.standing != 'rejected' ORDER BY c.rowid",
            (id, number),
        )
        facts.append(load_facts(ledger.connection, (claim["rowid"] for claim in claims.fetchall())))
    return changes(*facts)
