"""Users and their sessions, in one SQLite file beside the ledger: `sahel.db.users`.

Not in the ledger: a ledger is passed on, exported and published, and passwords must not travel with it.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from onrecord.model.errors import OnrecordError
from onrecord.store.migrate import now
from onrecord.store.trouble import told

Role = Literal["reader", "coder", "lead"]
ROLES: tuple[str, ...] = get_args(Role)  # each may do what those before it may

SUFFIX = ".users"
NAME = re.compile(r"[\w.@-]{1,64}")
LEAST_CHARS, MOST_CHARS = 10, 1024  # of a password
IDLE_S = 12 * 3600  # a session that was not used for so long has ended: a working day
LONGEST_S = 7 * 86400  # so has one that is so old, used or not
SEEN_EVERY_S = 60  # how exactly the last use is kept, so that most requests write nothing
WAIT_S = 10.0
AT_ONCE = 2  # passwords that are hashed at one time, since each takes 64 MiB of memory

_TABLES = """
CREATE TABLE IF NOT EXISTS users (
    name TEXT PRIMARY KEY COLLATE NOCASE, role TEXT NOT NULL, hash TEXT NOT NULL, added TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS sessions (  -- by the digest of what the browser holds, so that this file opens no door
    digest TEXT PRIMARY KEY,
    name TEXT NOT NULL COLLATE NOCASE REFERENCES users (name) ON DELETE CASCADE ON UPDATE CASCADE,
    began REAL NOT NULL,  -- seconds since 1970
    seen REAL NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS audit (  -- append-only
    number INTEGER PRIMARY KEY, at TEXT NOT NULL, name TEXT NOT NULL, address TEXT NOT NULL, what TEXT NOT NULL
) STRICT;
"""
_hashing = threading.Semaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class User:
    """Someone with a password. `name` is the coder of their decisions, `added` a time in UTC."""

    name: str
    role: Role
    added: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the audit: at a time in UTC, somebody, from an address ("" on the command line), did something."""

    number: int
    at: str
    name: str
    address: str
    what: str


class Accounts:
    """The users of a ledger. Every method is a transaction of its own; threads and processes may share the file."""

    def __init__(self, ledger: Path, hasher: PasswordHasher | None = None) -> None:
        self.path = ledger.with_name(ledger.name + SUFFIX)
        self._hasher = hasher or PasswordHasher()  # argon2id, with the parameters of RFC 9106 for little memory
        self._nobodys_hash: str | None = None

    def users(self) -> tuple[User, ...]:
        """All of them by name; none where there is no file."""
        if not self.path.exists():
            return ()
        with self._open() as connection:
            rows = connection.execute("SELECT name, role, added FROM users ORDER BY name").fetchall()
        return tuple(User(*row) for row in rows)

    @property
    def any(self) -> bool:
        """Whether there is a user, so that one has to log in."""
        if not self.path.exists():
            return False
        with self._open() as connection:
            return connection.execute("SELECT 1 FROM users LIMIT 1").fetchone() is not None

    def add(self, name: str, password: str, role: str) -> User:
        """A new user. Raises OnrecordError `bad_user`, `user_exists`."""
        user = User(_name(name), _role(role), now())
        hashed = self._hash(password)
        self._make()
        with self._open(write=True) as connection:
            try:
                connection.execute("INSERT INTO users VALUES (?, ?, ?, ?)", (user.name, user.role, hashed, user.added))
            except sqlite3.IntegrityError:
                raise OnrecordError(
                    "user_exists",
                    f"there is a user {name!r} already",
                    "Change them with: onrecord users password, or onrecord users role",
                ) from None
            _note(connection, user.name, "", f"user added as {user.role}")
        return user

    def remove(self, name: str) -> None:
        """They can no longer log in, and are logged out; their decisions stay. Raises OnrecordError `no_user`."""
        self._change(name, "DELETE FROM users WHERE name = ?", (), "user removed")

    def set_password(self, name: str, password: str) -> None:
        """Another password; whoever is logged in by the old one is logged out. Raises `no_user`, `bad_user`."""
        self._change(name, "UPDATE users SET hash = ? WHERE name = ?", (self._hash(password),), "password changed")

    def set_role(self, name: str, role: str) -> None:
        """Another role, from the next request on. Raises OnrecordError `no_user`, `bad_user`."""
        self._change(name, "UPDATE users SET role = ? WHERE name = ?", (_role(role),), f"role is now {role}", out=False)

    def _change(self, name: str, sql: str, values: tuple[str, ...], what: str, out: bool = True) -> None:
        if not self.path.exists():
            raise _no_user(name)
        with self._open(write=True) as connection:
            if connection.execute(sql, (*values, name)).rowcount == 0:
                raise _no_user(name)
            if out:
                connection.execute("DELETE FROM sessions WHERE name = ?", (name,))
            _note(connection, name, "", what)

    def check(self, name: str, password: str) -> User | None:
        """The user whose name and password these are. Takes equally long for a name that is not there."""
        with self._open() as connection:
            row = connection.execute("SELECT name, role, added, hash FROM users WHERE name = ?", (name,)).fetchone()
        right = self._verified(row[3] if row else self._anybodys_hash(), password[:MOST_CHARS])
        if not (row and right):
            return None
        if self._hasher.check_needs_rehash(row[3]):
            hashed = self._hash(password)
            with self._open() as connection:
                connection.execute("UPDATE users SET hash = ? WHERE name = ? AND hash = ?", (hashed, row[0], row[3]))
        return User(*row[:3])

    def begin(self, user: User, address: str) -> str:
        """A session: the secret that the browser keeps, of which this file holds a digest alone."""
        token = secrets.token_urlsafe(32)
        moment = time.time()
        with self._open(write=True) as connection:
            connection.execute(
                "DELETE FROM sessions WHERE seen < ? OR began < ?", (moment - IDLE_S, moment - LONGEST_S)
            )
            connection.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", (_digest(token), user.name, moment, moment))
            _note(connection, user.name, address, "logged in")
        return token

    def session(self, token: str) -> User | None:
        """Whose session it is; None if there is no such session or it has ended."""
        if not self.path.exists():
            return None
        moment = time.time()
        with self._open() as connection:
            row = connection.execute(
                "SELECT u.name, u.role, u.added, s.began, s.seen FROM sessions s JOIN users u ON u.name = s.name "
                "WHERE s.digest = ?",
                (_digest(token),),
            ).fetchone()
            if row is None or moment - row[4] > IDLE_S or moment - row[3] > LONGEST_S:
                return None
            if moment - row[4] > SEEN_EVERY_S:
                connection.execute("UPDATE sessions SET seen = ? WHERE digest = ?", (moment, _digest(token)))
        return User(*row[:3])

    def end(self, token: str, name: str, address: str) -> None:
        """Log out."""
        with self._open(write=True) as connection:
            connection.execute("DELETE FROM sessions WHERE digest = ?", (_digest(token),))
            _note(connection, name, address, "logged out")

    def note(self, name: str, address: str, what: str) -> None:
        """Write a line into the audit, where there is a file of users at all."""
        if self.path.exists():
            with self._open() as connection:
                _note(connection, name, address, what)

    def audit(self, limit: int, before: int | None = None) -> tuple[Entry, ...]:
        """The latest lines, or the latest before that number; the newest first."""
        if not self.path.exists():
            return ()
        with self._open() as connection:
            rows = connection.execute(
                "SELECT * FROM audit WHERE number < coalesce(?, 1 << 62) ORDER BY number DESC LIMIT ?", (before, limit)
            ).fetchall()
        return tuple(Entry(*row) for row in rows)

    def _hash(self, password: str) -> str:
        if not LEAST_CHARS <= len(password) <= MOST_CHARS:
            raise OnrecordError(
                "bad_user",
                f"the password has {len(password)} characters",
                f"Take {LEAST_CHARS} or more, such as four words (at most {MOST_CHARS})",
            )
        with _hashing:
            return self._hasher.hash(password)

    def _verified(self, hashed: str, password: str) -> bool:
        with _hashing:
            try:
                return self._hasher.verify(hashed, password)
            except (VerificationError, InvalidHashError):
                return False

    def _anybodys_hash(self) -> str:
        """What the password of a name that is not there is compared with."""
        if self._nobodys_hash is None:
            self._nobodys_hash = self._hash(secrets.token_urlsafe(32))
        return self._nobodys_hash

    def _make(self) -> None:
        with told(self.path):
            # Nobody but the owner may read it, from its first byte on
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
            connection = sqlite3.connect(self.path, timeout=WAIT_S)
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.executescript(_TABLES)
            finally:
                connection.close()

    @contextmanager
    def _open(self, write: bool = False) -> Iterator[sqlite3.Connection]:
        with told(self.path):
            connection = sqlite3.connect(self.path, isolation_level=None, timeout=WAIT_S)
            try:
                connection.execute("PRAGMA foreign_keys = ON")
                if write:
                    connection.execute("BEGIN IMMEDIATE")
                yield connection
                if write:
                    connection.execute("COMMIT")
            finally:
                connection.close()


def _no_user(name: str) -> OnrecordError:
    return OnrecordError("no_user", f"there is no user {name!r}", "See who there is with: onrecord users list")


def _name(name: str) -> str:
    if not NAME.fullmatch(name):
        raise OnrecordError(
            "bad_user", f"{name!r} is no name of a user", "Use up to 64 letters, digits, _ . @ and - without spaces"
        )
    return name


def _role(role: str) -> Role:
    if role not in ROLES:
        raise OnrecordError("bad_user", f"there is no role {role!r}", f"Use one of {', '.join(ROLES)}")
    return role  # type: ignore[return-value]


def _note(connection: sqlite3.Connection, name: str, address: str, what: str) -> None:
    connection.execute(
        "INSERT INTO audit (at, name, address, what) VALUES (?, ?, ?, ?)", (now(), name[:64], address, what)
    )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
