"""Who stands behind a claim: nested and parallel sources, and hearsay."""

from __future__ import annotations

import pytest
from tokenizers import Tokenizer

from builders import find
from onrecord.extract.decode import Range
from onrecord.extract.holders import Hearsay, Holder, chains, doubtful, find_hearsay, hearsay_words
from onrecord.language.weights import default_folder
from onrecord.language.words import split
from onrecord.ontology import load

PAPER, MINISTER, ARMY = (Holder((n, n), None, "asserts") for n in (10, 20, 30))
ADVERB = Holder((5, 5), (5, 5), "alleges", unnamed=True)


def quoting(*pairs: tuple[Holder, Holder]):  # type: ignore[no-untyped-def]
    """A scorer for which exactly these quote each other."""
    known = {(a.span, b.span) for a, b in pairs}

    def score(outer: Range, inner: Range) -> float:
        return 2.0 if (outer, inner) in known else -2.0

    return score


@pytest.mark.parametrize(
    ("holders", "links", "expected"),
    [
        ((), (), ()),
        ((PAPER,), (), ((PAPER,),)),
        ((MINISTER, PAPER), ((PAPER, MINISTER),), ((PAPER, MINISTER),)),
        ((PAPER, MINISTER), (), ((PAPER,), (MINISTER,))),
        ((ARMY, MINISTER, PAPER), ((PAPER, MINISTER), (MINISTER, ARMY)), ((PAPER, MINISTER, ARMY),)),
        ((PAPER, MINISTER, ARMY), ((PAPER, MINISTER), (PAPER, ARMY)), ((PAPER, MINISTER), (PAPER, ARMY))),
        ((PAPER, ADVERB), (), ((PAPER, ADVERB),)),
        ((ADVERB,), (), ((ADVERB,),)),
    ],
)
def test_holders_stand_in_chains_from_the_outermost_inwards(holders, links, expected) -> None:  # type: ignore[no-untyped-def]
    assert chains(holders, quoting(*links), 0.0) == expected


def test_two_that_quote_each_other_are_one_chain_by_the_stronger_link() -> None:
    scores = {(PAPER.span, MINISTER.span): 1.0, (MINISTER.span, PAPER.span): 2.0}
    assert chains((PAPER, MINISTER), lambda a, b: scores[a, b], 0.0) == ((MINISTER, PAPER),)


def test_every_holder_is_in_some_chain_even_when_three_quote_each_other_in_a_ring() -> None:
    ring = {(PAPER.span, MINISTER.span): 1.0, (MINISTER.span, ARMY.span): 1.0, (ARMY.span, PAPER.span): 1.0}
    found = chains((PAPER, MINISTER, ARMY), lambda a, b: ring.get((a, b), -1.0), 0.0)
    assert {h for chain in found for h in chain} == {PAPER, MINISTER, ARMY}


@pytest.mark.parametrize(
    ("text", "trigger", "word"),
    [
        ("Rebels allegedly burned the mill.", "burned", "allegedly"),
        ("Rebels have reportedly not yet withdrawn.", "withdrawn", "reportedly"),
        ("Police looked into the alleged attack.", "attack", "alleged"),
        ("The alleged rebel attack was denied.", "attack", None),
        ("They were allegedly there. Rebels burned it.", "burned", None),
        ("Rebels burned it, allegedly.", "burned", None),
    ],
)
def test_hearsay_speaks_of_the_trigger_that_follows_it(text: str, trigger: str, word: str | None) -> None:
    (words,) = split([text], Tokenizer.from_file(str(default_folder() / "tokenizer.json")))
    at = words.inside(find(text, trigger).start, find(text, trigger).end)
    assert at
    found = doubtful(at, find_hearsay(text, words), words.sentence.tolist())
    assert (text[words.start[found.span[0]] : words.end[found.span[0]]] if found else None) == word


def test_hearsay_marks_stances_of_the_codebook() -> None:
    assert {h.stance for h in hearsay_words().values()} <= {s.name for s in load().stances}
    assert hearsay_words()["allegedly"] == Hearsay("alleges", 3)
