"""All of grounding together, from Python as from the command line."""

from __future__ import annotations

import onrecord
from onrecord.contract import check_lines
from onrecord.contract.shape import to_json, to_line
from onrecord.model.reading import Reading

TEXT = (
    "Niger's military regime arrested about 40 French citizens in Niamey on Saturday, the interior ministry said.\n\n"
    "Paris condemned the arrests and the group was expected to be expelled."
)
PAGE = "Read more about Timbuktu\n\n" + TEXT


def read(text: str, published: str | None = "2031-03-09") -> Reading:
    return onrecord.read_text(text, published=published)


def test_a_claim_has_its_day_its_place_its_parties_and_its_number() -> None:
    claim = next(c for c in read(TEXT).claims if c.trigger.text == "arrested")
    assert claim.time is not None
    assert (claim.time.value, claim.time.earliest, claim.time.latest) == ("2031-03-08",) * 3
    assert [(p.geo.country, p.geo.precision) for p in claim.place if p.geo] == [("NER", 1)]
    assert [(p.country, p.sector) for p in claim.actors] == [("NER", "GOV")]
    assert [(q.value, q.of) for q in claim.quantities] == [(40, "French citizens")]


def test_without_a_publication_date_saturday_is_unknown() -> None:
    assert [t.value for t in read(TEXT, None).times if t.text == "Saturday"] == [None]


def test_entities_point_at_the_gazetteer() -> None:
    doc = read(TEXT)
    niamey = next(e for e in doc.entities if e.name == "Niamey")
    assert (niamey.ref, niamey.country) == ("geonames:2440485", "NER")


def test_places_are_in_order_and_keep_the_contract() -> None:
    doc = read(TEXT)
    starts = [p.span.start for p in doc.places]
    assert starts == sorted(starts)
    assert [str(p) for p in check_lines([to_line(to_json(doc))])] == []


def test_no_place_lies_in_what_was_set_aside() -> None:
    doc = read(PAGE)
    aside = [b.span for b in doc.document.blocks if b.kind in ("furniture", "credit")]
    assert not any(b.overlap(p.span) for b in aside for p in doc.places)
