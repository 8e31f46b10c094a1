"""From readings to the JSON objects that `onrecord read --format jsonl` prints. Keys come in one fixed order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import orjson

from onrecord.model.document import Document, Failure
from onrecord.model.reading import Claim, Party, PlacePhrase, Quantity, Reading, Source, TimePhrase
from onrecord.model.span import Span

SCHEMA = 1  # a renamed or dropped field is a changelog line and a new number
CONFIDENCE_DIGITS = 4
SURROGATE = re.compile("[\ud800-\udfff]")

Json = dict[str, Any]


def item_to_json(item: Reading | Failure) -> Json:
    """The object of a document or, in its place, of its failure."""
    return failure_to_json(item) if isinstance(item, Failure) else to_json(item)


def failure_to_json(failure: Failure) -> Json:
    """The object that stands in the place of a document that cannot be read."""
    return {
        "schema": SCHEMA,
        "id": failure.id,
        "error": {"code": failure.code, "message": failure.message, "hint": failure.hint},
    }


def to_json(reading: Reading) -> Json:
    """The object of one document. Spans are `[start, end)` in Unicode code points into its `text`."""
    return {
        "schema": SCHEMA,
        "id": reading.id,
        "document": _document(reading.document),
        "text": reading.text,
        "blocks": [{"span": _span(b.span), "kind": b.kind} for b in reading.document.blocks],
        "mentions": [
            {"span": _span(m.span), "text": m.text, "kind": m.kind, "named": m.named, "entity": m.entity}
            for m in reading.mentions
        ],
        "entities": [
            {"id": e.id, "name": e.name, "kind": e.kind, "ref": e.ref, "country": e.country, "sector": e.sector}
            for e in reading.entities
        ],
        "times": [{"span": _span(t.span), "text": t.text, "type": t.type, "value": t.value} for t in reading.times],
        "places": [
            {
                "span": _span(p.span),
                "text": p.text,
                "use": p.use,
                "name": p.name,
                "geonameid": p.geonameid,
                "lat": p.lat,
                "lon": p.lon,
                "country": p.country,
                "level": p.level,
                "relation": p.relation,
            }
            for p in reading.places
        ],
        "attributions": [
            {
                "source": [_span(s) for s in a.source],
                "cue": [_span(s) for s in a.cue],
                "content": [_span(s) for s in a.content],
            }
            for a in reading.attributions
        ],
        "claims": [_claim(c) for c in reading.claims],
        "made_by": {
            "onrecord": reading.made_by.onrecord,
            "model": reading.made_by.model,
            "ontology": reading.made_by.ontology,
        },
    }


def to_line(obj: Mapping[str, Any]) -> bytes:
    """One UTF-8 line with its newline. A lone surrogate, which UTF-8 cannot hold, becomes U+FFFD: spans stay right."""
    try:
        return orjson.dumps(obj, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:
        return orjson.dumps(_encodable(obj), option=orjson.OPT_APPEND_NEWLINE)


def _encodable(value: Any) -> Any:
    """The same value with lone surrogates replaced, and with words for values that orjson does not take."""
    if isinstance(value, str):
        return SURROGATE.sub("\ufffd", value)
    if isinstance(value, Mapping):
        return {_encodable(str(k)): _encodable(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_encodable(v) for v in value]
    if isinstance(value, bool | float) or value is None or (isinstance(value, int) and abs(value) < 2**63):
        return value
    return _encodable(str(value))  # document.extra may hold integers beyond 64 bits


def _span(span: Span) -> list[int]:
    return [span.start, span.end]


def _document(d: Document) -> Json:
    out: Json = {
        "origin": d.origin,
        "kind": d.kind,
        "publisher": d.publisher,
        "agency": d.agency,
        "title": d.title,
        "author": d.author,
        "language": d.language,
        "published": d.published,
        "published_from": d.published_from,
        "retrieved": d.retrieved,
        "sha256": d.sha256,
        "extractor": d.extractor,
    }
    if d.url is not None:
        out["url"] = d.url
    if d.extra:
        out["extra"] = dict(d.extra)
    return out


def _claim(c: Claim) -> Json:
    out = {
        "key": c.key,
        "trigger": _span(c.trigger.span),
        "trigger_text": c.trigger.text,
        "type": c.type,
        "mode": c.mode,
        "actors": [_party(p) for p in c.actors],
        "recipients": [_party(p) for p in c.recipients],
        "objects": [_party(p) for p in c.objects],
        "place": [_place(p) for p in c.place],
        "time": _time(c.time) if c.time else None,
        "quantities": [_quantity(q) for q in c.quantities],
        "status": c.status,
        "sources": [[_source(s) for s in chain] for chain in c.sources],
        "same": c.same,
        "confidence": round(c.confidence, CONFIDENCE_DIGITS),
        "reporter": {"publisher": c.reporter.publisher, "agency": c.reporter.agency},
    }
    if c.incident is not None:
        out["incident"] = c.incident
    return out


def _party(p: Party) -> Json:
    return {
        "span": _span(p.span),
        "text": p.text,
        "name": p.name,
        "entity": p.entity,
        "country": p.country,
        "sector": p.sector,
        "no_country": p.no_country,
        "no_sector": p.no_sector,
    }


def _place(p: PlacePhrase) -> Json:
    geo = p.geo and {
        "lat": p.geo.lat,
        "lon": p.geo.lon,
        "geonameid": p.geo.geonameid,
        "country": p.geo.country,
        "precision": p.geo.precision,
    }
    return {"span": _span(p.span), "text": p.text, "name": p.name, "geo": geo}


def _time(t: TimePhrase) -> Json:
    return {
        "span": _span(t.span),
        "text": t.text,
        "value": t.value,
        "earliest": t.earliest,
        "latest": t.latest,
        "precision": t.precision,
    }


def _quantity(q: Quantity) -> Json:
    return {"span": _span(q.span), "value": q.value, "max": q.max, "unit": q.unit, "of": q.of}


def _source(s: Source) -> Json:
    return {
        "span": _span(s.span),
        "text": s.text,
        "name": s.name,
        "cue": _span(s.cue) if s.cue else None,
        "stance": s.stance,
        "entity": s.entity,
        "country": s.country,
        "sector": s.sector,
        "no_country": s.no_country,
        "no_sector": s.no_sector,
    }
