"""Actor files: YAML lists of organisations, groups, outlets and persons, read whole or refused with line and reason."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable

from onrecord.ground.actor.words import key
from onrecord.ontology.nodes import Node, parse

KINDS = ("organisation", "armed_group", "party", "media", "person")
REQUIRED = ("id", "name", "kind", "country", "sector")
OPTIONAL = ("aliases", "from", "to", "changes", "state_controlled")
ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
EARLIEST_YEAR, LATEST_YEAR = 1000, 2200
MOST_WORDS_OF_A_NAME = 12


@dataclass(frozen=True, slots=True)
class Entry:
    """One actor. `country` ISO 3166-1 alpha-3, None for international ones; `sector` a PLOVER code.

    `start` and `end` (inclusive) are dates to the year, month or day: when an organisation existed or a person held the
    office that gives the sector. `changes` are (date, sector): the sector from that date on.
    """

    id: str
    name: str
    kind: str
    country: str | None
    sector: str
    aliases: tuple[str, ...] = ()
    start: str | None = None
    end: str | None = None
    changes: tuple[tuple[str, str], ...] = ()
    state_controlled: bool | None = None


def read_entries(
    path: Traversable, countries: Collection[str], sectors: Collection[str], taken: Collection[str] = ()
) -> tuple[Entry, ...]:
    """All entries of an actor file. `taken` are ids of other files.

    Raises VocabularyError with file, line and reason: not YAML, cut off, an unknown key, country or sector, an id
    that is there twice or taken, a wrong date, a name without words. Nothing of such a file is used.
    """
    top = parse(path).mapping(("source", "licence", "actors", "end"))
    top["source"].text("source")
    top["licence"].text("licence")
    if top["end"].text("end") != "of file":
        top["end"].refuse("bad_end", "`end` must be `of file`", "Write `end: of file` as the last line")
    entries: list[Entry] = []
    ids: set[str] = set()
    for node in top["actors"].items("actors", at_least=1):
        entry = _entry(node, countries, sectors)
        if entry.id in ids or entry.id in taken:
            where = "in this file" if entry.id in ids else "in another actor file"
            node.refuse("duplicate_id", f"id {entry.id!r} is already {where}", "Give the entry an id of its own")
        ids.add(entry.id)
        entries.append(entry)
    return tuple(entries)


def _entry(node: Node, countries: Collection[str], sectors: Collection[str]) -> Entry:
    fields = node.mapping(REQUIRED, OPTIONAL)
    id = fields["id"].text("id")
    if not ID.fullmatch(id):
        fields["id"].refuse("bad_id", f"id {id!r} is not usable", "Use lower-case letters, digits, - and _, 64 at most")
    kind = fields["kind"].one_of("kind", KINDS)
    country = fields["country"].text_or_none("country")
    if country is not None and country not in countries:
        fields["country"].refuse(
            "unknown_country", f"country {country!r} is not known", "Use an ISO 3166-1 alpha-3 code or null"
        )
    state = fields["state_controlled"].flag("state_controlled") if "state_controlled" in fields else None
    if (kind == "media") != (state is not None):
        node.refuse(
            "state_controlled", f"{id!r} is of kind {kind}", "Media say state_controlled: true or false, others do not"
        )
    start = _date(fields["from"], "from") if "from" in fields else None
    end = _date(fields["to"], "to") if "to" in fields else None
    if start and end and _day(start) > _day(end):
        fields["to"].refuse("wrong_dates", f"it ends in {end}, before it starts in {start}", "Correct from or to")
    return Entry(
        id=id,
        name=_name(fields["name"]),
        kind=kind,
        country=country,
        sector=fields["sector"].one_of("sector", sectors),
        aliases=tuple(_name(n) for n in fields["aliases"].items("aliases")) if "aliases" in fields else (),
        start=start,
        end=end,
        changes=_changes(fields["changes"], sectors) if "changes" in fields else (),
        state_controlled=state,
    )


def _changes(node: Node, sectors: Collection[str]) -> tuple[tuple[str, str], ...]:
    changes: list[tuple[str, str]] = []
    for item in node.items("changes", at_least=1):
        fields = item.mapping(("from", "sector"))
        since = _date(fields["from"], "from")
        if changes and _day(since) <= _day(changes[-1][0]):
            item.refuse("wrong_dates", f"{since} does not follow {changes[-1][0]}", "Put changes in order of time")
        changes.append((since, fields["sector"].one_of("sector", sectors)))
    return tuple(changes)


def _name(node: Node) -> str:
    name = node.text("a name")
    if not 1 <= len(key(name).split()) <= MOST_WORDS_OF_A_NAME:
        node.refuse("bad_name", f"name {name!r} has no words, or more than {MOST_WORDS_OF_A_NAME}", "Shorten it")
    return name


def _date(node: Node, what: str) -> str:
    """A date to the year, month or day. YAML reads them as numbers or dates where they are not in quotes."""
    text = str(node.node.value) if isinstance(node.node.value, str) else ""
    found = DATE.fullmatch(text)
    try:
        if not found or not EARLIEST_YEAR <= date(*(int(part or 1) for part in found.groups())).year <= LATEST_YEAR:
            raise ValueError
    except ValueError:
        node.refuse("wrong_dates", f"{what} {text!r} is no date", "Write YYYY, YYYY-MM or YYYY-MM-DD")
    return text


def _day(text: str) -> str:
    return text if len(text) == 10 else f"{text}-01-01"[:10]
