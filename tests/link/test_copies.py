"""Wire copies: which texts meet, which are copies, which passages they share."""

from __future__ import annotations

import random
import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import article
from builders import document
from onrecord.link.copies import body, compare, groups, signature
from onrecord.link.copies_words import words

WIRE = """Gunmen on motorcycles attacked a convoy of grain lorries near the town of Kessia on
Saturday, killing nine drivers and two of the soldiers who were escorting them, officials and
residents said.

The convoy of forty lorries had left the port of Amsa the evening before and was held up at a broken
bridge when the attackers opened fire from both sides of the road.

"We heard the first shots a little after dawn, and then they did not stop for an hour," said Mr. Odo
Lanter, who runs a filling station at the entrance of the town.

The governor of the Upper Orrin, Selma Trask, blamed the Front for the Valley, which has fought the
government since 2019 and controls most of the villages north of the river.

A spokesman for the Front denied that its fighters had taken part, and said that the lorries had
been robbed by deserters from the army's own garrison in Velden.

Eleven lorries were burnt out and the grain of six others was carried off, according to the drivers'
union, which called on its members to stay off the road until soldiers patrol it.

The road is the only one by which food reaches the camps around Velden, where some 60,000 people
have lived since the floods of last spring.

Aid workers said that stocks in the camps would last for twelve days at most, and asked both sides
to let the next convoy through without an escort.

Two earlier convoys were attacked in March, and a ceasefire that neighbouring Maravel had brokered
broke down within a week."""

SHORTENED = """KESSIA — A convoy carrying food to the camps at Velden has come under attack once more.

Gunmen on motorcycles attacked a convoy of grain lorries near the town of Kessia on May 4, killing
nine drivers and two soldiers who were escorting them, officials and residents said.

Upper Orrin governor Selma Trask blamed the Front for the Valley, which has fought the government
since 2019 and controls most villages north of the river.

Eleven lorries were burnt out and the grain of six others was carried off, according to the drivers' union.

Members of the Velden parish council will meet tonight to discuss how the bakeries of our town can
share what they have left."""

REPORT = """At least eleven people died when armed men ambushed lorries loaded with grain outside
Kessia early on Saturday, the drivers' union told this newspaper.

"We heard the first shots a little after dawn, and then they did not stop for an hour," filling
station owner Odo Lanter told reporters in the town.

Seen from the broken bridge, where the column of some forty vehicles had to wait, eleven wrecks
still smoked at noon. Sacks had been slit open and barley lay ankle-deep in the ditch.

Governor Selma Trask accused the Front for the Valley of what she called an act of starvation. Its
spokesman rejected the charge and pointed at deserters from the garrison in Velden.

For the sixty thousand people who fled last spring's floods there is no other way by which flour
could come. Relief agencies in Velden expect their stores to be empty in less than two weeks."""

STATEMENT = (
    "two men in a grey car without plates opened fire on a patrol that was guarding the cattle market at Brant shortly "
    "before six in the morning and drove off towards the river"
)
FIRST = f"""Police are looking for the killers of two officers at Lower Brant. In a statement the
police said that {STATEMENT}.

Traders ran for cover behind their stalls. The market has been closed until further notice, and
farmers who had come with their animals from as far as Kessia turned back at the bridge."""
SECOND = f"""Two policemen have been shot dead on duty in the district of Brant, the second such
attack within a month. According to the police {STATEMENT}.

One of the dead had been married for just three weeks, his brother told us at the family's house.
Neighbours brought food all day, and the mayor came by in the evening and promised a school in his
name."""


def in_line(text: str) -> str:
    return " ".join(text.split())


def test_a_shortened_and_edited_copy_is_told_with_its_passages() -> None:
    found = compare(WIRE, SHORTENED)

    assert found is not None and 0.6 < found.containment < 0.95
    quotes = [(in_line(p.of(WIRE)), in_line(q.of(SHORTENED))) for p, q in found.passages]
    assert quotes[0][0].startswith("Gunmen on motorcycles") and quotes[0][1].startswith("Gunmen on motorcycles")
    assert "on Saturday" in quotes[0][0] and "on May 4" in quotes[0][1]  # an edit does not cut a passage
    assert not any("parish council" in copy for _, copy in quotes)
    assert set(signature(WIRE)) & set(signature(SHORTENED))


def test_a_report_of_its_own_with_the_same_quotation_is_no_copy() -> None:
    assert compare(WIRE, REPORT) is None


def test_a_statement_that_two_papers_give_without_marks_is_no_copy() -> None:
    assert compare(FIRST, SECOND) is None


def test_paragraphs_in_another_order_are_a_copy() -> None:
    paragraphs = WIRE.split("\n\n")
    turned = "\n\n".join([*paragraphs[4:], *paragraphs[:4]])

    found = compare(WIRE, turned)

    assert found is not None and found.containment > 0.99
    assert [p for p, _ in found.passages] == sorted(p for p, _ in found.passages)


