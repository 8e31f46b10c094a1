"""JSON lines: the whole ledger, from which `onrecord import` makes the same again, or part of it for other programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, BinaryIO

import orjson

import onrecord
from onrecord.export.ledger.asked import Asked, Written
from onrecord.store.answers import incident_rows
from onrecord.store.decisions import decided_reading
from onrecord.store.dump import FORMAT, dump
from onrecord.store.records import CHUNK

Json = dict[str, Any]
CLAIM = b'{"table":"claims"'


def write(asked: Asked, stream: BinaryIO) -> Written:
    """All, as `store.dump` has it; with filters, without text or for one kind of row, a head, documents, claims and
    incidents (`{"claim": {…}}`, one a line), and an end with their numbers."""
    if asked.text and asked.rows is None and not asked.filters.names:
        return _whole(asked, stream)
    counts: Counter[str] = Counter()
    lines = _part(asked, counts) if asked.rows != "incidents" else _incidents(asked, counts)
    stream.write(_line({"onrecord": "part", "format": FORMAT, "made_by": onrecord.__version__, **_why(asked)}))
    stream.writelines(map(_line, lines))
    stream.write(_line({"end": dict(counts)}))
    return Written(dict(counts), "part of the ledger: onrecord import takes only what has no filters and all text")


def _whole(asked: Asked, stream: BinaryIO) -> Written:
    query = "SELECT count(*), count(*) - coalesce(sum(current), 0) FROM claims"
    claims, gone = asked.ledger.connection.execute(query).fetchone()
    last = b"{}"
    done = 0
    for last in dump(asked.ledger):
        stream.write(last)
        if last.startswith(CLAIM):
            done += 1
            if done % CHUNK == 0:
                asked.progress(done, claims)
    counts = orjson.loads(last)["end"]
    named = ("documents", "claims", "incidents", "decisions", "failures")
    note = f"the whole ledger, {gone:,} claims that are replaced or rejected among it" if gone else "the whole ledger"
    return Written({name: counts[name] for name in named if name in counts}, note)


def _why(asked: Asked) -> Json:
    why = [f"{name} {value}" for name, value in asked.filters.given]
    why += [] if asked.text else ["without text"]
    why += [f"{asked.rows} alone"] if asked.rows else []
    return {"why": "; ".join(why), "filters": dict(asked.filters.given), "text": asked.text}


def _incidents(asked: Asked, counts: Counter[str]) -> Iterator[Json]:
    for record in asked.incidents():
        counts["incidents"] += 1
        yield {"incident": record}


def _part(asked: Asked, counts: Counter[str]) -> Iterator[Json]:
    """Each document before the first of its claims; incidents last."""
    objects: dict[str, dict[str, Json]] = {}
    incidents: dict[str, None] = {}
    for record in asked.claims():
        if record["document"] not in objects:
            reading = decided_reading(asked.ledger, record["document"], rejected=True)  # where --standing asks for them
            objects[record["document"]] = {claim["key"]: claim for claim in reading["claims"]}
            counts["documents"] += 1
            yield {"document": _document(asked, reading, record)}
        counts["claims"] += 1
        incidents[record["incident"]] = None
        evidence = objects[record["document"]].get(record["key"])
        yield {"claim": {**record, "evidence": asked.held(evidence)}}
    for row in incident_rows(asked.ledger.connection, [(None, id) for id in incidents]):
        counts["incidents"] += 1
        yield {"incident": asked.held(row)}


def _document(asked: Asked, reading: Json, record: Json) -> Json:
    text = reading["text"]
    about = dict(reading["document"])
    if not asked.text:  # what stood beside the text in the input may be the text once more
        about.pop("extra", None)
    return {
        "id": reading["id"],
        **{name: record[name] for name in ("revision", "text_sha256", "model")},
        **about,
        "characters": len(text),
        "text": text if asked.text else None,
    }


def _line(value: Json) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)
