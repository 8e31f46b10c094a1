"""`Ledger`: an open ledger. Many may read it at once; one at a time writes."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

import orjson

from onrecord.contract.shape import Json
from onrecord.link.copies import groups
from onrecord.link.fact import Fact
from onrecord.model.decision import Decision
from onrecord.model.document import Failure, Metadata, Raw
from onrecord.model.errors import LedgerError
from onrecord.model.reading import Reading
from onrecord.store.decisions import put_decision
from onrecord.store.documents import Stored, is_known, put_failure, put_reading
from onrecord.store.facts import load_facts
from onrecord.store.linking import Linker, Linking
from onrecord.store.lock import WriterLock
from onrecord.store.migrate import migrate, migrations, version_of
from onrecord.store.rows import unpacked, unpacked_json
from onrecord.store.settle import settle
from onrecord.store.summary import summarise_stale
from onrecord.store.trouble import not_a_ledger, told

WAIT_S = 10.0  # for another writer
CACHE_KIB = 65536  # of pages in memory
MAPPED_BYTES = 1 << 34  # of the file that readers map into memory; SQLite's own limit (2 GiB as a rule) may be lower
HEAD = b"SQLite format 3\0"


class Ledger:
    """A ledger that is open: use it in a `with` statement, which also turns errors of SQLite into LedgerError.

    `connection` answers queries (rows by name); only methods of this class write.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, lock: WriterLock | None, linker: Linker) -> None:
        self.path = path
        self.connection = connection
        self._lock = lock
        self.linker = linker

    @classmethod
    def open(cls, path: Path, *, write: bool = False, wait_s: float = WAIT_S, linker: Linker | None = None) -> Ledger:
        """Open a ledger to read or, with `write`, to add to; that makes one where none is, and waits up to `wait_s`
        seconds for another writer.

        Raises LedgerError `no_ledger`, `not_a_ledger`, `newer_ledger`, `damaged_ledger`, `ledger_busy`,
        `cannot_write`, `cannot_open`.
        """
        _look_at(path, write)
        linker = linker or Linker.real()
        if not write:
            with told(path):
                connection, version = _reading(path)
                if version < len(migrations()):  # of an earlier onrecord
                    connection.close()
                    cls.open(path, write=True, wait_s=wait_s).close()
                    connection, _ = _reading(path)
                return cls(path, connection, None, linker)
        lock = WriterLock(path, wait_s)
        try:
            with told(path):
                return cls(path, _writing(path, wait_s), lock, linker)
        except BaseException:
            lock.release()
            raise

    def close(self) -> None:
        """Close it. A writer lets the next one write."""
        try:
            self.connection.close()
        finally:
            if self._lock:
                self._lock.release()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with told(self.path):
            try:
                if isinstance(error, sqlite3.Error):
                    raise error
            finally:
                self.close()

    def knows(self, raw: Raw) -> bool:
        """Whether these bytes were read before under this id or this URL."""
        return is_known(self.connection, raw, hashlib.sha256(raw.data).hexdigest())

    def add(self, items: Iterable[tuple[Raw | Failure, Reading | Failure]]) -> Stored:
        """Store each input with what became of it, all of them or, if that fails, none.

        A document whose bytes are known under its id or URL is left out; one with other bytes replaces the last
        revision. What the ledger holds afterwards does not depend on how inputs are put into calls.
        """
        stored = Stored()
        with self.transaction() as connection:
            linking = Linking(connection, self.linker)
            for raw, item in items:
                if isinstance(item, Failure):
                    put_failure(connection, raw, item)
                    stored.failures += 1
                elif isinstance(raw, Raw):
                    stored.count(put_reading(linking, raw, item), len(item.claims))
            linking.settle()
            summarise_stale(self)
        return stored

    def replace(self, items: Iterable[tuple[Raw, Reading]]) -> int:
        """Store new readings of bytes that the ledger has, all or none; how many read otherwise than before.

        Each of these is a new revision, and what people decided holds on to it.
        """
        changed = 0
        with self.transaction() as connection:
            linking = Linking(connection, self.linker)
            for raw, reading in items:
                changed += put_reading(linking, raw, reading, again=True) is not None
            linking.settle()
            summarise_stale(self)
        return changed

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """What is written within is kept whole or, on any error, not at all."""
        with told(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise

    def record(self, decision: Decision) -> Decision:
        """Keep what a person decided and apply it, both or neither; the decision with its number and time."""
        with self.transaction() as connection:
            kept = put_decision(connection, decision)
            settle(connection, self.linker, kept)
            summarise_stale(self)
        return kept

    def facts(self, rowids: Iterable[int]) -> list[Fact]:
        """The facts of these rows of `claims`, in the order asked for."""
        return list(load_facts(self.connection, rowids).values())

    def incident_of(self, key: str) -> str | None:
        """The id of the incident that a claim key belongs to, or leads to where a revision has replaced it."""
        seen: set[str] = set()
        while key not in seen:
            seen.add(key)
            row: sqlite3.Row | None = self.connection.execute(
                "SELECT current, incident FROM claims WHERE key = ? ORDER BY current DESC, rowid DESC LIMIT 1", (key,)
            ).fetchone()
            if row is None:
                return None
            following: str = row["incident"]
            if row["current"]:
                return following
            key = following
        return None

    def facts_of_incident(self, id: str) -> list[Fact]:
        """The current claims of an incident in order of documents; `id` may be the key of any claim, old ones too.

        Empty where there is none.
        """
        rows = self.connection.execute(
            "SELECT rowid FROM claims WHERE incident = ? AND current = 1 ORDER BY rowid", (self.incident_of(id),)
        )
        return self.facts(row["rowid"] for row in rows.fetchall())

    def copy_groups(self, documents: Iterable[str | int]) -> Mapping[str, str]:
        """Each document (an id, or a row of `documents`) by its id, with the smallest id among all that are copies of
        one another with it; its own if it has none."""
        asked = list(documents)
        rowids = [d for d in asked if isinstance(d, int)]
        names = [d for d in asked if isinstance(d, str)]
        start = self.connection.execute(
            "SELECT rowid, id FROM documents WHERE rowid IN (SELECT value FROM json_each(?1)) "
            "OR (current = 1 AND id IN (SELECT value FROM json_each(?2)))",
            (orjson.dumps(rowids).decode(), orjson.dumps(names).decode()),
        ).fetchall()
        pairs = self.connection.execute(
            """
            WITH RECURSIVE near (d) AS (
                SELECT value FROM json_each(?)
                UNION SELECT b FROM copies JOIN near ON a = d
                UNION SELECT a FROM copies JOIN near ON b = d
            )
            SELECT one.id AS a, other.id AS b FROM near JOIN copies c ON c.a = near.d
            JOIN documents one ON one.rowid = c.a JOIN documents other ON other.rowid = c.b
            """,
            (orjson.dumps([row["rowid"] for row in start]).decode(),),
        )
        found = groups((row["a"], row["b"]) for row in pairs)
        return {row["id"]: found.get(row["id"], row["id"]) for row in start}

    def reading_json(self, document_id: str, revision: int | None = None) -> Json:
        """The contract's object of a document: its last revision, or the one asked for. Raises `no_document`."""
        row = self._document(document_id, revision, "reading")
        return unpacked_json(row["reading"])

    def raw(self, document_id: str, revision: int | None = None) -> Raw:
        """The input as it was found, from which a document can be made again. Raises `no_document`."""
        row = self._document(document_id, revision, "id, origin, given, reading, zstd")
        given = Metadata(**orjson.loads(row["given"]))
        d = unpacked_json(row["reading"])["document"]
        data = unpacked(row["zstd"])
        text = data.decode() if d["kind"] in ("jsonl", "csv") else None
        return Raw(row["id"], row["origin"], d["kind"], data, given, text, d["retrieved"])

    def _document(self, id: str, revision: int | None, columns: str) -> sqlite3.Row:
        row: sqlite3.Row | None = self.connection.execute(
            f"SELECT {columns} FROM documents JOIN raws ON sha256 = raw "
            "WHERE id = ?1 AND revision = coalesce(?2, revision) ORDER BY revision DESC LIMIT 1",
            (id, revision),
        ).fetchone()
        if row is None:
            which = f"document {id!r}" if revision is None else f"revision {revision} of document {id!r}"
            raise LedgerError(
                "no_document", f"{self.path} holds no {which}", "Give the id under which the document was added"
            )
        return row


def _look_at(path: Path, write: bool) -> None:
    """What can be said of a file without SQLite, which would say it in fewer words."""
    try:
        with path.open("r+b" if write else "rb") as file:
            head = file.read(len(HEAD))
    except FileNotFoundError:
        if write and path.parent.is_dir():
            return
        if write:
            raise LedgerError(
                "cannot_write", f"{path} cannot be made: its folder is not there", "Make the folder first"
            ) from None
        raise LedgerError(
            "no_ledger", f"there is no ledger {path}", f"Make one with: onrecord add INPUT… --ledger {path}"
        ) from None
    except OSError as error:
        code, done, may = ("cannot_write", "written", "write to") if write else ("cannot_open", "opened", "read")
        raise LedgerError(
            code, f"{path} cannot be {done}: {error.strerror}", f"Give --ledger a file that you may {may}"
        ) from error
    if head != HEAD and (head or not write):
        raise not_a_ledger(path, "it is no SQLite file" if head else "it is empty")


def _reading(path: Path) -> tuple[sqlite3.Connection, int]:
    try:
        # A connection that may not write at all would leave its -shm and -wal files lying when it closes
        connection, version = _opened(path, "mode=rw")
    except sqlite3.OperationalError:
        wal = path.with_name(path.name + "-wal")
        if wal.exists() and wal.stat().st_size:
            raise
        # In a folder that cannot be written there is no room for the files by which readers and writers agree; but
        # then nobody writes there either
        connection, version = _opened(path, "mode=ro&immutable=1")
    connection.execute("PRAGMA query_only = ON")
    # Pages of a large ledger are read where the system keeps them: copies cost a third of a long question's time
    connection.execute(f"PRAGMA mmap_size = {MAPPED_BYTES}")
    if version == 0:
        connection.close()
        raise not_a_ledger(path, "it is empty")
    return connection, version


def _opened(path: Path, mode: str, wait_s: float = WAIT_S) -> tuple[sqlite3.Connection, int]:
    """A connection and the number of the ledger's schema."""
    uri = f"file:{quote(str(path.absolute()))}?{mode}"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=wait_s)
    connection.row_factory = sqlite3.Row
    try:
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        return connection, version_of(connection, path)
    except BaseException:
        connection.close()
        raise


def _writing(path: Path, wait_s: float) -> sqlite3.Connection:
    connection, version = _opened(path, "mode=rwc", wait_s)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA foreign_keys = ON")
        migrate(connection, version)
    except BaseException:
        connection.close()
        raise
    return connection
