"""The own set of stories as values: what own/stories/expected.yaml expects, with spans in place of trigger words.

The rules by which it counts are the header of that file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

import yaml

from onrecord import demo
from onrecord.model.span import Span

OWN = Path(__file__).parent / "own"
STORIES = OWN / "stories"
WORDS = re.compile(r"(?P<words>.+?)(?: ~(?P<nth>\d+))?")
LABEL = re.compile(r"(?P<document>\S+) (?P<same>e\d+)")  # of demo.claims.yaml, under `apart`

Json = Mapping[str, Any]
Names = tuple[str, ...]  # under which one holder stands in the story, the holder's own first


@dataclass(frozen=True, slots=True)
class Trigger:
    """A place in a document's text that reports an event. `by` are its innermost holders where they are coded."""

    document: str
    span: Span
    by: Names = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Dispute:
    """A field in dispute: its values, each with the names of each of its holders."""

    field: str
    values: tuple[tuple[str, tuple[Names, ...]], ...]


@dataclass(frozen=True, slots=True)
class Update:
    """A figure or day that its holder gave anew."""

    field: str
    holder: Names
    was: str
    is_now: str


@dataclass(frozen=True, slots=True)
class Expected:
    """One incident. `open` may lie in it or not. A range is low, best and high; None where nobody gives a figure."""

    label: str
    scored: bool
    triggers: tuple[Trigger, ...]
    open: tuple[Trigger, ...]
    independent: tuple[Names, ...]
    independent_open: tuple[Names, ...]
    denies: tuple[Names, ...]
    disputes: tuple[Dispute, ...]
    updates: tuple[Update, ...]
    killed: tuple[int, int, int] | None
    injured: tuple[int, int, int] | None


@dataclass(frozen=True, slots=True)
class Story:
    """A story. `file` holds its documents, None where they are the demo's. `apart` has pairs of events, by triggers."""

    name: str
    file: Path | None
    documents: tuple[str, ...]
    copies: frozenset[frozenset[str]]
    incidents: tuple[Expected, ...]
    apart: tuple[tuple[str, tuple[Trigger, ...], tuple[Trigger, ...]], ...]


class GoldError(ValueError):
    """A line of expected.yaml that does not fit its documents."""


def rows() -> list[Json]:
    """The stories as they stand in expected.yaml."""
    loaded: list[Json] = yaml.safe_load((STORIES / "expected.yaml").read_text(encoding="utf-8"))
    return loaded


def file_of(row: Json) -> Path | None:
    """The file of a story's documents, None where they are the demo's."""
    return STORIES / row["file"] if "file" in row else None


def documents_of(row: Json) -> tuple[str, ...]:
    """The ids of a story's documents. Raises GoldError for one that the demo does not have."""
    file = file_of(row)
    if file is not None:
        return tuple(d["id"] for d in _lines(file))
    shipped = {article.id for article in demo.articles()}
    if missing := sorted(set(row["documents"]) - shipped):
        raise GoldError(f"{row['story']}: the demo has no article {missing[0]!r}")
    return tuple(row["documents"])


def story(row: Json, texts: Mapping[str, str]) -> Story:
    """A story of expected.yaml; `texts` are those that the program read. Raises GoldError for words not found there."""
    demo_claims = _demo_claims(texts) if file_of(row) is None else {}
    called = _called(row["incidents"])
    incidents = tuple(_incident(one, texts, demo_claims, called) for one in row["incidents"])
    by_label = {one.label: one.triggers for one in incidents}
    apart = tuple(
        (f"{a} | {b}", _triggers_of(a, by_label, demo_claims), _triggers_of(b, by_label, demo_claims))
        for a, b in row["apart"]
    )
    return Story(row["story"], file_of(row), documents_of(row), copy_pairs(row["copies"]), incidents, apart)


def copy_pairs(copies: Mapping[str, str]) -> frozenset[frozenset[str]]:
    """All pairs of documents with one text, from copy → original."""
    groups: dict[str, set[str]] = {}
    for copy, original in copies.items():
        groups.setdefault(original, {original}).add(copy)
    return frozenset(frozenset(pair) for group in groups.values() for pair in combinations(sorted(group), 2))


def place(text: str, quote: str) -> Span:
    """Where "words" stand, once in the text on word boundaries, or "words ~2", the second time. Raises GoldError."""
    m = WORDS.fullmatch(quote)
    assert m is not None
    hits = [h.span() for h in re.finditer(rf"(?<!\w){re.escape(m['words'])}(?!\w)", text)]
    nth = int(m["nth"] or 1)
    if len(hits) < nth or (len(hits) > 1 and not m["nth"]):
        raise GoldError(f"{m['words']!r} stands {len(hits)} times in {text[:40]!r}…; ~n chooses")
    return Span(*hits[nth - 1])


