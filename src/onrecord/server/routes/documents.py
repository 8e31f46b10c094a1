"""The articles: as a list, each with its evidence, and its revisions side by side."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from onrecord.server import reader
from onrecord.server.pages import page
from onrecord.server.reply import json_response
from onrecord.server.revisions import side_by_side
from onrecord.server.serving import serving
from onrecord.store.articles import article, articles_page, failures, revisions
from onrecord.store.decisions import decided_reading
from onrecord.store.query import PAGE

router = APIRouter(include_in_schema=False)
MOST_FAILURES = 100
Number = Annotated[int | None, Query(ge=1, le=1_000_000)]
Text = Annotated[str | None, Query(max_length=2000)]


@router.get("/documents")
def documents(request: Request, text: Text = None, after: Text = None) -> Response:
    """All articles, or those in which words stand."""
    text = (text or "").strip() or None
    with serving(request).open() as ledger:
        found = articles_page(ledger, text, PAGE, after or None)
        failed = failures(ledger, MOST_FAILURES) if not (text or after) else []
    following = found.after and urlencode({k: v for k, v in (("text", text), ("after", found.after)) if v})
    return page(request, "documents.html", found=found, text=text, following=following, failed=failed)


@router.get("/documents.json")
def documents_json(request: Request, text: Text = None, after: Text = None) -> Response:
    """The same as JSON."""
    with serving(request).open() as ledger:
        found = articles_page(ledger, (text or "").strip() or None, PAGE, after or None)
    total: dict[str, Any] = {"count": found.total.count, "more": found.total.more}
    return json_response({"total": total, "documents": found.rows, "after": found.after})


@router.get("/document")
def document(request: Request, id: str, revision: Number = None, claim: Text = None, part: Number = None) -> Response:
    """One article with its evidence. `claim`: the key of one whose words are lit."""
    with serving(request).open() as ledger:
        obj = article(ledger, id, revision)
    return page(
        request, "document.html", obj=obj, view=reader.article(obj, claim, part), roles=reader.ROLE_WORDS, id=id
    )


@router.get("/document.json")
def document_json(request: Request, id: str, revision: Number = None) -> Response:
    """The contract's object of it, as people have decided."""
    with serving(request).open() as ledger:
        return json_response(decided_reading(ledger, id, revision))


@router.get("/document/revisions")
def compared(request: Request, id: str, old: Number = None, new: Number = None) -> Response:
    """Two revisions of an article side by side: the last two, unless others are asked for."""
    with serving(request).open() as ledger:
        held = revisions(ledger, id)
        view = side_by_side(ledger, id, held, old, new)
    return page(request, "revisions.html", id=id, held=held, view=view)
