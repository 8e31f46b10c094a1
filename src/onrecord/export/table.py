"""Claims as a table for a terminal: who → what → whom, where, when, how many, according to whom."""

from __future__ import annotations

from dataclasses import dataclass

from rich.box import Box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from onrecord.export import phrases
from onrecord.model.document import Failure
from onrecord.model.reading import Claim, Reading

WIDEST = 160  # characters; a line longer than that is hard to follow
WIDE = 116  # from here on where, when and how many have columns of their own

ROWS = Box("    \n    \n ── \n    \n    \n    \n    \n    \n")
NOTHING = Text("–", "dim")

STATUS_STYLES = {"actual": "green", "future": "cyan", "hypothetical": "yellow", "negated": "red"}


def claims_table(reading: Reading, width: int) -> RenderableType:
    """The claims of one reading for a terminal of `width` characters, numbered from 1."""
    if not reading.claims:
        return Padding(Text("no claims", "dim italic"), (0, 0, 0, 2))
    layout = _wide if width >= WIDE else _narrow
    return layout(reading, min(width, WIDEST))


def document_table(reading: Reading, width: int) -> RenderableType:
    """A document's title, publisher and date, with its claims below."""
    title, about = phrases.headline(reading)
    return Group(Text(title, "bold"), Text(about, "dim"), claims_table(reading, width), Text())


class TableWriter:
    """Prints each document's table at once, and the legend at the end if there was any claim."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.claims = 0

    def write(self, item: Reading | Failure) -> None:
        """A table for a reading. Failures have none: who runs it must report them."""
        if isinstance(item, Reading):
            self.claims += len(item.claims)
            self.console.print(document_table(item, self.console.width))

    def finish(self) -> None:
        """The legend."""
        if self.claims:
            self.console.print(Text(phrases.legend(), "dim"))


@dataclass(frozen=True, slots=True)
class _Col:
    title: str
    ratio: int


def _grid(width: int, columns: list[_Col]) -> Table:
    table = Table(box=ROWS, width=width, header_style="dim", show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("", width=4, no_wrap=True)
    for column in columns:
        table.add_column(column.title, ratio=column.ratio, overflow="fold")
    return table


def _wide(reading: Reading, width: int) -> Table:
    table = _grid(
        width,
        [
            _Col("who", 20),
            _Col("what", 18),
            _Col("whom (what)", 22),
            _Col("where", 14),
            _Col("when", 11),
            _Col("how many", 11),
            _Col("according to", 22),
        ],
    )
    table.add_column("sure", width=4, justify="right")
    for number, claim in enumerate(reading.claims, 1):
        table.add_row(
            _number(number, claim),
            _or_nothing(phrases.names(claim.actors)),
            _event(claim),
            _whom(claim),
            _or_nothing(phrases.names(claim.place)),
            _or_nothing(phrases.when(claim)),
            _or_nothing(phrases.counts(claim, reading.text)),
            _voices(claim),
            Text(_sure(claim), "dim"),
        )
    return table


def _narrow(reading: Reading, width: int) -> Table:
    table = _grid(
        width,
        [_Col("who", 15), _Col("what", 16), _Col("whom (what)", 16), _Col("where, when", 15), _Col("according to", 16)],
    )
    for number, claim in enumerate(reading.claims, 1):
        facts = (phrases.names(claim.place), phrases.when(claim), phrases.counts(claim, reading.text))
        table.add_row(
            _number(number, claim),
            _or_nothing(phrases.names(claim.actors)),
            _event(claim).append(f" {_sure(claim)}", "dim"),
            _whom(claim),
            _or_nothing("\n".join(fact for fact in facts if fact)),
            _voices(claim),
        )
    return table


def _number(number: int, claim: Claim) -> Text:
    mark = phrases.status_mark(claim.status)
    return Text.assemble((f"{number:>2} ", "dim"), (mark, STATUS_STYLES.get(claim.status, "")))


def _or_nothing(words: str) -> Text:
    return Text(words) if words else NOTHING.copy()


def _event(claim: Claim) -> Text:
    return Text.assemble((phrases.plain(claim.trigger.text), "bold"), "\n", (phrases.event(claim), "blue"))


def _whom(claim: Claim) -> Text:
    """Recipients, and things in brackets."""
    out = Text(phrases.names(claim.recipients))
    if claim.objects:
        out.append(" " if out else "").append(f"({phrases.names(claim.objects)})", "dim")
    return out or NOTHING.copy()


def _voices(claim: Claim) -> Text:
    lines = Text("\n".join(phrases.according_to(claim)))
    lines.stylize("dim" if not claim.sources else "")
    lines.highlight_regex(f"[{''.join(filter(None, phrases.STANCE_MARKS.values()))}]", "bold")
    return lines


def _sure(claim: Claim) -> str:
    return f"{claim.confidence:.2f}".removeprefix("0") if claim.confidence < 0.995 else "1.0"
