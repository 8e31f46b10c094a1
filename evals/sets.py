"""The measuring sets: where they lie, how each is scored, and the program's answers to them.

Sets under `../shared` are for measuring only: figures leave this module, texts do not.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import own_score
from onrecord import evaluate
from onrecord.contract import check_lines, item_to_json, to_line
from onrecord.link.wording import stems
from onrecord.ontology import load as load_ontology
from onrecord.pipeline import DocumentReader, linked, run
from onrecord.settings import Settings

HERE = Path(__file__).parent
OWN = HERE / "own"
APPEAL = "we have a small favor"  # the seed article's donation appeal begins with the line that holds this

Json = dict[str, Any]


class RefusedError(Exception):
    """The scorer or the contract's own check does not accept the program's output."""


@dataclass(frozen=True, slots=True)
class MeasuringSet:
    """One set. `kind` is the scorer's, or `own_claims` and `own_blocks` for sets of our own."""

    name: str
    kind: str

    @property
    def linked(self) -> bool:
        """Whether the program reads the set with `--link`."""
        return self.kind in ("links", "stories", "claims")

    @property
    def own(self) -> bool:
        """Whether the set belongs to the project and is always there."""
        return self.kind.startswith("own_")

    def docs(self, shared: Path) -> Path:
        """The file that the program reads."""
        if self.own:
            name = self.name.removeprefix("own_")
            return OWN / (f"{name}.docs.jsonl" if self.kind == "own_claims" else f"{name}.jsonl")
        return shared / "evals" / "data" / f"{self.name}.docs.jsonl"

    def gold(self, shared: Path) -> Path:
        """The file that its answers are compared with."""
        return OWN / "furniture.jsonl" if self.kind == "own_blocks" else self._gold_of(self.docs(shared))

    @staticmethod
    def _gold_of(docs: Path) -> Path:
        return docs.with_name(docs.name.replace(".docs.", ".gold."))


SETS = (
    MeasuringSet("own_demo", "own_claims"),
    MeasuringSet("own_corpus", "own_claims"),
    MeasuringSet("own_furniture", "own_blocks"),
    MeasuringSet("seed", "claims"),
    MeasuringSet("claims_dev", "claims"),
    MeasuringSet("claims_web_dev", "claims"),
    MeasuringSet("attribution_dev", "attribution"),
    MeasuringSet("names_conll_dev", "names"),
    MeasuringSet("names_ewt_dev", "names"),
    MeasuringSet("events_gsr_dev", "events"),
    MeasuringSet("time_timebank_study", "time"),
    MeasuringSet("time_aquaint", "time"),
    MeasuringSet("place_trnews", "place"),
    MeasuringSet("place_lgl_study", "place"),
    MeasuringSet("links_ecb_dev", "links"),
    MeasuringSet("stories_dev", "stories"),
)


def present(shared: Path, names: Iterable[str] = ()) -> list[MeasuringSet]:
    """The named sets, or all that are there. Raises SystemExit for a name that is none, or a set that is not there."""
    known = {s.name: s for s in SETS}
    wanted = list(names)
    if unknown := [n for n in wanted if n not in known]:
        raise SystemExit(f"no set is called {unknown[0]!r}; sets: {', '.join(known)}")
    there = {s.name for s in SETS if s.docs(shared).is_file()}
    if missing := [n for n in wanted if n not in there]:
        raise SystemExit(f"{missing[0]} is not at {known[missing[0]].docs(shared)}; give its folder with --shared")
    return [s for s in SETS if s.name in (wanted or there)]


def answers(docs: Path, reader: DocumentReader, link: bool = False) -> bytes:
    """What `onrecord read DOCS --format jsonl [--link]` prints, byte for byte: the same walk without a new process."""
    items = run([str(docs)], settings=Settings(), reader=reader)
    return b"".join(to_line(item_to_json(item)) for item in (linked(items) if link else items))


def rows(path: Path) -> list[Json]:
    """The objects of a JSONL file."""
    return [json.loads(line) for line in path.read_bytes().splitlines() if line.strip()]


def parse(output: bytes) -> list[Json]:
    """The objects of the program's output. Raises RefusedError where it breaks the contract."""
    problems = list(check_lines(output.splitlines()))
    if problems:  # where, but not which words: they may be a measuring set's
        raise RefusedError(
            f"{len(problems)} breaches of the contract, the first at line {problems[0].line} {problems[0].pointer}"
        )
    return [json.loads(line) for line in output.splitlines()]


