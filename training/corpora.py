"""Each corpus of `../shared` as examples of one shape: words, labels per word, spans, and pairs of spans.

Nothing here goes into the package. Corpora without a licence to redistribute are named in UNLICENSED, so that a run can
leave them out (`--licensed-only`).
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from onrecord.language import labels
from onrecord.language.words import Words, split
from training import coding, treebank
from training.network import AUXILIARY, PAIR_LABELS, RELATIONS, token_heads

UNLICENSED = frozenset(
    {"attribution", "names", "times", "newswire"}
)  # as ../shared/README.md lists them; for claims see README
IGNORED = -100
ALL_LABELS = (*PAIR_LABELS, *AUXILIARY)
Range = tuple[int, int]  # first and last word


@dataclass(slots=True)
class Pairs:
    """Which candidates stand in which relation to which anchors; `trained` names the labels that this speaks of."""

    anchors: list[Range]
    candidates: list[Range]
    links: dict[tuple[int, int], set[str]]
    trained: tuple[str, ...]
    proposals: bool = False  # whether the network's own span proposals join as negatives


@dataclass(slots=True)
class Example:
    """One text with everything that its corpus says about it."""

    id: str
    task: str
    words: Words
    tokens: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    spans: list[tuple[int, int, int]] | None = None  # channel, first, last
    pairs: list[Pairs] = field(default_factory=list)
    heads: NDArray[np.int64] | None = None  # syntactic head of each word, itself for a root, IGNORED where unknown
    masked: bool = False  # hidden words are to be guessed


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """JSON objects of a `.jsonl` or `.jsonl.gz` file."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def tag(words: Words, spans: Iterable[tuple[int, int, str]], head: str) -> NDArray[np.int64]:
    """BIO labels of `head` for character spans with a kind; later spans win where two overlap."""
    names = {label: i for i, label in enumerate(token_heads()[head])}
    out = np.zeros(len(words), dtype=np.int64)
    for start, end, kind in spans:
        if found := words.inside(start, end):
            out[found[0] : found[1] + 1] = names[f"I-{kind}"]
            out[found[0]] = names[f"B-{kind}"]
    return out


