"""By which names holders are compared. Persons and groups are made up."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.link.fact import Who
from onrecord.link.names import called


@pytest.mark.parametrize(
    "words, names",
    [
        ("the army", ["army"]),
        ("army spokesman Colonel Desire Mbossa", ["army", "desire mbossa"]),
        ("The General Staff of the Nigerien Armed Forces", ["army"]),
        ("Deputy Defence Minister Ilda Nhantumbo", ["ilda nhantumbo"]),
        ("Salifou Mody, the defence minister", ["salifou mody"]),
        ("the Ministry of Defense", ["defence ministry"]),
        ("Niger's foreign ministry", ["foreign ministry"]),
        ("police in Velden", ["police"]),
        ("police and witnesses", ["police"]),
        ("a statement by the Harbour Front", ["harbour front"]),
        ("Corridor Watch's team in Velden", ["corridor watch"]),
        ("the mayor of Velden", ["mayor of velden"]),
        ("Washington", ["government"]),
        ("police chief Musa Danladi", ["musa danladi", "police"]),
        ("the Nigerien army commander", ["army"]),
        ("the chief of the police in Velden", ["police"]),
        ("rebel commander Ada Morn", ["ada morn"]),
        ("a NATO spokesman", ["nato"]),
        ("the Harbour Workers' Front (HWF)", ["harbour workers front", "hwf"]),
    ],
)
def test_names_of_a_holder(words: str, names: list[str]) -> None:
    assert [name.words for name in called(Who(words))] == names


@pytest.mark.parametrize(
    "words",
    [
        "unnamed", "officials", "senior U.S. officials", "witnesses", "a driver", "the officer", "residents of Velden",
        "he", "a village chief", "previous reports", "a spokesman", "local media", "an unnamed minister",
        "a Varland lawmaker",
        "Ousmane Garba's brother", "about 40 rabbis", "", "…",
    ],
)  # fmt: skip
def test_who_has_no_name(words: str) -> None:
    assert called(Who(words)) == ()


@pytest.mark.parametrize("words", ["Nigerien police", "Niger's police", "the police of Niger"])
def test_a_common_body_has_its_country_from_its_words(words: str) -> None:
    assert {(name.words, name.country) for name in called(Who(words))} == {("police", "NER")}


def test_and_else_from_what_is_known_of_it() -> None:
    assert [name.country for name in called(Who("police", country="NER"))] == ["NER"]


WORDS = "the|a|spokesman|for|of|General|Staff|police|,|and|(|)|Niger's|Mbossa|in|statement|unnamed|U.S.|’s|’|ﷺ|-|40"


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(WORDS.split("|")), max_size=8))
def test_any_words_have_names_or_none(pieces: list[str]) -> None:
    names = called(Who(" ".join(pieces)))
    assert all(name.words.strip() for name in names)
    assert list(names) == sorted(set(names), key=lambda n: (n.words, n.common, n.country or ""))
