"""Where words are found again in another text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import find as at
from onrecord.model.span import Span
from onrecord.store.anchoring import Move, find, quote_at

TEXT = "Soldiers shelled the mill at dawn. In the evening rebels shelled the bridge of Tiren."


def found(text: str, nth: int = 0) -> str | None:
    """What stands around the place that is found for the nth "shelled" of TEXT."""
    span = find(quote_at(TEXT, at(TEXT, "shelled", nth)), text)
    return None if span is None else text[max(0, span.start - 9) : span.end + 8]


def test_of_equal_words_the_one_in_its_own_surroundings() -> None:
    assert found("A report. " + TEXT) == "Soldiers shelled the mil"
    assert found("A report. " + TEXT, 1) == "g rebels shelled the bri"


def test_white_space_does_not_count() -> None:
    assert found(TEXT.replace(" ", "\n ")) is not None


def test_a_place_that_goes_better_with_other_words_is_theirs() -> None:
    gone = TEXT.removeprefix("Soldiers shelled the mill at dawn. ").replace("rebels", "other soldiers")
    first = quote_at(TEXT.replace("mill at dawn", "bridge"), at(TEXT, "shelled", 0))
    assert find(first, gone) is not None
    assert find(first, gone, TEXT.replace("mill at dawn", "bridge")) is None


def test_one_side_is_enough() -> None:
    assert found("Nobody knows who it was. Soldiers shelled the mill at dawn. In the evening it rained.") is not None


@pytest.mark.parametrize(
    "text",
    [
        "Soldiers left the mill at dawn.",  # another word
        "The army shelled a village of which nobody had heard.",  # other surroundings
        f"{TEXT} {TEXT}",  # two places as good as each other
    ],
)
def test_what_is_not_surely_the_place_is_none(text: str) -> None:
    assert find(quote_at(TEXT, at(TEXT, "shelled", 0)), text) is None


def test_the_parts_of_a_claim_move_with_it() -> None:
    new = "By our desk. " + TEXT.replace("at dawn", "in the night")
    move = Move(TEXT, new, 13)
    value = [{"span": [0, 8], "text": "Soldiers", "cue": None}]
    assert move.value(value) == [{"span": [13, 21], "text": "Soldiers", "cue": None}]
    with pytest.raises(LookupError, match="at dawn"):
        move.value({"span": [26, 33], "text": "at dawn"})


def test_a_cue_that_was_reworded_is_left_out() -> None:
    old, new = "Police said that it burned.", "Police wrote that it burned."
    value = Move(old, new, 1).value({"span": [0, 6], "text": "Police", "cue": [7, 11]})
    assert value == {"span": [0, 6], "text": "Police", "cue": None}


@given(st.text("ab 🔥é\u0301ש", max_size=60), st.text("cd ", max_size=40), st.text("cd ", max_size=40))
def test_a_place_found_has_the_words(body: str, before: str, after: str) -> None:
    text = f"{body} shelled {body}"
    span = at(text, "shelled")
    new = before + text + after
    place = find(quote_at(text, span), new)
    assert place is None or place.of(new) == "shelled"
    assert find(quote_at(text, span), text) == span
    assert isinstance(place, Span | None)
