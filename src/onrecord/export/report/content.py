"""What a situation report says, before it is Markdown or HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from onrecord.export.ledger.asked import Asked
from onrecord.export.phrases import plain, plural
from onrecord.export.report import words
from onrecord.export.report.chart import since
from onrecord.link.outcome import said_of
from onrecord.model.errors import OnrecordError
from onrecord.ontology import load
from onrecord.store.incident import incident_json
from onrecord.store.records import capped, incident_facts

Json = dict[str, Any]
MOST_TOLD = 40  # incidents in full
MOST_LINES = 200  # in a line each
MOST_NOTES = 4  # on one sentence
WIDE = 4  # UCDP's where_prec from which on a point only stands for a land around it
STANDS = {
    "asserts": ("says so", "say so"),
    "confirms": ("confirms it", "confirm it"),
    "alleges": ("alleges it", "allege it"),
    "denies": ("denies it", "deny it"),
    "expects": ("spoke of it as planned or possible", "spoke of it as planned or possible"),
}
ClaimId = tuple[str, str]  # document and key


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words, the numbers of the notes that bear them out, and how many more claims do."""

    words: str
    notes: tuple[int, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """Evidence: the quote, who says it, and where that stands: document, code points of the trigger, claim key."""

    number: int
    quote: str
    says: str
    article: str
    url: str | None
    document: str
    start: int
    end: int
    key: str


@dataclass(frozen=True, slots=True)
class Dispute:
    """A question on which sources contradict each other, with a sentence for each answer."""

    question: str
    answers: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """An incident in the report. `status`: whether it happened (`onrecord.link.outcome`). `lat`, `lon` in degrees or
    None; `exact`: the point is no wider than a district."""

    number: int
    id: str
    status: str
    what: str
    quad: str
    when: str
    where: str
    about: str
    sentences: tuple[Sentence, ...]
    disputes: tuple[Dispute, ...]
    lat: float | None
    lon: float | None
    exact: bool
    independent: int


@dataclass(frozen=True, slots=True)
class Situation:
    """A report: its title, what it is made of, incidents in order of days, those in a line, those that have not
    happened, and all notes. `days` are of all incidents: (earliest, latest, day), for the chart."""

    title: str
    scope: str
    summary: tuple[str, ...]
    told: tuple[Told, ...]
    lines: tuple[Told, ...]
    coming: tuple[Told, ...]
    left_out: int
    notes: tuple[Note, ...]
    days: tuple[tuple[str | None, str | None, str | None], ...]
    period: tuple[str, str] | None

    @property
    def disputed(self) -> tuple[Told, ...]:
        """Incidents with disputes."""
        return tuple(told for told in (*self.told, *self.lines, *self.coming) if told.disputes)


@dataclass(slots=True)
class _Notes:
    """Numbers claims as they are quoted."""

    quote_characters: int
    held: dict[ClaimId, Note] = field(default_factory=dict)

    def sentence(self, said: str, claims: Iterable[Json]) -> Sentence:
        """A sentence with notes of the first claims, one for each quote."""
        held = list(claims)
        by_quote = {claim["quote"]: claim for claim in reversed(held)}
        chosen = [claim for claim in held if by_quote[claim["quote"]] is claim][:MOST_NOTES]
        return Sentence(said, tuple(self._number(claim) for claim in chosen), len(held) - len(chosen))

    def _number(self, claim: Json) -> int:
        id = (claim["document"], claim["key"])
        if id not in self.held:
            by = " / ".join(dict.fromkeys(part for part in (claim["publisher"], claim["agency"]) if part))
            parts = (by, claim["title"] or claim["document"], claim["published"] and words.day(claim["published"]))
            self.held[id] = Note(
                number=len(self.held) + 1,
                quote=plain(capped(claim["quote"], self.quote_characters)),
                says=_says(claim),
                article=plain(", ".join(part for part in parts if part)),
                url=claim["url"],
                document=claim["document"],
                start=claim["start"],
                end=claim["end"],
                key=claim["key"],
            )
        return self.held[id].number


def situation(asked: Asked, title: str = "Situation report") -> Situation:
    """The report of all incidents that meet the filters. Raises OnrecordError `nothing_to_report`."""
    records = list(asked.incidents())
    if not records:
        raise OnrecordError("nothing_to_report", "no incident meets the filters", "Leave some of them out")
    happened = {record["id"] for record in records if record["status"] == "actual"}
    reported = [r[end] for r in records for end in ("first_reported", "last_reported") if r[end]]
    period = (min(reported), max(reported)) if reported else None
    ranked = sorted(records, key=lambda record: (_is_past(record, period), *_weight(record)))
    told = [record for record in ranked if record["id"] in happened][:MOST_TOLD]
    others = [record for record in ranked if record["id"] in happened][MOST_TOLD : MOST_TOLD + MOST_LINES]
    coming = [record for record in ranked if record["id"] not in happened][:MOST_LINES]
    notes = _Notes(asked.quote_characters)
    numbered = iter(range(1, len(records) + 1))
    parts = [
        tuple(_told(asked, record, next(numbered), notes, full=group is told) for record in sorted(group, key=_order))
        for group in (told, others, coming)
    ]
    return Situation(
        title=title,
        scope=_scope(asked),
        summary=tuple(_summary(records)),
        told=parts[0],
        lines=parts[1],
        coming=parts[2],
        left_out=len(records) - sum(map(len, parts)),
        notes=tuple(notes.held.values()),
        days=tuple((r["earliest"], r["latest"], r["day"]) for r in records if r["id"] in happened),
        period=period,
    )


def _is_past(record: Json, period: tuple[str, str] | None) -> bool:
    """Whether it lies before what is reported on: what an article recalls."""
    return bool(period and record["day"] and date.fromisoformat(record["day"][:10]) < since(period[0]))


def _weight(record: Json) -> tuple[Any, ...]:
    """What most sources tell and what is disputed comes first."""
    killed = (record["killed"] or {}).get("best") or 0
    return -record["independent"], not record["disputed"], -killed, -record["documents"], record["id"]


def _order(record: Json) -> tuple[str, str]:
    return record["day"] or "~", record["id"]


def _scope(asked: Asked) -> str:
    """The filters in words."""
    given = [
        f"{name} {', '.join(map(str, value)) if isinstance(value, list | tuple) else value}"
        for name, value in asked.filters.given
    ]
    return "; ".join(given) or "The whole ledger"


def _summary(records: Sequence[Json]) -> Iterator[str]:
    articles = len({id for record in records for id in record["document_ids"]})
    publishers = len({name for record in records for name in record["publishers"]})
    yield f"{plural(len(records), 'incident')} in {plural(articles, 'article')} of {plural(publishers, 'publisher')}"
    disputed = sum(bool(record["disputed"]) for record in records)
    alleged = sum(record["status"] == "alleged" for record in records)
    never = sum(record["status"] not in ("actual", "alleged") for record in records)
    yield f"{disputed:,} disputed; {alleged:,} only alleged; {never:,} that no source says to have happened"
    for fate in ("killed", "injured"):
        held = (record[fate] for record in records if record["status"] == "actual")
        known = [toll for toll in held if toll and toll["best"] is not None]
        if known:
            best, high = (sum(r[end] if r[end] is not None else r["best"] for r in known) for end in ("best", "high"))
            of = plural(len(known), "incident")
            yield f"{fate.title()}: {best:,.0f} (at most {high:,.0f}), the sum of {of} with a number, none only alleged"


def _told(asked: Asked, record: Json, number: int, notes: _Notes, full: bool) -> Told:
    value = incident_json(asked.ledger, record["id"])
    urls = _urls(asked, record["document_ids"])
    claims = {(c["document"], c["key"]): {**c, "url": urls.get(c["document"])} for c in value["claims"]}
    status = record["status"]
    ranked = sorted(claims.values(), key=lambda c: (_said(c) != status, -c["confidence"]))
    lead = ranked[0]
    sentences = list(_sentences(value, ranked, claims, notes) if full else [_line(status, ranked, notes)])
    said = value["corroboration"]
    reported = words.days(said["first"], said["last"])
    about = (
        plural(said["independent"], "independent source"),
        plural(said["documents"], "article") + (f", {said['copies']} of them copies" if said["copies"] else ""),
        reported and f"reported {reported}",
        f"status: {status}" if status != "actual" else "",
    )
    return Told(
        number=number,
        id=value["id"],
        status=status,
        what=words.what(lead["type"], lead["mode"]),
        quad=load().quad_class(lead["type"]),
        when=words.when(value),
        where=words.where(value),
        about=" · ".join(part for part in about if part),
        sentences=tuple(sentences),
        disputes=tuple(_dispute(d, claims, notes) for d in value["disputes"] if d["kind"] == "disputed"),
        lat=value["lat"],
        lon=value["lon"],
        exact=_exact(asked, value),
        independent=said["independent"],
    )


def _sentences(
    value: Json, ranked: Sequence[Json], claims: Mapping[ClaimId, Json], notes: _Notes
) -> Iterator[Sentence]:
    """The surest claim's own words; who did it to whom; how many; who stands how to it; what was corrected."""
    yield notes.sentence(words.quoted(plain(capped(ranked[0]["quote"], notes.quote_characters))), ranked[:1])
    for role, head in (("actors", "Acting"), ("recipients", "Affected")):
        told: set[str] = set()
        for said, how in (("actual", ""), ("alleged", ", as alleged")):
            found = _named(role, (c for c in ranked if _said(c) == said), told)
            if found:
                yield notes.sentence(f"{head}{how}: {words.listed(found, MOST_NOTES)}.", _first(found))
            told |= set(found)
    for fate in ("killed", "injured"):
        if value[fate]:
            counted = [voice for end in value["toll"][fate].values() if end for voice in end["said"]]
            yield notes.sentence(f"{fate.title()}: {words.toll(**value[fate])}.", _of(counted, claims))
    for stance, (one, many) in STANDS.items():
        if held := value["corroboration"][stance]:
            names = [_voice(voice) for voice in held]
            said = f"{words.listed(names)} {words.verb(names, one, many)}."
            yield notes.sentence(said[0].upper() + said[1:], _of(held, claims))
    for update in value["updates"]:
        of = f" of {update['of']}" if update["of"] else ""
        news = f"{update['who']['name']} corrected {update['field']}{of} from {update['was']} to {update['is_now']}."
        yield notes.sentence(plain(news), _of((update["before"], update["after"]), claims))


def _line(status: str, ranked: Sequence[Json], notes: _Notes) -> Sentence:
    """Who to whom, of the claims that say what the incident counts as: no party that others deny or only allege."""
    held = [claim for claim in ranked if _said(claim) == status]
    sides = [_named(role, held, set()) for role in ("actors", "recipients")]
    said = " → ".join(words.listed(found, 3) for found in sides if found) or words.listed([held[0]["trigger"]])
    how = "" if status == "actual" else f"{words.UNFIRM[status]}: "
    return notes.sentence(f"{how}{said}.", _first(*sides) or held)


def _said(claim: Json) -> str:
    """What a claim says of its event."""
    return said_of(claim["status"], frozenset(chain[-1]["stance"] for chain in claim["sources"] if chain))


def _named(role: str, claims: Iterable[Json], but: Set[str]) -> dict[str, Json]:
    """The names of a side, each with the first of these claims that gives it."""
    found: dict[str, Json] = {}
    for claim in claims:
        for party in claim[role]:
            if party["name"] not in but:
                found.setdefault(party["name"], claim)
    return found


def _first(*sides: Mapping[str, Json]) -> list[Json]:
    """The claims that give these names, each once, those first whose names are shown."""
    return list({(c["document"], c["key"]): c for side in sides for c in side.values()}.values())


def _dispute(dispute: Json, claims: Mapping[ClaimId, Json], notes: _Notes) -> Dispute:
    answers = []
    for held in dispute["values"]:
        said = [_voice(voice) for voice in held["said"]]
        told = words.answer(dispute["field"], str(held["value"]), said)
        answers.append(notes.sentence(told, _of(held["said"], claims)))
        if held["denied"]:
            names = [_voice(voice) for voice in held["denied"]]
            told = f"{words.listed(names)} {words.verb(names, 'denies', 'deny')} that."
            answers.append(notes.sentence(told[0].upper() + told[1:], _of(held["denied"], claims)))
    return Dispute(words.question(dispute["field"], dispute["of"]), tuple(answers))


def _of(voices: Iterable[Json], claims: Mapping[ClaimId, Json]) -> Iterator[Json]:
    """The claims of voices that are of this incident, each once."""
    for id in dict.fromkeys((c["document"], c["key"]) for voice in voices for c in voice["claims"]):
        if id in claims:
            yield claims[id]


def _voice(voice: Json) -> str:
    """Whose voice it is; an article of which nobody is known is not called by its id."""
    if voice["key"].startswith("document:"):
        return "an article of unknown publisher"
    name: str = voice["who"]["name"]
    return name if voice["named"] else "an unnamed source"


def _says(claim: Json) -> str:
    """Who says it, from the outermost to the innermost holder; without any, the article itself."""
    if claim["sources"]:
        return plain("; ".join(" › ".join(s["name"] for s in chain) for chain in claim["sources"]))
    return plain(claim["agency"] or claim["publisher"] or "the article itself")


def _urls(asked: Asked, documents: Sequence[str]) -> dict[str, str]:
    """Addresses of articles that have one."""
    marks = ", ".join("?" * len(documents))
    query = f"SELECT id, url FROM documents WHERE current = 1 AND url LIKE 'http%' AND id IN ({marks})"
    return dict(map(tuple, asked.ledger.connection.execute(query, documents).fetchall()))


def _exact(asked: Asked, value: Json) -> bool:
    facts = incident_facts(asked.ledger.connection, [value["id"]])[value["id"]].values()
    at = (value["lat"], value["lon"])
    return min((w.precision for fact in facts for w in fact.places if (w.lat, w.lon) == at), default=WIDE) < WIDE
