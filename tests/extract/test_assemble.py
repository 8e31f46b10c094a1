"""From drafts in words to claims in code points."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from builders import document, find
from onrecord.extract.assemble import Assembler, Who
from onrecord.extract.claims import Draft
from onrecord.extract.holders import Holder
from onrecord.extract.identity import Identities
from onrecord.extract.settings import Decoding
from onrecord.model.reading import Claim, Mention, Reporter, claim_key
from onrecord.model.span import Span

TEXT = "Kessia's Defence Minister Ada Morn said rebels seized and burned Velden on Monday. They killed five people."
WORDS = [find(TEXT, w) for w in TEXT.replace("'s", " 's").replace(".", " .").split()]
ROLES = ("actor", "recipient", "object", "place", "time", "quantity")


def span(first: int, last: int) -> Span:
    return Span(WORDS[first].start, WORDS[last].end)


def at(words: str) -> tuple[int, int]:
    """First and last word of a quote."""
    there = find(TEXT, words)
    inside = [i for i, w in enumerate(WORDS) if there.covers(w)]
    return inside[0], inside[-1]


def draft(
    trigger: str, type: str = "ASSAULT", probability: float = 0.8, event: str | None = None, **fields: object
) -> Draft:
    roles = {role: tuple(at(w) for w in fields.get(role, ())) for role in ROLES}  # type: ignore[attr-defined]
    return Draft(
        at(trigger), type, None, "actual", probability, roles, fields.get("sources", ()),  # type: ignore[arg-type]
        at(event or trigger), fields.get("names", {}),  # type: ignore[arg-type]
    )  # fmt: skip


def assembled(drafts: Sequence[Draft], mentions: Sequence[Mention] = (), least: float = 0.0) -> tuple[Claim, ...]:
    made = Assembler(document(TEXT, publisher="Tide", agency="KPA"), "digest", Decoding(calibration=((0, 1), (0, 0.5))))
    made.add(drafts, span, least)
    return made.claims(mentions, Identities(TEXT, mentions, (), ()))


def test_word_ranges_become_spans_with_their_characters() -> None:
    (claim,) = assembled(
        [draft("seized", "COERCE", actor=["rebels"], place=["Velden"], object=["Velden"], time=["on Monday"])]
    )
    assert (claim.trigger.text, claim.trigger.span) == ("seized", find(TEXT, "seized"))
    assert [(p.text, p.name) for p in claim.actors] == [("rebels", "rebels")]
    assert [p.text for p in claim.objects] == [p.text for p in claim.place] == ["Velden"]
    assert claim.time is not None and (claim.time.text, claim.time.value) == ("on Monday", None)
    assert claim.reporter == Reporter("Tide", "KPA")


def test_what_is_not_there_is_empty_or_none() -> None:
    (claim,) = assembled([draft("killed")])
    assert (claim.actors, claim.place, claim.time, claim.quantities, claim.sources, claim.mode) == (
        (), (), None, (), (), None,
    )  # fmt: skip


def test_the_key_is_that_of_the_text_the_trigger_and_the_ordinal() -> None:
    found = assembled([draft("seized", "COERCE"), draft("burned"), draft("burned", "COERCE")])
    burned = find(TEXT, "burned")
    assert [c.key for c in found[1:]] == [claim_key("digest", burned, 0), claim_key("digest", burned, 1)]
    assert len({c.key for c in found}) == 3


def test_the_key_depends_on_nothing_that_a_model_decides() -> None:
    (one,) = assembled([draft("burned", "COERCE", 0.4)])
    (other,) = assembled([draft("burned", "ASSAULT", 0.9, actor=["rebels"])])
    assert one.key == other.key


def test_claims_on_one_event_share_a_label_in_the_order_of_the_text() -> None:
    found = assembled([draft("seized"), draft("burned"), draft("killed", event="burned")])
    assert [c.same for c in found] == ["e1", "e2", "e2"]


@pytest.mark.parametrize(("least", "kept"), [(0.0, 2), (0.2, 2), (0.21, 1), (0.4, 1), (0.41, 0)])
def test_claims_below_the_confidence_are_left_out(least: float, kept: int) -> None:
    found = assembled([draft("burned", probability=0.4), draft("killed", probability=0.8)], least=least)
    assert len(found) == kept


def test_a_pronoun_is_named_by_whom_it_stands_for() -> None:
    (claim,) = assembled([draft("killed", actor=["They"], names={at("They"): at("rebels")})])
    assert [(p.text, p.name) for p in claim.actors] == [("They", "rebels")]


def test_a_source_comes_with_cue_stance_and_name() -> None:
    who = "Kessia's Defence Minister Ada Morn"
    (claim,) = assembled([draft("seized", sources=((Holder(at(who), at("said"), "asserts"),),))])
    (chain,) = claim.sources
    assert [(s.text, s.name, s.cue, s.stance) for s in chain] == [(who, who, find(TEXT, "said"), "asserts")]


def test_hearsay_is_a_source_without_a_name() -> None:
    word = at("burned")
    (claim,) = assembled([draft("seized", sources=((Holder(word, word, "alleges", unnamed=True),),))])
    ((source,),) = claim.sources
    assert (source.text, source.name, source.cue, source.stance) == ("burned", "unnamed", source.span, "alleges")


def test_a_phrase_is_the_entity_that_ends_it() -> None:
    """ "Kessia's Defence Minister Ada Morn" is Ada Morn and not Kessia; "Kessia" alone is the country."""
    person = Mention(find(TEXT, "Ada Morn"), "Ada Morn", "person", True, "n2")
    country = Mention(find(TEXT, "Kessia"), "Kessia", "place", True, "n1")
    (claim,) = assembled(
        [draft("killed", actor=["Kessia's Defence Minister Ada Morn"], recipient=["Kessia"], object=["people"])],
        [country, person],
    )
    assert [p.entity for p in (*claim.actors, *claim.recipients, *claim.objects)] == ["n2", "n1", None]


def test_a_mention_that_begins_before_the_phrase_does_not_name_it() -> None:
    person = Mention(find(TEXT, "Ada Morn"), "Ada Morn", "person", True, "n1")
    (claim,) = assembled([draft("killed", actor=["Morn"])], [person])
    assert claim.actors[0].entity is None


def test_a_key_does_not_depend_on_what_the_threshold_leaves_out() -> None:
    drafts = [draft("killed", "ASSAULT", 0.4), draft("killed", "COERCE", 0.9)]
    every, sure = assembled(drafts), assembled(drafts, least=0.3)
    assert [c.key for c in sure] == [every[1].key] != [every[0].key]


@pytest.mark.parametrize(
    ("guess", "name"),
    [("Aliou Keita", "Aliou Keita"), ("Kano, Nigeria", "the envoy"), ("Council\nSecurity", "the envoy")],
)
def test_a_list_or_a_line_break_is_nobodys_name(guess: str, name: str) -> None:
    text = f"{guess} spoke; the envoy left."
    at = text.index("the envoy")
    who = Who({}, Identities(text, (), (), ()))
    assert who.name(Span(at, at + len("the envoy")), text, Span(0, len(guess))) == name
