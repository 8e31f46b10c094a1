"""Saved filters: a YAML file of options, under a name in the user's data folder or anywhere by its path."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from onrecord.model.errors import OnrecordError
from onrecord.settings import data_folder
from onrecord.store.filters import Filters, filters

NAME = re.compile(r"[\w-]{1,64}")


def folder() -> Path:
    """Where profiles lie."""
    return data_folder() / "profiles"


def load(name: str) -> dict[str, Any]:
    """The values of a profile by option name. `name` is one that was saved, or the path of a YAML file.

    Raises OnrecordError `no_profile`, `bad_profile`.
    """
    path = folder() / f"{name}.yaml" if NAME.fullmatch(name) else Path(name)
    try:
        held = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise OnrecordError("no_profile", f"there is no profile {name!r} at {path}", _known()) from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        what = " ".join(str(error).split())
        raise OnrecordError("bad_profile", f"profile {path} cannot be read: {what}", "Correct the file") from None
    if not isinstance(held, dict) or not all(isinstance(key, str) for key in held):
        raise OnrecordError(
            "bad_profile", f"profile {path} is no list of filters", "Write lines such as `country: [MLI, NER]`"
        )
    try:
        filters(held)
    except OnrecordError as error:
        raise OnrecordError("bad_profile", f"profile {path}: {error.message}", error.hint) from None
    return held


def save(name: str, asked: Filters) -> Path:
    """Keep filters under a name; one of that name is replaced. Raises OnrecordError `bad_profile`."""
    if not NAME.fullmatch(name):
        raise OnrecordError("bad_profile", f"{name!r} is no name of a profile", "Use letters, digits, _ and -")
    if not asked.given:
        raise OnrecordError("bad_profile", f"there are no filters to save as {name!r}", "Give some, as --country MLI")
    path = folder() / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(dict(asked.given), allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def over(profile: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """A profile's values, of which those that are given beside it take the place."""
    return {**profile, **{name: value for name, value in given.items() if value not in (None, [], (), False)}}


def names() -> list[str]:
    """Those that are saved."""
    return sorted(path.stem for path in folder().glob("*.yaml"))


def _known() -> str:
    saved = f"Saved are {', '.join(names())}" if names() else "None is saved yet"
    return f"{saved}; --save NAME keeps the filters that stand beside it"
