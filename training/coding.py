"""Coding by hand, in lines that a person can write and read: `python -m training.coding check FILE… --texts DOCS`.

One block a document, `@ ID` first. One line a claim, in the order of the text; its fields indented below it:

    @ AFP_ENG_20060101.0001
    attacked | ASSAULT firearms | actual | e1
      actor: gunmen
      recipient: they = the villagers
      place: [Kano] state
      time: Saturday = 2006-01-07
      number: at least 12 people = 12 of people
      source: police ; said ; asserts > a witness ; told ; alleges

Words must stand in the text exactly as written, on word boundaries. `[ ]` marks the span within a longer, unique
context; `words #2` is their second place in the text. A trigger that stands more than once needs one of the two; of the
other words, the place nearest to the trigger counts. `= name` says whom a mention stands for. `-` is an unknown time
value; a number is `VALUE of THINGS`, `5..7 of THINGS`, `..40 of THINGS` (up to 40), `? of THINGS`, with a unit before
`of` (`100 USD of loans`). A source is a chain from the outermost holder inwards, each `words = name ; cue ; stance`; a
second chain is a second `source:` line. A document without claims has its `@` line alone.

Articles of the project's own stand in one file with their claims (`check FILE` without `--texts`):

    === ID
    published: 2024-03-03
    publisher: Radio Kasai
    style: local paper
    region: Central Africa

    The text, its paragraphs apart by empty lines.

    ---
    claims as above
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from onrecord.language import labels
from onrecord.ontology import load

LISTS = {"actor": "actors", "recipient": "recipients", "object": "objects", "place": "place"}
_NUMBER = re.compile(
    r"(?:(?P<value>\d+(?:\.\d+)?)?(?P<range>\.\.(?P<max>\d+(?:\.\d+)?))?|\?)(?:\s+(?P<unit>(?!of\b)\S+))?(?:\s+of\s+(?P<of>.+))?"
)
_TIMEX = re.compile(
    r"(\d{4}|\d{3}|\d{2})(-(\d\d|W\d\d|Q\d|H\d|SP|SU|FA|WI|\d\d-\d\d|W\d\d-WE)(T(\d\d(:\d\d){0,2}|MO|MI|AF|EV|NI|DT))?)?"
    r"|P(T?\d+[.\d]*[YMWDHS]|T?X[YMWDHS])+|(PAST|PRESENT|FUTURE)_REF|T(MO|MI|AF|EV|NI|DT)"
)


class CodingError(ValueError):
    """A line that cannot be understood; says file, line and what to do."""


@dataclass(slots=True)
class Line:
    """A claim's lines: its head, and (kind, content) of each field; numbers are lines of the file."""

    number: int
    head: str
    fields: list[tuple[int, str, str]] = field(default_factory=list)


def blocks(lines: Sequence[str], name: str) -> Iterator[tuple[str, list[Line]]]:
    """Document ids with their claims, as written."""
    doc: str | None = None
    claims: list[Line] = []
    for number, raw in enumerate(lines, 1):
        line = raw.rstrip()
        if not line or line.lstrip().startswith("//"):
            continue
        if line.startswith("@"):
            if doc is not None:
                yield doc, claims
            doc, claims = line[1:].strip(), []
        elif doc is None:
            raise CodingError(f"{name}:{number}: a line before the first `@ ID`")
        elif line[0] in " \t":
            kind, colon, content = line.strip().partition(":")
            if not colon or not claims:
                raise CodingError(f"{name}:{number}: expected `field: words` below a claim, found {line.strip()!r}")
            claims[-1].fields.append((number, kind.strip(), content.strip()))
        else:
            claims.append(Line(number, line))
    if doc is not None:
        yield doc, claims


def places_of(text: str, words: str) -> list[tuple[int, int]]:
    """Where the words stand in the text on word boundaries."""
    left = r"(?<!\w)" if words[:1].isalnum() else ""
    right = r"(?!\w)" if words[-1:].isalnum() else ""
    return [m.span() for m in re.finditer(left + re.escape(words) + right, text)]


