"""Records of JSONL lines and CSV rows: named fields with a text, checked one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import orjson

from onrecord.model.document import Metadata, Raw, SourceKind
from onrecord.model.errors import SourceError
from onrecord.sources.dates import iso_date

KNOWN = ("published", "publisher", "title", "author", "url", "language")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where records come from: the file, `-` or URL as given, what is known of all of them, and when it was fetched."""

    name: str
    given: Metadata
    retrieved: str | None = None


def merge(own: Metadata, given: Metadata) -> Metadata:
    """A document's own metadata, filled up with what was given for all documents of the call."""
    known = {f.name: getattr(own, f.name) or getattr(given, f.name) for f in fields(Metadata) if f.name != "extra"}
    return Metadata(**known, extra={**given.extra, **own.extra})


def record_id(record: Mapping[str, Any], otherwise: str) -> str:
    """The record's `id` (a whole number becomes its digits), `otherwise` if it has none. Raises SourceError."""
    value = record.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _string(record, "id") or otherwise


def record_text(record: Mapping[str, Any]) -> str:
    """The record's text, character for character. Raises SourceError when it is missing or blank."""
    if record.get("text") is None:
        raise SourceError("no_text", 'the record has no "text"', 'Name the field that holds the article "text"')
    text = _string(record, "text")
    if text is None or not text.strip():
        raise SourceError("empty", "the record's text is empty", "Leave the record out or fill in its text")
    return text


def record_metadata(record: Mapping[str, Any]) -> Metadata:
    """What the record itself says about its article; other keys than the known ones go to `extra` as they are.

    What is no date ("7:58 AM ET") leaves `published` unknown and goes to `extra`. Raises SourceError `bad_record` for
    a value of a wrong type.
    """
    known = {name: _string(record, name) for name in KNOWN}
    extra = {key: value for key, value in record.items() if key not in (*KNOWN, "id", "text")}
    if known["published"] is not None:
        try:
            known["published"] = iso_date(known["published"])
        except SourceError:
            extra["published"], known["published"] = known["published"], None
    return Metadata(**known, extra=extra)


def record_raw(record: Mapping[str, Any], id: str, kind: SourceKind, origin: Origin) -> Raw:
    """One record as a Raw; its data, and so its digest, are the UTF-8 of the text. Raises SourceError."""
    text = record_text(record)
    return Raw(
        id=id,
        origin=origin.name,
        kind=kind,
        data=text.encode(),
        given=merge(record_metadata(record), origin.given),
        text=text,
        retrieved=origin.retrieved,
    )


def refuse_unprintable(record: Mapping[str, Any]) -> None:
    """Whatever a record holds goes out again as JSON, so what JSON cannot hold is refused here and not at the end.

    Raises SourceError `bad_record`.
    """
    try:
        orjson.dumps({"document": {"extra": record}})
    except TypeError as error:
        raise SourceError(
            "bad_record",
            f"the record cannot be written as JSON again: {error}",
            "Replace unpaired surrogates, numbers above 64 bits or very deep nesting in it",
        ) from error


def _string(record: Mapping[str, Any], name: str) -> str | None:
    value = record.get(name)
    if value is not None and not isinstance(value, str):
        raise SourceError(
            "bad_record",
            f'"{name}" is {str(value)[:40]!r}, a {type(value).__name__}',
            f'Give "{name}" as a string, or leave it out',
        )
    return value if name == "text" else (value or "").strip() or None