@pytest.mark.parametrize("seed", range(20))
def test_a_third_of_a_text_meets_it_and_is_a_copy(seed: int) -> None:
    chance = random.Random(seed)
    paragraphs = WIRE.split("\n\n")
    third = "\n\n".join(paragraphs[i] for i in sorted(chance.sample(range(len(paragraphs)), 3)))
    edited = " ".join(word for word in third.split(" ") if chance.random() > 0.03)

    assert set(signature(WIRE)) & set(signature(edited))
    found = compare(WIRE, edited)
    assert found is not None and found.containment > 0.6


def test_other_texts_share_no_band() -> None:
    texts = (WIRE, REPORT.replace("We heard", "They heard"), FIRST.replace(STATEMENT, "nothing"), article(3))
    bands = [set(signature(text)) for text in texts]

    assert not any(bands[i] & bands[j] for i in range(len(bands)) for j in range(i))


def test_bands_are_the_same_in_another_process_and_are_bounded() -> None:
    code = "import sys; from onrecord.link.copies import signature; print(*signature(sys.argv[1]))"
    printed = subprocess.run([sys.executable, "-c", code, WIRE], capture_output=True, text=True, check=True).stdout

    assert tuple(printed.split()) == signature(WIRE)
    assert len(signature(article(400))) <= 64


def test_bands_in_ledgers_stay_valid() -> None:
    """Fails when rensa hashes in another way: documents of older ledgers must then be signed again."""
    text = "Gunmen on motorcycles attacked a convoy of grain lorries near the town of Kessia."

    assert signature(text) == ("7gqakOsa", "GZ1-uzR5", "JKZCyfba", "Oui513Lc", "iSLxl6yi", "kPNtYCv2", "lRTO0xY3")


def test_body_leaves_out_furniture_credits_and_captions_and_keeps_places() -> None:
    text = "Convoy attacked\nGunmen fired on lorries.\nSign up for our newsletter\nPhoto: J. Orr\nNine drivers died."
    made = document(text, kinds={"Convoy": "heading", "Sign": "furniture", "Photo": "credit"})

    kept = body(made)

    assert len(kept) == len(text)
    assert kept.replace("\f", "") == "Gunmen fired on lorries.Nine drivers died."
    assert kept.index("Nine") == text.index("Nine")


def test_a_quotation_of_several_paragraphs_is_one_in_the_body_too() -> None:
    text = "“We heard the first shots a little after dawn.\n\n“They did not stop for an hour,” he said."
    found = words(body(document(text)))

    assert [form for form, quoted in zip(found.forms, found.quoted, strict=True) if not quoted] == ["he", "said"]


def test_no_passage_goes_across_what_is_left_out() -> None:
    one, two = WIRE.split("\n\n")[:2]
    a, b = f"{one}\f\f{two}", f"{one} {two}"

    found = compare(a, b)

    assert found is not None and found.containment == 1
    assert [p.of(a) for p, _ in found.passages] == [one.rstrip("."), two.rstrip(".")]


def test_groups_have_their_smallest_id() -> None:
    pairs = [("d", "c"), ("x", "y"), ("b", "d"), ("y", "x")]

    assert groups(pairs) == groups(reversed(pairs)) == {"b": "b", "c": "b", "d": "b", "x": "x", "y": "x"}
    assert groups([]) == {}


ODD = ("", "fire", "🔥🔥 🔥", "a " * 60, "村の近くで銃撃があった。" * 12, "\f\n\f", "“" * 40, "'a ' " * 50, WIRE[:300])
pieces = st.lists(st.sampled_from([*WIRE.split("\n\n"), *REPORT.split("\n\n"), *ODD]), max_size=8)
texts = pieces.map("\n".join) | st.text(max_size=200)


@given(texts, texts)
@settings(max_examples=60, deadline=None)
def test_sides_can_be_changed_and_spans_fit(a: str, b: str) -> None:
    found, turned = compare(a, b), compare(b, a)

    assert (found is None) == (turned is None)
    if found is not None and turned is not None:
        assert found.containment == turned.containment and 0 < found.containment <= 1
        assert sorted((q, p) for p, q in found.passages) == list(turned.passages)
        for side, text in enumerate((a, b)):
            spans = sorted(pair[side] for pair in found.passages)
            assert all(span.of(text).strip() for span in spans)
            assert all(one.end <= two.start for one, two in pairwise(spans))


@given(texts)
@settings(max_examples=60, deadline=None)
def test_a_text_is_a_copy_of_itself_unless_it_has_hardly_a_word(text: str) -> None:
    found = compare(text, text)

    assert found is None or (found.containment == 1 and all(p == q for p, q in found.passages))
    assert found is not None or len(text.split()) < 5 or not any(char.isalnum() for char in text)
    assert signature(text) == signature(text)


@given(st.permutations(WIRE.split("\n\n")))
@settings(max_examples=20, deadline=None)
def test_the_order_of_a_texts_sentences_does_not_change_where_it_is_met(paragraphs: list[str]) -> None:
    assert len(set(signature(WIRE)) & set(signature("\n\n".join(paragraphs)))) >= 15


@pytest.mark.parametrize("text", ["a " * 50_000, "'a " * 40_000, "銃" * 40_000, article(800)])
def test_a_very_long_text_is_read_to_its_end(text: str) -> None:
    found = compare(text, text + " and so on")

    assert found is not None and found.containment > 0.99
    assert len(signature(text)) <= 64
