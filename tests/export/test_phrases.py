"""How claims are put into few words."""

from dataclasses import replace

import pytest

from builders import claim, document, harbour, reading, source
from onrecord.export import phrases
from onrecord.model.reading import Quantity, Reporter
from onrecord.model.span import Span

TEXT = "They shelled the several towns on Friday, the army denied."


@pytest.mark.parametrize(
    ("quantity", "words"),
    [
        ((40, None, None, "dockers"), "40 dockers"),
        ((5, 7, None, "injured"), "5-7 injured"),
        ((None, 12, None, "boats"), "up to 12 boats"),
        ((1_500_000, None, "USD", None), "USD 1,500,000"),
        ((2.5, 2.5, "km", None), "km 2.5"),
        ((None, None, None, "towns"), "several towns"),
    ],
)
def test_counts_and_amounts(quantity: tuple[float, float, str, str], words: str) -> None:
    span = Span(TEXT.index("several"), TEXT.index(" on Friday"))
    assert phrases.how_many(Quantity(span, *quantity), TEXT) == words


def test_a_time_that_is_not_resolved_is_shown_in_the_articles_words() -> None:
    assert phrases.when(claim(TEXT, "shelled", "ASSAULT", time=("Friday", None))) == "“Friday”"
    assert phrases.when(claim(TEXT, "shelled", "ASSAULT", time=("Friday", "2031-03-07"))) == "2031-03-07"
    assert phrases.when(claim(TEXT, "shelled", "ASSAULT")) == ""


def test_names_are_whom_the_words_stand_for_each_once() -> None:
    they = claim(TEXT, "shelled", "ASSAULT", actors=("They=the rebels", "They=the rebels", "the army"))
    assert phrases.names(they.actors) == "the rebels, the army"


def test_a_chain_shows_holders_from_the_outside_in_with_their_stance() -> None:
    seized, _, beaten, strike = harbour().claims
    assert phrases.according_to(seized) == ["the harbour union"]
    assert phrases.according_to(beaten) == ["The interior ministry ✗"]
    assert phrases.according_to(strike) == ["the daily Morning Tide › the union"]


def test_two_chains_are_two_lines() -> None:
    both = claim(TEXT, "shelled", "ASSAULT", sources=((source(TEXT, "the army"),), (source(TEXT, "They"),)))
    assert phrases.according_to(both) == ["the army", "They"]


@pytest.mark.parametrize(
    ("reporter", "words"),
    [
        (Reporter("Morning Tide", "Kessia Press"), "own voice: Kessia Press"),
        (Reporter("Morning Tide", None), "own voice: Morning Tide"),
        (Reporter(None, None), "own voice"),
    ],
)
def test_without_sources_the_article_speaks_itself(reporter: Reporter, words: str) -> None:
    assert phrases.according_to(claim(TEXT, "shelled", "ASSAULT", reporter=reporter)) == [words]


def test_a_headline_says_what_is_known_and_falls_back_on_the_id() -> None:
    assert phrases.headline(harbour()) == (
        "Port of Velden reopens after blockade",
        "Morning Tide · from Kessia Press Agency · 2031-03-09 · harbour",
    )
    assert phrases.headline(reading(document(TEXT, "a/b.txt"))) == ("a/b.txt", "no date")


def test_what_acts_on_a_terminal_is_made_visible() -> None:
    assert phrases.plain("red\x1b[31m\n  alert\u202e!") == "red�[31m alert�!"
    nasty = replace(harbour().document, title="\x1b]0;pwned\x07 port")
    assert "\x1b" not in phrases.headline(reading(nasty))[0]
