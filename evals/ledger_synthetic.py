"""Synthetic ledgers, skewed like news, as one grows that takes in the news of the world day after day.

What is assumed, and beside it what one agency's month has in the program's own reading (AFP, November 2006: 712
articles, 24 a day, 4,877 claims). ARTICLES_A_DAY articles of 8 claims (AFP 6.8) come every day up to LAST_DAY: a ledger
of 10,000 claims holds the last 11 days and one of a million three years; `build` can also spread fewer claims over more
days. The nth party, place, holder, outlet is named 1/n as often as the first, in 24 countries. An event is told by 2.4
claims on average, within three days, and by 9 at most (AFP 1.7 and 26). A quarter of the claims tell a day (AFP 0.23);
all tell a place, an actor and a recipient (AFP 0.31 places, 1.6 parties), so that they meet more others than real ones:
500 and not 57. A claim is linked surely with up to LINKS others on its event and, weakly, with one of another on
average (AFP: 0.42 links across articles, at a fifth of the articles a day): nearly all the ledger hangs together.

Made in SQL, with the tables in which linking looks things up, so that what `add` meets has the size of the real thing;
its incidents are the events. No two articles share a text or a band, so that copies cost nothing here. The same size
and seed give the same ledger. Words, names and events are made up.
"""

from __future__ import annotations

import hashlib
import itertools
import random
import sqlite3
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

import numpy as np

from onrecord.link.fact import Fact, Outlet, Where, Who
from onrecord.link.incidents import buckets
from onrecord.link.wording import plain
from onrecord.model.document import Block, Document, Metadata, Raw
from onrecord.model.reading import (
    Claim,
    Geo,
    MadeBy,
    Mentioned,
    Party,
    PlacePhrase,
    Reading,
    Reporter,
    claim_key,
)
from onrecord.model.span import Span
from onrecord.ontology import load
from onrecord.store.facets import index_all
from onrecord.store.ledger import Ledger
from onrecord.store.rows import packed

LAST_DAY, DAYS = date(2024, 12, 30), 3 * 365
ARTICLES_A_DAY = 114  # a million claims in three years
CLAIMS_A_DOCUMENT = 8
COUNTRIES = (
    *("UKR", "NER", "SDN", "MLI", "ISR", "SYR", "RUS", "FRA", "USA", "GBR", "ETH", "COD"),
    *("NGA", "SOM", "YEM", "IRQ", "IRN", "AFG", "PAK", "IND", "MMR", "COL", "MEX", "HTI"),
)
SECTORS = ("GOV", "MIL", "REB", "COP", "CVL", "OPP", "NGO", "IGO", "MED", "LAB")
STATUSES = ("actual",) * 16 + ("future",) * 2 + ("hypothetical", "negated")
STANCES = ("asserts",) * 16 + ("confirms",) * 2 + ("denies", "alleges")
SYLLABLES = ["ta", "ren", "mo", "vi", "ka", "dul", "sha", "or", "bel", "gu", "ni", "far", "zo", "lem", "ach", "ir"]
HOLDERS, OUTLETS = ("ministry", "spokesman", "police", "front", "union"), ("Post", "Times", "News", "Herald")
BANDS_A_DOCUMENT = 16
FIRST_REPORTS = 0.35  # share of claims that are the first on their event
RECENT = 1000  # events that are still reported, those of three days
BATCH = 500  # documents in one transaction
DATED = 0.25  # share of claims that tell their day
LINKS, WEAK_LINKS = 4, 0.5  # of a claim with those before it: at most on its event; chance of each of two with others
VECTOR_BYTES = 384

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Event:
    """What claims report; `incident` is the key of the first of them."""

    incident: str
    type: str
    mode: str | None
    day: date
    actor: Who
    recipient: Who
    place: Where
    killed: int | None
    trigger: str


