"""Pages: one Jinja environment, and what every page shows around its own."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

import onrecord
from onrecord.export import answers, phrases
from onrecord.server import words
from onrecord.server.access.accounts import Role
from onrecord.server.access.visitor import held
from onrecord.server.serving import serving

STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True, slots=True)
class View:
    """An entry of the navigation. `filtered`: the view takes the filters of the others along."""

    path: str
    title: str
    filtered: bool = True
    role: Role = "reader"


VIEWS: tuple[View, ...] = (
    View("/incidents", "Incidents"),
    View("/claims", "Claims"),
    View("/documents", "Articles", filtered=False),
    View("/timeline", "Timeline"),
    View("/map", "Map"),
    View("/presence", "Presence"),
    View("/network", "Network"),
    View("/report", "Report"),
    View("/review", "Review", role="coder"),
)


def page(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """A page from a template of `templates/`.

    `asked` among the context (an `onrecord.server.asked.Asked`) is what the navigation takes along to other views.
    """
    asked = context.setdefault("asked", None)
    shared = asked.filters_query if asked else ""
    path = request.scope["path"]
    visitor = held(request.scope)
    views = [
        {
            "title": view.title,
            "href": f"{view.path}?{shared}" if shared and view.filtered else view.path,
            "current": path == view.path or path.startswith(f"{view.path}/"),
        }
        for view in VIEWS
        if visitor and visitor.name and visitor.may(view.role)
    ]
    html = (
        _environment()
        .get_template(template)
        .render(
            **context,
            request=request,
            serving=serving(request),
            views=views,
            visitor=visitor,
            version=onrecord.__version__,
        )
    )
    return HTMLResponse(html, status)


@cache
def static_url(name: str) -> str:
    """The address of a file of `static/`, with its digest, so that browsers keep it until it changes.

    Raises FileNotFoundError where it is neither part of the package nor built.
    """
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("onrecord.server"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(static_url=static_url)
    made.filters.update(
        number=answers.number,
        plural=phrases.plural,
        plain=words.seen,
        span=answers.span,
        how_many=answers.how_many,
        capitalize_first=words.capitalize_first,
        urlencode_all=words.encoded,
    )
    made.globals.update(toll=answers.toll, words=words)
    return made
