"""Decisions of people: kept for good, found again, applied. The only writer of the table `decisions`."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import orjson

from onrecord.contract.shape import Json
from onrecord.model.decision import ANSWERS, Decision, Quote, Subject
from onrecord.store.decided import Anchor, apply, decide
from onrecord.store.migrate import now
from onrecord.store.rows import unpacked_json
from onrecord.store.verdict import undone_of

if TYPE_CHECKING:
    from onrecord.store.ledger import Ledger

_LOST = (
    "a.held = ? AND (x.action NOT IN ('merge', 'split') OR NOT EXISTS (SELECT 1 FROM decided o JOIN anchors b "
    "ON b.number = o.anchor WHERE o.decision = d.decision AND o.side = d.side AND b.held != 'lost'))"
)

COLUMNS = ("made", "coder", "action", "subjects", "fields", "seen", "undoes", "final", "comment")


def put_decision(connection: sqlite3.Connection, decision: Decision) -> Decision:
    """Keep a decision, with the anchors that it hangs on; as it is kept, with its number. Within a transaction.

    One that has no time gets this one.
    """
    kept = replace(decision, made=decision.made or now())
    values = (
        *(kept.made, kept.coder, kept.action, _dumped([asdict(s) for s in kept.subjects])),
        *(_dumped(kept.fields), _dumped(kept.seen), kept.undoes, int(kept.final), kept.comment),
    )
    marks = ", ".join("?" * len(COLUMNS))
    number = connection.execute(f"INSERT INTO decisions ({', '.join(COLUMNS)}) VALUES ({marks})", values).lastrowid or 0
    for subject in kept.subjects:
        anchor = _anchor(connection, subject, kept.action in ANSWERS)
        connection.execute(
            "INSERT OR IGNORE INTO decided (decision, anchor, side) VALUES (?, ?, ?)", (number, anchor, subject.side)
        )
    return replace(kept, number=number)


def _anchor(connection: sqlite3.Connection, subject: Subject, is_answer: bool) -> int:
    row = connection.execute(
        "SELECT number, type FROM anchors WHERE document = ? AND key = ? ORDER BY held = 'lost', number",
        (subject.document, subject.key),
    ).fetchone()
    if row is None:
        values = (subject.document, subject.key, subject.type, "key", _dumped(asdict(subject.quote)))
        made = connection.execute(
            "INSERT INTO anchors (document, key, type, held, quote) VALUES (?, ?, ?, ?, ?)", values
        )
        return made.lastrowid or 0
    if is_answer and row["type"] != subject.type:
        connection.execute("UPDATE anchors SET type = ? WHERE number = ?", (subject.type, row["number"]))
    return int(row["number"])


def decisions(
    ledger: Ledger,
    *,
    numbers: Iterable[int] | None = None,
    document: str | None = None,
    key: str | None = None,
    coder: str | None = None,
    lost: bool = False,
) -> list[Decision]:
    """Decisions in the order in which they were made, undone ones too: all that meet what is given.

    `document` and `key` are those of today, whatever they were when it was made. `lost`: only those that count and hold
    on to a claim whose words its document no longer has; of a merge or split, to no other claim of one side.
    """
    connection, sql, values = ledger.connection, ["1"], []
    if numbers is not None:
        sql.append("number IN (SELECT value FROM json_each(?))")
        values.append(_dumped(list(numbers)))
    if coder is not None:
        sql.append("coder = ?")
        values.append(coder)
    on = [("a.document = ?", document), ("a.key = ?", key), (_LOST, "lost" if lost else None)]
    if given := [(condition, value) for condition, value in on if value is not None]:
        where = " AND ".join(condition for condition, _ in given)
        about = (
            "SELECT d.decision FROM decided d JOIN anchors a ON a.number = d.anchor "
            f"JOIN decisions x ON x.number = d.decision WHERE {where}"
        )
        sql.append(
            f"number IN (WITH RECURSIVE about (n) AS ({about} UNION SELECT u.number FROM decisions u JOIN about "
            "ON u.undoes = n) SELECT n FROM about)"
        )
        values += [value for _, value in given if value is not None]
    rows = connection.execute(f"SELECT * FROM decisions WHERE {' AND '.join(sql)} ORDER BY number", values)
    found = [_decision(row) for row in rows.fetchall()]
    if not lost:
        return found
    off = undone(connection)
    return [d for d in found if d.number not in off and d.action != "undo"]


def undone(connection: sqlite3.Connection) -> frozenset[int]:
    """Numbers of all decisions that do not count."""
    rows = connection.execute("SELECT number, undoes FROM decisions WHERE undoes IS NOT NULL").fetchall()
    return undone_of((row["number"], row["undoes"]) for row in rows)


def anchors_of(connection: sqlite3.Connection, documents: Iterable[str]) -> list[Anchor]:
    """The anchors in these documents, lost ones too, each with the decisions about it that count."""
    rows = connection.execute(
        "SELECT * FROM anchors WHERE document IN (SELECT value FROM json_each(?)) ORDER BY number",
        (_dumped(list(documents)),),
    ).fetchall()
    if not rows:
        return []
    off = undone(connection)
    about: dict[int, list[Decision]] = defaultdict(list)
    found = connection.execute(
        "SELECT d.anchor, x.* FROM decided d JOIN decisions x ON x.number = d.decision "
        "WHERE d.anchor IN (SELECT value FROM json_each(?)) ORDER BY x.number",
        (_dumped([row["number"] for row in rows]),),
    )
    for row in found.fetchall():
        if row["number"] not in off:
            about[row["anchor"]].append(_decision(row))
    return [
        Anchor(
            number=row["number"],
            document=row["document"],
            key=row["key"],
            type=row["type"],
            held=row["held"],
            quote=Quote(**orjson.loads(row["quote"])),
            decisions=tuple(about[row["number"]]),
        )
        for row in rows
    ]


def documents_decided(ledger: Ledger) -> list[str]:
    """Ids of the documents on whose claims people decided, in order."""
    rows = ledger.connection.execute("SELECT DISTINCT document FROM anchors ORDER BY document")
    return [row["document"] for row in rows.fetchall()]


class Readings:
    """Machine readings by document and revision, each opened once."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._held: dict[tuple[str, int], Json] = {}

    def __call__(self, document: str, revision: int) -> Json:
        if (document, revision) not in self._held:
            row = self.connection.execute(
                "SELECT reading FROM documents WHERE id = ? AND revision = ?", (document, revision)
            ).fetchone()
            self._held[document, revision] = unpacked_json(row["reading"])
        return self._held[document, revision]


