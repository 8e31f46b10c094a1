"""Claims and incidents with all that exports tell of them, row by row, in the order that questions are answered in."""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import orjson

from onrecord.link.fact import Fact
from onrecord.store.answers import claim_rows, incident_rows
from onrecord.store.facts import load_facts
from onrecord.store.filters import Filters
from onrecord.store.incident import quote
from onrecord.store.query import Key, claims_page, incidents_page
from onrecord.store.rows import unpacked_json

CHUNK = 500  # rows that one query asks for
TEXTS = 256  # articles that are kept open
ALL = 2**53  # rows: more than a ledger can hold
CUT = "…"

Json = dict[str, Any]
Progress = Callable[[int, int], None]  # rows that are out, and rows in all

_MORE = """
SELECT c.rowid AS claim, d.rowid AS document_row, d.revision, d.origin, d.url, d.language, d.raw, d.text_sha256, d.model
FROM claims c JOIN documents d ON d.rowid = c.document WHERE c.rowid IN (SELECT value FROM json_each(?))
"""
_ROW = "SELECT * FROM claims WHERE rowid IN (SELECT value FROM json_each(?))"
_PLACES = "SELECT * FROM places WHERE claim IN (SELECT value FROM json_each(?)) ORDER BY claim, ordinal"
_SOURCES = "SELECT * FROM sources WHERE claim IN (SELECT value FROM json_each(?)) ORDER BY claim, chain, ordinal"
_ROW_NAMES = ("time_value", "place_precision", "same", "standing")
_PLACE_NAMES = ("name", "lat", "lon", "country", "precision", "geonameid")


def no_progress(done: int, total: int) -> None:
    """For those who do not look."""


def claim_records(
    connection: sqlite3.Connection, filters: Filters, quote_characters: int, progress: Progress = no_progress
) -> Iterator[Json]:
    """All current claims that meet the filters: what `answers.claim_rows` gives, and `revision`, `origin`, `url`,
    `language`, `raw`, `text_sha256`, `model`, `time_value`, `place_precision`, `same`, `standing` (what people
    decided), `places` (innermost first), holders' `country`, `sector` and `ref`, and `quote`, the sentence of the
    trigger in at most so many characters."""
    keys = claims_page(connection, filters, ALL).keys
    texts = Texts(connection)
    for start in range(0, len(keys), CHUNK):
        chunk = keys[start : start + CHUNK]
        yield from _claims(connection, chunk, texts, quote_characters)
        progress(start + len(chunk), len(keys))


def incident_records(
    connection: sqlite3.Connection, filters: Filters, progress: Progress = no_progress
) -> Iterator[Json]:
    """All incidents that meet the filters: what `answers.incident_rows` gives, and `document_ids` and
    `publishers`."""
    keys = incidents_page(connection, filters, ALL).keys
    for start in range(0, len(keys), CHUNK):
        chunk = keys[start : start + CHUNK]
        ids = [str(id) for _, id in chunk]
        reported = _reported_by(connection, ids)
        for row in incident_rows(connection, chunk):
            yield {**row, **reported[row["id"]]}
        progress(start + len(chunk), len(keys))


def incident_facts(connection: sqlite3.Connection, incidents: Sequence[str]) -> dict[str, dict[int, Fact]]:
    """The current claims of these incidents as facts, by their rowids, in the order in which they came."""
    query = (
        "SELECT rowid, incident FROM claims INDEXED BY claims_incident "
        "WHERE incident IN (SELECT value FROM json_each(?)) AND current = 1 ORDER BY rowid"
    )
    rows = connection.execute(query, (orjson.dumps(list(incidents)).decode(),)).fetchall()
    facts = load_facts(connection, (rowid for rowid, _ in rows))
    out: dict[str, dict[int, Fact]] = {id: {} for id in incidents}
    for rowid, incident in rows:
        out[incident][rowid] = facts[rowid]
    return out


