"""What the commands that ask a ledger share: filters, pages, profiles, formats as options, and how answers go out."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onrecord.cli import common
from onrecord.model.errors import OnrecordError

if TYPE_CHECKING:
    from onrecord.export.answers import Kind
    from onrecord.store import Ledger
    from onrecord.store.filters import Filters

Json = dict[str, Any]
FILTERS, PAGES = "Filters", "Pages and profiles"


class Format(StrEnum):
    """What a question is answered with."""

    table = "table"
    jsonl = "jsonl"
    csv = "csv"


def _option(*names: str, help: str, metavar: str | None = None, panel: str = FILTERS, **rest: Any) -> Any:
    return typer.Option(*names, help=help, metavar=metavar, rich_help_panel=panel, show_default=False, **rest)


_WHO = "NAME|CODE"
_MANY: dict[str, tuple[str, str]] = {  # option: what it takes, help
    "actor": (_WHO, "Who did it: words of a name (in quotation marks all of them), NER, NER/MIL, /REB, or actors:ID."),
    "recipient": (_WHO, "To whom it was done."),
    "party": (_WHO, "Either of them."),
    "country": ("ISO", "Country of the place: NER."),
    "sector": ("CODE", "Sector of actor or recipient: MIL."),
    "type": ("TYPE[.MODE]", "Event type, as ASSAULT or ASSAULT.drone."),
    "status": ("STATUS", "actual, future, hypothetical or negated."),
    "standing": ("STANDING", "What people said: machine, accepted, edited, added, needs_review; rejected alone."),
    "stance": ("STANCE", "Of a holder: asserts, confirms, denies or alleges."),
    "source": (_WHO, "Who says it: holder, publisher or agency."),
    "place": ("NAME", "Words of a place's name."),
    "document": ("ID", "Document of the claim."),
    "incident": ("ID", "Incident of the claim; an old id will do."),
}
_ONE: dict[str, tuple[Any, Any]] = {
    "from": (str | None, _option("--from", metavar="DATE", help="First day: 2024-05-04, 2024-05 or 2024.")),
    "to": (str | None, _option("--to", metavar="DATE", help="Last day.")),
    "near": (str | None, _option("--near", metavar="PLACE", help='Around a place, or "LAT,LON".')),
    "within": (float | None, _option("--within", metavar="KM", help="How far from it. Default: 50.")),
    "text": (
        str | None,
        _option("--text", metavar="QUERY", help='In the article: words, "a phrase", AND OR NOT, begin*.'),
    ),
    "independent": (
        int | None,
        _option("--independent", metavar="N", help="Incident with so many independent sources."),
    ),
    "disputed": (bool, _option("--disputed", help="Incident whose sources dispute something.")),
    "min-confidence": (float | None, _option("--min-confidence", metavar="0..1", help="Claims at least so sure.")),
}
_PAGES: dict[str, tuple[Any, Any, Any]] = {
    "limit": (
        int,
        _option("--limit", metavar="N", help="Rows of a page. Default: 50.", panel=PAGES, min=1, max=1000),
        50,
    ),
    "after": (str | None, _option("--after", metavar="CURSOR", help="The page after that one.", panel=PAGES), None),
    "profile": (
        str | None,
        _option("--profile", metavar="NAME|FILE", help="Saved filters; options win.", panel=PAGES),
        None,
    ),
    "save": (str | None, _option("--save", metavar="NAME", help="Save these filters as a profile.", panel=PAGES), None),
    "format": (
        Format | None,
        _option("--format", "-f", help="Default: table on a terminal, else jsonl.", panel=PAGES),
        None,
    ),
}


@dataclass(frozen=True, slots=True)
class Question:
    """A command's question: checked filters, the page wanted, and how the answer goes out."""

    ledger: Path
    filters: Filters
    limit: int
    after: str | None
    format: Format

    @property
    def offset(self) -> int:
        """`after` of a list that is paged by number. Raises OnrecordError `bad_cursor`."""
        if self.after is None:
            return 0
        if not self.after.isascii() or not self.after.isdigit():
            raise OnrecordError(
                "bad_cursor", f"after {self.after!r} is no row number", "Copy it from the last line of the page before"
            )
        return int(self.after)


