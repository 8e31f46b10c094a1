"""Ledgers for tests, told claim by claim: rows as `add` writes them, without reading an article."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import orjson

from onrecord.link.wording import plain
from onrecord.store import Ledger
from onrecord.store.facets import index_claims
from onrecord.store.rows import packed
from onrecord.store.summary import summarise

Who = tuple[str, str | None, str | None]  # name, country, sector


def empty(path: Path | str = ":memory:") -> sqlite3.Connection:
    """A ledger's tables, with nothing in them."""
    connection = sqlite3.connect(path)
    folder = files("onrecord.store").joinpath("migrations")
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        connection.executescript(file.read_text(encoding="utf-8"))
    return connection


def raid(path: Path) -> None:
    """A ledger file with three articles: a raid, which an outlet and the army report and a front denies; a march."""
    Ledger.open(path, write=True).close()
    with Ledger.open(path, write=True) as ledger:
        connection = ledger.connection
        army, front = ("Varland's army", "NER", "MIL"), ("Reed Front", None, "REB")
        a = document(connection, "a", "Rebels raided Moravi. Ten died.", publisher="Tiren Post", published="2024-05-05")
        b = document(connection, "b", "We raided nobody, says the front.", agency="AFP", published="2024-05-06")
        c = document(connection, "c", "Thousands marched in May.", publisher="Tiren Post")
        where = ("Moravi", 12.0, 40.0, "NER")
        first = claim(
            connection, a, start=7, trigger="raided", actors=[front], recipients=[army], place=where, killed=10,
            days=("2024-05-04", "2024-05-04"), sources=[("Varland's army", "asserts")],
        )  # fmt: skip
        claim(
            connection, a, start=7, trigger="raided", actors=[front], recipients=[army], place=where, killed=12,
            incident="0000000000000000",
        )  # fmt: skip
        last = claim(
            connection, b, start=3, trigger="raided", actors=[front], recipients=[army], place=where, status="negated",
            sources=[("Reed Front", "denies")], incident="0000000000000000",
        )  # fmt: skip
        claim(
            connection, c, "PROTEST", start=10, trigger="marched", days=("2024-05-01", "2024-05-31"), precision="month"
        )
        insert(connection, "links", a=first, b=last, score=0.9, why='["same place: Moravi"]')
        summarise(ledger, ["0000000000000000", "0000000000000003"])


def insert(connection: sqlite3.Connection, table: str, **values: Any) -> int:
    """A row; gives its rowid."""
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join("?" * len(values))
    rowid = connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values())).lastrowid
    return rowid or 0


def document(
    connection: sqlite3.Connection,
    id: str,
    text: str = "",
    *,
    publisher: str | None = None,
    agency: str | None = None,
    title: str | None = None,
    published: str | None = None,
    current: int = 1,
    revision: int = 1,
) -> int:
    """A document without claims; gives its rowid."""
    digest = hashlib.sha256(f"{id} {revision} {text}".encode()).hexdigest()
    insert(connection, "raws", sha256=digest, kind="text", size=len(text), zstd=b"")
    about = {"origin": f"{id}.txt", "kind": "text", "publisher": publisher, "agency": agency, "title": title}
    told = {
        "schema": 1, "id": id, "document": {**about, "language": "en", "published": published, "sha256": digest},
        "text": text, **{part: [] for part in ("blocks", "mentions", "entities", "times", "places", "claims")},
    }  # fmt: skip
    rowid = insert(
        connection, "documents", id=id, revision=revision, current=current, origin=f"{id}.txt", raw=digest, given="{}",
        publisher=publisher, agency=agency, title=title, language="en", published=published, added="2026-01-01",
        text_sha256=digest, model="m", gist="[]", reading=packed(orjson.dumps(told)),
    )  # fmt: skip
    connection.execute("INSERT INTO texts (rowid, title, text, names) VALUES (?, ?, ?, '')", (rowid, title, text))
    return rowid


def claim(
    connection: sqlite3.Connection,
    document: int,
    type: str = "ASSAULT",
    *,
    mode: str | None = None,
    trigger: str = "attacked",
    actors: Sequence[Who] = (),
    recipients: Sequence[Who] = (),
    sources: Sequence[tuple[str, str]] = (),  # name and stance, each a chain of its own
    place: tuple[str, float | None, float | None, str | None] | None = None,
    days: tuple[str, str] | None = None,
    precision: str = "day",
    killed: float | None = None,
    status: str = "actual",
    confidence: float = 0.9,
    incident: str | None = None,
    current: int = 1,
    start: int = 0,
) -> int:
    """A claim, in an incident of its own unless one is named; gives its rowid."""
    (count,) = connection.execute("SELECT count(*) FROM claims").fetchone()
    (published,) = connection.execute("SELECT published FROM documents WHERE rowid = ?", (document,)).fetchone()
    key = f"{count:016x}"
    name, lat, lon, country = place or (None, None, None, None)
    rowid = insert(
        connection, "claims", document=document, key=key, current=current, start=start, end=start + len(trigger),
        trigger=trigger, type=type, mode=mode, status=status, time_value=days and days[0], earliest=days and days[0],
        latest=days and days[1], precision=precision if days else None, day=days[0] if days else published, place=name,
        lat=lat, lon=lon, country=country, place_precision=1 if lat is not None else None, same="s1",
        confidence=confidence, incident=incident or key,
    )  # fmt: skip
    for role, held in (("actor", actors), ("recipient", recipients)):
        for i, (who, state, sector) in enumerate(held):
            insert(
                connection, "parties", claim=rowid, role=role, ordinal=i, name=who, plain=plain(who), country=state,
                sector=sector,
            )  # fmt: skip
    for i, (who, stance) in enumerate(sources):
        insert(
            connection,
            "sources",
            claim=rowid,
            chain=i,
            ordinal=0,
            innermost=1,
            name=who,
            plain=plain(who),
            stance=stance,
        )
    if name:
        insert(
            connection, "places", claim=rowid, ordinal=0, name=name, plain=plain(name), lat=lat, lon=lon,
            country=country, precision=1 if lat is not None else None,
        )  # fmt: skip
    if killed is not None:
        insert(connection, "quantities", claim=rowid, ordinal=0, value=killed, of="killed")
    index_claims(connection, [rowid])
    return rowid
