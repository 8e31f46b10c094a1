"""Measure the own set of stories: `python evals/stories.py [--threads N] [STORY…]`.

Reads each story's documents as `onrecord` does, links their claims, tells copies, counts who stands behind each
incident, and compares that with own/stories/expected.yaml, whose header has the rules. Prints tables and writes
`evals/stories.json` with all that is right, missed and wrong in words. Nothing is to be tuned on this set.

A part of an incident that misses something *may rest on a missed trigger* if such a trigger's line names the holder or
holds the number in question, or the outlet in question carries it. "Exact but for triggers" leaves these out.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

import stories_gold as gold
import stories_score as scores
from onrecord import demo
from onrecord.evaluate import Counts
from onrecord.extract import Reader
from onrecord.link import contradictions, registry
from onrecord.link import copies as copying
from onrecord.link import toll as tolls
from onrecord.link.corroboration import corroborate
from onrecord.link.fact import Fact
from onrecord.link.facts import facts_of
from onrecord.link.incidents import incidents
from onrecord.link.voices import voices
from onrecord.model.document import Document, Failure, Raw
from onrecord.model.reading import Reading
from onrecord.pipeline import DocumentReader, run, run_raws
from onrecord.settings import Settings
from onrecord.sources import collect
from stories_score import Found, Judged, Part

RESULTS = Path(__file__).parent / "stories.json"
PARTS = ("independent", "denies", "disputes", "updates", "killed", "injured")

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Measured:
    """A story's scores. `given` judges what the program says where incidents and copies are as expected, so that only
    claims, voices and figures can be wrong.
    """

    name: str
    judged: tuple[Judged, ...]
    given: tuple[Judged, ...]
    pairs: Counts
    copies: Part
    apart: int
    violated: tuple[str, ...]


def readings(row: gold.Json, reader: DocumentReader, settings: Settings) -> list[Reading]:
    """The documents of a story as the program reads them. Raises SystemExit where one cannot be read."""
    file = gold.file_of(row)
    items = (
        run([str(file)], settings=settings, reader=reader)
        if file
        else run_raws(_demo_raws(gold.documents_of(row), settings), settings=settings, reader=reader)
    )
    out = []
    for item in items:
        if isinstance(item, Failure):
            raise SystemExit(f"{row['story']}: {item.id} cannot be read: {item.message}")
        out.append(item)
    return out


def _demo_raws(wanted: Sequence[str], settings: Settings) -> Iterator[Raw | Failure]:
    """Articles of the demo, as `onrecord demo` reads them."""
    for article in demo.articles():
        if article.id in wanted:
            for found in collect([str(article.path)], settings=settings, given=article.given):
                yield replace(found, id=article.id)


def copy_groups(documents: Sequence[Document]) -> Mapping[str, str]:
    """The leader of each document that is in a group of copies, as a ledger finds them: by bands, then word by word."""
    bodies = {d.id: copying.body(d) for d in documents}
    bands = {id: set(copying.signature(text)) for id, text in bodies.items()}
    return copying.groups(
        (a, b)
        for a, b in combinations(sorted(bodies), 2)
        if bands[a] & bands[b] and copying.compare(bodies[a], bodies[b]) is not None
    )


def found_incident(facts: Sequence[Fact], group: Mapping[str, str], known: registry.Registry) -> Found:
    """What the program says of an incident, as plain values."""
    names = voice_names(facts, group, known)
    backed = corroborate(facts, group, known)
    toll = tolls.toll(facts, group, known)
    return Found(
        claims=tuple(f.id for f in facts),
        independent=tuple(names[s.key] for s in backed.independent),
        denies=tuple(names[s.key] for s in backed.denies if s.named),
        disputes=tuple(
            (d.field, tuple(f"{v.number:g}" if v.number is not None else v.value for v in d.values))
            for d in contradictions.disputes(facts, group, known)
            if d.kind == "disputed"
        ),
        updates=tuple((u.field, names[u.key], u.was, u.is_now) for u in contradictions.updates(facts, group, known)),
        killed=_range(toll.killed),
        injured=_range(toll.injured),
    )


def voice_names(
    facts: Sequence[Fact], group: Mapping[str, str], known: registry.Registry
) -> dict[str, tuple[str, ...]]:
    """All names under which claims have each voice, the one that is shown first."""
    spoken = voices(facts, group, known)
    of_claim: dict[tuple[str, str], set[str]] = {}
    for s in spoken:
        of_claim.setdefault(s.fact.id, set()).add(s.voice.key)
    out: dict[str, dict[str, None]] = {}
    for s in spoken:
        names = out.setdefault(s.voice.key, {s.voice.who.name: None})
        if len(of_claim[s.fact.id]) == 1:  # else it is not known which of its chains is this voice's
            names.update(dict.fromkeys(chain[-1].who.name for chain in s.fact.chains if chain))
    return {key: tuple(names) for key, names in out.items()}


def _range(found: tolls.Range | None) -> scores.Range | None:
    if found is None:
        return None
    low, best, high = (e.number if e else None for e in (found.low, found.best, found.high))
    return low, best, high


def measure(row: gold.Json, read: Sequence[Reading]) -> Measured:
    """The scores of one story."""
    known = registry.load()
    texts = {r.id: r.text for r in read}
    outlets = {r.id: r.document.publisher or "" for r in read}
    story = gold.story(row, texts)
    triggers = {(r.id, c.key): gold.Trigger(r.id, c.trigger.span) for r in read for c in r.claims}
    group = copy_groups([r.document for r in read])
    facts = [f for r in read for f in facts_of(r)]
    found = [found_incident(fs, group, known) for fs in incidents(facts)]
    label_of = scores.assigned(triggers, {one.label: one.triggers for one in story.incidents}, texts)
    by_label: dict[str, list[Fact]] = {}
    for f in facts:
        if f.id in label_of:
            by_label.setdefault(label_of[f.id][0], []).append(f)
    true_group = copying.groups((min(pair), max(pair)) for pair in story.copies)
    given = [found_incident(fs, true_group, known) for fs in by_label.values()]
    counted = [one for one in story.incidents if one.scored]
    labels = {one.label for one in counted}
    return Measured(
        story.name,
        tuple(scores.judge(one, found, label_of, triggers, texts, outlets) for one in counted),
        tuple(scores.judge(one, given, label_of, triggers, texts, outlets) for one in counted),
        scores.pairs({c: label for c, (label, _) in label_of.items() if label in labels}, found),
        scores.copies(story.copies, group),
        len(story.apart),
        tuple(scores.violated(story, found, triggers, texts)),
    )


def figures(measured: Sequence[Measured]) -> Json:
    """The figures of some stories together: counts as right, found and expected, or right of how many."""
    judged = [j for m in measured for j in m.judged]
    seen = [j for j in judged if j.found]
    return {
        "triggers": _share(_sum(j.triggers.counts for j in judged)),
        "pairs": _counts(_sum(m.pairs for m in measured)),
        "incidents_found": _of(len(seen), len(judged)),
        "incidents_exact": _of(sum(j.members.exact for j in seen), len(seen)),
        "apart_kept": _of(sum(m.apart - len(m.violated) for m in measured), sum(m.apart for m in measured)),
        "copies": _counts(_sum(m.copies.counts for m in measured)),
        **said_figures(judged),
    }


def said_figures(judged: Sequence[Judged]) -> Json:
    """The figures of what is said of incidents: holders, disputes, tolls, and all together."""
    out: Json = {}
    for name in ("independent", "denies", "disputes", "updates"):
        parts = [j.parts[name] for j in judged]
        out[name] = _counts(_sum(p.counts for p in parts))
        out[f"{name}_exact"] = _of(sum(p.exact for p in parts), len(parts))
    for fate in ("killed", "injured"):
        stated = [j.parts[fate] for j in judged if fate in j.stated]
        others = [j.parts[fate] for j in judged if fate not in j.stated]
        for end in scores.ENDS:
            out[f"{fate}_{end}"] = _of(sum(end in p.right for p in stated), len(stated))
        out[f"{fate}_none"] = _of(sum(p.exact for p in others), len(others))
    out["all_exact"] = _of(sum(j.exact for j in judged), len(judged))
    seen = [j for j in judged if j.found]
    out["all_exact_but_for_triggers"] = _of(sum(j.exact_but_for_triggers for j in seen), len(seen))
    return out


def _sum(counts: Iterable[Counts]) -> Counts:
    return sum(counts, Counts())


def _counts(c: Counts) -> Json:
    return asdict(c) | {"p": round(c.precision, 4), "r": round(c.recall, 4), "f1": round(c.f1, 4)}


def _share(c: Counts) -> Json:
    return _of(c.right, c.gold)


def _of(right: int, of: int) -> Json:
    return {"right": right, "of": of}


def tables(measured: Sequence[Measured]) -> Iterator[Table]:
    """What is printed: the figures, those where incidents and copies are as expected, and each incident."""
    yield table({m.name: figures([m]) for m in measured} | {"all": figures(measured)}, "Stories")
    given = {m.name: said_figures(m.given) for m in measured}
    given["all"] = said_figures([j for m in measured for j in m.given])
    yield table(given, "What is said of incidents, given these and copies as expected")
    yield incident_table(measured)


def table(columns: Mapping[str, Json], title: str) -> Table:
    """A column for each story and one for all, a row for each figure."""
    out = Table("figure", *columns, title=title)
    for name in next(iter(columns.values())):
        out.add_row(name.replace("_", " "), *(_cell(figure[name]) for figure in columns.values()))
    return out


def _cell(figure: Json) -> str:
    if "of" in figure:
        return f"{figure['right']}/{figure['of']}" if figure["of"] else "-"
    precision = f"{figure['right']}/{figure['found']}" if figure["found"] else "-"
    recall = f"{figure['right']}/{figure['gold']}" if figure["gold"] else "-"
    return f"p {precision}  r {recall}"


def incident_table(measured: Sequence[Measured]) -> Table:
    """A row for each incident and its parts: exact or not; behind the stroke, where incidents are as expected."""
    out = Table("incident", "triggers", "together", *PARTS, title="Incidents: as found | given incidents and copies")
    for m in measured:
        for j, g in zip(m.judged, m.given, strict=True):
            parts = (f"{_mark(j.parts[name])} | {_mark(g.parts[name])}" for name in PARTS)
            found = f"{len(j.triggers.right)}/{j.triggers.counts.gold}"
            out.add_row(f"{m.name}: {j.label}", found, _mark(j.members), *parts)
        out.add_section()
    return out


def _mark(part: Part) -> str:
    """Exact, but for what may rest on missed triggers, or wrong."""
    return "yes" if part.exact else "~" if part.exact_but_for_triggers else "NO"


def report(measured: Sequence[Measured], model: str) -> Json:
    """What stories.json holds."""
    return {
        "measured": datetime.now(UTC).strftime("%Y-%m-%d"),
        "model": model,
        "all": figures(measured),
        "all_given_incidents": said_figures([j for m in measured for j in m.given]),
        "stories": {
            m.name: {
                "figures": figures([m]),
                "figures_given_incidents": said_figures(m.given),
                "violated": list(m.violated),
                "copies": asdict(m.copies),
                "incidents": [scores.to_json(j) for j in m.judged],
                "given_incidents": [
                    {"label": j.label} | {name: asdict(part) for name, part in j.parts.items()} for j in m.given
                ],
            }
            for m in measured
        },
    }


def arguments() -> argparse.Namespace:
    """The command line."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument(
        "stories", nargs="*", metavar="STORY", help="measure these only, and print JSON in place of writing it"
    )
    ap.add_argument("--threads", type=int, default=os.cpu_count() or 1, help="documents that are read at once")
    return ap.parse_args()


def main() -> int:
    """Measure, print, write."""
    args = arguments()
    rows = gold.rows()
    if unknown := sorted(set(args.stories) - {row["story"] for row in rows}):
        raise SystemExit(f"no story is called {unknown[0]!r}; stories: {', '.join(row['story'] for row in rows)}")
    reader = Reader.load(threads=args.threads)
    chosen = [row for row in rows if not args.stories or row["story"] in args.stories]
    measured = [measure(row, readings(row, reader, Settings())) for row in chosen]
    text = json.dumps(report(measured, reader.made_by.model), indent=1, ensure_ascii=False)
    console = Console(width=None if sys.stdout.isatty() else 160)
    for one in tables(measured):
        console.print(one)
    if args.stories:
        print(text)
    else:
        RESULTS.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
