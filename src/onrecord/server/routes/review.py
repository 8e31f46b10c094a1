"""The review pages: the queue, one claim with its article, adding what was missed, agreement, and what was decided.

Whatever is decided goes to the coder's desk (onrecord.review), which checks it; these pages only pass it on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from onrecord.model.decision import Decision
from onrecord.model.errors import LedgerError
from onrecord.review.desk import Desk, View
from onrecord.review.given import Words
from onrecord.review.team import agreements, disagreements
from onrecord.review.views import agreement_json, decision_json, disagreement_json
from onrecord.server import desk as pages
from onrecord.server.access.visitor import Visitor, require
from onrecord.server.answered import changes
from onrecord.server.asked import Asked, asked
from onrecord.server.errors import wants_json
from onrecord.server.form import form
from onrecord.server.numbered import Numbered
from onrecord.server.pages import page
from onrecord.server.reply import json_response
from onrecord.server.serving import serving
from onrecord.server.views import latest
from onrecord.store.choices import choices
from onrecord.store.decisions import undone
from onrecord.store.ledger import Ledger
from onrecord.store.query import why_nothing

router = APIRouter(include_in_schema=False)
OWN = ("at", "of", "second", "skip", "done", "final")
MOST_LOGGED = 200  # decisions on a page
Field = Annotated[str, Form()]


@router.get("/review")
def review(request: Request) -> Response:
    """The queue, and its most urgent claim or the one that is asked for."""
    visitor = require(request, "coder")
    question = asked(request, *OWN)
    own, final = question.own, "final" in question.own
    if final:
        require(request, "lead")
    with serving(request).open() as ledger:
        desk = Desk(ledger, visitor.name, lead=final)
        place = pages.Place.of(question)
        filters, since = latest(ledger, question)
        queue = pages.queue(desk, place, filters, own.get("at"), own.get("of"))
        context: Mapping[str, Any] = {"view": None, "history": (), "why": _why(ledger, question, place)}
        if queue.current:
            history = desk.log(document=queue.current.document, key=queue.current.claim["key"])
            context = {**pages.shown(ledger, queue.current), "history": history, "off": undone(ledger.connection)}
        counts = choices(ledger.connection, question.filters)
        done = desk.log(numbers=[int(own["done"])]) if own.get("done", "").isdigit() else []
    return page(
        request,
        "review.html",
        asked=question,
        form=form(question, "/review", counts),
        path="/review",
        queue=queue,
        since=since,
        back=place.to(None).partition("?")[2],
        final=final,
        done=done[0] if done else None,
        **context,
    )


def _why(ledger: Ledger, question: Asked, place: pages.Place) -> str:
    if not question.filters.names and place.skipped:
        return "you have skipped all that wait"
    nothing = why_nothing(ledger.connection, question.filters, dashes="") if question.filters.names else ""
    return nothing if nothing.startswith(("nothing", "each")) else "you have answered every claim that could wait here"


@router.post("/review/decide")
async def decide(
    request: Request,
    document: Field,
    key: Field,
    action: Field,
    seen: Field,
    fields: Annotated[str, Form(alias="changes")] = "",
    type: Field = "",
    mode: Field = "",
    status: Field = "",
    comment: Field = "",
    final: Field = "",
    back: Field = "",
) -> Response:
    """Keep an answer on a claim, and go on to the next."""
    visitor = require(request, "lead" if final else "coder")

    def kept(ledger: Ledger) -> Decision:
        desk = Desk(ledger, visitor.name, lead=bool(final))
        how: dict[str, Any] = {"seen": seen, "comment": comment.strip() or None, "final": bool(final)}
        if action == "accept":
            return desk.accept(key, document, **how)
        if action == "reject":
            return desk.reject(key, document, **how)
        if action != "edit":
            raise LedgerError("bad_field", f"there is no action {action!r}", "Use accept, reject or edit")
        view = desk.show(key, document)
        sent = fields or _plain(type, mode, status)
        _same(view, seen)
        return desk.edit(key, changes(sent, view.claim, view.text), document, **how)

    made = await serving(request).write(kept)
    return _went_on(request, visitor, made, "/review/agreement" if final else "/review", back)


def _plain(type: str, mode: str, status: str) -> str:
    """What the form sends where no script runs: the fields that are chosen from lists."""
    import orjson

    return orjson.dumps({"type": type, "mode": mode or None, "status": status}).decode()


def _same(view: View, seen: str) -> None:
    """Kept values are meant by their place in the claim that was seen, so they are read from no other."""
    if view.seen != seen:
        raise LedgerError(
            "claim_changed",
            f"claim {view.claim['key']} of document {view.document!r} has changed since you saw it",
            "Look at it again and decide then; nothing was kept",
        )


@router.post("/review/undo")
async def undo(request: Request, number: Field = "", back: Field = "") -> Response:
    """Let a decision count no longer: the one that is named, else the last of this coder that still counts."""
    visitor = require(request, "coder")

    def kept(ledger: Ledger) -> Decision:
        desk = Desk(ledger, visitor.name, lead=visitor.may("lead") and bool(number))
        if number:
            if not number.isdigit():
                raise LedgerError("no_decision", f"{number!r} is no number of a decision", "Take it from the log")
            return desk.undo(int(number))
        last = pages.last_of(desk.log(coder=visitor.name), undone(ledger.connection), visitor.name)
        if last is None:
            raise LedgerError("no_decision", f"{visitor.name} has no decision to undo", "Decide something first")
        return desk.undo(last.number)

    made = await serving(request).write(kept)
    return _went_on(request, visitor, made, "/review", back)


@router.get("/review/add")
def adding(request: Request, document: str, incident: str = "") -> Response:
    """An article, and the form that adds a claim which the program missed."""
    require(request, "coder")
    with serving(request).open() as ledger:
        context = pages.blank(pages.article(ledger, document))
    return page(request, "review_add.html", document=document, incident=incident, view=None, **context)


@router.post("/review/add")
async def add(
    request: Request,
    document: Field,
    trigger: Field = "",
    words: Field = "",
    translation: Field = "",
    fields: Annotated[str, Form(alias="changes")] = "",
    type: Field = "",
    mode: Field = "",
    status: Field = "actual",
    incident: Field = "",
    comment: Field = "",
) -> Response:
    """Keep a claim that the program missed. `words`: numbers of the first and last word of its trigger."""
    visitor = require(request, "coder")

    def kept(ledger: Ledger) -> Decision:
        text = pages.article(ledger, document)["text"]
        sent = changes(fields or _plain(type, mode, status), None, text)
        at = Words(text=trigger or None, span=_numbers(words, text), translation=translation or None)
        if at.span is not None:
            at = at.model_copy(update={"text": None})
        return Desk(ledger, visitor.name).add(
            document, at, sent, incident=incident.strip() or None, comment=comment.strip() or None
        )

    made = await serving(request).write(kept)
    return _went_on(request, visitor, made, "/review", "")


def _numbers(words: str, text: str) -> tuple[int, int] | None:
    if not words:
        return None
    first, _, last = words.partition("-")
    if not (first.isdigit() and last.isdigit()):
        raise LedgerError("no_such_words", f"{words!r} are no numbers of words", "Select words of the article")
    span = Numbered.of(text).span(int(first), int(last))
    return span.start, span.end


@router.get("/review/agreement")
def agreement(request: Request) -> Response:
    """How far coders agree, and where they do not: all of it for leads, else what this coder has answered."""
    visitor = require(request, "coder")
    with serving(request).open() as ledger:
        found = agreements(ledger)
        apart = disagreements(ledger, None if visitor.may("lead") else visitor.name)
    return page(request, "agreement.html", found=found, apart=apart)


@router.get("/review/agreement.json")
def agreement_as_json(request: Request) -> Response:
    """The same as JSON."""
    visitor = require(request, "coder")
    with serving(request).open() as ledger:
        return json_response(
            {
                "agreement": [agreement_json(a) for a in agreements(ledger)],
                "disagreements": [
                    disagreement_json(d)
                    for d in disagreements(ledger, None if visitor.may("lead") else visitor.name)
                ],
            }
        )  # fmt: skip


@router.get("/review/decisions")
def decided(request: Request) -> Response:
    """What was decided, the latest first, as far as this coder may see it."""
    visitor = require(request, "coder")
    with serving(request).open() as ledger:
        made = Desk(ledger, visitor.name, lead=visitor.may("lead")).log()
        off = undone(ledger.connection)
    return page(request, "decisions.html", made=made[::-1][:MOST_LOGGED], count=len(made), off=off)


@router.post("/incidents/{id}/split")
async def split(request: Request, id: str) -> Response:
    """Say that the claims which were ticked are on another event."""
    form = await request.form()
    keys = [str(key) for key in form.getlist("claim")]
    return await _tied(request, id, lambda desk: desk.split(id, keys, str(form.get("comment") or "") or None))


@router.post("/incidents/{id}/merge")
async def merge(request: Request, id: str, other: Field, comment: Field = "") -> Response:
    """Say that two incidents are one."""
    return await _tied(request, id, lambda desk: desk.merge([id, other.strip()], comment or None))


async def _tied(request: Request, id: str, tie: Callable[[Desk], Decision]) -> Response:
    visitor = require(request, "coder")
    made = await serving(request).write(lambda ledger: tie(Desk(ledger, visitor.name)))
    return _went_on(request, visitor, made, f"/incidents/{id}", "")


def _went_on(request: Request, visitor: Visitor, made: Decision, path: str, back: str) -> Response:
    """Tell the audit, and lead on: to the queue as it was asked for, or to `path` alone. A script is told where to."""
    served = serving(request)
    subjects = ", ".join(f"{s.key} of {s.document}" for s in made.subjects[:3])
    address = request.client.host if request.client else ""
    about = subjects or f"decision {made.undoes}"
    served.accounts.note(visitor.name, address, f"decision {made.number}: {made.action} {about}"[:500])
    next = path
    if path == "/review":
        kept = [pair for pair in parse_qsl(back) if pair[0] not in ("at", "of", "done", "final")]
        next = f"{path}?{urlencode([*kept, ('done', str(made.number))])}"
    if wants_json(request.scope):
        return json_response({"decision": decision_json(made), "next": next})
    return RedirectResponse(next, 303)
