"""From the contract's JSON of a document to the rows of the ledger. Whatever is in a row can be made again from it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
import zstandard

from onrecord.contract.shape import Json
from onrecord.link.counts import hedge_of
from onrecord.link.wording import plain
from onrecord.model.document import Block, Document
from onrecord.model.span import Span

Row = tuple[Any, ...]
COLUMNS: Mapping[str, tuple[str, ...]] = {  # of what hangs on a document or a claim, less the key of that
    "claims": (
        *("key", "start", "end", "trigger", "type", "mode", "status", "time_value", "earliest", "latest", "precision"),
        *("day", "place", "lat", "lon", "country", "place_precision", "same", "confidence"),
    ),
    "parties": ("role", "ordinal", "name", "plain", "country", "sector", "ref"),
    "sources": ("chain", "ordinal", "innermost", "name", "plain", "stance", "country", "sector", "ref"),
    "places": ("ordinal", "name", "plain", "lat", "lon", "country", "precision", "geonameid"),
    "quantities": ("ordinal", "value", "max", "unit", "of", "hedge"),
}
PARTS = ("parties", "sources", "places", "quantities")
ROLES = {"actor": "actors", "recipient": "recipients", "object": "objects"}
MOST_BYTES = 1 << 30  # of what is stored packed: a few bytes can claim to be gigabytes
NOWHERE: Mapping[str, None] = dict.fromkeys(("lat", "lon", "country", "precision", "geonameid"))


@dataclass(frozen=True, slots=True)
class ClaimRows:
    """One claim's row, and its rows of each table in PARTS, in the order of COLUMNS and of their keys."""

    claim: Row
    parts: Mapping[str, list[Row]]


def claim_rows(obj: Json) -> list[ClaimRows]:
    """The rows of every claim of a document's JSON object, in order."""
    refs = {entity["id"]: entity["ref"] for entity in obj["entities"]}
    published = day_of(obj["document"]["published"])
    return [
        ClaimRows(
            _claim(claim, published),
            {
                "parties": sorted(_parties(claim, refs)),
                "sources": list(_sources(claim, refs)),
                "places": [_place(i, place) for i, place in enumerate(claim["place"])],
                "quantities": [_quantity(i, q, obj["text"]) for i, q in enumerate(claim["quantities"])],
            },
        )
        for claim in obj["claims"]
    ]


def _claim(claim: Json, published: str | None) -> Row:
    time = claim["time"] or {}
    where = next((p for p in claim["place"] if p["geo"]), claim["place"][0] if claim["place"] else None)
    geo = (where and where["geo"]) or NOWHERE
    return (
        claim["key"],
        *claim["trigger"],
        *(claim[name] for name in ("trigger_text", "type", "mode", "status")),
        *(time.get(name) for name in ("value", "earliest", "latest", "precision")),
        time.get("earliest") or published,
        where and where["name"],
        *(geo[name] for name in ("lat", "lon", "country", "precision")),
        claim["same"],
        float(claim["confidence"]),
    )


def _parties(claim: Json, refs: Mapping[str, str | None]) -> Iterable[Row]:
    for role, slot in ROLES.items():
        for i, p in enumerate(claim[slot]):
            yield role, i, p["name"], plain(p["name"]), p["country"], p["sector"], refs.get(p["entity"])


def _sources(claim: Json, refs: Mapping[str, str | None]) -> Iterable[Row]:
    for i, chain in enumerate(claim["sources"]):
        for j, s in enumerate(chain):
            who = (s["name"], plain(s["name"]), s["stance"], s["country"], s["sector"], refs.get(s["entity"]))
            yield i, j, int(j == len(chain) - 1), *who


def _place(i: int, place: Json) -> Row:
    geo = place["geo"] or NOWHERE
    return i, place["name"], plain(place["name"]), *(geo[name] for name in NOWHERE)


def _quantity(i: int, quantity: Json, text: str) -> Row:
    start, end = quantity["span"]
    low, high = (None if n is None else float(n) for n in (quantity["value"], quantity["max"]))
    return i, low, high, quantity["unit"], quantity["of"], hedge_of(text[start:end])


def day_of(published: str | None) -> str | None:
    """The day of an ISO date or time; None for a month, a year or nothing."""
    return published[:10] if published and len(published) >= 10 else None


def search_row(obj: Json) -> Row:
    """What can be found in the words of a document: its title, its text, and all names in it."""
    names = [entity["name"] for entity in obj["entities"]]
    for claim in obj["claims"]:
        names += [p["name"] for slot in (*ROLES.values(), "place") for p in claim[slot]]
        names += [s["name"] for chain in claim["sources"] for s in chain]
    return obj["document"]["title"], obj["text"], "\n".join(dict.fromkeys(names))


def document_of(obj: Json) -> Document:
    """The document of a JSON object, as far as its text and blocks go."""
    blocks = tuple(Block(Span(*block["span"]), block["kind"]) for block in obj["blocks"])
    d = obj["document"]
    return Document(obj["id"], d["origin"], d["kind"], obj["text"], blocks, d["sha256"])


def text_digest(text: str) -> str:
    """The digest that claim keys are made of."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def packed(data: bytes) -> bytes:
    """zstd of the bytes."""
    return zstandard.ZstdCompressor(level=9).compress(data)


def unpacked(data: bytes) -> bytes:
    """The bytes again. Raises zstandard.ZstdError for what is damaged, or opens to more than MOST_BYTES."""
    if zstandard.frame_content_size(data) > MOST_BYTES:
        raise zstandard.ZstdError(f"it would open to more than {MOST_BYTES:,} bytes")
    return zstandard.ZstdDecompressor().decompress(data)


def unpacked_json(data: bytes) -> Json:
    """The JSON object of a stored reading."""
    obj: Json = orjson.loads(unpacked(data))
    return obj
