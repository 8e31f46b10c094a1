"""What the codebook tells beyond the ontology, from `terms.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from onrecord.ontology.nodes import Node, parse


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code means, and a made-up example."""

    definition: str
    example: str


@dataclass(frozen=True, slots=True)
class Terms:
    """Examples of modes by "TYPE.mode" and of places by where_prec, meanings of codes by name, and the record of a
    claim and of an incident as `onrecord.store.records` gives them."""

    modes: Mapping[str, str]
    time_precisions: Mapping[str, Meaning]
    place_precisions: Mapping[str, str]
    place_levels: Mapping[str, str]
    standings: Mapping[str, Meaning]
    claim: Mapping[str, Any]
    incident: Mapping[str, Any]


@cache
def load() -> Terms:
    """The package's own. Raises VocabularyError."""
    path = files("onrecord.export.codebook").joinpath("terms.yaml")
    head = parse(path).mapping(
        ("source", "licence", "modes", "time_precisions", "place_precisions", "standings", "claim", "incident")
    )
    records = yaml.safe_load(path.read_text(encoding="utf-8"))
    levels = yaml.safe_load(files("onrecord.ground.place").joinpath("precision.yaml").read_text(encoding="utf-8"))
    return Terms(
        modes={name: _bold(node) for name, node in head["modes"].mapping().items()},
        time_precisions=_meanings(head["time_precisions"]),
        place_precisions={name: node.text("an example") for name, node in head["place_precisions"].mapping().items()},
        place_levels={str(level): text for level, text in levels["levels"].items()},
        standings=_meanings(head["standings"]),
        claim=records["claim"],
        incident=records["incident"],
    )


def _meanings(node: Node) -> dict[str, Meaning]:
    out = {}
    for name, entry in node.mapping().items():
        held = entry.mapping(("definition", "example"))
        out[name] = Meaning(held["definition"].text("definition"), held["example"].text("example"))
    return out


def _bold(node: Node) -> str:
    return node.text("an example").replace("[[", "**").replace("]]", "**")
