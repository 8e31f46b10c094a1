"""Claims as a table for a terminal: who → what → whom, where, when, how many, according to whom."""

from __future__ import annotations

from rich.box import Box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from onrecord.export import phrases
from onrecord.model.document import Failure
from onrecord.model.reading import Claim, Reading

WIDEST = 160  # characters; a line longer than that is hard to follow
WIDE = 124  # from here on where, when and how many have columns of their own

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


ROOMY = 96  # characters; below it columns stand closer
NUMBER_WIDTH = 4
SURE_WIDTH = 4
WIDE_COLUMNS = {
    "who": 20,
    "what": 19,
    "whom (what)": 22,
    "where": 14,
    "when": 13,
    "how many": 11,
    "according to": 22,
}  # shares of the width
NARROW_COLUMNS = {"who": 15, "what": 18, "whom (what)": 16, "where, when": 15, "according to": 15}


def _grid(width: int, columns: dict[str, int]) -> tuple[Table, dict[str, int]]:
    """An empty table, and how many characters each column has: the same for every document, so that columns line up."""
    gap = 2 if width >= ROOMY else 1  # of which the box itself makes one
    room = width - NUMBER_WIDTH - gap * len(columns)
    widths = {name: room * share // sum(columns.values()) for name, share in columns.items()}
    table = Table(
        box=ROWS, width=width, header_style="dim", show_edge=False, pad_edge=False, padding=(0, gap - 1, 0, 0)
    )
    table.add_column("", width=NUMBER_WIDTH, no_wrap=True)
    for name in columns:
        table.add_column(name, width=widths[name], overflow="fold")
    return table, widths


def _wide(reading: Reading, width: int) -> Table:
    table, widths = _grid(width - SURE_WIDTH - 2, WIDE_COLUMNS)
    table.width = width
    table.add_column("sure", width=SURE_WIDTH, justify="right")
    for number, claim in enumerate(reading.claims, 1):
        table.add_row(
            _number(number, claim),
            _or_nothing(phrases.names(claim.actors)),
            _event(claim, widths["what"]),
            _whom(claim),
            _or_nothing(phrases.names(claim.place)),
            _or_nothing(phrases.when(claim)),
            _or_nothing(phrases.counts(claim, reading.text)),
            _voices(phrases.according_to(claim), claim),
            Text(_sure(claim), "dim"),
        )
    return table


def _narrow(reading: Reading, width: int) -> Table:
    table, widths = _grid(width, NARROW_COLUMNS)
    for number, claim in enumerate(reading.claims, 1):
        facts = (phrases.names(claim.place), phrases.when(claim), phrases.counts(claim, reading.text))
        # Whose own voice it is stands above the table; there is no room to say it in every row
        voices = phrases.according_to(claim) if claim.sources else [phrases.OWN_VOICE]
        table.add_row(
            _number(number, claim),
            _or_nothing(phrases.names(claim.actors)),
            _event(claim, widths["what"], f" {_sure(claim)}"),
            _whom(claim),
            _or_nothing("\n".join(fact for fact in facts if fact)),
            _voices(voices, claim),
        )
    return table


def _number(number: int, claim: Claim) -> Text:
    mark = phrases.status_mark(claim.status)
    return Text.assemble((f"{number:>2} ", "dim"), (mark, STATUS_STYLES.get(claim.status, "")))


def _or_nothing(words: str) -> Text:
    return Text(words) if words else NOTHING.copy()


def _event(claim: Claim, room: int, sure: str = "") -> Text:
    """The trigger with type and mode below, the mode on a line of its own where one line has no room for both."""
    words = phrases.event(claim) + sure
    if len(words) > room and claim.mode:
        words = f"{claim.type}{sure}\n·{claim.mode}"
    return Text.assemble((phrases.plain(claim.trigger.text), "bold"), "\n", (words, "blue"))


def _whom(claim: Claim) -> Text:
    """Recipients, and things in brackets."""
    out = Text(phrases.names(claim.recipients))
    if claim.objects:
        out.append(" " if out else "").append(f"({phrases.names(claim.objects)})", "dim")
    return out or NOTHING.copy()


def _voices(voices: list[str], claim: Claim) -> Text:
    lines = Text("\n".join(voices), "" if claim.sources else "dim")
    lines.highlight_regex(f"[{''.join(filter(None, phrases.STANCE_MARKS.values()))}]$", "bold")
    return lines


def _sure(claim: Claim) -> str:
    return f"{claim.confidence:.2f}".removeprefix("0") if claim.confidence < 0.995 else "1.0"
