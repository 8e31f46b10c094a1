"""JSON Lines: one object with id and text on each line. A wrong line is an error in its place, the others are read."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any, NoReturn

from onrecord.model.document import Failure, Raw
from onrecord.model.errors import SourceError
from onrecord.sources.decode import bom_encoding, decode
from onrecord.sources.records import Origin, record_id, record_raw, refuse_unprintable


def read_jsonl(data: bytes, origin: Origin) -> Iterator[Raw | Failure]:
    """The records of `data` in order. Lines end at a line feed; blank ones are skipped but counted (from 1)."""
    if bom_encoding(data) is not None:
        data = decode(data).encode("utf-8", "replace")
    for number, line in enumerate(io.BytesIO(data.removeprefix(b"\xef\xbb\xbf")), start=1):
        if line.strip():
            yield _read_line(line.rstrip(b"\r\n"), number, origin)


def _read_line(line: bytes, number: int, origin: Origin) -> Raw | Failure:
    id = f"{origin.name}#{number}"
    try:
        record = _parse(line)
        id = record_id(record, id)
        return record_raw(record, id, "jsonl", origin)
    except SourceError as error:
        return Failure(id, error.code, f"{origin.name}, line {number}: {error.message}", error.hint)


def _parse(line: bytes) -> dict[str, Any]:
    try:
        record = json.loads(line.decode("utf-8"), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise _not_json(f"byte 0x{line[error.start]:02x} at position {error.start + 1} is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise _not_json(f"{error.msg.removesuffix(' at')} at character {error.pos + 1}") from None
    except (ValueError, RecursionError) as error:
        raise _not_json(str(error)) from None
    if not isinstance(record, dict):
        raise _not_json(f"it is a {type(record).__name__} and no object")
    refuse_unprintable(record)
    return record


def _not_json(reason: str) -> SourceError:
    return SourceError(
        "bad_json",
        f"the line is no JSON object: {reason}",
        'Put one object such as {"id": "a1", "text": "…"} on each line, in UTF-8',
    )


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")
