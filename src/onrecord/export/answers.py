"""Answers of a ledger as a table, as CSV or as JSON lines: what each kind of row shows where."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import orjson
from rich.console import Console
from rich.table import Table
from rich.text import Text

from onrecord.export.csv import SEPARATOR, Cell, safe
from onrecord.export.phrases import CHAIN, OWN_VOICE, STANCE_MARKS, plain, plural, status_mark
from onrecord.export.table import ROWS, STATUS_STYLES, WIDEST

Json = dict[str, Any]
FATES = ("killed", "injured")
WRITTEN_CHARS = 1 << 16  # of CSV that wait to be written


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its head, what it shows of a row, and its share of the width (0: as narrow as it can be)."""

    head: str
    show: Callable[[Json], str | Text]
    share: int = 0
    right: bool = False
    least: int | None = None  # characters, whatever its share


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of row: its noun, the columns of its table, and the cells of its CSV by name."""

    noun: str
    columns: tuple[Column, ...]
    cells: dict[str, Callable[[Json], Cell]]


def table(kind: Kind, rows: Iterable[Json], width: int) -> Table:
    """Rows for a terminal of that width."""
    out = Table(
        box=ROWS, width=min(width, WIDEST), header_style="dim", show_edge=False, pad_edge=False, padding=(0, 1, 0, 0)
    )
    for column in kind.columns:
        out.add_column(
            column.head,
            ratio=column.share or None,
            min_width=column.least,
            justify="right" if column.right else "left",
            no_wrap=not column.share,
            overflow="fold",
        )
    for row in rows:
        out.add_row(
            *(shown if isinstance(shown := c.show(row), Text) else Text(plain_lines(shown)) for c in kind.columns)
        )
    return out


def print_table(kind: Kind, rows: Sequence[Json], console: Console) -> None:
    """The table, if there is a row."""
    if rows:
        console.print(table(kind, rows, console.width))


def write_csv(kind: Kind, rows: Iterable[Json], stream: BinaryIO) -> None:
    """A head and a line a row, UTF-8; as many rows as there are, in the memory of a few."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(kind.cells)
    for row in rows:
        writer.writerow([safe(cell(row)) for cell in kind.cells.values()])
        if text.tell() >= WRITTEN_CHARS:
            _flush(text, stream)
    _flush(text, stream)
    stream.flush()


def _flush(text: io.StringIO, stream: BinaryIO) -> None:
    stream.write(text.getvalue().encode("utf-8", "replace"))
    text.seek(0)
    text.truncate()


def write_jsonl(rows: Iterable[Any], stream: BinaryIO) -> None:
    """One object a line."""
    for row in rows:
        stream.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
    stream.flush()


def plain_lines(words: str) -> str:
    """As `plain`, with the line ends that we made."""
    return "\n".join(plain(line) for line in words.split("\n"))


def number(value: float | None) -> str:
    """ "1,204", "2.5"; nothing for None."""
    return "" if value is None else f"{int(value) if value == int(value) else value:,}"


def how_many(q: Json) -> str:
    """ "5-7 killed", "up to 7", "USD 1,500"."""
    low, high = q["value"], q["max"]
    if low is None:
        count = f"up to {number(high)}" if high is not None else ""
    else:
        count = number(low) if high in (None, low) else f"{number(low)}-{number(high)}"
    return " ".join(part for part in (q["unit"], count, q["of"]) if part)


def voices(row: Json) -> str:
    """A line for each chain of holders; without any, whose own voice it is."""
    if row["sources"]:
        return "\n".join(
            CHAIN.join(f"{s['name']} {STANCE_MARKS.get(s['stance'], s['stance'])}".rstrip() for s in chain)
            for chain in row["sources"]
        )
    voice = row["agency"] or row["publisher"]
    return f"{OWN_VOICE}: {voice}" if voice else OWN_VOICE


def span(earliest: str | None, latest: str | None) -> str:
    """The days on which an event may have been: "2024-05-04", "2024-05", "2024-05-03 … 2024-05-06"."""
    if earliest is None:
        return ""
    if latest in (None, earliest):
        return earliest
    month_end = latest is not None and earliest[:7] == latest[:7] and earliest.endswith("-01") and latest[8:] >= "28"
    if month_end:
        return earliest[:7]
    if latest is not None and earliest.endswith("-01-01") and latest == f"{earliest[:4]}-12-31":
        return earliest[:4]
    return f"{earliest} … {latest}"


