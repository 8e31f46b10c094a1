"""onrecord reads news and turns it into a ledger of claims, each field resting on the exact words.

    import onrecord

    doc = onrecord.read("article.html")
    doc.claims[0].trigger.text

Names are loaded when they are first used, so that `import onrecord` stays light.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from onrecord.api import read, read_many, read_text
    from onrecord.contract import to_json
    from onrecord.model.document import Document, Failure, Metadata
    from onrecord.model.errors import OnrecordError
    from onrecord.model.reading import Claim, Reading
    from onrecord.model.span import Span
    from onrecord.settings import Settings

__version__ = "0.1.0"
__all__ = [
    "Claim",
    "Document",
    "Failure",
    "Metadata",
    "OnrecordError",
    "Reading",
    "Settings",
    "Span",
    "__version__",
    "read",
    "read_many",
    "read_text",
    "to_json",
]

_HOMES = {
    "Claim": "onrecord.model.reading",
    "Document": "onrecord.model.document",
    "Failure": "onrecord.model.document",
    "Metadata": "onrecord.model.document",
    "OnrecordError": "onrecord.model.errors",
    "Reading": "onrecord.model.reading",
    "Settings": "onrecord.settings",
    "Span": "onrecord.model.span",
    "read": "onrecord.api",
    "read_many": "onrecord.api",
    "read_text": "onrecord.api",
    "to_json": "onrecord.contract",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'onrecord' has no attribute {name!r}; it has {', '.join(__all__)}")
    from importlib import import_module

    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
