"""The situation report of a filter: to look at in the page, and to keep."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from onrecord.export.ledger.asked import Asked as Export
from onrecord.export.ledger.formats import by_name, export
from onrecord.model.errors import OnrecordError
from onrecord.server.asked import Asked, asked
from onrecord.server.security import POLICY
from onrecord.server.serving import serving
from onrecord.server.views import view
from onrecord.store.ledger import Ledger
from onrecord.store.query import Total, incidents_page, why_nothing

router = APIRouter(include_in_schema=False)
PATH = "/report"
# The report brings its own styles, which stand in it so that it can be passed on as one file; nothing in it may run
ITS_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"
MOST = 2_000  # incidents; a report of more is for nobody to read, and takes long to write


@router.get(PATH)
def report_page(request: Request) -> Response:
    """What the report would be about, the report itself in a frame, and how to keep it."""
    response = view(request, PATH, "report.html", _answer)
    response.headers["Content-Security-Policy"] = f"{POLICY}; frame-src 'self'"
    return response


@router.get(f"{PATH}/situation.html")
def as_html(request: Request, keep: bool = False) -> Response:
    """The report as one page; with `keep` as a file to save."""
    content = _written(request, "html")
    headers = {"Content-Security-Policy": ITS_POLICY}
    if keep:
        headers["Content-Disposition"] = 'attachment; filename="situation.html"'
    return Response(content, 200, headers, "text/html; charset=utf-8")


@router.get(f"{PATH}/situation.md")
def as_markdown(request: Request) -> Response:
    """The report as Markdown with footnotes, as a file to save."""
    headers = {"Content-Disposition": 'attachment; filename="situation.md"'}
    return Response(_written(request, "markdown"), 200, headers, "text/markdown; charset=utf-8")


def _answer(ledger: Ledger, question: Asked) -> Mapping[str, Any]:
    total = incidents_page(ledger.connection, question.filters, 1).total
    return {
        "total": total,
        "most": MOST,
        "too_many": _too_many(total),
        "why": None if total.count else why_nothing(ledger.connection, question.filters, True, dashes=""),
    }


def _written(request: Request, format: str) -> bytes:
    question = asked(request, "keep")
    out = io.BytesIO()
    with serving(request).open() as ledger:
        total = incidents_page(ledger.connection, question.filters, 1).total
        if _too_many(total):
            raise OnrecordError(
                "too_many",
                f"{total} incidents are too many for a report on a page",
                f"Narrow it to {MOST:,}, or use onrecord export",
            )
        export(Export(ledger, question.filters), by_name(format), out, None)
    return out.getvalue()


def _too_many(total: Total) -> bool:
    return total.more or total.count > MOST
