"""Country and sector of a party from its words: names that the table knows, head nouns, countries and peoples.

A phrase is read as its head ("Turkish police"), what the head belongs to ("prosecutors in Milan", "a spokesman for the
party") and second parties ("police and soldiers"). What follows "against", "to" or "who" says nothing of the party.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.ground.actor.entries import Entry
from onrecord.ground.actor.table import ActorTable, Match
from onrecord.ground.actor.words import Word, key, split

WHY_NULL = {
    "international": "a body of many countries or of none",
    "many_countries": "the words name many countries at once: “African states”",
    "two_countries": "they name two countries",
    "no_country_named": "neither the words nor the table of actors say a country",
    "several_entries": "a name that several known actors bear",
    "two_sectors": "two parties of different sectors in one phrase",
    "unknown_head": "the head noun is not in the table of roles",
    "unknown_name": "a name that the table of actors does not hold, and no role beside it",
    "undated": "it depends on the day of publication, which is not known",
    "before_office": "the person held no office yet on the day of publication",
    "empty": "the phrase has no words",
}
WITHOUT_COUNTRY = frozenset({"IGO", "NGO", "IMG", "ISM", "MNC"})
ARMED_SIDES = frozenset({"REB", "PRM", "IGO", "IMG", "CRM", "MIL", "UAF", "COP"})


@dataclass(frozen=True, slots=True)
class Coding:
    """Who a party is. `country` ISO 3166-1 alpha-3, `sector` a PLOVER code, `ref` "actors:ID" of the table's entry.

    Where country or sector is None, `no_country` or `no_sector` is a word of WHY_NULL.
    """

    country: str | None = None
    sector: str | None = None
    ref: str | None = None
    no_country: str | None = None
    no_sector: str | None = None

    @property
    def whole(self) -> bool:
        """Whether nothing is missing that the party could have."""
        return self.sector is not None and (self.country is not None or self.no_country in SETTLED)


MILITARY_BODIES = frozenset({"force", "forces", "column", "columns", "coalition", "coalitions"})
SETTLED = frozenset({"international", "many_countries", "two_countries"})


@dataclass(slots=True)
class _Found:
    """What a part of the phrase told. `strong`: an organisation or a noun told the sector, no name and no default."""

    countries: list[str]
    sector: str | None = None
    entry: Entry | None = None
    strong: bool = False
    open: bool = False
    force: bool = False
    bare: bool = False  # only a country's or a people's name
    many: bool = False
    unsure: str | None = None


def code_party(text: str, name: str, published: str | None, actors: ActorTable) -> Coding:
    """Code an actor, recipient or source: its words, and the name behind them where they are a pronoun or the like.

    `published` is an ISO date to the year, month or day, or None. Never raises for odd words.
    """
    own = _code(text, published, actors)
    if not name or name == text or name == "unnamed" or own.whole:
        return own
    other = _code(name, published, actors)
    if other.whole or (own.sector is None and own.country is None):
        return other if other.sector or other.country or _only_pronoun(text, actors) else own
    country = own.country or (None if own.no_country in SETTLED else other.country)
    sector = own.sector or other.sector
    return Coding(
        country,
        sector,
        own.ref or other.ref,
        None if country else (own.no_country if own.no_country in SETTLED else other.no_country),
        None if sector else own.no_sector,
    )


def _only_pronoun(text: str, actors: ActorTable) -> bool:
    return all(actors.cues.get(word.key) == "pronoun" for word in split(text))


def _code(text: str, published: str | None, actors: ActorTable) -> Coding:
    words = split(text)
    if not words:
        return Coding(no_country="empty", no_sector="empty")
    reader = _Reader(words, actors.find(words), published, actors)
    return reader.coding(reader.phrase(0, len(words)))


class _Reader:
    """One phrase with its matches; each method reads the words `[low, high)`."""

    def __init__(
        self, words: Sequence[Word], matches: Sequence[Match], published: str | None, actors: ActorTable
    ) -> None:
        self.words = words
        self.published = published
        self.actors = actors
        self.matches = matches
        self.inside = {i for m in matches if m.what != "link" for i in range(m.start, m.end)}

    def coding(self, found: _Found) -> Coding:
        """A finding as the result, with the reasons for what is missing."""
        entry = found.entry
        named = any(w.capital for w in self.words)
        countries = list(dict.fromkeys(found.countries))
        country = countries[0] if len(countries) == 1 and not found.many else None
        if found.sector in ("IGO", "IMG", "MNC"):
            country = None
        no_country = None
        if country is None:
            if found.many:
                no_country = "many_countries"
            elif found.sector in WITHOUT_COUNTRY and len(countries) < 2:
                no_country = "international"
            elif len(countries) > 1:
                no_country = "two_countries"
            elif found.unsure == "several_entries":
                no_country = "several_entries"
            else:
                no_country = "unknown_name" if named and found.sector is None else "no_country_named"
        no_sector = None
        if found.sector is None:
            no_sector = found.unsure or ("unknown_name" if named and not found.open else "unknown_head")
        return Coding(country, found.sector, f"actors:{entry.id}" if entry else None, no_country, no_sector)

    def phrase(self, low: int, high: int, depth: int = 0) -> _Found:
        """A phrase with its appositions and second parties."""
        if low >= high or depth > 6:
            return _Found([])
        joint = self._joint(low, high)
        if joint is not None:
            start, end = joint
            return self._both(low, self._party(low, start, depth), self.phrase(end, high, depth + 1), end)
        comma = next((i for i in range(low + 1, high) if self.words[i].comma and not self._within(i)), None)
        if comma is not None:
            found = self._party(low, comma, depth)
            rest = self.phrase(comma, high, depth + 1)
            return self._apposed(found, rest)
        return self._party(low, high, depth)

    def _within(self, i: int) -> bool:
        """Whether a break before word i lies inside a name that the table knows."""
        return any(m.start < i < m.end for m in self.matches)

    def _joint(self, low: int, high: int) -> tuple[int, int] | None:
        """Where a second party begins: at "and", or at a comma with "and" to come."""
        link = next((m for m in self.matches if m.what == "link" and low < m.start and m.end < high), None)
        if link is None or link.about != "and":
            return None
        comma = next((i for i in range(low + 1, link.start) if self.words[i].comma and not self._within(i)), None)
        return (comma, comma) if comma is not None else (link.start, link.end)

    def _both(self, low: int, one: _Found, two: _Found, at: int) -> _Found:
        """Two parties as one finding: what they share holds."""
        if one.sector is None and not one.countries and one.entry is None:
            return two
        if two.sector is None and not two.countries:
            return one
        attributive = one.bare and not two.bare
        same = one.sector == two.sector or attributive
        found = _Found([*one.countries, *two.countries], two.sector if same else None, many=one.many or two.many)
        found.strong = one.strong and two.strong
        found.bare = one.bare and two.bare
        found.force = two.force
        if not same:
            found.unsure = "two_sectors"
        return found

    def _apposed(self, found: _Found, rest: _Found) -> _Found:
        if found.sector is None and (rest.strong or rest.sector):
            rest.countries = found.countries or rest.countries
            rest.entry = found.entry or rest.entry
            return rest
        found.countries = found.countries or rest.countries
        return found

    def _party(self, low: int, high: int, depth: int) -> _Found:
        """One party: the head up to the first link, and what the head belongs to."""
        links = [m for m in self.matches if m.what == "link" and low <= m.start and m.end <= high and m.about != "and"]
        cut = next((m for m in links if m.start > low), None)
        if links and links[0].start == low:
            return self._party(links[0].end, high, depth)
        if cut is None:
            return self._head(low, high)
        found = self._head(low, cut.start)
        if cut.about != "owner":
            return found
        owner = self.phrase(cut.end, high, depth + 1)
        if not found.strong and not found.countries and found.entry is None and found.sector is None and not found.open:
            return owner
        self._owned(found, owner)
        return found

    def _owned(self, found: _Found, owner: _Found) -> None:
        """Fill in what the owner behind "of", "in", "for" tells."""
        if not found.countries or (found.open and not found.strong and owner.entry is not None and not found.bare):
            found.countries = found.countries or owner.countries
        found.many = found.many or (owner.many and found.open)
        if found.open and not found.strong and (owner.entry is not None or not owner.bare) and owner.sector is not None:
            if found.force:
                found.sector = owner.sector if owner.sector in ARMED_SIDES else found.sector
            else:
                found.sector = owner.sector
            found.entry = found.entry or (owner.entry if owner.entry and owner.entry.kind != "person" else None)
            found.strong = True
        found.unsure = found.unsure or (owner.unsure if found.sector is None else None)

    def _head(self, low: int, high: int) -> _Found:
        """The head of a party: names, roles and countries in it."""
        matches = [m for m in self.matches if low <= m.start and m.end <= high]
        countries, uses, faction = self._countries(matches, low, high)
        roles = [m for m in matches if m.what == "role"]
        organisation, person, unsure = self._entries(matches, countries, low)
        found = _Found(countries, unsure=unsure)
        found.many = any(r.about[0] == "plural_states" for r in roles)
        if organisation is not None:
            self._by_organisation(found, organisation, roles, low, high)
        elif roles:
            self._by_role(found, person, roles, faction, low)
        elif person is not None:
            self._by_person(found, person[1], low, high)
        elif uses and unsure is None:
            found.bare = True
            found.sector = "GOV" if uses[-1] in ("country", "capital") else "CVL" if uses[-1] != "town" else None
            found.sector = found.sector if self._nothing_else(matches, high) else None
        if (
            found.sector is None
            and found.unsure is None
            and uses[-1:] == ["people"]
            and self._nothing_else(matches, high)
        ):
            found.sector = "CVL"  # "two Italians", "some of the Italians"
        if person is not None and found.entry is None:
            found.entry = person[1]
            found.countries = found.countries or ([person[1].country] if person[1].country else [])
        return found

    def _nothing_else(self, matches: Sequence[Match], high: int) -> bool:
        """Whether a country's or people's name ends the head: "the Israelis", not "the Israeli Widgets"."""
        return max((m.end for m in matches if m.what == "place"), default=high) == high

    def _countries(self, matches: Sequence[Match], low: int, high: int) -> tuple[list[str], list[str], bool]:
        """The countries that the head names as its own, how each is named, and whether one is a people at war."""
        countries: list[str] = []
        uses: list[str] = []
        faction = False
        for m in matches:
            if m.what != "place":
                continue
            country, use, side, _ = m.about
            before = self.words[m.start - 1] if m.start > low else None
            after = self.words[m.end] if m.end < high else None
            if before and self._cue(before) == "prefix" and (before.key == "ethnic" or self.words[m.start].hyphen):
                continue
            if after and after.hyphen and self._cue(after) == "suffix":
                continue
            faction = faction or side
            joined = m.start > low and self.words[m.start].hyphen
            if country and (not countries or joined):
                countries.append(country)
            uses.append(use)
        return countries, uses, faction

    def _entries(
        self, matches: Sequence[Match], countries: list[str], low: int
    ) -> tuple[tuple[Match, Entry] | None, tuple[Match, Entry] | None, str | None]:
        """The last organisation and the last person of the head, and why a name stayed open."""
        organisation = person = None
        unsure = None
        for m in matches:
            if m.what != "actor":
                continue
            candidates = [self.actors.entry(n) for n in m.about]
            candidates = [e for e in candidates if self._fits(e, m, countries, low)]
            if not candidates:
                continue
            candidates = [e for e in candidates if not self._surname(e, m)] or candidates
            now = [e for e in candidates if not e.end or self._since(e.end, last=True) is not True] or candidates
            agreed = [e for e in now if e.country in countries] or now
            entry = agreed[0]
            if len({(e.country, e.sector) for e in agreed}) > 1:
                unsure = "several_entries"
                continue
            if entry.kind == "person":
                person = (m, entry)
            else:
                organisation = (m, entry)
                if person and self.words[person[0].end - 1].genitive:
                    person = None
        return organisation, person, unsure

    def _fits(self, entry: Entry, m: Match, countries: Sequence[str], low: int) -> bool:
        """Whether an entry can be meant: it exists by then, the country agrees, a surname is an office holder's."""
        if entry.kind != "person":
            if entry.start and self._since(entry.start) is False:
                return False
            return not (entry.kind in ("party", "media", "organisation") and countries and entry.country) or (
                entry.country in countries
            )
        if not self._surname(entry, m):
            return True
        known = self._since(entry.start) if entry.start else bool(entry.changes) and self._sector(entry)[0] == "GOV"
        if known is not True or (entry.end and self._since(entry.end, last=True) is not False):
            return False
        before = self.words[m.start - 1] if m.start > low else None
        after = self.words[m.end] if m.end < len(self.words) else None
        foreign = (
            before is not None and before.capital and m.start - 1 not in self.inside and self._cue(before) != "title"
        )
        longer = after is not None and after.capital and not after.comma and not self.words[m.end - 1].genitive
        longer = longer and m.end not in self.inside
        return not foreign and not longer and (not countries or entry.country in countries)

    def _surname(self, entry: Entry, m: Match) -> bool:
        """Whether only a person's last name stands there."""
        if entry.kind != "person" or m.end - m.start > 1:
            return False
        names = [key(name) for name in (entry.name, *entry.aliases)]
        return self.words[m.start].key not in names

    def _since(self, when: str, last: bool = False) -> bool | None:
        """Whether the day of publication is at or after a date, after it for `last`. None if it is not known."""
        if not self.published:
            return None
        day = self.published[: len(when)]
        return day > when if last else day >= when

    def _by_organisation(
        self, found: _Found, organisation: tuple[Match, Entry], roles: Sequence[Match], low: int, high: int
    ) -> None:
        m, entry = organisation
        after = [r for r in roles if r.start >= m.end]
        head = after[-1] if after else None
        sector, unsure = self._sector(entry)
        if entry.kind == "party":
            cues = {self._cue(w) for w in self.words[low : m.start]}
            sector = "GOV" if "ruling" in cues else "OPP" if "opposed" in cues else sector
        found.sector, found.entry, found.strong = sector, entry, True
        found.unsure = unsure
        if entry.country:
            found.countries = [entry.country]
        if head is None:
            return
        kind, told = head.about
        if kind == "office" and self._former(low, high):
            found.sector = "ELI"
        elif (kind == "office" and entry.kind == "party" and told != "GOV") or (
            told in ("LAB", "LEG") and entry.sector != "IGO"
        ):
            found.sector = told
        elif sector == "GOV" and (kind == "force" or told == "MIL"):
            found.sector = "MIL"
        elif told in ("COP", "JUD", "LAB") and sector == "GOV":
            found.sector = told

    def _by_role(
        self, found: _Found, person: tuple[Match, Entry] | None, roles: Sequence[Match], faction: bool, low: int
    ) -> None:
        """The last role before a person's name or, without one, of the head."""
        nouns = [r for r in roles if r.about[0] != "adjective"] or list(roles)
        head = nouns[-1]
        kind, told = head.about
        owner = person[1] if person and person[0].end <= head.start else None
        if person and owner is None:
            before = [r for r in nouns if r.end <= person[0].start]
            head = before[-1] if before else head
            kind, told = head.about
        evidence = [
            r.about[1]
            for r in roles
            if r.end <= head.start and r.about[1] and r.about[0] in ("fixed", "office", "adjective")
        ]
        found.sector = told
        if kind in ("fixed", "office", "adjective"):
            found.strong = True
            if told == "UAF" and not self._unknown(low, head.start):
                found.sector = evidence[-1] if evidence and evidence[-1] in ARMED_SIDES else "REB" if faction else told
            if told == "PTY":
                cues = {self._cue(w) for w in self.words[low : head.start]}
                found.sector = "OPP" if "opposed" in cues else "GOV" if "ruling" in cues else told
        elif kind in ("force", "plural_states"):
            found.open, found.force = kind == "force", kind == "force"
            side = next((s for s in reversed(evidence) if s in ARMED_SIDES or s == "OPP"), None)
            found.strong = side is not None or kind == "plural_states"
            found.sector = side or self._default_of(head)
        else:
            found.open = True
            if evidence:
                found.sector, found.strong = evidence[-1], True
            elif found.sector is not None and person is not None and owner is None:
                found.strong = True
        if owner is not None:
            sector, _ = self._sector(owner)
            if kind == "force":
                found.sector = sector if sector in ARMED_SIDES else "MIL"
            elif found.open and not found.strong and told is None:
                found.sector = sector
        elif found.open and found.sector is None and person is not None:
            found.sector, found.unsure = self._sector(person[1])
        if self._former(low, head.end) and (kind == "office" or (kind == "open" and told == "GOV") or person):
            found.sector, found.strong, found.open = "ELI", True, False

    def _default_of(self, head: Match) -> str | None:
        """Of forces and fighters: a state's forces are its military, fighters are rebels until told otherwise."""
        word = self.words[head.end - 1].key
        if head.about[0] == "plural_states":
            return "MIL" if word in MILITARY_BODIES else "GOV"
        return "MIL" if word in MILITARY_BODIES else "REB"

    def _by_person(self, found: _Found, person: Entry, low: int, high: int) -> None:
        found.sector, found.unsure = self._sector(person)
        if self._former(low, high):
            found.sector, found.unsure = "ELI", None

    def _cue(self, word: Word) -> str | None:
        return self.actors.cues.get(word.key)

    def _former(self, low: int, high: int) -> bool:
        return any(self._cue(w) == "former" for w in self.words[low:high])

    def _unknown(self, low: int, high: int) -> bool:
        return any(self._cue(w) == "unknown" for w in self.words[low:high])

    def _sector(self, entry: Entry) -> tuple[str | None, str | None]:
        """The entry's sector on the day of publication, or None and why."""
        if entry.changes:
            if not self.published:
                return None, "undated"
            now = [sector for since, sector in entry.changes if self._since(since)]
            return (now[-1] if now else entry.sector), None
        if entry.kind != "person" or not (entry.start or entry.end):
            return entry.sector, None
        if not self.published:
            return None, "undated"
        if entry.end and self._since(entry.end, last=True):
            return "ELI", None
        if entry.start and not self._since(entry.start):
            return None, "before_office"
        return entry.sector, None