@dataclass(frozen=True, slots=True)
class Selection:
    """What of a ledger a command takes: all that meets the filters."""

    ledger: Path
    filters: Filters


def asks(answer: Callable[..., None]) -> Callable[..., None]:
    """A command that gets a Question as its first argument, with all its options, and further ones of its own."""
    return _command(answer, tuple(_PAGES), _question)


def selects(answer: Callable[..., None]) -> Callable[..., None]:
    """A command that gets a Selection as its first argument: the filters and profiles of those that ask, no pages."""
    return _command(answer, ("profile",), lambda given: Selection(given["ledger"], _filters(given)))


def _command(answer: Callable[..., None], pages: Sequence[str], first: Callable[[Json], object]) -> Callable[..., None]:
    _, *rest = inspect.signature(answer, eval_str=True).parameters.values()
    own = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in rest]

    def run(**given: Any) -> None:
        mine = {p.name: given.pop(p.name) for p in own}
        answer(first(given), **mine)

    parameters = [_parameter("ledger", common.LedgerFile, inspect.Parameter.empty), *own]
    for name, (metavar, help) in _MANY.items():
        kind = Annotated[list[str] | None, _option(f"--{name}", metavar=metavar, help=help)]
        parameters.append(_parameter(name, kind, None))
    for name, (type, option) in _ONE.items():
        parameters.append(_parameter(_python(name), Annotated[type, option], False if type is bool else None))
    for name in pages:
        type, option, default = _PAGES[name]
        parameters.append(_parameter(name, Annotated[type, option], default))
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in parameters}
    run.__doc__ = answer.__doc__
    return run


def _parameter(name: str, annotation: Any, default: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _python(name: str) -> str:
    return "from_" if name == "from" else name.replace("-", "_")


def _question(given: Json) -> Question:
    from onrecord.store import profiles

    checked = _filters(given)
    if given["save"]:
        common.complain(f"filters saved as profile {given['save']}: {profiles.save(given['save'], checked)}")
    format = given["format"] or (Format.table if sys.stdout.isatty() else Format.jsonl)
    return Question(given["ledger"], checked, given["limit"], given["after"], format)


def _filters(given: Json) -> Filters:
    from onrecord.store import profiles
    from onrecord.store.filters import filters

    asked = {name: given[_python(name)] for name in (*_MANY, *_ONE)}
    if given["profile"]:
        asked = profiles.over(profiles.load(given["profile"]), asked)
    checked = filters(asked)
    if checked.near and "," not in str(asked["near"]):
        common.complain(
            f"near {checked.near.name} ({checked.near.lat:.2f}, {checked.near.lon:.2f}), {checked.near.km:g} km"
        )
    return checked


def put(kind: Kind, rows: Sequence[Json], format: Format) -> None:
    """Rows to standard output."""
    from rich.console import Console

    from onrecord.export import answers

    if format is Format.table:
        answers.print_table(kind, rows, Console())
    elif format is Format.csv:
        answers.write_csv(kind, rows, sys.stdout.buffer)
    else:
        answers.write_jsonl(rows, sys.stdout.buffer)


def tell_page(kind: Kind, count: int, total: object, after: str | None) -> None:
    """How many there are, and how to get the next page: on standard error, so that a pipe gets rows alone."""
    nouns = {"party": "parties"}.get(kind.noun, f"{kind.noun}s")
    more = f"; the next page: --after {after}" if after else ""
    common.complain(f"{count:,} of {total} {nouns if str(total) != '1' else kind.noun}{more}")


def tell_nothing(ledger: Ledger, question: Question, kind: Kind, incidents: bool = False) -> None:
    """Why there is no row."""
    from onrecord.store.query import why_nothing

    if question.after:
        common.complain(f"no {kind.noun} after {question.after}: the page before was the last")
        return
    common.complain(f"no {kind.noun}: {why_nothing(ledger.connection, question.filters, incidents)}")


def put_listing(ledger: Ledger, question: Question, kind: Kind, rows: Sequence[Json], total: int) -> None:
    """A page of a list that is paged by number."""
    put(kind, rows, question.format)
    if not rows:
        tell_nothing(ledger, question, kind)
        return
    end = question.offset + len(rows)
    tell_page(kind, len(rows), f"{total:,}", str(end) if end < total else None)
