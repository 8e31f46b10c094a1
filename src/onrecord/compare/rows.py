"""Results of a comparison as rows of CSV and of a table on a terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rich.text import Text

from onrecord.compare.report import words
from onrecord.export.answers import Column, Kind
from onrecord.export.csv import SEPARATOR, Cell

Json = dict[str, Any]
STYLES = {"matched": "green", "only_there": "yellow", "only_here": "blue", "unusable": "red"}


def _of(part: str, name: str) -> Callable[[Json], Cell]:
    return lambda record: record[part] and record[part].get(name)


def _joined(values: Any) -> str | None:
    return SEPARATOR.join(map(str, values)) if values else None


def _sides(part: str, side: int) -> Callable[[Json], Cell]:
    return lambda record: _joined(record[part]["sides"][side]) if record[part] and "sides" in record[part] else None


def _killed(part: str) -> Callable[[Json], Cell]:
    def cell(record: Json) -> Cell:
        killed = record[part] and record[part].get("killed")
        best = killed and killed["best"]
        return int(best) if best is not None and best == int(best) else best

    return cell


def _states(state: str) -> Callable[[Json], Cell]:
    return lambda record: _joined(f["field"] for f in record["fields"] if f["state"] == state)


def _evidence(name: str) -> Callable[[Json], Cell]:
    return lambda record: record["evidence"][0][name] if record["evidence"] else None


def _span(record: Json) -> Cell:
    return "-".join(map(str, record["evidence"][0]["span"])) if record["evidence"] else None


def _event(record: Json) -> str | Text:
    row, incident = record["row"], record["incident"]
    lines = []
    if row:
        what = (row.get("date"), row.get("place"), row.get("sub") or row.get("event"))
        lines.append(" · ".join(str(part) for part in (row.get("id") or f"line {row['line']}", *what) if part))
    if incident:
        what = (incident["day"], incident["place"], ", ".join(incident["types"]))
        lines.append(" · ".join(str(part) for part in (incident["id"], *what) if part))
    return "\n".join(lines)


def _differs(record: Json) -> str | Text:
    lines = [
        f"{f['field']}: {words(f['there'])} there, {words(f['here'])} here"
        for f in record["fields"]
        if f["state"] == "differs"
    ]
    nearest = record["nearest"]
    if nearest:
        lines.append(f"nearest {nearest['incident']} ({nearest['score']:.2f}): {'; '.join(nearest['why'])}")
    return "\n".join(lines or ([] if record["outcome"] == "matched" else record["why"]))


def _outcome(record: Json) -> Text:
    name = record["outcome"].replace("_", " ")
    score = f" {record['score']:.2f}" if record["score"] is not None else ""
    return Text(name + score, STYLES.get(record["outcome"], "dim"))


OUTCOMES = Kind(
    "outcome",
    (
        Column("outcome", _outcome),
        Column("row, incident", _event, 3),
        Column("what differs", _differs, 4),
    ),
    {
        "outcome": lambda r: r["outcome"],
        "line": _of("row", "line"),
        "row": _of("row", "id"),
        "incident": _of("incident", "id"),
        "score": lambda r: r["score"],
        "why": lambda r: _joined(r["why"]),
        "differs": _states("differs"),
        "agrees": _states("agrees"),
        "date_there": _of("row", "date"),
        "date_here": _of("incident", "day"),
        "place_there": _of("row", "place"),
        "place_here": _of("incident", "place"),
        "event_there": _of("row", "event"),
        "sub_event_there": _of("row", "sub"),
        "types_here": lambda r: _joined(r["incident"]["types"]) if r["incident"] else None,
        "side_a_there": _sides("row", 0),
        "side_b_there": _sides("row", 1),
        "actors_here": _sides("incident", 0),
        "recipients_here": _sides("incident", 1),
        "killed_there": _killed("row"),
        "killed_here": _killed("incident"),
        "document": _evidence("document"),
        "key": _evidence("key"),
        "span": _span,
        "quote": _evidence("quote"),
        "nearest": lambda r: r["nearest"] and r["nearest"]["incident"],
        "notes_there": _of("row", "notes"),
    },
)
