"""What the commands of `onrecord review` share: options, who decides, and how claims and decisions are shown."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onrecord.cli import common
from onrecord.model.errors import LedgerError, OnrecordError

if TYPE_CHECKING:
    from onrecord.model.decision import Decision
    from onrecord.review.desk import Desk, View

Json = dict[str, Any]
LISTS = ("actors", "recipients", "objects", "place", "quantities", "sources")


class Format(StrEnum):
    """How a command of `review` answers."""

    table = "table"
    json = "json"


Coder = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Who decides. Default: ONRECORD_CODER, else your user name.", show_default=False),
]
Lead = Annotated[bool, typer.Option("--lead", help="See what all coders answered, and adjudicate.")]
Wait = Annotated[
    float, typer.Option(min=0, metavar="SECONDS", help="How long to wait while others write to the ledger.")
]
Shape = Annotated[
    Format | None, typer.Option("--format", "-f", help="Default: table on a terminal, else json, one a line.")
]
Key = Annotated[str, typer.Argument(metavar="KEY", help="The claim's key.")]
OfDocument = Annotated[
    str | None, typer.Option("--document", metavar="ID", help="Its document, where several have one text.")
]
Seen = Annotated[
    str | None,
    typer.Option(metavar="TOKEN", help="What show gave: the decision is refused if the claim has changed since."),
]
Comment = Annotated[str | None, typer.Option(metavar="WORDS", help="Why, for those who read it later.")]
Sets = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="FIELD=VALUE",
        help="A field's value: words of the text, several parted by ';', or JSON with span, name, country …",
    ),
]


@contextmanager
def desk(
    ledger: Path, coder: str | None, *, write: bool = True, lead: bool = False, wait_s: float = 60
) -> Iterator[Desk]:
    """A coder's desk at a ledger that exists."""
    from onrecord.review.desk import Desk
    from onrecord.store import Ledger

    settings = common.settings_from(coder=coder)
    if write and not ledger.exists():
        Ledger.open(ledger).close()  # says what is wrong, and makes none
    with Ledger.open(ledger, write=write, wait_s=wait_s) as opened:
        yield Desk(opened, settings.coder or getpass.getuser(), lead=lead)


def changes(sets: Sequence[str] | None) -> Json:
    """Fields from options such as "status=future", "actors=soldiers; the army", 'time=null', 'place=[{…}]'.

    Raises OnrecordError `bad_field`.
    """
    import orjson

    out: Json = {}
    for given in sets or ():
        name, equals, value = given.partition("=")
        name, value = name.strip(), value.strip()
        if not equals:
            raise LedgerError("bad_field", f"{given!r} sets nothing", "Write it as FIELD=VALUE: status=future")
        if value[:1] in ("[", "{") or value == "null":
            try:
                out[name] = orjson.loads(value)
            except orjson.JSONDecodeError as error:
                raise LedgerError("bad_field", f"{name} is no JSON: {error}", "Correct it, or give words") from None
        elif name in LISTS:
            words = [part.strip() for part in value.split(";") if part.strip()]
            out[name] = [[part] for part in words] if name == "sources" else words
        else:
            out[name] = value
    return out


def is_json(format: Format | None) -> bool:
    """Whether to answer for a program."""
    return (format or (Format.table if sys.stdout.isatty() else Format.json)) is Format.json


def put_json(value: Json) -> None:
    """One value a line."""
    from onrecord.contract import to_line

    typer.echo(to_line(value), nl=False)


def tell(kept: Decision, format: Format | None) -> None:
    """What was decided."""
    from onrecord.review.views import decision_json

    if is_json(format):
        put_json(decision_json(kept))
        return
    what = f"undoes {kept.undoes}" if kept.undoes else ", ".join(dict.fromkeys(s.key for s in kept.subjects))
    typer.echo(f"decision {kept.number} by {kept.coder}: {kept.action} {what}")


def put_view(view: View, format: Format | None) -> None:
    """A claim with all its fields."""
    from onrecord.review.views import view_json

    value = view_json(view)
    if is_json(format):
        put_json(value)
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from onrecord.export.phrases import plain

    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    rows = [("document", f"{view.document}, revision {view.revision}"), ("key", view.claim["key"])]
    rows += [(name, words(view.claim[name])) for name in ("trigger_text", *_fields())]
    rows += [("standing", view.standing.replace("_", " ")), ("confidence", f"{view.claim['confidence']:.2f}")]
    rows += [("incident", view.incident or "–"), ("seen", view.seen)]
    rows += [(f"{d.coder} ({d.number})", said(d)) for d in (*view.mine, *view.others)]
    rows += [("others", "answered; shown when you have answered")] if view.hidden else []
    rows += [("translation", view.translation)] if view.translation else []
    rows += [("in dispute", ", ".join(view.disputed))] if view.disputed else []
    for name, value_ in rows:
        table.add_row(name, Text(plain(value_)))
    console = Console()
    console.print(Text(plain(value["quote"]), "bold"))
    console.print(table)


def _fields() -> tuple[str, ...]:
    from onrecord.model.decision import FIELDS

    return FIELDS


def said(decision: Decision) -> str:
    """A decision in words."""
    parts = [decision.action if not decision.final else f"adjudicated: {decision.action}"]
    if decision.undoes:
        parts.append(f"of {decision.undoes}")
    if decision.action == "edit":
        parts.append("; ".join(f"{name}: {words(value)}" for name, value in decision.fields.items()))
    if decision.comment:
        parts.append(f"“{decision.comment}”")
    return " ".join(parts)


def words(value: Any) -> str:
    """A field's value in words."""
    if value is None or value == []:
        return "–"
    if isinstance(value, list):
        return "; ".join(words(item) for item in value)
    if not isinstance(value, dict):
        return str(value)
    if "stance" in value:
        return f"{value['name']} {value['stance']}"
    if "earliest" in value:
        return f"{value['text']} ({value['value'] or 'no date'})"
    if "unit" in value:
        number = " to ".join(f"{n:g}" for n in (value["value"], value["max"]) if n is not None)
        return " ".join(part for part in (number or "?", value["unit"], value["of"]) if part)
    codes = [value.get("country"), value.get("sector")]
    if value.get("geo"):
        codes = [f"{value['geo']['lat']:.2f}, {value['geo']['lon']:.2f}", value["geo"]["country"]]
    coded = " ".join(code for code in codes if code)
    return f"{value['name']} [{coded}]" if coded else str(value["name"])


def only_table(format: Any) -> None:
    """Claims under review are no CSV. Raises OnrecordError `bad_format`."""
    if str(format) == "csv":
        raise OnrecordError("bad_format", "claims under review are no CSV", "Give --format jsonl or table")
