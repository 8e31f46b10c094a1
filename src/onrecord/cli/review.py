"""`onrecord review`: look at claims, accept, reject, correct and add them; merge and split incidents; undo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli import common, review_team, reviewing
from onrecord.cli.asking import Format as ListFormat
from onrecord.cli.asking import Question, asks
from onrecord.cli.reviewing import Coder, Comment, Key, Lead, OfDocument, Seen, Sets, Shape, Wait, changes, desk, tell

if TYPE_CHECKING:
    from onrecord.model.decision import Decision

NAME = "review"

app = typer.Typer(
    help="Decide on claims: accept, reject, edit, add, merge, split, undo. Nothing that anybody said is lost.",
    no_args_is_help=True,
    epilog="Example: [bold]onrecord review next --ledger sahel.db --profile sahel --coder maryam[/bold]",
)


def _example(line: str) -> str:
    return f"Example: [bold]onrecord review {line}[/bold]"


@app.callback()
def group() -> None:
    """Decide on claims: accept, reject, edit, add, merge, split, undo. Nothing that anybody said is lost.

    You see what others answered on a claim when you have answered it yourself.
    """


@app.command("list", epilog=_example("list --ledger sahel.db --profile sahel --limit 20"))
@asks
def list_(
    question: Question,
    coder: Coder = None,
    second: Annotated[
        bool, typer.Option("--second", help="Only claims that others have answered: for double coding.")
    ] = False,
    lost: Annotated[
        bool, typer.Option("--lost", help="Decisions instead whose words are gone from their article.")
    ] = False,
) -> None:
    """List the claims that wait for you, the most urgent first: what is uncertain, and what much hangs on."""
    from onrecord.review.views import view_json

    reviewing.only_table(question.format)
    with desk(question.ledger, coder, write=False) as at:
        if lost:
            _put_log(at.log(lost=True), as_json=question.format is ListFormat.jsonl)
            return
        views = at.queue(question.filters, question.limit, second=second)
    if question.format is ListFormat.jsonl:
        for view in views:
            reviewing.put_json(view_json(view))
    else:
        _put_table([view_json(view) for view in views])
    if not views:
        common.complain(f"nothing waits for {at.coder}")


@app.command("next", epilog=_example("next --ledger sahel.db --country NER --coder maryam"))
@asks
def next_(
    question: Question,
    coder: Coder = None,
    second: Annotated[
        bool, typer.Option("--second", help="Only claims that others have answered: for double coding.")
    ] = False,
) -> None:
    """Show the most urgent claim that waits for you, in full."""
    reviewing.only_table(question.format)
    with desk(question.ledger, coder, write=False) as at:
        views = at.queue(question.filters, 1, second=second)
    for view in views:
        format = reviewing.Format.json if question.format is ListFormat.jsonl else reviewing.Format.table
        reviewing.put_view(view, format)
    if not views:
        common.complain(f"nothing waits for {at.coder}")


@app.command(epilog=_example("show 9f2c4e8a01b3d5f7 --ledger sahel.db"))
def show(
    key: Key,
    ledger: common.LedgerFile,
    document: OfDocument = None,
    coder: Coder = None,
    lead: Lead = False,
    format: Shape = None,
) -> None:
    """Show a claim as you may see it, with the decisions on it."""
    with desk(ledger, coder, write=False, lead=lead) as at:
        view = at.show(key, document)
    reviewing.put_view(view, format)


@app.command(epilog=_example("accept 9f2c4e8a01b3d5f7 --ledger sahel.db --coder maryam"))
def accept(
    key: Key,
    ledger: common.LedgerFile,
    document: OfDocument = None,
    seen: Seen = None,
    comment: Comment = None,
    coder: Coder = None,
    wait: Wait = 60,
    format: Shape = None,
) -> None:
    """Say that a claim is right as it stands, in every field. It stays so whatever a later model reads."""
    with desk(ledger, coder, wait_s=wait) as at:
        kept = at.accept(key, document, seen=seen, comment=comment)
    tell(kept, format)


@app.command(epilog=_example('reject 9f2c4e8a01b3d5f7 --ledger sahel.db --comment "a film, no event"'))
def reject(
    key: Key,
    ledger: common.LedgerFile,
    document: OfDocument = None,
    seen: Seen = None,
    comment: Comment = None,
    coder: Coder = None,
    wait: Wait = 60,
    format: Shape = None,
) -> None:
    """Say that the article makes no such claim. It leaves its incident, and answers no question."""
    with desk(ledger, coder, wait_s=wait) as at:
        kept = at.reject(key, document, seen=seen, comment=comment)
    tell(kept, format)


@app.command(epilog=_example('edit 9f2c4e8a01b3d5f7 --set status=future --set "actors=the army" --ledger sahel.db'))
def edit(
    key: Key,
    ledger: common.LedgerFile,
    sets: Sets = None,
    document: OfDocument = None,
    seen: Seen = None,
    comment: Comment = None,
    coder: Coder = None,
    wait: Wait = 60,
    format: Shape = None,
) -> None:
    """Correct fields of a claim: type, mode, status, actors, recipients, objects, place, time, quantities, sources.

    Words are looked for in the article, nearest to the trigger, and grounded as the program does it; JSON says more:
    [bold]--set 'sources=[[{"text": "police", "cue": "said", "stance": "denies"}]]'[/bold]
    """
    with desk(ledger, coder, wait_s=wait) as at:
        kept = at.edit(key, changes(sets), document, seen=seen, comment=comment)
    tell(kept, format)


@app.command(epilog=_example("add report.txt --trigger shelled --type ASSAULT --set place=Velden --ledger sahel.db"))
def add(
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", help="The document's id.")],
    trigger: Annotated[str, typer.Option(metavar="WORDS", help="Words of the article that name the event.")],
    type: Annotated[str, typer.Option(metavar="TYPE", help="Event type: ASSAULT.")],
    ledger: common.LedgerFile,
    sets: Sets = None,
    start: Annotated[
        int | None, typer.Option(metavar="N", min=0, help="Where the trigger begins, if its words come several times.")
    ] = None,
    translation: Annotated[
        str | None, typer.Option(metavar="WORDS", help="English for the trigger, in an article that is not.")
    ] = None,
    incident: Annotated[
        str | None, typer.Option(metavar="ID", help="Put it into this incident. Default: where it belongs by itself.")
    ] = None,
    comment: Comment = None,
    coder: Coder = None,
    wait: Wait = 60,
    format: Shape = None,
) -> None:
    """Add a claim that the program missed, and with it an incident where nothing else reports the event."""
    from onrecord.review.given import Words

    span = None if start is None else (start, start + len(trigger))
    with desk(ledger, coder, wait_s=wait) as at:
        kept = at.add(
            document,
            Words(text=trigger, span=span, translation=translation),
            {"type": type, **changes(sets)},
            incident=incident,
            comment=comment,
        )
    tell(kept, format)


@app.command("document", epilog=_example("document stattya.txt --language uk --translation en.txt --ledger sahel.db"))
def document_(
    input: Annotated[str, typer.Argument(metavar="INPUT", help="A file or URL with one article.")],
    language: Annotated[str, typer.Option(metavar="CODE", help="Its language: uk, fr, ar …")],
    ledger: common.LedgerFile,
    translation: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Your translation, as text.", exists=True, dir_okay=False)
    ] = None,
    published: common.Published = None,
    publisher: common.Publisher = None,
    title: common.Title = None,
    coder: Coder = None,
    wait: Wait = 60,
) -> None:
    """Put an article into the ledger that the program cannot read, for claims that you add by hand.

    Your translation is kept beside it. Claims rest on the words of the original; give English for them as
    [bold]{"text": "…", "translation": "…"}[/bold], and their values are found from that.
    """
    from onrecord.review.foreign import put_document

    settings = common.settings_from()
    with desk(ledger, coder, wait_s=wait) as at:
        put = put_document(
            at,
            input,
            language,
            _text_of(translation) if translation else None,
            settings=settings,
            published=published,
            publisher=publisher,
            title=title,
        )
    typer.echo(f"{put}: kept in {ledger}; add its claims with onrecord review add")


def _text_of(file: Path) -> str:
    from onrecord.model.errors import LedgerError

    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise LedgerError(
            "not_text", f"{file} is no UTF-8: byte {error.start} cannot be read", "Save your translation as UTF-8 text"
        ) from None


@app.command(epilog=_example("undo 17 --ledger sahel.db"))
def undo(
    number: Annotated[int, typer.Argument(metavar="N", help="The decision's number.")],
    ledger: common.LedgerFile,
    comment: Comment = None,
    coder: Coder = None,
    lead: Lead = False,
    wait: Wait = 60,
    format: Shape = None,
) -> None:
    """Let a decision count no longer. That is one more decision: undo it to bring the first back."""
    with desk(ledger, coder, lead=lead, wait_s=wait) as at:
        kept = at.undo(number, comment)
    tell(kept, format)


@app.command(epilog=_example("log --document report.txt --ledger sahel.db"))
def log(
    ledger: common.LedgerFile,
    document: OfDocument = None,
    key: Annotated[str | None, typer.Option(metavar="KEY", help="Decisions on this claim.")] = None,
    by: Annotated[str | None, typer.Option(metavar="NAME", help="Decisions of this coder.")] = None,
    coder: Coder = None,
    lead: Lead = False,
    format: Shape = None,
) -> None:
    """List decisions in the order in which they were made, undone ones too."""
    with desk(ledger, coder, write=False, lead=lead) as at:
        found = at.log(document=document, key=key, coder=by)
        from onrecord.store.decisions import undone

        off = undone(at.ledger.connection)
    _put_log(found, reviewing.is_json(format), off)


def _put_log(found: list[Decision], as_json: bool, off: frozenset[int] = frozenset()) -> None:
    from onrecord.review.views import decision_json

    if as_json:
        for decision in found:
            reviewing.put_json({**decision_json(decision), "undone": decision.number in off})
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from onrecord.export.phrases import plain

    table = Table(box=None, header_style="dim", padding=(0, 2, 0, 0))
    for head in ("no.", "made", "coder", "document", "words", "decision"):
        table.add_column(head, overflow="fold")
    for d in found:
        documents = ", ".join(dict.fromkeys(s.document for s in d.subjects))
        quotes = ", ".join(dict.fromkeys(s.quote.text for s in d.subjects))
        style = "strike dim" if d.number in off else ""
        cells = (str(d.number), d.made, d.coder, documents, quotes, reviewing.said(d))
        table.add_row(*(Text(plain(cell), style) for cell in cells))
    Console().print(table)


def _put_table(rows: list[reviewing.Json]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from onrecord.export.phrases import plain

    table = Table(box=None, header_style="dim", padding=(0, 2, 0, 0))
    table.add_column("key", no_wrap=True)  # to be copied
    for head in ("document", "event", "by whom → to whom", "sure", "standing"):
        table.add_column(head, overflow="fold")
    for row in rows:
        claim = row["claim"]
        event = f"{claim['type']}·{claim['mode']}" if claim["mode"] else claim["type"]
        sides = f"{reviewing.words(claim['actors'])} → {reviewing.words(claim['recipients'])}"
        cells = (claim["key"], row["document"], f"{event} “{claim['trigger_text']}”", sides)
        standing = row["standing"].replace("_", " ")
        table.add_row(*(Text(plain(cell)) for cell in cells), f"{claim['confidence']:.2f}", standing)
    Console().print(table)


review_team.add_to(app)
