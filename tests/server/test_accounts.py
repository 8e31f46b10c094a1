"""Users, sessions and the throttle on logging in."""

from __future__ import annotations

import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from onrecord.model.errors import LedgerError, OnrecordError
from onrecord.server.access import accounts as module
from onrecord.server.access.accounts import IDLE_S, LONGEST_S, Accounts
from onrecord.server.access.throttle import MOST_FOR_ADDRESS, MOST_FOR_NAME, WINDOW_S, Throttle

PASSWORD = "four words of mine"
QUICK = PasswordHasher(time_cost=1, memory_cost=1024)  # as safe as tests need


class Clock:
    """A clock that a test moves."""

    def __init__(self, at: float = 1_000_000.0) -> None:
        self.at = at

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    moved = Clock()
    monkeypatch.setattr(module.time, "time", moved)
    return moved


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    held = Accounts(tmp_path / "sahel.db", QUICK)
    held.add("maryam", PASSWORD, "coder")
    return held


def test_without_a_file_there_is_nobody(tmp_path: Path) -> None:
    held = Accounts(tmp_path / "sahel.db")
    assert not held.any
    assert held.users() == () == held.audit(10)
    assert held.session("x") is None
    with pytest.raises(OnrecordError, match="no user 'maryam'"):
        held.remove("maryam")
    assert not held.path.exists()


def test_only_the_right_password_opens(accounts: Accounts) -> None:
    found = accounts.check("maryam", PASSWORD)
    assert found is not None and (found.name, found.role) == ("maryam", "coder")
    assert accounts.check("Maryam", PASSWORD) == found
    assert accounts.check("maryam", PASSWORD + " ") is None
    assert accounts.check("nobody", PASSWORD) is None


def test_the_file_is_its_owners_and_holds_neither_password_nor_session(accounts: Accounts) -> None:
    user = accounts.check("maryam", PASSWORD)
    assert user is not None
    token = accounts.begin(user, "10.0.0.1")
    assert stat.S_IMODE(accounts.path.stat().st_mode) == 0o600
    kept = b"".join(path.read_bytes() for path in accounts.path.parent.iterdir())
    assert b"argon2id" in kept
    assert PASSWORD.encode() not in kept
    assert token.encode() not in kept


@pytest.mark.parametrize(
    ("name", "password", "role", "said"),
    [
        ("two words", PASSWORD, "coder", "no name of a user"),
        ("", PASSWORD, "coder", "no name of a user"),
        ("eve", "short", "coder", "5 characters"),
        ("eve", "x" * 1025, "coder", "1025 characters"),
        ("eve", PASSWORD, "king", "no role 'king'"),
        ("MARYAM", PASSWORD, "coder", "a user 'MARYAM' already"),
    ],
)
def test_what_no_user_can_be_made_of(accounts: Accounts, name: str, password: str, role: str, said: str) -> None:
    with pytest.raises(OnrecordError, match=said):
        accounts.add(name, password, role)
    assert [user.name for user in accounts.users()] == ["maryam"]


def test_a_session_ends_when_idle_or_old(accounts: Accounts, clock: Clock) -> None:
    user = accounts.check("maryam", PASSWORD)
    assert user is not None
    token = accounts.begin(user, "")
    began = clock.at
    while clock.at + IDLE_S - 1 < began + LONGEST_S:
        clock.at += IDLE_S - 1
        assert accounts.session(token) == user
    clock.at = began + LONGEST_S + 1
    assert accounts.session(token) is None
    token = accounts.begin(user, "")
    clock.at += IDLE_S + 1
    assert accounts.session(token) is None


def test_roles_change_at_once_and_a_new_password_logs_out(accounts: Accounts) -> None:
    user = accounts.check("maryam", PASSWORD)
    assert user is not None
    token = accounts.begin(user, "")
    accounts.set_role("maryam", "lead")
    changed = accounts.session(token)
    assert changed is not None and changed.role == "lead"
    accounts.set_password("maryam", "quite other words")
    assert accounts.session(token) is None
    assert accounts.check("maryam", PASSWORD) is None
    assert accounts.check("maryam", "quite other words") is not None


def test_logging_out_and_being_removed_end_sessions(accounts: Accounts) -> None:
    user = accounts.check("maryam", PASSWORD)
    assert user is not None
    first, second = accounts.begin(user, ""), accounts.begin(user, "")
    accounts.end(first, "maryam", "")
    assert accounts.session(first) is None
    assert accounts.session(second) == user
    accounts.remove("maryam")
    assert accounts.session(second) is None
    assert not accounts.any


def test_the_audit_tells_who_did_what_the_latest_first(accounts: Accounts) -> None:
    user = accounts.check("maryam", PASSWORD)
    assert user is not None
    accounts.begin(user, "10.0.0.1")
    accounts.note("maryam", "10.0.0.1", "accepted 00ff")
    told = [(entry.address, entry.what) for entry in accounts.audit(10)]
    assert told == [("10.0.0.1", "accepted 00ff"), ("10.0.0.1", "logged in"), ("", "user added as coder")]
    assert [entry.what for entry in accounts.audit(10, before=2)] == ["user added as coder"]


def test_many_sessions_at_once(accounts: Accounts) -> None:
    user = accounts.check("maryam", PASSWORD)
    assert user is not None
    with ThreadPoolExecutor(20) as pool:
        tokens = list(pool.map(lambda n: accounts.begin(user, f"10.0.0.{n}"), range(40)))
        assert set(pool.map(accounts.session, tokens)) == {user}
    assert len(accounts.audit(1000)) == 41


def test_a_damaged_file_is_told_as_such(accounts: Accounts) -> None:
    for path in accounts.path.parent.glob("*.users*"):
        path.write_bytes(b"no database at all" * 100)
    with pytest.raises(LedgerError, match=r"sahel\.db\.users"):
        accounts.users()


def test_an_old_hash_is_made_anew_when_its_owner_logs_in(accounts: Accounts) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=512).hash(PASSWORD)
    connection = sqlite3.connect(accounts.path)
    connection.execute("UPDATE users SET hash = ?", (weak,))
    connection.commit()
    assert accounts.check("maryam", PASSWORD) is not None
    (now,) = connection.execute("SELECT hash FROM users").fetchone()
    connection.close()
    assert now != weak
    assert accounts.check("maryam", PASSWORD) is not None


def test_a_name_is_locked_after_some_failures_and_for_its_address_alone() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    for _ in range(MOST_FOR_NAME):
        assert throttle.wait_s("maryam", "a") == 0
        throttle.failed("maryam", "a")
    assert throttle.wait_s("MARYAM", "a") == WINDOW_S
    assert throttle.wait_s("maryam", "b") == 0
    assert throttle.wait_s("joan", "a") == 0
    clock.at += WINDOW_S - 10
    assert throttle.wait_s("maryam", "a") == 10
    clock.at += 10
    assert throttle.wait_s("maryam", "a") == 0


def test_an_address_that_tries_many_names_is_locked() -> None:
    throttle = Throttle(Clock())
    for number in range(MOST_FOR_ADDRESS):
        throttle.failed(f"name{number}", "a")
    assert throttle.wait_s("maryam", "a") == WINDOW_S
    assert throttle.wait_s("maryam", "b") == 0


def test_success_forgets_the_failures_of_a_name() -> None:
    throttle = Throttle(Clock())
    for _ in range(MOST_FOR_NAME - 1):
        throttle.failed("maryam", "a")
    throttle.succeeded("maryam", "a")
    throttle.failed("maryam", "a")
    assert throttle.wait_s("maryam", "a") == 0
