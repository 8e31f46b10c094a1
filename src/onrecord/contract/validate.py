"""Check any output against the contract: the JSON Schema in the package, and the invariants it cannot say."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import jsonschema
import orjson

from onrecord.contract.shape import Json
from onrecord.model.document import SILENT_KINDS
from onrecord.model.reading import claim_key
from onrecord.model.span import Span
from onrecord.ontology import Ontology, load

FURNITURE = frozenset({"furniture"})
SHOWN_CHARS = 60  # of an offending value, in a message


@dataclass(frozen=True, slots=True)
class Problem:
    """One breach of the contract: `line` counts from 1, `pointer` is a JSON pointer (RFC 6901) into its object."""

    line: int
    pointer: str
    message: str

    def __str__(self) -> str:
        return f"line {self.line} {self.pointer or '/'}: {self.message}"


@cache
def load_schema() -> Json:
    """The JSON Schema (draft 2020-12) of one output line."""
    text = resources.files("onrecord.contract").joinpath("schema.json").read_bytes()
    schema: Json = orjson.loads(text)
    return schema


def check_lines(lines: Iterable[str | bytes], *, ontology: Ontology | None = None) -> Iterator[Problem]:
    """Every problem of a JSONL output, in order. Empty lines are problems; a correct output yields nothing."""
    schema = jsonschema.Draft202012Validator(load_schema())
    vocabulary = ontology or load()
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        try:
            obj = orjson.loads(line.strip())
        except orjson.JSONDecodeError as error:
            yield Problem(number, "", f"is not JSON: {error}")
            continue
        broken = False
        for found in schema.iter_errors(obj):
            broken = True
            yield Problem(number, _pointer(found.absolute_path), _shorten(found.message))
        if broken or "error" in obj:
            continue
        if first := seen.get(obj["id"]):
            yield Problem(number, "/id", f"{obj['id']!r} is the id of line {first} too")
        seen.setdefault(obj["id"], number)
        for where, message in _Reading(obj, vocabulary).problems():
            yield Problem(number, where, message)


def _pointer(path: Iterable[str | int]) -> str:
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def _shorten(message: str) -> str:
    """A message that quotes a whole article back is of no use: the middle is left out."""
    return message if len(message) <= 200 else f"{message[:120]} … {message[-70:]}"


Found = Iterator[tuple[str, str]]  # JSON pointer, message


class _Reading:
    """The invariants of one object that already agrees with the schema."""

    def __init__(self, obj: Json, ontology: Ontology) -> None:
        self.obj = obj
        self.text: str = obj["text"]
        self.ontology = ontology
        self.entities = {e["id"] for e in obj["entities"]}
        self.silent = [(i, b) for i, b in enumerate(obj["blocks"]) if b["kind"] in SILENT_KINDS]

    def problems(self) -> Found:
        yield from self.blocks()
        yield from self.entity_ids()
        for name in ("mentions", "times", "places"):
            for i, held in enumerate(self.obj[name]):
                yield from self.held(f"/{name}/{i}", held)
                yield from self.silence(f"/{name}/{i}/span", held["span"], FURNITURE)
        for i, attribution in enumerate(self.obj["attributions"]):
            for part in ("source", "cue", "content"):
                for j, span in enumerate(attribution[part]):
                    yield from self.span(f"/attributions/{i}/{part}/{j}", span)
                    yield from self.silence(f"/attributions/{i}/{part}/{j}", span, FURNITURE)
        for i, claim in enumerate(self.obj["claims"]):
            yield from self.claim(f"/claims/{i}", claim)
        yield from self.keys()

    def span(self, where: str, span: Sequence[int]) -> Found:
        start, end = span
        if start >= end:
            yield where, f"[{start}, {end}) is empty or reversed"
        elif end > len(self.text):
            yield where, f"[{start}, {end}) ends outside the text of {len(self.text)} characters"

    def held(self, where: str, held: Json) -> Found:
        """A thing with a span and its characters, and perhaps an entity."""
        outside = list(self.span(f"{where}/span", held["span"]))
        yield from outside
        start, end = map(int, held["span"])
        if not outside and self.text[start:end] != held["text"]:
            there = self.text[start:end][:SHOWN_CHARS]
            yield f"{where}/text", f"{held['text'][:SHOWN_CHARS]!r}, but the text has {there!r} at [{start}, {end})"
        if held.get("entity") is not None and held["entity"] not in self.entities:
            yield f"{where}/entity", f"{held['entity']!r} is no id of an entity of this document"

    def silence(self, where: str, span: Sequence[int], kinds: frozenset[str]) -> Found:
        """Whether a span touches a block in which nothing of its sort may lie."""
        for i, block in self.silent:
            if block["kind"] in kinds and block["span"][0] < span[1] and span[0] < block["span"][1]:
                yield where, f"lies in block {i}, which is {block['kind']}"

    def blocks(self) -> Found:
        last = 0
        for i, block in enumerate(self.obj["blocks"]):
            yield from self.span(f"/blocks/{i}/span", block["span"])
            start, end = block["span"]
            if start < last:
                yield f"/blocks/{i}/span", f"starts at {start}, before the block before it ends ({last})"
            last = max(last, end)

    def entity_ids(self) -> Found:
        seen: set[str] = set()
        for i, entity in enumerate(self.obj["entities"]):
            if entity["id"] in seen:
                yield f"/entities/{i}/id", f"{entity['id']!r} is the id of an earlier entity too"
            seen.add(entity["id"])

    def claim(self, where: str, claim: Json) -> Found:
        trigger = {"span": claim["trigger"], "text": claim["trigger_text"]}
        for pointer, message in self.held(where, trigger):
            yield pointer.replace(f"{where}/span", f"{where}/trigger").replace("/text", "/trigger_text"), message
        yield from self.silence(f"{where}/trigger", claim["trigger"], SILENT_KINDS)
        for slot in ("actors", "recipients", "objects", "place"):
            for i, held in enumerate(claim[slot]):
                yield from self.phrase(f"{where}/{slot}/{i}", held)
        if claim["time"]:
            yield from self.phrase(f"{where}/time", claim["time"])
        for i, quantity in enumerate(claim["quantities"]):
            yield from self.span(f"{where}/quantities/{i}/span", quantity["span"])
            yield from self.silence(f"{where}/quantities/{i}/span", quantity["span"], FURNITURE)
        for i, chain in enumerate(claim["sources"]):
            for j, source in enumerate(chain):
                yield from self.phrase(f"{where}/sources/{i}/{j}", source)
                if source["cue"]:
                    yield from self.span(f"{where}/sources/{i}/{j}/cue", source["cue"])
                if source["stance"] not in self.ontology.stance_names:
                    yield f"{where}/sources/{i}/{j}/stance", _unknown(source["stance"], self.ontology.stance_names)
        yield from self.labels(where, claim)

    def phrase(self, where: str, held: Json) -> Found:
        yield from self.held(where, held)
        yield from self.silence(f"{where}/span", held["span"], FURNITURE)

    def labels(self, where: str, claim: Json) -> Found:
        if claim["type"] not in self.ontology.type_names:
            yield f"{where}/type", _unknown(claim["type"], self.ontology.type_names)
        elif claim["mode"] is not None and claim["mode"] not in (modes := self.ontology.modes_of(claim["type"])):
            yield f"{where}/mode", _unknown(claim["mode"], modes, f" of {claim['type']}")
        if claim["status"] not in self.ontology.status_names:
            yield f"{where}/status", _unknown(claim["status"], self.ontology.status_names)

    def keys(self) -> Found:
        """Keys are each other's different, and what anyone can compute from the text and the trigger.

        A claim below the confidence asked for is left out after the ordinals are given, so ordinals may have gaps.
        """
        digest = hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()
        ordinals = range(max(len(self.ontology.types), len(self.obj["claims"])))
        seen: dict[str, int] = {}
        for i, claim in enumerate(self.obj["claims"]):
            key, (start, end) = claim["key"], claim["trigger"]
            if key in seen:
                yield f"/claims/{i}/key", f"{key} is the key of claim {seen[key]} too"
            seen.setdefault(key, i)
            if 0 <= start < end and all(key != claim_key(digest, Span(int(start), int(end)), n) for n in ordinals):
                yield f"/claims/{i}/key", f"{key} is not the hash of this text and the trigger [{start}, {end})"


def _unknown(value: str, known: Iterable[str], of: str = "") -> str:
    return f"{value[:SHOWN_CHARS]!r} is not in the ontology{of}, which has {', '.join(known) or 'none'}"
