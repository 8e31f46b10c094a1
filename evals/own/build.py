"""Makes demo.*, corpus.* and furniture.jsonl from what is coded by hand; `--check` only compares.

Words in demo.claims.yaml are looked up in the claim's paragraph (its number among the non-empty lines, from 1):
    words               must stand there exactly once, on word boundaries
    words ~2            the second time they stand there
    ¶4 words            in paragraph 4 instead
    words => name       with whom or what they stand for
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import lxml.html
import yaml

from onrecord.demo import DemoArticle, articles
from onrecord.ontology import load

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))  # training/ is no part of the package

from training import coding, folds  # noqa: E402

CODES = load()
PARTY_FIELDS = ("actors", "recipients", "objects", "place")
MARKS = {"F": "furniture", "C": "credit", "H": "heading", "P": "paragraph"}
CLAIM_KEYS = {"trigger", "type", "mode", *PARTY_FIELDS, "time", "quantities", "status", "sources", "same"}
TIMEX = re.compile(
    r"P\d+[DWMY]|(\d{3}|\d{4}(-W\d\d(-WE)?|-\d\d(-\d\d(T(MO|AF|EV|NI|\d\d:\d\d))?)?)?)(/\d{4}(-\d\d){0,2})?"
)
AMOUNT = re.compile(r"(?P<value>\d+)?(\.\.(?P<max>\d+))?( (?P<unit>\S+))?")


class AnnotationError(ValueError):
    """A line of demo.claims.yaml that does not fit its article or the guide."""


def body_text(article: DemoArticle) -> str:
    """The article's text: files and records character for character, of HTML its body, one paragraph a line."""
    raw = article.path.read_text(encoding="utf-8")
    if article.path.suffix == ".jsonl":
        records = {r["id"]: r for r in map(json.loads, raw.splitlines())}
        return str(records[article.record]["text"])
    if article.path.suffix == ".html":
        paragraphs = lxml.html.fromstring(raw).xpath("//*[@class='article-body']//p")
        return "\n".join(" ".join(p.text_content().split()) for p in paragraphs)
    return raw


class Finder:
    """Finds quoted words in one paragraph of a text; spans are code points of the whole text."""

    def __init__(self, text: str, where: str) -> None:
        self.text = text
        self.where = where
        self.paragraphs = [m.span() for m in re.finditer(r"[^\n]*\S[^\n]*", text)]

    def span(self, paragraph: int, quote: str) -> tuple[int, int]:
        """The span of `words`, `words ~n` or `¶p words`. Raises AnnotationError if it is missing or ambiguous."""
        m = re.fullmatch(r"(?:¶(\d+) )?(.+?)(?: ~(\d+))?", quote)
        assert m is not None
        number = int(m[1] or paragraph)
        if not 1 <= number <= len(self.paragraphs):
            raise AnnotationError(f"{self.where}: there is no paragraph {number} for {quote!r}")
        hits = [
            h.span()
            for h in re.compile(rf"(?<!\w){re.escape(m[2])}(?!\w)").finditer(self.text, *self.paragraphs[number - 1])
        ]
        nth = int(m[3] or 1)
        if len(hits) < nth or (len(hits) > 1 and not m[3]):
            raise AnnotationError(f"{self.where} ¶{number}: {m[2]!r} stands there {len(hits)} times; add ~n to choose")
        return hits[nth - 1]

    def mention(self, paragraph: int, quote: str) -> dict[str, Any]:
        """A mention: span, text and name."""
        words, _, name = quote.partition(" => ")
        start, end = self.span(paragraph, words)
        return {"span": [start, end], "text": self.text[start:end], "name": name or self.text[start:end]}


def build_time(find: Finder, paragraph: int, line: str | None) -> dict[str, Any] | None:
    """`words | value`; an empty value is a time that cannot be resolved."""
    if line is None:
        return None
    words, _, value = (part.strip() for part in line.partition("|"))
    start, end = find.span(paragraph, words)
    if value and not TIMEX.fullmatch(value):
        raise AnnotationError(f"{find.where} ¶{paragraph}: {value!r} is no TIMEX3 value")
    return {"span": [start, end], "text": find.text[start:end], "value": value or None}


def build_quantity(find: Finder, paragraph: int, line: str) -> dict[str, Any]:
    """`words | value..max unit | of`, each part of the amount optional."""
    words, amount, of = (part.strip() for part in line.split("|"))
    m = AMOUNT.fullmatch(amount)
    if m is None:
        raise AnnotationError(f"{find.where} ¶{paragraph}: {amount!r} is no amount")
    value, top = (int(m[k]) if m[k] else None for k in ("value", "max"))
    return {"span": list(find.span(paragraph, words)), "value": value, "max": top, "unit": m["unit"], "of": of or None}


