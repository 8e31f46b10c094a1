"""From words that people point at to the values of a claim: the same rules ground them as those of a reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from onrecord.contract import to_json
from onrecord.extract.identity import Identities
from onrecord.ground import ground
from onrecord.ground.time.dates import bounds, precision
from onrecord.model import reading as m
from onrecord.model.document import Block, Document
from onrecord.model.errors import LedgerError
from onrecord.model.span import Span
from onrecord.review import given as g

Json = dict[str, Any]
NOBODY = m.Reporter(None, None)


@dataclass(frozen=True, slots=True)
class Text:
    """A document as words are looked up and grounded in it: the machine's reading of it, as JSON."""

    obj: Json

    @property
    def english(self) -> bool:
        """Whether the program reads its language."""
        return self.obj["document"]["language"] in ("en", None)

    def reading(self, claims: Sequence[m.Claim] = (), extra: Sequence[m.Mention] = ()) -> m.Reading:
        """The reading again, as values, with these claims alone."""
        obj, d = self.obj, self.obj["document"]
        blocks = tuple(Block(Span(*b["span"]), b["kind"]) for b in obj["blocks"])
        known = ("publisher", "agency", "title", "author", "language", "published")
        document = Document(
            obj["id"], d["origin"], d["kind"], obj["text"], blocks, d["sha256"], **{n: d[n] for n in known}
        )
        mentions = [m.Mention(Span(*x["span"]), x["text"], x["kind"], x["named"], x["entity"]) for x in obj["mentions"]]
        return m.Reading(
            document,
            tuple(sorted((*mentions, *extra), key=lambda one: one.span)),
            tuple(m.Entity(**e) for e in obj["entities"]),
            tuple(m.Timex(Span(*t["span"]), t["text"], t["type"], t["value"]) for t in obj["times"]),
            (),
            tuple(
                m.Attribution(*(tuple(Span(*s) for s in a[part]) for part in ("source", "cue", "content")))
                for a in obj["attributions"]
            ),
            tuple(claims),
            m.MadeBy(**obj["made_by"]),
        )

    def find(self, words: g.Words, near: int) -> Span:
        """The span that is meant, the nearest one to a place of the text. Raises LedgerError `no_such_words`,
        `words_set_aside`."""
        text, id = self.obj["text"], self.obj["id"]
        if words.span is not None:
            start, end = words.span
            if not 0 <= start < end <= len(text):
                raise _no_words(f"[{start}, {end}) is no span of document {id!r}, which has {len(text)} characters")
            if words.text is not None and text[start:end] != words.text:
                raise _no_words(f"document {id!r} says {text[start:end]!r} at [{start}, {end}), not {words.text!r}")
            return self._seen(Span(start, end))
        if words.text is None:
            raise _no_words("neither words nor a span are given")
        places, at = [], text.find(words.text)
        while at >= 0:
            places.append(at)
            at = text.find(words.text, at + 1)
        if not places:
            raise _no_words(f"document {id!r} does not say {words.text!r}")
        start = min(places, key=lambda place: (abs(place - near), place))
        return self._seen(Span(start, start + len(words.text)))

    def _seen(self, span: Span) -> Span:
        for block in self.obj["blocks"]:
            if block["kind"] == "furniture" and span.overlap(Span(*block["span"])):
                raise LedgerError(
                    "words_set_aside",
                    f"{span.of(self.obj['text'])!r} stands in a part of document {self.obj['id']!r} that is no article",
                    "Point at words of the article itself",
                )
        return span


def values(text: Text, trigger: Span, type: str, fields: g.Fields, trigger_words: str | None = None) -> Json:
    """The values of the given fields as the contract has them: spans found, words grounded, what people say of them
    in the place of what was grounded. `trigger_words` are English for the trigger of a text in another language."""
    claim = _claim(text, trigger, fields, type)
    known = ground(text.reading([claim], _places(text, claim))) if text.english else None
    claim = known.claims[0] if known else _translated(text, claim, fields, trigger_words)
    claim = _as_told(claim, fields)
    made = to_json(replace(known or text.reading([claim]), claims=(claim,)))["claims"][0]
    own = ("type", "mode", "status")  # which have no words
    return {name: getattr(fields, name) if name in own else made[name] for name in fields.given}


