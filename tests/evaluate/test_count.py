"""Counts of one article: what the rules call right, and that the sums are what the guide's scorer says."""

from __future__ import annotations

import importlib.util
import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import HARBOUR, claim, source
from onrecord.contract import to_json
from onrecord.evaluate import FIGURES, Counts, GoldDocument, match, measure, read_gold, score
from onrecord.extract import Reader
from onrecord.model.reading import Claim, Party, Quantity
from onrecord.model.span import Span
from onrecord.pipeline import run_raws
from onrecord.settings import Settings

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "evals" / "own" / "demo.gold.jsonl"
SCORER = ROOT.parent / "shared" / "evals" / "score.py"
TEXT = "Rebels opened heavy artillery fire on Velden. The mayor condemned the shelling, and it killed dozens of them."


def counts(gold: list[Claim], found: list[Claim], text: str = TEXT) -> dict[str, Counts]:
    return dict(score(text, gold, found).counts)


def test_every_figure_is_counted_and_every_count_is_a_figure() -> None:
    assert set(counts([], [])) == {d.name for d in FIGURES}


def test_trigger_and_type_count_apart() -> None:
    gold = [claim(TEXT, "condemned", "ACCUSE"), claim(TEXT, "shelling", "ASSAULT")]
    got = counts(gold, [claim(TEXT, "condemned", "REJECT"), gold[1]])
    assert (got["trigger"], got["trigger_and_type"]) == (Counts(2, 2, 2), Counts(1, 2, 2))


@pytest.mark.parametrize(
    ("found", "agrees"),
    [
        ("fire", True),
        ("artillery fire", True),  # more than half shared
        ("heavy artillery fire", True),  # holds the gold trigger and two words more
        ("opened heavy artillery fire", False),  # three words more
        ("on", False),
    ],
)
def test_a_trigger_may_be_two_words_longer(found: str, agrees: bool) -> None:
    gold, other = claim(TEXT, "fire", "ASSAULT"), claim(TEXT, found, "ASSAULT")
    assert counts([gold], [other])["trigger"].right == agrees


SPANS = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 40)).map(
    lambda p: Span(p[0], min(len(TEXT), p[0] + p[1]))
)


@given(SPANS, SPANS)
def test_agreement_of_triggers_has_no_side(a: Span, b: Span) -> None:
    assert match.trigger_agrees(TEXT, a, b) == match.trigger_agrees(TEXT, b, a)


def test_one_gold_claim_is_found_once() -> None:
    twice = [claim(TEXT, "fire", "ASSAULT"), claim(TEXT, "artillery fire", "ASSAULT")]
    assert counts(twice[:1], twice)["trigger"] == Counts(1, 2, 1)


def test_of_two_claims_on_one_trigger_each_finds_its_type() -> None:
    both = [claim(TEXT, "fire", "ASSAULT"), claim(TEXT, "fire", "MOBILIZE")]
    assert counts(both, both[::-1])["trigger_and_type"] == Counts(2, 2, 2)


def test_slots_count_on_right_claims_and_end_to_end_on_all() -> None:
    gold = [
        claim(TEXT, "fire", "ASSAULT", actors=("Rebels",), place=("Velden",)),
        claim(TEXT, "condemned", "ACCUSE", actors=("The mayor",)),
    ]
    found = [replace(gold[0], place=()), claim(TEXT, "killed", "ASSAULT", actors=("it",))]
    got = counts(gold, found)
    assert (got["actors"], got["actors_end_to_end"]) == (Counts(1, 1, 1), Counts(1, 2, 2))
    assert (got["place"], got["place_end_to_end"]) == (Counts(0, 0, 1), Counts(0, 0, 1))


def party(words: str, name: str | None = None) -> Party:
    start = TEXT.index(words)
    return Party(Span(start, start + len(words)), words, name or words)


@pytest.mark.parametrize(
    ("gold", "found", "agrees"),
    [
        (party("The mayor"), party("mayor"), True),
        (party("mayor"), party("The mayor condemned the shelling"), False),  # too long
        (party("it", "the shelling"), party("shelling"), True),  # elsewhere, but of the same name
        (party("it", "the shelling"), party("dozens"), False),
    ],
)
def test_mentions_agree_by_their_words_or_their_names(gold: Party, found: Party, agrees: bool) -> None:
    assert bool(match.mention_likeness(gold, found)) is agrees