def _joined(folder: Path, stem: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    texts = {d["id"]: d for d in read_lines(folder / f"{stem}.docs.jsonl")}
    return [(texts[g["id"]], g) for g in read_lines(folder / f"{stem}.gold.jsonl")]


def names(shared: Path, tokenizer: Tokenizer) -> list[Example]:
    """CoNLL-2003 train."""
    rows = _joined(shared / "corpora/names", "conll2003_train")
    out = []
    for (d, g), w in zip(rows, split([d["text"] for d, _ in rows], tokenizer), strict=True):
        marks = [(*m["span"], m["kind"]) for m in g["mentions"]]
        out.append(Example(d["id"], "names", w, {"names": tag(w, marks, "names")}))
    return out


def attribution(shared: Path, tokenizer: Tokenizer) -> list[Example]:
    """PolNeAR train: source, cue and content, and which belong together."""
    rows = _joined(shared / "corpora/attribution", "polnear_train")
    out = []
    for (d, g), w in zip(rows, split([d["text"] for d, _ in rows], tokenizer), strict=True):
        tokens = {
            part: tag(w, [(*s, part) for a in g["attributions"] for s in a[part]], part) for part in labels.SPEECH_PARTS
        }
        out.append(Example(d["id"], "attribution", w, tokens, pairs=[_speech_pairs(w, g["attributions"])]))
    return out


def _speech_pairs(words: Words, attributions: list[dict[str, Any]]) -> Pairs:
    pairs = Pairs([], [], {}, labels.LINKS)
    index: dict[Range, int] = {}
    for a in attributions:
        cues = [r for s in a["cue"] if (r := words.inside(*s))]
        if not cues:
            continue
        pairs.anchors.append((cues[0][0], cues[-1][1]) if cues[-1][1] - cues[0][0] < 8 else cues[0])
        for part, label in (("source", "speaker"), ("content", "content")):
            for s in a[part]:
                if r := words.inside(*s):
                    c = index.setdefault(r, len(index))
                    pairs.links.setdefault((len(pairs.anchors) - 1, c), set()).add(label)
    pairs.candidates = list(index)
    return pairs


def times(shared: Path, tokenizer: Tokenizer) -> list[Example]:
    """TimeBank (a study set): time expressions with type, and event words as an auxiliary task."""
    rows = _joined(shared / "evals/data", "time_timebank_study")
    out = []
    for (d, g), w in zip(rows, split([d["text"] for d, _ in rows], tokenizer), strict=True):
        tokens = {
            "timex": tag(w, [(*t["span"], t["type"]) for t in g["times"]], "timex"),
            "event": tag(w, [(*e["span"], "event") for e in g["events"]], "event"),
        }
        out.append(Example(d["id"], "times", w, tokens))
    return out


def events(shared: Path, tokenizer: Tokenizer) -> list[Example]:
    """ECB+ train: event words, auxiliary, and which of them are one event."""
    rows = _joined(shared / "corpora/links", "ecb_train")
    out = []
    for (d, g), w in zip(rows, split([d["text"] for d, _ in rows], tokenizer), strict=True):
        chain = {r: e["chain"] for e in g["events"] if (r := w.inside(*e["span"]))}
        at = list(chain)
        links = {
            (i, j): {"same"} for i, a in enumerate(at) for j, b in enumerate(at) if i != j and chain[a] == chain[b]
        }
        tokens = {"event": tag(w, [(*e["span"], "event") for e in g["events"]], "event")}
        out.append(Example(d["id"], "events", w, tokens, pairs=[Pairs(at, at, links, ("same",))]))
    return out


def newswire(shared: Path, tokenizer: Tokenizer) -> list[Example]:
    """Agency reports without annotation: their words are hidden and guessed."""
    rows = list(read_lines(shared / "corpora/newswire/agency.docs.jsonl.gz"))
    split_words = split([r["text"] for r in rows], tokenizer)
    return [Example(r["id"], "newswire", w, masked=True) for r, w in zip(rows, split_words, strict=True)]


def taught(shared: Path, data: Path, tokenizer: Tokenizer) -> list[Example]:
    """The uncoded reports that `data/uncoded.json` lists: a teacher reads them."""
    out = []
    for folder, ids in json.loads((data / "uncoded.json").read_text(encoding="utf-8")).items():
        wanted = set(ids) - {row["id"] for row in _coded_rows(folder, data)}
        rows = [d for d in read_lines(shared / STAND_OFF[folder]) if d["id"] in wanted]
        split_words = split([d["text"] for d in rows], tokenizer)
        out += [Example(d["id"], "taught", w) for d, w in zip(rows, split_words, strict=True)]
    return out


def syntax(shared: Path, tokenizer: Tokenizer) -> list[Example]:
    """Universal Dependencies, EWT and GUM train: the head of each word and the relation to it, auxiliary."""
    documents = [
        d
        for name in ("en_ewt-train", "en_gum-train")
        for d in treebank.documents(shared / f"corpora/ud/{name}.conllu.gz")
    ]
    out = []
    for d, w in zip(documents, split([d.text for d in documents], tokenizer), strict=True):
        at = [w.inside(*token.span) for token in d.tokens]
        first = [r[0] if r else None for r in at]
        heads = np.full(len(w), IGNORED)
        relation = np.full(len(w), IGNORED)
        for word, token in zip(first, d.tokens, strict=True):
            head = word if token.head is None else first[token.head]
            if word is not None and head is not None:
                heads[word] = head
                relation[word] = RELATIONS.index(token.relation) if token.relation in RELATIONS else 0
        out.append(Example(d.id, "syntax", w, {"relation": relation}, heads=heads))
    return out


REFERRED = frozenset({"person", "organization", "place", "object", "event"})


def coreference(shared: Path, tokenizer: Tokenizer) -> list[Example]:
    """GUM train and dev: for pronouns and descriptions, the named mentions of what they stand for."""
    documents = [
        d
        for name in ("en_gum-train", "en_gum-dev")
        for d in treebank.documents(shared / f"corpora/ud/{name}.conllu.gz")
    ]
    out = []
    for d, w in zip(documents, split([d.text for d in documents], tokenizer), strict=True):
        found = [(w.inside(*m.span), m) for m in d.mentions if m.kind in REFERRED]
        known = [(r, m) for r, m in found if r and r[1] - r[0] < 20]
        named: dict[str, list[int]] = {}
        for i, (_, m) in enumerate(known):
            if m.named:
                named.setdefault(m.entity, []).append(i)
        for i, (_, m) in enumerate(known):
            named.setdefault(m.entity, [i])  # nobody names it: its first mention has to do
        pairs = Pairs([], [r for r, _ in known], {}, ("antecedent",))
        for i, (r, m) in enumerate(known):
            if m.named:
                continue
            for j in named[m.entity]:
                if j != i:
                    pairs.links.setdefault((len(pairs.anchors), j), set()).add("antecedent")
            pairs.anchors.append(r)
        out.append(Example(d.id, "coreference", w, pairs=[pairs]))
    return out


def roles(shared: Path, tokenizer: Tokenizer) -> list[Example]:
    """PropBank on EWT train: arguments of predicates, auxiliary to the roles of claims."""
    rows = [r for r in read_lines(shared / "corpora/srl/propbank_ewt_train.jsonl.gz") if r["predicates"]]
    texts = [" ".join(r["words"]) for r in rows]
    out = []
    for r, w in zip(rows, split(texts, tokenizer), strict=True):
        ends = np.cumsum([len(x) + 1 for x in r["words"]])
        begins = ends - [len(x) + 1 for x in r["words"]]
        pairs, index = Pairs([], [], {}, AUXILIARY), {}
        for p in r["predicates"]:
            anchor = w.inside(int(begins[p["index"]]), int(ends[p["index"]]) - 1)
            if not anchor:
                continue
            pairs.anchors.append(anchor)
            for a in p["args"]:
                span = w.inside(int(begins[a["start"]]), int(ends[a["end"] - 1]) - 1)
                if span:
                    c = index.setdefault(span, len(index))
                    if a["role"] in AUXILIARY:
                        pairs.links.setdefault((len(pairs.anchors) - 1, c), set()).add(a["role"])
        pairs.candidates = list(index)
        if index:
            out.append(Example(r["id"], "roles", w, pairs=[pairs]))
    return out


def claim_articles(folder: Path) -> list[dict[str, Any]]:
    """Articles in the guide's format, one JSON file each, sorted by name."""
    return [json.loads(p.read_text(encoding="utf-8")) for p in sorted(folder.glob("*.json"))]


STAND_OFF = {  # folders of `data` that hold annotation without text, and the corpus in `../shared` that has the texts
    "newswire": "corpora/newswire/agency.docs.jsonl.gz",
    "polnear": "corpora/attribution/polnear_train.docs.jsonl",
    "ecb": "corpora/links/ecb_train.docs.jsonl",
    "conll": "corpora/names/conll2003_train.docs.jsonl",
    "timebank": "evals/data/time_timebank_study.docs.jsonl",
    "lgl": "evals/data/place_lgl_study.docs.jsonl",
    "ewt": "corpora/ud/en_ewt-train.conllu.gz",
    "gum": "corpora/ud/en_gum-train.conllu.gz",
}


def coded_articles(folder: str, data: Path, shared: Path) -> list[dict[str, Any]]:
    """Articles of a corpus of STAND_OFF that were coded for the project, joined with their texts."""
    path = shared / STAND_OFF[folder]
    treebanks = treebank.documents(path) if ".conllu" in path.suffixes else ()
    texts = {d.id: {"id": d.id, "text": d.text} for d in treebanks} or {d["id"]: d for d in read_lines(path)}
    return [coding.rebuild(row, texts[row["id"]]) for row in _coded_rows(folder, data)]


def _coded_rows(folder: str, data: Path) -> Iterator[dict[str, Any]]:
    for path in sorted((data / folder).glob("*.jsonl")):
        yield from read_lines(path)


def own_articles(data: Path) -> list[dict[str, Any]]:
    """Articles written for the project (`data/claims`). Raises CodingError for what is not well coded."""
    out = []
    for path in sorted((data / "claims").glob("*.txt")):
        articles, errors = coding.read_own(path)
        if errors:
            raise coding.CodingError("; ".join(errors))
        out += articles
    return out


def claims(articles: list[dict[str, Any]], tokenizer: Tokenizer) -> list[Example]:
    """Articles coded by the guide: triggers with type, mode and status, candidate spans, roles, names, same event."""
    split_words = split([a["text"] for a in articles], tokenizer)
    return [_claims_example(a, w) for a, w in zip(articles, split_words, strict=True)]


PLACES_IN = {"actors": "actor", "recipients": "recipient", "objects": "object", "place": "place"}


def _fields(claim: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Channel, role and mention of everything that fills a claim."""
    for key, role in PLACES_IN.items():
        for m in claim[key]:
            yield "place" if role == "place" else "party", role, m
    if claim["time"]:
        yield "time", "time", claim["time"]
    for q in claim["quantities"]:
        yield "quantity", "quantity", q
    for chain in claim["sources"]:
        for s in chain:
            yield "party", "source", s


def _claims_example(article: Mapping[str, Any], words: Words) -> Example:
    coded = article["claims"]
    mode_names = {m: i for i, m in enumerate(labels.modes())}
    tokens = {"trigger": tag(words, [(*c["trigger"], c["type"]) for c in coded], "trigger")}
    tokens["mode"] = np.full(len(words), IGNORED)
    tokens["status"] = np.full(len(words), IGNORED)
    spans: set[tuple[int, int, int]] = set()
    roles_of = Pairs([], [], {}, (*labels.ROLES, *labels.STANCES), proposals=True)
    same = Pairs([], [], {}, ("same",))
    index: dict[Range, int] = {}
    anchor_of: dict[Range, int] = {}
    event_of: dict[int, Any] = {}
    for c in coded:
        trigger = words.inside(*c["trigger"])
        if not trigger:
            continue
        tokens["mode"][trigger[0]] = mode_names[f"{c['type']}.{c['mode']}" if c["mode"] else labels.NO_MODE]
        tokens["status"][trigger[0]] = labels.STATUSES.index(c["status"])
        a = anchor_of.setdefault(trigger, len(anchor_of))
        event_of[a] = c["same"]
        for channel, role, m in _fields(c):
            span = words.inside(*m["span"])
            if not span:
                continue
            spans.add((labels.CHANNELS.index(channel), *span))
            link = roles_of.links.setdefault((a, index.setdefault(span, len(index))), set())
            link.add(role)
            if role == "source":
                link.add(m["stance"])
    roles_of.anchors, roles_of.candidates = list(anchor_of), list(index)
    same.anchors = same.candidates = list(anchor_of)
    same.links = {(i, j): {"same"} for i in event_of for j in event_of if i != j and event_of[i] == event_of[j]}
    pairs = [roles_of, same, _identity_pairs(article, words), _chain_pairs(article, words)]
    return Example(article["id"], "claims", words, tokens, sorted(spans), pairs)


def _chain_pairs(article: Mapping[str, Any], words: Words) -> Pairs:
    """Sources of claims with more than one: which quotes which."""
    pairs = Pairs([], [], {}, labels.CHAINS)
    index: dict[Range, int] = {}
    for c in article["claims"]:
        if sum(map(len, c["sources"])) < 2:
            continue
        for chain in c["sources"]:
            spans = [words.inside(*h["span"]) for h in chain]
            for r in spans:
                if r:
                    index.setdefault(r, len(index))
            for outer, inner in pairwise(spans):
                if outer and inner:
                    pairs.links[index[outer], index[inner]] = {"quotes"}
    pairs.anchors = pairs.candidates = list(index)
    return pairs


def _identity_pairs(article: Mapping[str, Any], words: Words) -> Pairs:
    """Mentions that stand for another name, with the places of that name in the text."""
    text, pairs = article["text"], Pairs([], [], {}, ("antecedent",))
    index: dict[Range, int] = {}
    for c in article["claims"]:
        for _, role, m in _fields(c):
            if role in ("time", "quantity", "place") or not (span := words.inside(*m["span"])):
                continue
            index.setdefault(span, len(index))
            if m["name"] == m["text"] or span in pairs.anchors:
                if span not in pairs.anchors:
                    pairs.anchors.append(span)
                continue
            pairs.anchors.append(span)
            for place in _occurrences(text, m["name"]):
                other = words.inside(place, place + len(m["name"]))
                if other and other != span:
                    c_index = index.setdefault(other, len(index))
                    pairs.links.setdefault((len(pairs.anchors) - 1, c_index), set()).add("antecedent")
    pairs.candidates = list(index)
    return pairs


def _occurrences(text: str, name: str) -> Iterator[int]:
    at = text.find(name) if name else -1
    while at >= 0:
        yield at
        at = text.find(name, at + 1)