def _claim(text: Text, trigger: Span, fields: g.Fields, type: str) -> m.Claim:
    """The claim with the words that were pointed at, not yet grounded."""
    whole, near = text.obj["text"], trigger.start
    reading = text.reading()
    names = Identities(whole, reading.mentions, reading.entities, reading.attributions)
    ends = {one.span.end: one for one in reading.mentions}

    def entity(at: Span) -> str | None:
        held = ends.get(at.end)
        return held.entity if held and held.span.start >= at.start and held.kind != "other" else None

    def party(p: g.Party) -> m.Party:
        at = text.find(p, near)
        return m.Party(at, at.of(whole), p.name or names.name(at) or at.of(whole), entity(at))

    def source(s: g.Source) -> m.Source:
        at = text.find(s, near)
        cue = text.find(s.cue, at.end) if s.cue else None
        return m.Source(at, at.of(whole), s.name or names.name(at) or at.of(whole), cue, s.stance, entity(at))

    def place(p: g.Place) -> m.PlacePhrase:
        at = text.find(p, near)
        return m.PlacePhrase(at, at.of(whole), p.name or at.of(whole))

    when = text.find(fields.time, near) if fields.time else None
    return m.Claim(
        key="",
        trigger=m.Mentioned(trigger, trigger.of(whole)),
        type=type,
        mode=None,
        actors=tuple(party(p) for p in fields.actors or ()),
        recipients=tuple(party(p) for p in fields.recipients or ()),
        objects=tuple(party(p) for p in fields.objects or ()),
        place=tuple(place(p) for p in fields.place or ()),
        time=m.TimePhrase(when, when.of(whole)) if when else None,
        quantities=tuple(m.Quantity(text.find(q, near), None, None, None, None) for q in fields.quantities or ()),
        status="actual",
        sources=tuple(tuple(source(s) for s in chain) for chain in fields.sources or ()),
        same="",
        confidence=1.0,
        reporter=NOBODY,
    )


def _places(text: Text, claim: m.Claim) -> list[m.Mention]:
    """Mentions for words that people call a place and in which the machine saw no name."""
    seen = [Span(*one["span"]) for one in text.obj["mentions"]]
    return [
        m.Mention(p.span, p.text, "place", True) for p in claim.place if not any(p.span.overlap(span) for span in seen)
    ]


