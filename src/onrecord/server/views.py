"""What the drawn views share: timeline, map, presence, network and report stand beside the same form of filters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from onrecord.model.errors import OnrecordError
from onrecord.server.asked import Asked, asked
from onrecord.server.form import form
from onrecord.server.pages import page
from onrecord.server.serving import serving
from onrecord.store import Ledger
from onrecord.store.choices import Choices, choices
from onrecord.store.filters import Filters
from onrecord.store.query import COUNTED, claims_page

Answer = Callable[[Ledger, Asked], Mapping[str, Any]]


def view(request: Request, path: str, template: str, answer: Answer, *own: str) -> Response:
    """A page of filters and what `answer` makes of the question they ask; `own` are names that only this page takes."""

    def made(ledger: Ledger, question: Asked) -> tuple[Mapping[str, Any], Mapping[str, Choices]]:
        return {"path": path, **answer(ledger, question)}, choices(ledger.connection, question.filters, True)

    return filtered(request, path, template, asked(request, *own), made)


def filtered(
    request: Request,
    path: str,
    template: str,
    question: Asked,
    answer: Callable[[Ledger, Asked], tuple[Mapping[str, Any], Mapping[str, Choices]]],
) -> Response:
    """A page beside the form of filters. `answer` gives what the template shows, and the form's counted choices."""
    here = f"{path}?{question.query()}".rstrip("?")
    swapped = "hx-request" in request.headers
    if not swapped and any(not value for value in request.query_params.values()):
        return RedirectResponse(here, 303)  # a form sends its empty fields too
    with serving(request).open() as ledger:
        context, counts = answer(ledger, question)
    response = page(request, template, asked=question, form=form(question, path, counts), **context)
    if swapped:
        response.headers["HX-Push-Url"] = here
    return response


def latest(ledger: Ledger, question: Asked) -> tuple[Filters, str | None]:
    """The filters, and the day from which on they look where more claims meet them than are counted and nobody asked
    for days: those of the latest claims. All of a large ledger takes seconds."""
    filters = question.filters
    if filters.start or filters.end:
        return filters, None
    page = claims_page(ledger.connection, filters, COUNTED)
    day = page.keys[-1][0] if page.total.more else None
    return (replace(filters, start=day[:10]), day[:10]) if isinstance(day, str) else (filters, None)


def offset(question: Asked) -> int:
    """`after` of a list that is paged by number. Raises OnrecordError `bad_cursor`."""
    if question.after is None:
        return 0
    if not (question.after.isascii() and question.after.isdigit() and len(question.after) < 10):
        raise OnrecordError("bad_cursor", f"after {question.after!r} is no row number", "Take it from the page before")
    return int(question.after)


def following(question: Asked, shown: int, total: int) -> str | None:
    """`after` of the next page of such a list; None on the last."""
    end = offset(question) + shown
    return str(end) if end < total else None


def csv_headers(request: Request, question: Asked, name: str, total: object, after: str | None) -> dict[str, str]:
    """Headers of a CSV answer: its file's name, the total, and where the next page is."""
    headers = {"X-Total-Count": str(total).replace(",", ""), "Content-Disposition": f'attachment; filename="{name}"'}
    if after is not None:
        headers["Link"] = f'<{request.url.path}?{question.query(after=after)}>; rel="next"'
    return headers
