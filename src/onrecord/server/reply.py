"""Answers that are no pages: JSON and CSV."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from starlette.responses import Response

from onrecord.export.answers import Kind, write_csv


def json_response(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A value as JSON, indented so that a person can read it too."""
    content = orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    return Response(content, status, headers, "application/json")


def csv_response(kind: Kind, rows: Iterable[Any], headers: Mapping[str, str] | None = None) -> Response:
    """Rows as CSV, with the columns of `onrecord claims --format csv` and its like."""
    out = io.BytesIO()
    write_csv(kind, rows, out)
    return Response(out.getvalue(), 200, headers, "text/csv; charset=utf-8")
