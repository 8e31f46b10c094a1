"""What a comparison comes to: counts of outcomes and of fields, and the first of each kind with their evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from onrecord.compare.days import FORMS
from onrecord.compare.run import Comparison

Json = dict[str, Any]
MOST_SHOWN = 200  # of each list in a summary: it is for reading, JSONL has all
LISTS = ("differing", "only_there", "only_here")


@dataclass(slots=True)
class Summary:
    """Collects results as they pass. `fields` counts states by field; `shown` holds the first of each list."""

    outcomes: Counter[str] = field(default_factory=Counter)
    fields: dict[str, Counter[str]] = field(default_factory=dict)
    unmatched_types: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    shown: dict[str, list[Json]] = field(default_factory=lambda: {name: [] for name in LISTS})
    left_out: Counter[str] = field(default_factory=Counter)

    def over(self, results: Iterable[Json]) -> Iterator[Json]:
        """The same results, each counted on its way."""
        for record in results:
            self._count(record)
            yield record

    def _count(self, record: Json) -> None:
        outcome = record["outcome"]
        self.outcomes[outcome] += 1
        if outcome == "matched":
            for found in record["fields"]:
                self.fields.setdefault(found["field"], Counter())[found["state"]] += 1
            if any(f["state"] == "differs" for f in record["fields"]):
                self._show("differing", record)
        elif outcome == "only_there":
            row = record["row"]
            self.unmatched_types[row["sub"] or row["event"] or "no type"] += 1
            self._show("only_there", record)
        elif outcome == "only_here":
            self.reasons[record["why"][0]] += 1
            self._show("only_here", record)
        elif outcome != "unusable":
            self.reasons[record["why"][0]] += 1

    def _show(self, name: str, record: Json) -> None:
        if len(self.shown[name]) < MOST_SHOWN:
            self.shown[name].append(record)
        else:
            self.left_out[name] += 1

    @property
    def differing(self) -> int:
        """Matches in which at least one field differs."""
        return len(self.shown["differing"]) + self.left_out["differing"]

    def account(self) -> str:
        """ "1,204 rows: 310 matched (42 differ), 120 only there, 774 outside; 55 incidents only here, …"."""
        o = self.outcomes
        rows = sum(o[name] for name in ("matched", "only_there", "row_outside", "unusable"))
        there = [f"{o['matched']:,} matched ({self.differing:,} with a field that differs)"]
        there += [f"{o[name]:,} {words}" for name, words in ROW_WORDS.items() if o[name]]
        here = [f"{o[name]:,} {words}" for name, words in INCIDENT_WORDS.items() if o[name]]
        return f"{rows:,} rows: {', '.join(there)}" + (f"; incidents: {', '.join(here)}" if here else "")


ROW_WORDS = {
    "only_there": "only there",
    "row_outside": "outside of the ledger's days or countries",
    "unusable": "that could not be read",
}
INCIDENT_WORDS = {
    "only_here": "only here",
    "incident_outside": "outside of the table's days or countries",
    "incident_vague": "without a day, to come or only thought of",
}


def notes(comparison: Comparison) -> list[str]:
    """What a reader must know of how the table was read: columns that were guessed, forms of dates, faulty cells."""
    said = []
    if comparison.guessed:
        pairs = ", ".join(f"{name}={column}" for name, column in comparison.guessed.items())
        said.append(f"columns were guessed: {pairs}; --columns says otherwise")
    if comparison.table.encoding not in ("utf-8-sig", "utf-8"):
        said.append(f"the file is no UTF-8 and was read as {comparison.table.encoding}; --encoding says otherwise")
    forms = comparison.reader.forms
    if len(forms) > 1 or {"dmy", "mdy"} & set(forms):
        said.append("dates: " + ", ".join(f"{count:,} as {FORMS[form]}" for form, count in sorted(forms.items())))
    return said + comparison.reader.problems.lines()