@pytest.mark.parametrize(
    ("gold", "found", "agrees"),
    [
        ("the Orrin Front", "Orrin Front", True),
        ("Orrin Front", "fighters of the Orrin Front in Velden", False),  # four words more
        ("Orrin Front", "fighters of the Orrin Front", True),
        ("Liberation Front of Orrin Valley", "Orrin Front", False),  # less than half
        ("Colonel Desta Mar", "Desta Mar", True),
        ("rebels", "the army", False),
        ("rebels", "", False),
    ],
)
def test_names_agree_with_a_few_words_more_or_half_of_them(gold: str, found: str, agrees: bool) -> None:
    assert match.name_agrees(gold, found) is agrees


def test_a_quantity_needs_its_number_maximum_and_unit() -> None:
    gold = Quantity(Span(95, 101), 12, None, None, "killed")
    assert match.quantity_likeness(gold, gold) == 2
    assert match.quantity_likeness(gold, replace(gold, of="soldiers")) == 1
    assert match.quantity_likeness(gold, replace(gold, max=20)) == 0
    assert match.quantity_likeness(gold, replace(gold, span=Span(0, 3))) == 0


def test_pronouns_count_where_the_gold_words_do_not_say_who_it_is() -> None:
    gold = claim(TEXT, "killed", "ASSAULT", actors=("it=the shelling",), recipients=("dozens",))
    silent = claim(TEXT, "killed", "ASSAULT", actors=("it",), recipients=("dozens",))
    assert counts([gold], [silent])["pronouns_and_descriptions_resolved"] == Counts(0, 1, 1)
    assert counts([gold], [gold])["pronouns_and_descriptions_resolved"] == Counts(1, 1, 1)
    assert score(TEXT, [gold], [silent]).pairs[0].off == {"actors"}


def test_a_row_is_whole_without_its_objects_and_with_nothing_else_wrong() -> None:
    gold = claim(TEXT, "killed", "ASSAULT", "firearms", objects=("shelling",), recipients=("dozens",))
    assert counts([gold], [replace(gold, objects=())])["whole_row"] == Counts(1, 1, 1)
    for wrong in ({"mode": None}, {"status": "future"}, {"recipients": ()}):
        assert counts([gold], [replace(gold, **wrong)])["whole_row"] == Counts(0, 1, 1), wrong


def test_stances_count_on_sources_that_were_found() -> None:
    text = HARBOUR
    denied = source(text, "The interior ministry", "denied", "denies")
    gold = claim(text, "beaten", "ASSAULT", status="negated", sources=((denied,),))
    tame = replace(gold, sources=((replace(denied, stance="asserts"),),))
    assert counts([gold], [gold], text)["stance_other_than_asserts"] == Counts(1, 1, 1)
    got = counts([gold], [tame], text)
    assert (got["stance_other_than_asserts"], got["stance"], got["own_voice"]) == (
        Counts(0, 0, 1),
        Counts(0, 1, 1),
        Counts(1, 1, 1),
    )
    assert counts([gold], [replace(gold, sources=())], text)["own_voice"] == Counts(0, 1, 1)


def test_same_event_counts_pairs_of_right_claims() -> None:
    fire, shelling, killed = (claim(TEXT, w, "ASSAULT", same="e1") for w in ("fire", "shelling", "killed"))
    found = [fire, shelling, replace(killed, same="e2")]
    assert counts([fire, shelling, killed], found)["same_event"] == Counts(1, 1, 3)


@given(st.lists(st.sampled_from(["fire", "condemned", "shelling", "killed", "dozens"]), unique=True))
def test_gold_against_itself_is_right_in_all(triggers: list[str]) -> None:
    gold = [claim(TEXT, t, "ASSAULT", "beat", actors=("it=Rebels",), place=("Velden",)) for t in triggers]
    got = counts(gold, gold)
    assert all(c.right == c.found == c.gold for c in got.values())
    assert got["whole_row"].gold == len(gold)


# --- The guide's own scorer ---


