"""A release is written beside its place and takes its name when all is in it; what is there is never written over."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from onrecord.export.codebook import page as codebook
from onrecord.export.ledger.asked import Asked, Rows
from onrecord.export.ledger.formats import by_name
from onrecord.model.errors import OnrecordError
from onrecord.release import papers
from onrecord.release.changes import Changed, compare
from onrecord.release.papers import About
from onrecord.store.ledger import Ledger

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)
FACTS, SUMS = "release.json", "SHA256SUMS"
FORMAT = 1  # of release.json
TABLES = ("claims", "incidents")
BLOCK = 1 << 20  # bytes that are read at a time

Json = dict[str, Any]
Progress = Callable[[str], None]  # is told which file is being written


@dataclass(frozen=True, slots=True)
class Release:
    """A release that was written: its folder, its facts (release.json) and the changes since the one before."""

    folder: Path
    facts: Json
    changes: Json


def freeze(
    asked: Asked, folder: Path, about: About, since: str | None = None, progress: Progress = lambda _: None
) -> Release:
    """Write the release `about.name` into `folder`: what `asked` asks of its ledger, as it is at one moment.

    `since` names the release before; without it that is the last one by day in the folder, if there is any. The same
    ledger and the same arguments give the same bytes. Raises OnrecordError `bad_name`, `bad_date`, `release_exists`,
    `no_release`, `bad_release`, `cannot_write`.
    """
    about = _checked(about, asked.ledger)
    target = folder / about.name
    if os.path.lexists(target):
        raise _exists(target)
    before = _before(folder, since, about)
    with _room(target) as room, _one_moment(asked.ledger):
        counts = _data(asked, room, progress)
        facts = {
            "format": FORMAT,
            "name": about.name,
            "day": about.day,
            "title": about.title,
            "made_by": papers.versions(asked.ledger),
            "rows": counts,
            "filters": dict(asked.filters.given),
            "text": asked.text,
            "ledger": papers.ledger_counts(asked.ledger),
            "before": before and {"name": before.name, "sha256": _digest(before / SUMS)},
        }
        progress("changes.jsonl")
        changes = _changes(asked.ledger, before, room)
        _papers(about, facts, before, changes, room, asked.text)
        _sums(room)
        if os.path.lexists(target):
            raise _exists(target)
        room.rename(target)
    return Release(target, facts, changes)


def releases(folder: Path) -> list[Path]:
    """The releases in a folder, by their days and names."""
    found = [path.parent for path in folder.glob(f"*/{FACTS}") if NAME.fullmatch(path.parent.name)]
    return sorted(found, key=lambda path: (_facts(path)["day"], _by_number(path.name)))


def _by_number(name: str) -> list[tuple[int, str]]:
    """So that v10 of a day comes after its v9."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", name)]


def _checked(about: About, ledger: Ledger) -> About:
    if not NAME.fullmatch(about.name):
        raise OnrecordError(
            "bad_name",
            f"{about.name!r} is no name for a release",
            "Use letters, digits, dots and dashes, as in 2031-03",
        )
    day = about.day or papers.ledger_day(ledger)
    try:
        return replace(about, day=date.fromisoformat(day).isoformat())
    except ValueError:
        hint = "Give --date YYYY-MM-DD" if day else "The ledger is empty: add articles first, or give --date YYYY-MM-DD"
        raise OnrecordError("bad_date", f"{day!r} is no day to date a release by", hint) from None


def _before(folder: Path, since: str | None, about: About) -> Path | None:
    if since is None:
        earlier = [path for path in releases(folder) if _facts(path)["day"] <= about.day]
        return earlier[-1] if earlier else None
    path = folder / since
    if not (path / FACTS).is_file():
        known = ", ".join(found.name for found in releases(folder)) or "none"
        raise OnrecordError("no_release", f"{folder} holds no release {since!r}", f"There are: {known}")
    return path


def _facts(path: Path) -> Json:
    try:
        value: Json = orjson.loads((path / FACTS).read_bytes())
        if value["format"] > FORMAT:
            raise OnrecordError(
                "bad_release", f"{path} was made by a newer onrecord", "Install that version to compare with it"
            )
        _ = value["day"], value["name"], value["made_by"], value["filters"]
        return value
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise OnrecordError(
            "bad_release", f"{path / FACTS} cannot be understood: {error}", "Put back a whole copy of that release"
        ) from error


@contextmanager
def _room(target: Path) -> Iterator[Path]:
    """A folder beside the target that is gone if the release breaks."""
    room = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        room.mkdir()
    except OSError as error:
        raise OnrecordError(
            "cannot_write", f"{room} cannot be made: {error.strerror}", "Give --output a folder that you may write to"
        ) from error
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)


@contextmanager
def _one_moment(ledger: Ledger) -> Iterator[None]:
    """All files show the ledger as it is now, whatever a writer does meanwhile."""
    ledger.connection.execute("BEGIN")
    try:
        yield
    finally:
        ledger.connection.execute("ROLLBACK")


def _data(asked: Asked, room: Path, progress: Progress) -> Json:
    """The tables; how many rows each has."""
    counts: Json = {}
    whole = asked.text and not asked.filters.names
    files: tuple[tuple[str, str, Rows | None], ...] = (
        ("claims.csv", "csv", "claims"),
        ("incidents.csv", "csv", "incidents"),
        ("ledger.jsonl" if whole else "claims.jsonl", "jsonl", None),
        ("incidents.jsonl", "jsonl", "incidents"),
    )
    for name, format, rows in files:
        progress(name)
        with (room / name).open("wb") as stream:
            written = by_name(format).write(replace(asked, rows=rows), stream)
        if format == "csv":
            counts.update(written.counts)
    return counts


def _changes(ledger: Ledger, before: Path | None, room: Path) -> Json:
    if before is None:
        return {}
    found: Json = {}
    with (room / "changes.jsonl").open("wb") as stream:
        for table in TABLES:
            changed = Changed()
            for record in compare(
                table, before / f"{table}.csv", room / f"{table}.csv", room, changed, ledger.incident_of
            ):
                stream.write(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))
            found[table] = changed.summary()
    return found


def _papers(about: About, facts: Json, before: Path | None, changes: Json, room: Path, text: bool) -> None:
    _write(room / "codebook.md", codebook())
    _write(room / "CITATION.cff", papers.citation(about))
    _write(room / "CHANGES.md", papers.changes(about, _facts(before) if before else None, facts, changes))
    (room / FACTS).write_bytes(orjson.dumps({**facts, "changes": changes}, option=orjson.OPT_INDENT_2) + b"\n")
    files = sorted({*(path.name for path in room.iterdir()), SUMS}, key=list(papers.FILES).index)
    _write(room / "README.md", papers.readme(about, facts, files, text))


def _sums(room: Path) -> None:
    lines = [f"{_digest(path)}  {path.name}\n" for path in sorted(room.iterdir())]
    _write(room / SUMS, "".join(lines))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _digest(path: Path) -> str:
    """SHA-256 of a file. Raises OnrecordError `bad_release` if it is not there."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                digest.update(block)
    except OSError as error:
        raise OnrecordError(
            "bad_release", f"{path} cannot be read: {error.strerror}", "Put back a whole copy of that release"
        ) from error
    return digest.hexdigest()


def _exists(target: Path) -> OnrecordError:
    return OnrecordError(
        "release_exists", f"{target} is there already", "Give the release another name: a release is never changed"
    )