def toll(row: Json, fate: str) -> str:
    """ "12 (5-40)": the best estimate, with the lowest and highest where they differ."""
    found = row[fate]
    if found is None:
        return ""
    low, best, high = (found[end] for end in ("low", "best", "high"))
    if low == high:
        return number(best)
    return f"{number(best) or '?'} ({number(low) or '?'}-{number(high) or '?'})"


def _day(row: Json) -> str:
    told = span(row["earliest"], row["latest"])
    return told or (f"by {row['day']}" if row["day"] else "")


def _names(held: Iterable[Json]) -> str:
    return ", ".join(dict.fromkeys(p["name"] for p in held))


def _joined(words: Iterable[str | None]) -> str | None:
    parts = [word or "" for word in words]
    return SEPARATOR.join(parts) if any(parts) else None


def _of(role: str, field: str) -> Callable[[Json], Cell]:
    return lambda row: _joined(p[field] for p in row[role])


def _field(name: str) -> Callable[[Json], Cell]:
    return lambda row: row[name]


def _list(name: str) -> Callable[[Json], Cell]:
    return lambda row: _joined(row[name])


def _stacked(*lines: str | None) -> str:
    return "\n".join(line for line in lines if line)


def _what(row: Json) -> Text:
    """The mark of the status, type and mode, and how sure the reading is."""
    mark = (status_mark(row["status"]), STATUS_STYLES.get(row["status"], ""))
    sure = f"{row['confidence']:.2f}".removeprefix("0")
    return Text.assemble(
        mark, " ", (_stacked(row["type"], row["mode"] and f"·{row['mode']}"), "blue"), (f" {sure}", "dim")
    )


def _sides(row: Json) -> str:
    """ "Reed Front → the army"."""
    return plain(" → ".join(filter(None, (", ".join(row["actors"][:3]), ", ".join(row["recipients"][:3])))))


def _told(row: Json) -> Text:
    """Who did what to whom, and if it did not happen, or not yet or not surely, that."""
    status = row["status"]
    doubt = "" if status == "actual" else f" {status_mark(status)} {status}".replace(f"{status} {status}", status)
    return Text.assemble(
        _sides(row), "\n", (", ".join(row["types"]), "blue"), (doubt, STATUS_STYLES.get(status, "yellow"))
    )


def _questions(row: Json) -> Text:
    """The toll, and what sources dispute."""
    counts = (f"{words} {fate}" for fate in FATES if (words := toll(row, fate)))
    disputed = f"disputed: {', '.join(row['disputed'])}" if row["disputed"] else ""
    return Text.assemble(
        "\n".join(counts), "\n" if disputed and (row["killed"] or row["injured"]) else "", (disputed, "red")
    )


def _whom(row: Json) -> str:
    things = _names(row["objects"])
    return f"{_names(row['recipients'])} ({things})".strip() if things else _names(row["recipients"])


CLAIMS = Kind(
    "claim",
    (
        Column("document, day, where", lambda r: _stacked(r["document"], _day(r), r["place"]), 22),
        Column("what", _what, 14),
        Column("who", lambda r: _names(r["actors"]), 15),
        Column("whom (what)", _whom, 15),
        Column("how many", lambda r: ", ".join(how_many(q) for q in r["quantities"]), 10),
        Column("according to", voices, 18),
    ),
    {
        **{n: _field(n) for n in ("document", "key", "incident", "published", "publisher", "agency", "title", "day")},
        **{n: _field(n) for n in ("earliest", "latest", "precision", "type", "mode", "status", "trigger")},
        **{role: _of(role, "name") for role in ("actors", "recipients", "objects")},
        **{
            f"{role[:-1]}_{plural}": _of(role, field)
            for role in ("actors", "recipients")
            for field, plural in (("country", "countries"), ("sector", "sectors"))
        },
        **{n: _field(n) for n in ("place", "lat", "lon", "country")},
        "quantities": lambda r: _joined(how_many(q) for q in r["quantities"]),
        "sources": lambda r: _joined(CHAIN.join(s["name"] for s in chain) for chain in r["sources"]),
        "stances": lambda r: _joined(chain[-1]["stance"] for chain in r["sources"]),
        "confidence": _field("confidence"),
    },
)

