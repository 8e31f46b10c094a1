"""What a country is called in English: the first name of each in countries.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

from onrecord.ontology.nodes import SafeLoader


@cache
def country_names() -> Mapping[str, str]:
    """English names by ISO 3166-1 alpha-3 code (XKX: Kosovo)."""
    text = files("onrecord.ground.actor").joinpath("countries.yaml").read_text(encoding="utf-8")
    held = yaml.load(text, Loader=SafeLoader)["countries"]
    return {code: entry["names"][0] for code, entry in held.items()}