@dataclass(frozen=True, slots=True)
class Scored:
    """A set's score as the scorer gave it, and the score of each document alone, for resampling."""

    whole: Json
    by_document: list[Json]


class Scorer:
    """Scores outputs: our own sets by `onrecord.evaluate` and `own_score`, others by the shared folder's `score.py`."""

    def __init__(self, shared: Path) -> None:
        self.shared = shared
        self._score = load_script(shared / "evals" / "score.py") if (shared / "evals" / "score.py").is_file() else None

    def score(self, measured: MeasuringSet, output: bytes) -> Scored:
        """Score the program's answers to a set. Raises RefusedError."""
        answered = {a["id"]: a for a in parse(output) if "error" not in a}
        if measured.own:
            return _own(measured, rows(measured.gold(self.shared)), answered, self.shared)
        assert self._score is not None
        gold = rows(measured.gold(self.shared))
        texts = {d["id"]: d["text"] for d in rows(measured.docs(self.shared))}
        for g in gold:
            g.setdefault("text", texts[g["id"]])
        one: Callable[..., Json] = getattr(self._score, measured.kind)
        whole = self._whole(measured, output)
        if measured.kind == "links":
            whole["same_stem_baseline"] = one(gold, {id: same_stem(a) for id, a in answered.items()})["pairs"]
        if measured.name == "seed":
            whole["claims_in_furniture"] = sum(map(claims_in_furniture, answered.values()))
        return Scored(whole, [one([g], answered) for g in gold])

    def _whole(self, measured: MeasuringSet, output: bytes) -> Json:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "output.jsonl"
            path.write_bytes(output)
            script = str(self.shared / "evals" / "score.py")
            command = [sys.executable, script, measured.kind, str(measured.gold(self.shared)), str(path), "--json"]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            first = done.stderr.strip().splitlines()[0] if done.stderr.strip() else f"exit status {done.returncode}"
            raise RefusedError(f"the scorer refuses the output: {first}")
        whole: Json = json.loads(done.stdout)
        return whole


def same_stem(answer: Json) -> Json:
    """The answer with the trigger's stems as incident: what linking must be better than."""
    return answer | {"claims": [c | {"incident": " ".join(sorted(stems(c["trigger_text"])))} for c in answer["claims"]]}


def claims_in_furniture(answer: Mapping[str, Any]) -> int:
    """How many claims of the seed article lie in its first line, a call for support, or in the appeal and menus below.

    The place is found in the text and not taken from the program's own blocks. Raises ValueError if it is not there.
    """
    text = answer["text"]
    appeal = text.rindex("\n", 0, text.index(APPEAL)) + 1
    article = text.index("\n") + 1
    return sum(not article <= c["trigger"][0] < appeal for c in answer["claims"])


def _own(measured: MeasuringSet, gold: list[Json], answered: dict[str, Json], shared: Path) -> Scored:
    texts = {d["id"]: d["text"] for d in rows(measured.docs(shared))}
    counts = []
    for g in gold:
        answer = answered.get(g["id"], {"claims": [], "blocks": []})
        text = texts[g["id"]]
        if measured.kind == "own_claims":
            sides = (evaluate.read_claims(side["claims"], text, None, load_ontology()) for side in (g, answer))
            counts.append(evaluate.score(text, *sides).counts)
        else:
            counts.append(own_score.blocks(text, g, answer["blocks"]))
    total = {name: sum((c[name] for c in counts), evaluate.Counts()) for name in counts[0]}
    documents = {"documents": {"gold": len(gold), "answered": len(answered)}}
    return Scored(
        {name: _figure(name, c) for name, c in total.items()} | documents,
        [{name: _figure(name, c) for name, c in row.items()} for row in counts],
    )


SHARES = {d.name for d in evaluate.FIGURES if d.share}


def _figure(name: str, c: evaluate.Counts) -> Json | float | None:
    """As the shared scorer writes it: a share is a number, None where there is nothing that it is a share of."""
    if name in SHARES:
        return round(c.f1, 4) if c.gold else None
    return {
        "p": round(c.precision, 4),
        "r": round(c.recall, 4),
        "f1": round(c.f1, 4),
        "gold": c.gold,
        "pred": c.found,
    }


def load_script(path: Path) -> ModuleType:
    """A Python file as a module, where it is in no package."""
    spec = importlib.util.spec_from_file_location("shared_score", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