INCIDENTS = Kind(
    "incident",
    (
        Column("incident, day, where", lambda r: _stacked(r["id"], _day(r), r["place"]), 20, least=16),
        Column("who → whom, what", _told, 28),
        Column("reported", lambda r: span(r["first_reported"], r["last_reported"]).replace(" … ", "\n")),
        Column("behind it", lambda r: f"{plural(r['documents'], 'article')}\n{number(r['independent'])} independent"),
        Column("in question", _questions, 18),
    ),
    {
        **{n: _field(n) for n in ("id", "status", "day", "earliest", "latest", "precision")},
        **{n: _field(n) for n in ("first_reported", "last_reported")},
        **{n: _field(n) for n in ("place", "lat", "lon", "country")},
        **{n: _list(n) for n in ("types", "actors", "recipients")},
        **{n: _field(n) for n in ("claims", "documents", "independent")},
        **{
            f"{fate}_{end}": lambda r, fate=fate, end=end: r[fate] and r[fate][end]  # type: ignore[misc]
            for fate in FATES
            for end in ("low", "best", "high")
        },
        "disputed": _list("disputed"),
    },
)

TIMELINE = Kind(
    "period",
    (
        Column("when", lambda r: Text(r["period"] or "no day", "" if r["exact"] else "dim")),
        Column("incidents", lambda r: number(r["incidents"]), right=True),
        Column("claims", lambda r: number(r["claims"]), right=True),
        Column("by report", lambda r: number(r["by_report"]) if r["by_report"] else "", right=True),
        Column("leading incidents", lambda r: "\n".join(headline(i) for i in r["leading"]), 1),
    ),
    {
        **{n: _field(n) for n in ("period", "exact", "incidents", "claims", "by_report")},
        "leading": lambda r: _joined(i["id"] for i in r["leading"]),
    },
)

PARTIES = Kind(
    "party",
    (
        Column("party", lambda r: r["name"], 1),
        *(Column(n, lambda r, n=n: r[n] or "") for n in ("country", "sector")),  # type: ignore[misc]
        Column("claims", lambda r: number(r["claims"]), right=True),
        Column("as actor", lambda r: number(r["as_actor"]), right=True),
        Column("as recipient", lambda r: number(r["as_recipient"]), right=True),
    ),
    {n: _field(n) for n in ("name", "country", "sector", "claims", "as_actor", "as_recipient")},
)

STANCE_COUNTS = ("asserts", "confirms", "denies", "alleges")
SOURCES = Kind(
    "source",
    (
        Column("source", lambda r: r["name"], 3),
        Column("kind", lambda r: r["kind"]),
        Column("of", lambda r: "/".join(part for part in (r["country"], r["sector"]) if part)),
        Column("claims", lambda r: number(r["claims"]), right=True),
        Column("of which it", lambda r: ", ".join(f"{n} {number(r[n])}" for n in STANCE_COUNTS if r[n]), 2),
        Column("others deny", lambda r: number(r["denied"]) if r["denied"] else "", right=True),
    ),
    {n: _field(n) for n in ("name", "kind", "country", "sector", "claims", *STANCE_COUNTS, "denied")},
)

PRESENCES = Kind(
    "presence",
    (
        Column("who", lambda r: r["who"]["name"], 16),
        Column("of", lambda r: "/".join(p for p in (r["who"]["country"], r["who"]["sector"]) if p)),
        Column("what", lambda r: ", ".join(r["what"]) or r["kind"], 14),
        Column("where", lambda r: r["place"] or r["country"] or "", 12),
        Column("since", lambda r: r["since"] or (f"by {r['reported']}" if r["reported"] else "?"), 12),
        Column("until", lambda r: r["until"] or (f"by {r['gone_by']}" if r["gone_by"] else ""), 12),
        Column("according to", lambda r: "\n".join(s["who"]["name"] for s in r["according"]), 18),
        Column("independent", lambda r: number(r["independent"]), right=True),
    ),
    {
        "who": lambda r: r["who"]["name"],
        "who_country": lambda r: r["who"]["country"],
        "who_sector": lambda r: r["who"]["sector"],
        "what": _list("what"),
        **{n: _field(n) for n in ("country", "place", "kind", "status", "foreign", "since", "reported", "until")},
        **{n: _field(n) for n in ("gone_by", "last", "independent")},
        "according": lambda r: _joined(s["who"]["name"] for s in r["according"]),
    },
)


def headline(incident: Json) -> str:
    """An incident in a line: "Reed Front → army · ASSAULT · Moravi · 2 independent · disputed: number"."""
    known = (_sides(incident), incident["types"][0] if incident["types"] else "", incident["place"] or "")
    independent = f"{incident['independent']} independent"
    disputed = f"disputed: {', '.join(incident['disputed'])}" if incident["disputed"] else ""
    return " · ".join(filter(None, (*known, independent, disputed)))