def moved(span: Span, coded: str, read: str) -> Span:
    """A span of a text as it was coded as one of the text as the program read it: the same place in the same line.

    Raises GoldError if that line does not stand there once.
    """
    start = coded.rfind("\n", 0, span.start) + 1
    end = coded.find("\n", span.start)
    line = coded[start : end if end >= 0 else len(coded)].strip()
    if read.count(line) != 1:
        raise GoldError(f"the line {line[:40]!r}… stands {read.count(line)} times in the text that was read")
    shift = read.index(line) - coded.index(line, start)
    return Span(span.start + shift, span.end + shift)


def _called(incidents: Iterable[Json]) -> dict[str, Names]:
    """All names of each holder of a story, wherever it says them; those of persons without their titles too."""
    names: dict[str, dict[str, None]] = {}
    for row in incidents:
        for stand in ("independent", "independent_open", "denies", "alleges"):
            for h in row.get(stand, ()):
                names.setdefault(h["holder"], {h["holder"]: None}).update(dict.fromkeys(h.get("also", ())))
    tails = {(holder, tail): None for holder, found in names.items() for n in found if (tail := _without_title(n))}
    for holder, tail in tails:
        if not any(n.endswith(tail) for other, found in names.items() if other != holder for n in found):
            names[holder][tail] = None
    return {holder: tuple(found) for holder, found in names.items()}


def _without_title(name: str) -> str:
    """The last two words of a longer name where they are capitalized: "Felix Torrente" of "Colonel Felix Torrente"."""
    words = name.split()
    return " ".join(words[-2:]) if len(words) > 2 and all(w[0].isupper() for w in words[-2:]) else ""


def _incident(
    row: Json,
    texts: Mapping[str, str],
    demo_claims: Mapping[tuple[str, str], list[Trigger]],
    called: Mapping[str, Names],
) -> Expected:
    def holders(stand: str) -> tuple[Names, ...]:
        return tuple(dict.fromkeys(called[h["holder"]] for h in row.get(stand, ())))

    in_dispute = tuple(
        Dispute(
            d["field"],
            tuple((str(v["value"]), tuple(called.get(n, (n.strip("()"),)) for n in v["by"])) for v in d["values"]),
        )
        for d in row["disputes"]
    )
    labels = row.get("same", {})
    coded = [t for document, same in labels.items() for t in demo_claims[document, same]]
    return Expected(
        label=row["label"],
        scored=row.get("scored", True),
        triggers=tuple(dict.fromkeys([*coded, *_placed(row.get("claims", {}), texts)])),
        open=tuple(_placed(row.get("open", {}), texts)),
        independent=holders("independent"),
        independent_open=holders("independent_open"),
        denies=holders("denies"),
        disputes=in_dispute,
        updates=tuple(
            Update(u["field"], called.get(u["holder"], (u["holder"],)), str(u["from"]), str(u["to"]))
            for u in row["updates"]
        ),
        killed=_range(row["killed"]),
        injured=_range(row["injured"]),
    )


def _range(row: Json | None) -> tuple[int, int, int] | None:
    return (row["low"], row["best"], row["high"]) if row else None


def _placed(claims: Mapping[str, Iterable[str]], texts: Mapping[str, str]) -> list[Trigger]:
    return [Trigger(document, place(texts[document], quote)) for document, quotes in claims.items() for quote in quotes]


def _demo_claims(texts: Mapping[str, str]) -> dict[tuple[str, str], list[Trigger]]:
    """The triggers of demo.claims.yaml by document and label, in the texts that the program read."""
    coded = {d["id"]: d["text"] for d in _lines(OWN / "demo.docs.jsonl")}
    out: dict[tuple[str, str], list[Trigger]] = {}
    for gold in _lines(OWN / "demo.gold.jsonl"):
        document = gold["id"]
        for claim in gold["claims"] if document in texts else ():
            span = moved(Span(*claim["trigger"]), coded[document], texts[document])
            by = tuple(chain[-1]["name"] for chain in claim["sources"])
            out.setdefault((document, claim["same"]), []).append(Trigger(document, span, by))
    return out


def _triggers_of(
    name: str, by_label: Mapping[str, tuple[Trigger, ...]], demo_claims: Mapping[tuple[str, str], list[Trigger]]
) -> tuple[Trigger, ...]:
    if name in by_label:
        return by_label[name]
    m = LABEL.fullmatch(name)
    if m is None or (m["document"], m["same"]) not in demo_claims:
        raise GoldError(f"apart: {name!r} is neither an incident of the story nor a label of demo.claims.yaml")
    return tuple(demo_claims[m["document"], m["same"]])


def _lines(path: Path) -> list[Json]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
