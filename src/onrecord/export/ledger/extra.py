"""Libraries that only some formats need, and which are heavy."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from onrecord.model.errors import OnrecordError


def needed(module: str, extra: str) -> Any:
    """A module of an extra. Raises OnrecordError `no_extra`, which says how to install it."""
    try:
        return import_module(module)
    except ImportError as error:
        raise OnrecordError(
            "no_extra",
            f"the format needs {module.partition('.')[0]}, which is not installed",
            f"Install it with: pip install 'onrecord[{extra}]'",
        ) from error