class World:
    """Who and what there is to report, and how often: the nth of a list 1/n as often as the first."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.types = [(t.name, t.mode_names) for t in load().types]
        self.chance.shuffle(self.types)
        self.places = [self._place() for _ in range(2000)]
        self.parties = [self._party() for _ in range(5000)]
        self.holders = [f"{self._word().title()} {self.chance.choice(HOLDERS)}" for _ in range(4000)]
        self.outlets = [f"{self._word().title()} {self.chance.choice(OUTLETS)}" for _ in range(150)]
        self.words = [self._word() for _ in range(8000)]
        self.triggers = [f"{self._word()}ed" for _ in range(60)]
        self.directions = {t: np.frombuffer(self.chance.randbytes(VECTOR_BYTES), np.int8) for t in self.triggers}
        self._sums: dict[int, list[float]] = {}

    def one(self, items: Sequence[T]) -> T:
        """One of a list."""
        return self.some(items, 1)[0]

    def some(self, items: Sequence[T], count: int) -> list[T]:
        """So many of a list, perhaps the same more than once."""
        sums = self._sums.get(len(items))
        if sums is None:
            sums = self._sums[len(items)] = list(itertools.accumulate(1 / (n + 1) for n in range(len(items))))
        return self.chance.choices(items, cum_weights=sums, k=count)

    def event(self, key: str, day: date) -> Event:
        """A new event of that day."""
        type, modes = self.one(self.types)
        mode = self.chance.choice(modes) if modes and self.chance.random() < 0.7 else None
        killed = self.chance.randint(1, 40) if type == "ASSAULT" and self.chance.random() < 0.6 else None
        actor, recipient = self.some(self.parties, 2)
        place, trigger = self.one(self.places), self.chance.choice(self.triggers[hash_of(type) % 50 :][:4])
        return Event(key, type, mode, day, actor, recipient, place, killed, trigger)

    def direction(self, trigger: str) -> bytes:
        """The encoder's of one mention of a trigger: near those of its other mentions (cosine 0.8)."""
        noise = np.frombuffer(self.chance.randbytes(VECTOR_BYTES), np.int8)
        mixed = self.directions[trigger] * 0.67 + noise * 0.33
        return mixed.astype(np.int8).tobytes()

    def _word(self) -> str:
        return "".join(self.chance.choices(SYLLABLES, k=self.chance.randint(2, 4)))

    def _country(self) -> str:
        return COUNTRIES[min(len(COUNTRIES) - 1, int(self.chance.expovariate(0.3)))]

    def _place(self) -> Where:
        country = self._country()
        lat, lon = (COUNTRIES.index(country) * 37 % 90 - 30, COUNTRIES.index(country) * 53 % 300 - 150)
        near = (round(lat + self.chance.gauss(0, 3), 3), round(lon + self.chance.gauss(0, 3), 3))
        return Where(self._word().title(), *near, country, 1)

    def _party(self) -> Who:
        country = self._country() if self.chance.random() < 0.85 else None
        sector = self.chance.choice(SECTORS) if self.chance.random() < 0.85 else None
        return Who(f"{self._word().title()} {self._word()}", country, sector)


def hash_of(word: str) -> int:
    """A number that is the same in every process."""
    return int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big")