def _translated(text: Text, claim: m.Claim, fields: g.Fields, trigger_words: str | None) -> m.Claim:
    """The claim of a text in another language, grounded from the coder's English for its words."""
    lines: list[str] = []

    def line(words: str | None) -> Span:
        start = sum(len(one) + 1 for one in lines)
        lines.append(words or "—")
        return Span(start, start + len(lines[-1]))

    def said(words: g.Words, name: str | None = None) -> str | None:
        return words.translation or name

    def parties(held: Sequence[g.Party] | None, made: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(_at(p, line(said(w, w.name)), said(w, w.name)) for w, p in zip(held or (), made, strict=True))

    trigger = line(trigger_words)
    there = replace(
        claim,
        trigger=m.Mentioned(trigger, lines[0]),
        actors=parties(fields.actors, claim.actors),
        recipients=parties(fields.recipients, claim.recipients),
        objects=parties(fields.objects, claim.objects),
        place=tuple(
            _at(p, line(said(w, w.name)), said(w, w.name)) for w, p in zip(fields.place or (), claim.place, strict=True)
        ),
        time=_at(claim.time, line(said(fields.time)), said(fields.time)) if claim.time and fields.time else None,
        quantities=tuple(
            replace(q, span=line(said(w))) for w, q in zip(fields.quantities or (), claim.quantities, strict=True)
        ),
        sources=tuple(
            tuple(
                replace(_at(s, line(said(w, w.name)), said(w, w.name)), cue=None) for w, s in zip(ws, ss, strict=True)
            )
            for ws, ss in zip(fields.sources or (), claim.sources, strict=True)
        ),
    )
    d = text.obj["document"]
    mini = Document("", "", "text", "\n".join(lines), (), "", publisher=d["publisher"], published=d["published"])
    mentions = tuple(m.Mention(p.span, p.text, "place", True) for p in there.place)
    made_by = m.MadeBy(**text.obj["made_by"])
    found = ground(m.Reading(mini, mentions, (), (), (), (), (there,), made_by)).claims[0]
    return _back(claim, found)


def _at(held: Any, span: Span, words: str | None) -> Any:
    """The same part, in other words of another text."""
    out = replace(held, span=span, text=words or "—")
    return replace(out, name=words or held.name) if hasattr(held, "name") else out


def _back(own: m.Claim, found: m.Claim) -> m.Claim:
    """The values that were found, on the claim's own words; names are English where there is any."""

    def parts(mine: Sequence[Any], theirs: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(
            replace(f, span=o.span, text=o.text, name=o.name if f.name == "—" else f.name)
            for o, f in zip(mine, theirs, strict=True)
        )

    return replace(
        own,
        actors=parts(own.actors, found.actors),
        recipients=parts(own.recipients, found.recipients),
        objects=parts(own.objects, found.objects),
        place=parts(own.place, found.place),
        time=replace(found.time, span=own.time.span, text=own.time.text) if own.time and found.time else None,
        quantities=tuple(replace(f, span=o.span) for o, f in zip(own.quantities, found.quantities, strict=True)),
        sources=tuple(
            tuple(replace(s, cue=o.cue) for s, o in zip(parts(mine, theirs), mine, strict=True))
            for mine, theirs in zip(own.sources, found.sources, strict=True)
        ),
    )


def _as_told(claim: m.Claim, fields: g.Fields) -> m.Claim:
    """What people say of their words in the place of what was grounded."""
    return replace(
        claim,
        actors=_coded(claim.actors, fields.actors),
        recipients=_coded(claim.recipients, fields.recipients),
        objects=_coded(claim.objects, fields.objects),
        place=tuple(_located(p, w) for p, w in zip(claim.place, fields.place or (), strict=True)),
        time=_timed(claim.time, fields.time) if claim.time and fields.time else claim.time,
        quantities=tuple(_counted(q, w) for q, w in zip(claim.quantities, fields.quantities or (), strict=True)),
        sources=tuple(_coded(chain, ws) for chain, ws in zip(claim.sources, fields.sources or (), strict=True)),
    )


def _coded(parties: Sequence[Any], words: Sequence[g.Party] | None) -> tuple[Any, ...]:
    out = []
    for party, told in zip(parties, words or (), strict=True):
        changes: dict[str, Any] = {"name": told.name} if told.name else {}
        for code in ("country", "sector"):
            if getattr(told, code):
                changes |= {code: getattr(told, code), f"no_{code}": None}
        out.append(replace(party, **changes))
    return tuple(out)


def _located(place: m.PlacePhrase, told: g.Place) -> m.PlacePhrase:
    named = replace(place, name=told.name) if told.name else place
    if told.lat is None and told.lon is None:
        return named
    if told.lat is None or told.lon is None:
        raise LedgerError("bad_field", f"place {place.text!r} has one coordinate only", "Give both lat and lon")
    return replace(named, geo=m.Geo(told.lat, told.lon, told.geonameid, told.country, told.precision))


def _timed(time: m.TimePhrase, told: g.Time) -> m.TimePhrase:
    if told.value is None:
        return time
    found = bounds(told.value)
    if found is None:
        raise LedgerError("bad_field", f"time {told.value!r} names no day", "Give it as 2024-05-04, 2024-05 or 2024")
    first, last = (day.isoformat() for day in found)
    return replace(time, value=told.value, earliest=first, latest=last, precision=precision(told.value) or "interval")


def _counted(quantity: m.Quantity, told: g.Quantity) -> m.Quantity:
    changes: Mapping[str, Any] = {
        n: getattr(told, n) for n in ("value", "max", "unit", "of") if n in told.model_fields_set
    }
    return replace(quantity, **changes)


def _no_words(message: str) -> LedgerError:
    return LedgerError("no_such_words", message, "Copy the words from the text, or give their span in code points")
