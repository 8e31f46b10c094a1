"""evals/report.md: the measured part between its markers is written anew, what people wrote around it stays."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import floors

HERE = Path(__file__).parent
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"

Json = Mapping[str, Any]


def write_report(folder: Path = HERE) -> None:
    """Write the measured part from results.json, floors.yaml and, where there is one, bench.json.

    Raises SystemExit if nothing was measured yet or the markers are gone.
    """
    results, bench = folder / "results.json", folder / "bench.json"
    if not results.is_file():
        raise SystemExit(f"{results} is not there yet: run python evals/measure.py first")
    measured = render(
        json.loads(results.read_text(encoding="utf-8")),
        floors.load(folder / "floors.yaml"),
        json.loads(bench.read_text(encoding="utf-8")) if bench.is_file() else None,
    )
    path = folder / "report.md"
    path.write_text(replace_between(path.read_text(encoding="utf-8"), measured), encoding="utf-8")


def replace_between(text: str, measured: str) -> str:
    """`text` with what stands between the markers replaced."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise SystemExit(f"report.md has lost its markers; put {BEGIN} and {END} where the figures should stand")
    return f"{before}{BEGIN}\n{measured}\n{END}{after}"


def render(results: Json, rows: list[floors.Floor], bench: Json | None) -> str:
    """The measured part: what was asked, every figure of every set, speed."""
    parts = [*_made_by(results), "", "### Asked and reached", "", *_asked(results, rows)]
    for name, one in results["sets"].items():
        parts += ["", f"### {name}", "", *_set(one)]
    if bench is not None:
        parts += ["", "### Speed and memory", "", *_bench(bench)]
    return "\n".join(parts)


def _made_by(results: Json) -> Iterator[str]:
    made = results["made_by"]
    yield f"Measured {results['measured']}, weights `{made['model']}`, ontology {made['ontology']}."
    yield "With " + ", ".join(f"{k} {v}" for k, v in made.items() if k not in ("model", "ontology")) + "."


def _asked(results: Json, rows: list[floors.Floor]) -> Iterator[str]:
    yield "| set | figure | asked | reached | 95 % interval | floor |"
    yield "| --- | --- | ---: | ---: | ---: | ---: |"
    for row in rows:
        reached = floors.value(results, row)
        if row.asked is None or reached is None:
            continue
        met = reached <= row.most if row.most is not None else reached >= row.asked
        at_least = "at most" if row.most is not None else "at least"
        floor = row.most if row.most is not None else row.floor
        figure = results["sets"][row.set]["figures"][row.figure]
        yield (
            f"| {row.set} | {row.figure} | {at_least} {row.asked:g} | {_number(reached)}{'' if met else ' (missed)'} "
            f"| {_interval(figure)} | {'' if floor is None else f'{floor:g}'} |"
        )
    refused = [name for name, one in results["sets"].items() if "refused" in one]
    yield f"| every set | accepted by the scorer | {len(results['sets'])} | {len(results['sets']) - len(refused)} | | |"


def _set(one: Json) -> Iterator[str]:
    if "refused" in one:
        yield f"Refused: {one['refused']}"
        return
    documents = one["documents"]
    yield f"{documents['gold']} documents, {documents['answered']} answered, read in {one['seconds']} s."
    yield ""
    yield "| figure | value | 95 % interval | precision | recall | gold | predicted |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for name, got in one["figures"].items():
        numbers = " | ".join(_number(got.get(k)) for k in ("p", "r", "gold", "pred"))
        yield f"| {name} | {_number(got['value'])} | {_interval(got)} | {numbers} |"


def _bench(bench: Json) -> Iterator[str]:
    yield f"{bench['documents']} reports of {bench['corpus']}, {bench['cores']} cores, {bench['measured']}."
    yield ""
    yield "| figure | asked | reached |"
    yield "| --- | ---: | ---: |"
    for row in bench["figures"]:
        yield f"| {row['figure']} | {row['asked']} | {row['value']:g} {row['unit']} |"


def _interval(figure: Json) -> str:
    return "–".join(f"{x:.3f}" for x in figure["interval"]) if "interval" in figure else ""


def _number(x: float | None) -> str:
    return "" if x is None else f"{x:.3f}" if isinstance(x, float) else str(x)