def build(path: Path, claims: int, days: int | None = None, seed: int = 1) -> None:
    """A new ledger of about so many claims, a whole number of documents, of so many days; else as many as news has."""
    world = World(seed)
    Ledger.open(path, write=True).close()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000")
    documents = max(1, claims // CLAIMS_A_DOCUMENT)
    days = days or max(1, documents // ARTICLES_A_DAY)
    recent: deque[Event] = deque(maxlen=RECENT)
    told: dict[str, deque[int]] = defaultdict(lambda: deque(maxlen=LINKS))
    for start in range(0, documents, BATCH):
        connection.execute("BEGIN")
        for number in range(start, min(start + BATCH, documents)):
            day = LAST_DAY - timedelta(days - 1 - days * number // documents)
            _document(connection, world, number, day, recent, told)
        connection.execute("COMMIT")
    connection.execute("BEGIN")
    index_all(connection)
    connection.execute(INCIDENTS)
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()


INCIDENTS = """
INSERT INTO incidents
SELECT c.incident, min(c.day), min(c.earliest), min(c.latest), 'day', min(c.day), max(c.day), min(c.place), min(c.lat),
    min(c.lon), min(c.country), json_array(min(c.type)), '[]', '[]', count(*), count(DISTINCT c.document),
    count(DISTINCT s.plain), NULL, NULL, NULL, NULL, NULL, NULL, '[]', count(DISTINCT c.status = 'negated') - 1
FROM claims c LEFT JOIN sources s ON s.claim = c.rowid GROUP BY c.incident
"""


def _document(
    connection: sqlite3.Connection,
    world: World,
    number: int,
    day: date,
    recent: deque[Event],
    told: dict[str, deque[int]],
) -> None:
    chance = world.chance
    digest, published = f"{number:064x}", day.isoformat()
    outlet = Outlet(f"d{number:07}", world.one(world.outlets), "AFP" if chance.random() < 0.2 else None, published)
    connection.execute("INSERT INTO raws VALUES (?, 'text', 0, ?)", (digest, b""))
    rowid = number + 1
    connection.execute(
        "INSERT INTO documents (rowid, id, revision, current, origin, raw, given, publisher, agency, language, "
        "published, added, text_sha256, model, gist, reading) "
        "VALUES (?, ?, 1, 1, ?, ?, '{}', ?, ?, 'en', ?, ?, ?, '', '[]', ?)",
        (
            rowid,
            outlet.document,
            outlet.document,
            digest,
            outlet.publisher,
            outlet.agency,
            published,
            published,
            digest,
            NOTHING,
        ),
    )
    text = " ".join(world.some(world.words, 60))
    connection.execute("INSERT INTO texts (rowid, title, text, names) VALUES (?, '', ?, '')", (rowid, text))
    connection.executemany(
        "INSERT INTO bands VALUES (?, ?)", ((f"{chance.getrandbits(64):016x}", rowid) for _ in range(BANDS_A_DOCUMENT))
    )
    here: set[str] = set()
    for place in range(CLAIMS_A_DOCUMENT):
        claim = number * CLAIMS_A_DOCUMENT + place + 1
        event = (
            None
            if not recent or chance.random() < FIRST_REPORTS
            else recent[-1 - int(len(recent) * chance.random() ** 3)]
        )
        if event is None or event.incident in here:
            event = world.event(f"{claim:016x}", day)
            recent.append(event)
        here.add(event.incident)
        _claim(connection, world, claim, rowid, outlet, event)
        _links(connection, world, claim, event, told)


def articles(ledger: Path, seed: int, count: int, day: date) -> list[tuple[Raw, Reading]]:
    """New articles of that day as they come out of the pipeline, on events that the ledger has reported last and on new
    ones, as the ledger's own were."""
    world = World(1)
    world.chance.seed(seed)
    recent = _reported(ledger)
    out = []
    for number in range(count):
        id = f"new{seed}-{number}"
        events = [
            world.event("", day) if world.chance.random() < FIRST_REPORTS else world.chance.choice(recent)
            for _ in range(CLAIMS_A_DOCUMENT)
        ]
        lines = [
            f"{e.actor.name} {e.trigger} {e.recipient.name} in {e.place.name}, {world.one(world.holders)} said."
            for e in events
        ]
        lines += [" ".join(world.chance.choices(world.words, k=15)) + "." for _ in range(8)]
        text = "\n".join(lines)
        digest = hashlib.sha256(text.encode()).hexdigest()
        document = Document(
            id, f"{id}.txt", "text", text, (Block(Span(0, len(text)), "paragraph"),), digest,
            publisher=world.one(world.outlets), language="en", published=day.isoformat(), published_from="given",
        )  # fmt: skip
        starts = itertools.accumulate([0, *(len(line) + 1 for line in lines)])
        claims = tuple(_told(world, text, digest, start, e, document) for e, start in zip(events, starts, strict=False))
        made_by = MadeBy("0", "synthetic", "plover")
        reading = Reading(document, (), (), (), (), (), claims, made_by)
        out.append((Raw(id, f"{id}.txt", "text", text.encode(), Metadata()), reading))
    return out


def _reported(ledger: Path) -> list[Event]:
    """The events of the ledger's last claims."""
    with Ledger.open(ledger) as opened:
        last = opened.connection.execute("SELECT max(rowid) FROM claims").fetchone()[0]
        facts = opened.facts(range(last - 2 * RECENT, last + 1))
    return [
        Event("", f.type, f.mode, LAST_DAY, f.actors[0], f.recipients[0], f.places[0], None, f.trigger) for f in facts
    ]


def _told(world: World, text: str, digest: str, start: int, event: Event, document: Document) -> Claim:
    def span(words: str) -> Span:
        at = text.index(words, start)
        return Span(at, at + len(words))

    def party(who: Who) -> Party:
        return Party(span(who.name), who.name, who.name, None, who.country, who.sector)

    where = event.place
    trigger = span(event.trigger)
    return Claim(
        claim_key(digest, trigger, 0), Mentioned(trigger, event.trigger), event.type, event.mode, (party(event.actor),),
        (party(event.recipient),), (),
        (PlacePhrase(span(where.name), where.name, where.name, Geo(where.lat, where.lon, None, where.country, 1)),),
        None, (), "actual", (), f"e{start}", 0.9, Reporter(document.publisher, None),
        world.direction(event.trigger),
    )  # fmt: skip


NOTHING = packed(b"{}")


def _claim(
    connection: sqlite3.Connection,
    world: World,
    claim: int,
    document: int,
    outlet: Outlet,
    event: Event,
) -> None:
    chance = world.chance
    day = event.day.isoformat() if chance.random() < DATED else None
    fact = Fact(
        f"{claim:016x}", outlet, event.type, event.mode, chance.choice(STATUSES), event.trigger, (event.actor,),
        (event.recipient,), (), (event.place,), (event.place.name,), day, day, day, "day" if day else None,
    )  # fmt: skip
    where = event.place
    connection.execute(
        f"INSERT INTO claims VALUES ({', '.join('?' * 24)}, 'machine')",
        (
            claim, document, fact.key, 1, claim % 8 * 100, claim % 8 * 100 + 8, fact.trigger, fact.type, fact.mode,
            fact.status, day, day, day, fact.precision, day or outlet.published, where.name, where.lat, where.lon,
            where.country, 1, f"e{claim % 8}", round(0.5 + chance.random() / 2, 3), event.incident,
            world.direction(event.trigger),
        ),
    )  # fmt: skip
    for role, who in (("actor", event.actor), ("recipient", event.recipient)):
        row = (claim, role, 0, who.name, plain(who.name), who.country, who.sector, None)
        connection.execute("INSERT INTO parties VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    row = (claim, 0, where.name, plain(where.name), where.lat, where.lon, where.country, 1, None)
    connection.execute("INSERT INTO places VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    if chance.random() < 0.6:
        holder = world.one(world.holders)
        said = (claim, 0, 0, 1, holder, plain(holder), chance.choice(STANCES), None, None, None)
        connection.execute("INSERT INTO sources VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", said)
    if event.killed:
        count = float(event.killed + chance.choice((0, 0, 0, 3)))
        connection.execute(
            "INSERT INTO quantities (claim, ordinal, value, of) VALUES (?, 0, ?, 'killed')", (claim, count)
        )
    names = sorted(set(buckets(fact)))
    connection.executemany("INSERT INTO buckets VALUES (?, ?)", ((name, claim) for name in names))


def _links(connection: sqlite3.Connection, world: World, claim: int, event: Event, told: dict[str, deque[int]]) -> None:
    chance, before = world.chance, told[event.incident]
    scores = {other: chance.uniform(0.5, 1) for other in before}
    for _ in range(2):
        other = claim - 1 - int(chance.random() * CLAIMS_A_DOCUMENT * ARTICLES_A_DAY * 4)  # of the last four days
        if other > 0 and chance.random() < WEAK_LINKS:
            scores.setdefault(other, chance.uniform(0.3, 0.5))
    connection.executemany(
        "INSERT INTO links VALUES (?, ?, ?, ?)",
        ((other, claim, round(score, 4), '["same place"]') for other, score in scores.items()),
    )
    before.append(claim)