def build_holder(find: Finder, paragraph: int, line: str) -> dict[str, Any]:
    """`words => name | cue | stance`."""
    words, cue, stance = (part.strip() for part in line.split("|"))
    if stance not in CODES.stance_names:
        raise AnnotationError(f"{find.where} ¶{paragraph}: {stance!r} is no stance; stances: {CODES.stance_names}")
    return find.mention(paragraph, words) | {"cue": list(find.span(paragraph, cue)), "stance": stance}


def build_claim(find: Finder, paragraph: int, row: dict[str, Any]) -> dict[str, Any]:
    """One gold claim from its annotation. Raises AnnotationError for whatever the guide does not know."""
    at = f"{find.where} ¶{paragraph} {row.get('trigger')!r}"
    if unknown := set(row) - CLAIM_KEYS:
        raise AnnotationError(f"{at}: unknown keys {sorted(unknown)}")
    kind, mode, status = row["type"], row.get("mode"), row.get("status", "actual")
    if (kind, mode) not in CODES.labels:
        raise AnnotationError(f"{at}: no type {kind} with mode {mode}")
    if status not in CODES.status_names or not re.fullmatch(r"e\d+", row["same"]):
        raise AnnotationError(f"{at}: status {status!r} or label {row['same']!r}")
    start, end = find.span(paragraph, row["trigger"])
    return {
        "trigger": [start, end],
        "trigger_text": find.text[start:end],
        "type": kind,
        "mode": mode,
        **{field: [find.mention(paragraph, q) for q in row.get(field, [])] for field in PARTY_FIELDS},
        "time": build_time(find, paragraph, row.get("time")),
        "quantities": [build_quantity(find, paragraph, q) for q in row.get("quantities", [])],
        "status": status,
        "sources": [[build_holder(find, paragraph, h) for h in chain] for chain in row.get("sources", [])],
        "same": row["same"],
    }


def build() -> dict[str, str]:
    """File name → content of the three JSONL files."""
    coded = yaml.safe_load((HERE / "demo.claims.yaml").read_text(encoding="utf-8"))
    shipped = articles()
    if set(coded) != {a.id for a in shipped}:
        raise AnnotationError(f"coded articles differ from the shipped ones: {set(coded) ^ {a.id for a in shipped}}")
    docs, gold = [], []
    for article in shipped:
        text = body_text(article)
        find = Finder(text, article.id)
        claims = [build_claim(find, p["paragraph"], row) for p in coded[article.id] for row in p["claims"]]
        claims.sort(key=lambda c: c["trigger"])
        given = article.given
        docs.append({"id": article.id, "published": given.published, "publisher": given.publisher, "text": text})
        gold.append({"id": article.id, "claims": claims})
    pages = build_pages((HERE / "furniture.pages.txt").read_text(encoding="utf-8"))
    corpus = held_back_corpus(ROOT / "data" / "claims")
    return {
        "corpus.docs.jsonl": _lines([{k: a[k] for k in ("id", "published", "publisher", "text")} for a in corpus]),
        "corpus.gold.jsonl": _lines([{k: a[k] for k in ("id", "claims")} for a in corpus]),
        "demo.docs.jsonl": _lines(docs),
        "demo.gold.jsonl": _lines(gold),
        "furniture.jsonl": _lines(pages),
    }


def held_back_corpus(folder: Path) -> list[dict[str, Any]]:
    """The fifth of the project's own articles (data/claims) that is never trained on."""
    articles = []
    for path in sorted(folder.glob("*.txt")):
        found, errors = coding.read_own(path)
        if errors:
            raise AnnotationError("; ".join(errors))
        articles += found
    return folds.held_back_by_id(articles, 0, folds.NEVER_TRAINED)


def build_pages(source: str) -> list[dict[str, Any]]:
    """The pages of furniture.pages.txt: text without marks, and the spans of its furniture, credits and headings."""
    pages = []
    for part in re.split(r"^=== ", source, flags=re.MULTILINE)[1:]:
        name, _, body = part.partition("\n")
        text = ""
        spans: dict[str, list[list[int]]] = {kind: [] for kind in MARKS.values()}
        for line in body.rstrip("\n").split("\n"):
            mark, bar, words = line.partition("|")
            if line and not (bar and mark in MARKS):
                raise AnnotationError(f"page {name}: line without a mark: {line!r}")
            before, _, rest = words.partition("{{")
            credit, _, after = rest.partition("}}")
            if credit:
                spans["credit"].append([len(text) + len(before), len(text) + len(before) + len(credit)])
            plain = before + credit + after
            if plain:
                spans[MARKS[mark]].append([len(text), len(text) + len(plain)])
            text += plain + "\n"
        pages.append({"id": name, "text": text, **{k: spans[k] for k in ("furniture", "credit", "heading")}})
    return pages


def _lines(rows: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def main() -> int:
    stale = 0
    for name, content in build().items():
        path = HERE / name
        if "--check" not in sys.argv:
            path.write_text(content, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != content:
            stale = 1
            print(f"{name} is not what is coded by hand gives; run python evals/own/build.py", file=sys.stderr)
    return stale


if __name__ == "__main__":
    sys.exit(main())