def find(text: str, written: str, near: int | None) -> tuple[int, int]:
    """The span of written words; raises CodingError when they are not there, or ambiguous and `near` is None."""
    if nth := re.fullmatch(r"(.+?)\s+#(\d+)", written):
        found = places_of(text, nth[1])
        if int(nth[2]) > len(found):
            raise CodingError(f"{nth[1]!r} stands {len(found)} times, not {nth[2]}")
        return found[int(nth[2]) - 1]
    inner = re.search(r"\[(.+)\]", written)
    context = written.replace("[", "").replace("]", "") if inner else written
    found = places_of(text, context)
    if not found:
        raise CodingError(f"{context!r} does not stand in the text")
    if inner:
        shift = inner.start()
        found = [(a + shift, a + shift + len(inner[1])) for a, _ in found]
    if len(found) > 1 and near is None:
        raise CodingError(f"{context!r} stands {len(found)} times: mark it with [ ] in a longer context, or with #2")
    return min(found, key=lambda s: min(abs(s[0] - (near or 0)), abs(s[1] - (near or 0))))


class Coder:
    """Turns lines into claims on one text."""

    def __init__(self, text: str, name: str) -> None:
        self.text, self.name = text, name
        self.modes = {t.name: {m.name for m in t.modes} for t in load().types}
        self.errors: list[str] = []

    def claims(self, lines: Sequence[Line]) -> list[dict[str, Any]]:
        """Claims in the guide's format; what is wrong goes to `errors`."""
        out = []
        for line in lines:
            try:
                out.append(self._claim(line))
            except CodingError as error:
                self.errors.append(f"{self.name}:{line.number}: {error}")
        return out

    def _claim(self, line: Line) -> dict[str, Any]:
        parts = [p.strip() for p in line.head.split("|")]
        if len(parts) < 3:
            raise CodingError(f"a claim is `trigger | TYPE mode | status | event`, found {line.head!r}")
        kind, _, mode = parts[1].partition(" ")
        if kind not in self.modes:
            raise CodingError(f"unknown type {kind!r}")
        if mode and mode != "-" and mode not in self.modes[kind]:
            raise CodingError(f"{kind} has no mode {mode!r}; it has {', '.join(sorted(self.modes[kind])) or 'none'}")
        if parts[2] not in labels.STATUSES:
            raise CodingError(f"unknown status {parts[2]!r}")
        trigger = find(self.text, parts[0], None)
        claim: dict[str, Any] = {
            "trigger": list(trigger), "trigger_text": self.text[slice(*trigger)], "type": kind,
            "mode": mode if mode and mode != "-" else None,
            "actors": [], "recipients": [], "objects": [], "place": [], "time": None, "quantities": [],
            "status": parts[2], "sources": [],
            "same": parts[3] if len(parts) > 3 and parts[3] else f"line{line.number}",
        }  # fmt: skip
        for number, name, content in line.fields:
            try:
                self._field(claim, name, content, trigger)
            except CodingError as error:
                self.errors.append(f"{self.name}:{number}: {error}")
        return claim

    def _field(self, claim: dict[str, Any], kind: str, content: str, trigger: tuple[int, int]) -> None:
        near = (trigger[0] + trigger[1]) // 2
        if kind in LISTS:
            claim[LISTS[kind]].append(self._mention(content, near))
        elif kind == "time":
            words, value = _halves(content)
            span = find(self.text, words, near)
            if value and value != "-" and not all(_TIMEX.fullmatch(v) for v in value.split("/")):
                raise CodingError(f"{value!r} is no TIMEX3 value; write - for unknown")
            claim["time"] = {
                "span": list(span),
                "text": self.text[slice(*span)],
                "value": value if value and value != "-" else None,
            }
        elif kind == "number":
            claim["quantities"].append(self._quantity(content, near))
        elif kind == "source":
            claim["sources"].append([self._holder(h, near) for h in content.split(" > ")])
        else:
            raise CodingError(f"unknown field {kind!r}; known: {', '.join([*LISTS, 'time', 'number', 'source'])}")

    def _mention(self, content: str, near: int) -> dict[str, Any]:
        words, name = _halves(content)
        span = find(self.text, words, near)
        said = self.text[slice(*span)]
        return {"span": list(span), "text": said, "name": name or said}

    def _quantity(self, content: str, near: int) -> dict[str, Any]:
        words, value = _halves(content)
        span = find(self.text, words, near)
        parsed = _NUMBER.fullmatch(value or "?")
        if not parsed:
            raise CodingError(
                f"{value!r} is no number; write `12 of people`, `5..7 of people`, `..40 of killed`, `? of x`"
            )
        return {
            "span": list(span),
            "value": float(parsed["value"]) if parsed["value"] else None,
            "max": float(parsed["max"]) if parsed["max"] else None,
            "unit": parsed["unit"],
            "of": parsed["of"],
        }

    def _holder(self, content: str, near: int) -> dict[str, Any]:
        parts = [p.strip() for p in content.split(";")]
        if len(parts) != 3 or parts[2] not in labels.STANCES:
            raise CodingError(f"a holder is `words = name ; cue ; stance`, found {content!r}")
        holder = self._mention(parts[0], near)
        cue = find(self.text, parts[1], (holder["span"][0] + holder["span"][1]) // 2) if parts[1] != "-" else None
        return {**holder, "cue": list(cue) if cue else None, "stance": parts[2]}


def _halves(content: str) -> tuple[str, str | None]:
    words, equals, rest = content.partition(" = ")
    return words.strip(), rest.strip() if equals else None


def read(path: Path, texts: Mapping[str, Mapping[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
    """Articles of a coded file, and what is wrong in it. A document twice counts the last time."""
    out: dict[str, dict[str, Any]] = {}
    errors = []
    for doc, lines in blocks(path.read_text(encoding="utf-8").splitlines(), path.name):
        if doc not in texts:
            errors.append(f"{path.name}: no text {doc!r}")
            continue
        coder = Coder(texts[doc]["text"], f"{path.name} {doc}")
        claims = sorted(coder.claims(lines), key=lambda c: c["trigger"])
        errors += coder.errors
        out[doc] = {**{k: texts[doc].get(k) for k in ("id", "published", "publisher", "text")}, "claims": claims}
    return list(out.values()), errors


HEADER = ("published", "publisher", "style", "region")


def read_own(path: Path) -> tuple[list[dict[str, Any]], list[str]]:
    """Articles of the project's own with their claims, and what is wrong in them."""
    out, errors = [], []
    lines = path.read_text(encoding="utf-8").splitlines()
    starts = [i for i, line in enumerate(lines) if line.startswith("=== ")] + [len(lines)]
    for begin, end in pairwise(starts):
        article_id, part = lines[begin][4:].strip(), lines[begin + 1 : end]
        name = f"{path.name}:{begin + 1} {article_id}"
        if "---" not in part:
            errors.append(f"{name}: no line `---` between text and claims")
            continue
        cut = part.index("---")
        head = 0
        meta: dict[str, str] = {}
        while head < cut and part[head].strip():
            key, _, value = part[head].partition(":")
            meta[key.strip()] = value.strip()
            head += 1
        if missing := [k for k in HEADER if not meta.get(k)]:
            errors.append(f"{name}: no {', '.join(missing)} above the text")
        if unknown := sorted(set(meta) - set(HEADER)):
            errors.append(f"{name}: unknown header {', '.join(unknown)}")
        text = "\n".join(part[head:cut]).strip()
        article: dict[str, Any] = {"id": article_id, **{k: meta.get(k) or None for k in HEADER}, "text": text}
        block = [f"@ {article_id}", *part[cut + 1 :]]
        coder = Coder(text, name)
        try:
            claims = [c for _, found in blocks(block, name) for c in coder.claims(found)]
        except CodingError as error:
            errors.append(str(error))
            continue
        errors += coder.errors
        out.append({**article, "claims": sorted(claims, key=lambda c: c["trigger"])})
    return out, errors


def write(article: Mapping[str, Any]) -> str:
    """The lines of a coded article: the reverse of `read`."""
    text, out = article["text"], [f"@ {article['id']}"]
    for c in article["claims"]:
        out.append(
            f"{_quoted(text, c['trigger'])} | {c['type']} {c['mode'] or '-'} | {c['status']} | {c['same']}".replace(
                " - |", " |"
            )
        )
        near = sum(c["trigger"]) // 2
        for key, name in LISTS.items():
            out += [f"  {key}: {_said(text, m, near)}" for m in c[name]]
        if t := c["time"]:
            out.append(f"  time: {_quoted(text, t['span'], near)} = {t['value'] or '-'}")
        for q in c["quantities"]:
            top = f"..{_plain(q['max'])}" if q["max"] is not None else ""
            value = (_plain(q["value"]) if q["value"] is not None else "") + top or "?"
            unit = f" {q['unit']}" if q["unit"] else ""
            counted = f" of {q['of']}" if q["of"] else ""
            out.append(f"  number: {_quoted(text, q['span'], near)} = {value}{unit}{counted}")
        for chain in c["sources"]:
            holders = []
            for h in chain:
                cue = _quoted(text, h["cue"], sum(h["span"]) // 2) if h["cue"] else "-"
                holders.append(f"{_said(text, h, near)} ; {cue} ; {h['stance']}")
            out.append("  source: " + " > ".join(holders))
    return "\n".join(out) + "\n"


def _plain(number: float) -> str:
    return f"{number:.6f}".rstrip("0").rstrip(".")


def _said(text: str, mention: Mapping[str, Any], near: int) -> str:
    name = mention["name"]
    return _quoted(text, mention["span"], near) + (f" = {name}" if name != mention["text"] else "")


def _quoted(text: str, span: Sequence[int], near: int | None = None) -> str:
    words = text[slice(*span)]
    try:
        if find(text, words, near) == tuple(span):
            return words
    except CodingError:
        pass
    places = places_of(text, words)
    return f"{words} #{places.index((span[0], span[1])) + 1}" if (span[0], span[1]) in places else words


def stand_off(article: Mapping[str, Any], corpus: str) -> dict[str, Any]:
    """A coded article without its text: who has the corpus can rebuild it, who has not learns no sentence of it."""
    claims = []
    for c in article["claims"]:
        c = {k: v for k, v in c.items() if k != "trigger_text"}
        for key in LISTS.values():
            c[key] = [_pointer(m) for m in c[key]]
        c["sources"] = [[{**_pointer(h), "cue": h["cue"], "stance": h["stance"]} for h in x] for x in c["sources"]]
        c["time"] = c["time"] and {k: c["time"][k] for k in ("span", "value")}
        claims.append(c)
    return {"id": article["id"], "corpus": corpus, "sha256": digest(article["text"]), "claims": claims}


def _pointer(mention: Mapping[str, Any]) -> dict[str, Any]:
    name = {"name": mention["name"]} if mention["name"] != mention["text"] else {}
    return {"span": mention["span"], **name}


def rebuild(row: Mapping[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    """The article of a stand-off row. Raises CodingError when the text is another one."""
    text = document["text"]
    if digest(text) != row["sha256"]:
        raise CodingError(f"the text of {row['id']} is not the one that was coded")

    def said(pointer: Mapping[str, Any]) -> dict[str, Any]:
        words = text[slice(*pointer["span"])]
        return {"name": words, **pointer, "text": words}

    claims = []
    for c in row["claims"]:
        c = {**c, "trigger_text": text[slice(*c["trigger"])]}
        for key in LISTS.values():
            c[key] = [said(m) for m in c[key]]
        c["sources"] = [[said(h) for h in chain] for chain in c["sources"]]
        c["time"] = c["time"] and {**c["time"], "text": text[slice(*c["time"]["span"])]}
        claims.append(c)
    return {**{k: document.get(k) for k in ("id", "published", "publisher", "text")}, "claims": claims}


def texts_of(paths: Sequence[Path]) -> dict[str, dict[str, Any]]:
    """Documents by id from files of one JSON object a line, or from folders of JSON files."""
    out = {}
    for path in paths:
        files = sorted(path.glob("*.json")) if path.is_dir() else []
        rows = [json.loads(f.read_text(encoding="utf-8")) for f in files] or [
            json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()
        ]
        out.update({r["id"]: r for r in rows})
    return out


def digest(text: str) -> str:
    """SHA-256 of the text in UTF-8, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def main() -> None:
    """The command line."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument(
        "action",
        choices=("check", "show", "pack"),
        help="check coded files; show coded JSON articles as lines; pack coded files without their texts",
    )
    ap.add_argument("files", type=Path, nargs="+")
    ap.add_argument("--corpus", default="newswire", help="pack: the corpus that the texts come from")
    ap.add_argument("--texts", type=Path, nargs="+", default=[], help="files or folders with the documents")
    args = ap.parse_args()
    if args.action == "show":
        for path in args.files:
            print(write(json.loads(path.read_text(encoding="utf-8"))))
        return
    texts, wrong = texts_of(args.texts), 0
    for path in args.files:
        articles, errors = read(path, texts) if texts else read_own(path)
        wrong += len(errors)
        if args.action == "pack":
            for article in articles:
                print(json.dumps(stand_off(article, args.corpus), ensure_ascii=False))
            continue
        print(*errors, sep="\n")
        print(
            f"{path}: {len(articles)} documents, {sum(len(a['claims']) for a in articles)} claims, {len(errors)} errors"
        )
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