def decided_reading(ledger: Ledger, document_id: str, revision: int | None = None, *, rejected: bool = False) -> Json:
    """The contract's object of a document with people's decisions applied: what the ledger says, not the machine.

    Claims that people spoke about have a `standing`; rejected ones are there on request only. Of an earlier revision it
    is the machine's reading: decisions hold for the last. Raises LedgerError `no_document`.
    """
    obj = ledger.reading_json(document_id, revision)
    row = ledger.connection.execute(
        "SELECT revision FROM documents WHERE id = ? AND current = 1", (document_id,)
    ).fetchone()
    if row is None or (revision is not None and revision != row["revision"]):
        return obj
    anchors = anchors_of(ledger.connection, [document_id])
    if not anchors:
        return obj
    readings = Readings(ledger.connection)
    machine = readings(document_id, row["revision"])
    return apply(machine, *decide(machine, anchors, readings), rejected=rejected)


def _decision(row: sqlite3.Row) -> Decision:
    subjects = tuple(
        Subject(**{**subject, "quote": Quote(**subject["quote"])}) for subject in orjson.loads(row["subjects"])
    )
    return Decision(
        *(row["number"], row["made"], row["coder"], row["action"], subjects),
        fields=orjson.loads(row["fields"]),
        seen=orjson.loads(row["seen"]),
        undoes=row["undoes"],
        final=bool(row["final"]),
        comment=row["comment"],
    )


def _dumped(value: Any) -> str:
    return orjson.dumps(value).decode()