def claim_quotes(connection: sqlite3.Connection, rowids: Iterable[int], texts: Texts, most: int) -> dict[int, str]:
    """The sentence of each claim's trigger in at most so many characters, by the rowids of claims."""
    query = 'SELECT rowid, document, start, "end" FROM claims WHERE rowid IN (SELECT value FROM json_each(?))'
    rows = connection.execute(query, (orjson.dumps(list(rowids)).decode(),)).fetchall()
    return {rowid: capped(quote(texts.of(document), start, end), most) for rowid, document, start, end in rows}


def capped(words: str, most: int) -> str:
    """At most so many characters, with a mark where something is left out."""
    return words if len(words) <= most else words[: max(0, most - len(CUT))] + CUT[: max(0, most)]


class Texts:
    """Texts of articles by the rowid of their document; those used last are kept open."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._held: OrderedDict[int, str] = OrderedDict()

    def of(self, document: int) -> str:
        """The text that the offsets of its claims point into."""
        if document not in self._held:
            query = "SELECT reading FROM documents WHERE rowid = ?"
            (reading,) = self._connection.execute(query, (document,)).fetchone()
            self._held[document] = unpacked_json(reading)["text"]
            if len(self._held) > TEXTS:
                self._held.popitem(last=False)
        self._held.move_to_end(document)
        return self._held[document]


def _claims(connection: sqlite3.Connection, keys: Sequence[Key], texts: Texts, most: int) -> Iterator[Json]:
    rowids = [int(key[1]) for key in keys]
    asked = orjson.dumps(rowids).decode()
    more = {row["claim"]: row for row in _named(connection, _MORE, asked)}
    rows = {row["rowid"]: row for row in _named(connection, _ROW, asked)}
    places, holders = (_by_claim(_named(connection, query, asked)) for query in (_PLACES, _SOURCES))
    for rowid, record in zip(rowids, claim_rows(connection, keys), strict=True):
        about = more[rowid]
        document = about.pop("document_row")
        del about["claim"]
        said = iter(holders.get(rowid, ()))
        yield {
            **record,
            **about,
            **{name: rows[rowid].get(name) for name in _ROW_NAMES},
            "places": [{name: place[name] for name in _PLACE_NAMES} for place in places.get(rowid, ())],
            "sources": [[{**s, **_coded(next(said))} for s in chain] for chain in record["sources"]],
            "quote": capped(quote(texts.of(document), record["start"], record["end"]), most),
        }


def _coded(holder: Json) -> Json:
    return {name: holder[name] for name in ("country", "sector", "ref")}


def _by_claim(rows: list[Json]) -> dict[int, list[Json]]:
    out: dict[int, list[Json]] = {}
    for row in rows:
        out.setdefault(row["claim"], []).append(row)
    return out


def _named(connection: sqlite3.Connection, query: str, asked: str) -> list[Json]:
    found = connection.execute(query, (asked,))
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found]


def _reported_by(connection: sqlite3.Connection, incidents: Sequence[str]) -> dict[str, Json]:
    """The articles of each incident and who published them, in order of publication."""
    found = connection.execute(
        "SELECT c.incident, d.id, d.publisher, d.agency FROM claims c INDEXED BY claims_incident "
        "JOIN documents d ON d.rowid = c.document "
        "WHERE c.incident IN (SELECT value FROM json_each(?)) AND c.current = 1 ORDER BY d.published, d.id",
        (orjson.dumps(incidents).decode(),),
    )
    held: dict[str, tuple[dict[str, None], dict[str, None]]] = {id: ({}, {}) for id in incidents}
    for incident, id, *names in found.fetchall():
        documents, publishers = held[incident]
        documents[id] = None
        publishers.update(dict.fromkeys(filter(None, names)))
    return {
        id: {"document_ids": list(documents), "publishers": list(publishers)}
        for id, (documents, publishers) in held.items()
    }