def theirs() -> Any:
    spec = importlib.util.spec_from_file_location("shared_score", SCORER)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def gold_documents() -> list[GoldDocument]:
    read = read_gold(DEMO)
    assert all(isinstance(d, GoldDocument) for d in read)
    return [d for d in read if isinstance(d, GoldDocument)]


def assert_equal_to_theirs(documents: list[GoldDocument], found: dict[str, dict[str, Any]], ours: Any) -> None:
    rows = [json.loads(line) for line in DEMO.read_text(encoding="utf-8").splitlines()]
    texts = {d.id: d.text for d in documents}
    figures = theirs().claims([row | {"text": texts[row["id"]]} for row in rows], found)
    for figure in ours:
        theirs_says = figures[figure.definition.name]
        if not isinstance(theirs_says, dict):
            assert figure.value == pytest.approx(theirs_says, abs=5.1e-5) if figure.counts.gold else True
            continue
        assert (figure.counts.gold, figure.counts.found) == (theirs_says["gold"], theirs_says["pred"])
        assert figure.counts.f1 == pytest.approx(theirs_says["f1"], abs=5.1e-5), figure.definition.name
        assert figure.counts.precision == pytest.approx(theirs_says["p"], abs=5.1e-5)
        assert figure.counts.recall == pytest.approx(theirs_says["r"], abs=5.1e-5)


@pytest.mark.skipif(not SCORER.is_file(), reason="needs ../shared")
def test_a_real_reading_scores_as_the_guides_scorer_says() -> None:
    documents = gold_documents()
    items = list(run_raws((d.raw for d in documents), settings=Settings(), reader=Reader.load(threads=2)))
    measured = measure(documents, items)
    found = {item.id: json.loads(json.dumps(to_json(item))) for item in items}  # type: ignore[arg-type]
    assert measured.found_claims > 50
    assert_equal_to_theirs(documents, found, measured.figures)


def disturbed(text: str, claims: tuple[Claim, ...], draw: random.Random) -> list[Claim]:
    """The claims with something wrong in many of them, so that every rule has both outcomes."""
    out = []
    for c in claims:
        if draw.random() < 0.15:
            continue
        if draw.random() < 0.3:
            at = Span(max(0, c.trigger.span.start - draw.choice([4, 9, 25])), c.trigger.span.end)
            c = replace(c, trigger=replace(c.trigger, span=at, text=at.of(text)))
        if draw.random() < 0.1:
            c = replace(c, type="AID", mode=None)
        if draw.random() < 0.3 and c.actors:
            span = Span(c.actors[0].span.start, min(len(text), c.actors[0].span.end + draw.choice([5, 60])))
            c = replace(c, actors=(Party(span, span.of(text), span.of(text)), *c.actors[1:]))
        if draw.random() < 0.3:
            c = replace(c, recipients=c.recipients[1:], place=c.place[1:], mode=None, time=None)
        if draw.random() < 0.3 and c.quantities:
            c = replace(c, quantities=(replace(c.quantities[0], value=7), *c.quantities[1:]))
        if draw.random() < 0.3:
            stance = draw.choice(["asserts", "denies", "alleges"])
            c = replace(c, sources=tuple(tuple(replace(s, stance=stance) for s in chain) for chain in c.sources))
        if draw.random() < 0.2:
            c = replace(c, sources=c.sources[1:], status=draw.choice(["actual", "future"]), same="e1")
        out.append(c)
    return out


@pytest.mark.skipif(not SCORER.is_file(), reason="needs ../shared")
@pytest.mark.parametrize("seed", range(5))
def test_disturbed_gold_scores_as_the_guides_scorer_says(seed: int) -> None:
    from builders import MADE_BY, document, reading

    draw = random.Random(seed)
    documents = gold_documents()
    items = [reading(document(d.text, d.id), *disturbed(d.text, d.claims, draw)) for d in documents]
    measured = measure(documents, items)
    assert items[0].made_by == measured.made_by == MADE_BY
    assert 0 < measured.figures[0].counts.f1 < 1
    assert_equal_to_theirs(documents, {i.id: json.loads(json.dumps(to_json(i))) for i in items}, measured.figures)
