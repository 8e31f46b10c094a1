"""Which column of a table holds which field: the layouts of ACLED and UCDP, and guesses for others, from YAML."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from onrecord.model.errors import OnrecordError, SourceError
from onrecord.ontology.nodes import Node, parse

NAMES = ("acled", "ucdp", "csv")
FIELDS = (
    *("id", "start", "end", "date_precision", "event", "sub", "side_a", "with_a", "kind_a", "side_b", "with_b"),
    *("kind_b", "place", "admin", "country", "lat", "lon", "place_precision", "low", "best", "high", "notes", "source"),
)


@dataclass(frozen=True, slots=True)
class Layout:
    """A kind of table. `fields` are columns by preference; `slack_days` and `place_precisions` translate its codes of
    precision into days on either side and into UCDP's where_prec; `generic` are words of actors that name nobody;
    `named` are fields whose column people gave themselves."""

    name: str
    label: str
    crosswalk: str | None
    required: tuple[str, ...]
    fields: Mapping[str, tuple[str, ...]]
    slack_days: Mapping[str, int]
    place_precisions: Mapping[str, int]
    generic: frozenset[str]
    named: frozenset[str] = frozenset()

    def with_columns(self, given: str) -> Layout:
        """The layout with fields that people name themselves: "start=Day,place=Town".

        Raises OnrecordError `bad_columns` for a field that there is not, or what is no such list.
        """
        fields, named = dict(self.fields), set(self.named)
        for pair in given.split(","):
            field, equals, column = (part.strip() for part in pair.partition("="))
            if not equals or not column or field not in FIELDS:
                raise OnrecordError(
                    "bad_columns",
                    f"columns {pair.strip()!r} is no FIELD=COLUMN",
                    f"Fields are {', '.join(FIELDS)}; as in --columns start=Day,place=Town",
                )
            fields[field] = (column,)
            named.add(field)
        return replace(self, fields=fields, named=frozenset(named))

    def find(self, header: Sequence[str], file: str) -> dict[str, int]:
        """The place in `header` of each field that the table has.

        Raises SourceError `missing_columns` if it lacks one that is required, `duplicate_columns` if one that is read
        stands twice, OnrecordError `bad_columns` if it lacks one that people named.
        """
        places: dict[str, list[int]] = {}
        for i, name in enumerate(header):
            places.setdefault(bare(name), []).append(i)
        found: dict[str, int] = {}
        for field, columns in self.fields.items():
            held = [bare(column) for column in columns if bare(column) in places]
            if not held and field in self.named:
                raise OnrecordError(
                    "bad_columns", f"{file} has no column {columns[0]!r}", f"It has {', '.join(header[:30])}"
                )
            if not held:
                continue
            name = held[0]
            if len(places[name]) > 1:
                raise SourceError(
                    "duplicate_columns",
                    f"{file} has the column {header[places[name][0]]!r} {len(places[name])} times",
                    "Rename all but the one that is meant",
                )
            found[field] = places[name][0]
        self._all_there(header, found, file)
        return found

    def _all_there(self, header: Sequence[str], found: Mapping[str, int], file: str) -> None:
        missing = [field for field in self.required if field not in found]
        if not {"lat", "lon"} <= set(found) and "place" not in found:
            missing += ["lat", "lon"] if self.name != "csv" else ["place"]
        if missing:
            named = ", ".join(" or ".join(self.fields[field]) for field in missing)
            others = [other for other in NAMES if other != self.name and fits(other, header)]
            hint = (
                f"It looks like --as {others[0]}" if others else "Say which they are, as --columns start=Day,place=Town"
            )
            raise SourceError(
                "missing_columns",
                f"{file} is no {self.label}: it has no column {named} among {', '.join(header[:12])}",
                hint,
            )


def bare(name: str) -> str:
    """A column's name without case and marks."""
    return re.sub(r"[\W_]+", "_", name.strip().casefold()).strip("_")


def fits(name: str, header: Sequence[str]) -> bool:
    """Whether a table with this header has what the layout of that name requires."""
    held = {bare(column) for column in header}
    layout = load(name)
    return all(held & {bare(column) for column in layout.fields[field]} for field in layout.required)


@cache
def load(name: str) -> Layout:
    """The layout `acled`, `ucdp` or `csv`. Raises VocabularyError if its file is wrong."""
    file = parse(files("onrecord.compare.layouts").joinpath(f"{name}.yaml"))
    head = file.mapping(
        ("name", "label", "crosswalk", "required", "fields", "slack_days", "place_precisions", "generic")
    )
    return Layout(
        name=head["name"].text("name"),
        label=head["label"].text("label"),
        crosswalk=head["crosswalk"].text_or_none("crosswalk"),
        required=tuple(item.one_of("a field", FIELDS) for item in head["required"].items("required", at_least=1)),
        fields={
            field: tuple(item.text("a column") for item in node.items(field))
            for field, node in head["fields"].mapping(optional=FIELDS).items()
        },
        slack_days=_numbers(head["slack_days"]),
        place_precisions=_numbers(head["place_precisions"]),
        generic=frozenset(item.text("a word") for item in head["generic"].items("generic")),
    )


def _numbers(node: Node) -> dict[str, int]:
    return {key: int(value.node.value) for key, value in node.mapping().items()}
