"""What a document says of a party in one place holds for its other mentions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from builders import claim, document, find, reading
from onrecord.ground import ground
from onrecord.ground.actor import Known, Offices, filled, known_of, load, state_of
from onrecord.model.reading import Entity, Mention, MentionKind, Party, Reading

TABLE = load()


def known(text: str, name: str, kind: MentionKind = "person", published: str | None = "2031-03-09") -> Known:
    """What the text says of the entity with this name, which it mentions once or more."""
    spans = [find(text, name, i) for i in range(text.count(name))]
    mentions = [Mention(s, name, kind, True, "n1") for s in spans]
    return known_of(text, mentions, [Entity("n1", name, kind)], published, TABLE)["n1"]


@pytest.mark.parametrize(
    ("text", "country", "sector"),
    [
        ("On Monday Kenyan Defence Minister Ada Morn spoke.", "KEN", "GOV"),
        ("Ada Morn spoke. Later Kenyan police chief Ada Morn left.", "KEN", "COP"),
        ("Ada Morn, the Peruvian foreign minister, spoke.", "PER", "GOV"),
        ("Ada Morn, a farmer who spoke, left.", None, "AGR"),
        ("In Kenya, Ada Morn spoke.", None, None),
        ("She met Ada Morn, Friday, in Peru.", None, None),
        ("Ada Morn", None, None),
    ],
)
def test_what_stands_around_a_name(text: str, country: str | None, sector: str | None) -> None:
    found = known(text, "Ada Morn")
    assert (found.country, found.sector) == (country, sector)


def test_a_name_in_the_table_needs_no_words_around_it() -> None:
    found = known("Fighters of Boko Haram came.", "Boko Haram", "organization")
    assert found.ref == "actors:boko-haram"


def party(text: str, words: str) -> Party:
    """A party of entity n1 of which its own words tell nothing."""
    return Party(find(text, words), words, words, "n1", no_country="no_country_named", no_sector="unknown_name")


def test_a_party_gets_what_is_known_of_its_entity() -> None:
    text = "Morn left, said supporters of Morn."
    about = {"n1": Known("KEN", "GOV")}
    first = filled(party(text, "Morn"), about)
    assert (first.country, first.sector, first.no_country, first.no_sector) == ("KEN", "GOV", None, None)
    others = filled(party(text, "supporters of Morn"), about)
    assert (others.country, others.sector, others.no_sector) == (None, None, "unknown_name")


def test_what_has_no_single_country_gets_none() -> None:
    text = "Morn left."
    many = replace(party(text, "Morn"), no_country="many_countries")
    assert filled(many, {"n1": Known("KEN", "GOV")}).country is None


NEWS = "The United States met Nigerien envoys. The U.S. and Niger signed. Nigerien envoys left for Niger."


def grounded() -> Reading:
    doc = document(NEWS, published="2024-05-04")
    spans = [find(NEWS, "United States"), find(NEWS, "Nigerien"), find(NEWS, "U.S."), find(NEWS, "Niger", 2)]
    mentions = tuple(Mention(s, s.of(NEWS), "place", True, f"n{i + 1}") for i, s in enumerate(spans))
    entities = tuple(Entity(f"n{i + 1}", s.of(NEWS), "place") for i, s in enumerate(spans))
    signed = claim(NEWS, "signed", "AGREE", actors=("U.S.",))
    signed = replace(signed, actors=(replace(signed.actors[0], entity="n3"),))
    return ground(reading(doc, signed, mentions=mentions, entities=entities))


def test_two_names_of_one_country_are_one_entity_and_its_people_are_another() -> None:
    found = grounded()
    assert [(e.id, e.name) for e in found.entities] == [
        ("n1", "United States"),
        ("n2", "Nigerien"),
        ("n4", "Niger"),
    ]
    assert [m.entity for m in found.mentions] == ["n1", "n2", "n1", "n4"]
    assert found.claims[0].actors[0].entity == "n1"


def test_unknown_parties_say_why() -> None:
    doc = document("Yesterday widgets attacked Velden.")
    found = ground(reading(doc, claim(doc.text, "attacked", "ASSAULT", actors=("widgets",))))
    (actor,) = found.claims[0].actors
    assert (actor.country, actor.no_country) == (None, "no_country_named")
    assert (actor.sector, actor.no_sector) == (None, "unknown_head")


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("Washington", "United States"),
        ("Israeli", "Israel"),
        ("Pyongyang", "North Korea"),
        ("Soviet", "Soviet Union"),
        ("Israelis", None),
        ("Israeli police", None),
        ("Washington Post", None),
        ("washington", None),
        ("", None),
    ],
)
def test_a_capital_or_an_adjective_alone_stands_for_the_state(words: str, state: str | None) -> None:
    assert state_of(words, TABLE) == state


OFFICES = (
    "Zambian President Ada Morn met Kofi Bell, the secretary-general. The president left, "
    "the secretary-general stayed, and the minister of Peru waited for the driver."
)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("The president", "Ada Morn"),
        ("the secretary-general", "Kofi Bell"),
        ("the minister of Peru", None),
        ("the driver", None),
        ("President", None),
    ],
)
def test_an_office_stands_for_who_was_named_with_it(words: str, name: str | None) -> None:
    people = ("Ada Morn", "Kofi Bell")
    mentions = [Mention(find(OFFICES, p), p, "person", True, f"n{i}") for i, p in enumerate(people)]
    entities = [Entity(f"n{i}", p, "person") for i, p in enumerate(people)]
    offices = Offices(OFFICES, mentions, entities, TABLE)
    assert offices.holder(Party(find(OFFICES, words), words, words), {}) == name


def test_an_office_of_another_country_is_another_persons() -> None:
    text = "Zambian President Ada Morn spoke. The Peruvian president did not."
    mention = Mention(find(text, "Ada Morn"), "Ada Morn", "person", True, "n1")
    offices = Offices(text, [mention], [Entity("n1", "Ada Morn", "person")], TABLE)
    words = "The Peruvian president"
    asked = Party(find(text, words), words, words, country="PER")
    assert offices.holder(asked, {"n1": Known("ZMB", "GOV")}) is None
