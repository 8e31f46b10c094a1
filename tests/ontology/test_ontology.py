"""What the package's own codebook holds: the guide's types and modes, in order, each with texts and examples."""

from __future__ import annotations

import pytest

from onrecord.model.errors import VocabularyError
from onrecord.ontology import QUAD_CLASSES, EventType, Term, load

MODES = {
    "AGREE": "",
    "CONSULT": "visit third-party multilateral phone",
    "SUPPORT": "",
    "CONCEDE": "",
    "COOPERATE": "",
    "AID": "",
    "RETREAT": "withdraw release disarm ceasefire access resign",
    "REQUEST": "assist change yield meet",
    "ACCUSE": "disapprove investigate allege",
    "REJECT": "assist change yield meet",
    "THREATEN": "restrict arrest relations expel territory violence",
    "PROTEST": "demo riot strike hunger boycott obstruct vandalize",
    "SANCTION": "convict expel withdraw discontinue",
    "MOBILIZE": "troops weapons police militia",
    "COERCE": "seize restrict censor curfew martial-law arrest deport withhold misinformation cyber",
    "ASSAULT": "abduct beat torture sexual targeted destroy primitive firearms explosives suicide-attack aerial drone "
    "heavy-weapons crowd-control unconventional",
}
ONTOLOGY = load()
TERMS = [*ONTOLOGY.statuses, *ONTOLOGY.stances, *ONTOLOGY.sectors]
ENTRIES: list[EventType | Term] = [*ONTOLOGY.types, *TERMS]


def test_types_stand_in_the_guides_order() -> None:
    assert ONTOLOGY.type_names == tuple(MODES)
    assert ONTOLOGY.version == "plover-2.0-draft"


@pytest.mark.parametrize("name", MODES)
def test_modes_are_the_guides(name: str) -> None:
    assert ONTOLOGY.modes_of(name) == tuple(MODES[name].split())


def test_labels_are_all_pairs_in_order_each_type_without_a_mode_first() -> None:
    assert ONTOLOGY.labels == tuple((t, m) for t, modes in MODES.items() for m in (None, *modes.split()))


def test_closed_lists_stand_in_the_contracts_order() -> None:
    assert ONTOLOGY.status_names == ("actual", "future", "hypothetical", "negated")
    assert ONTOLOGY.stance_names == ("asserts", "confirms", "denies", "alleges")


def test_quad_classes_hold_types_one_after_the_other_as_in_plover() -> None:
    by_class = {q: [t.name for t in ONTOLOGY.types if t.quad_class == q] for q in QUAD_CLASSES}
    assert by_class == {
        "verbal-cooperation": ["AGREE", "CONSULT", "SUPPORT", "CONCEDE"],
        "material-cooperation": ["COOPERATE", "AID", "RETREAT"],
        "verbal-conflict": ["REQUEST", "ACCUSE", "REJECT", "THREATEN"],
        "material-conflict": ["PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"],
    }
    assert ONTOLOGY.quad_class("AID") == "material-cooperation"


def test_three_types_need_a_recipient() -> None:
    assert [t.name for t in ONTOLOGY.types if t.recipient_required] == ["COOPERATE", "AID", "SANCTION"]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.name)
def test_every_entry_has_two_examples_with_a_marked_word_group(entry: EventType | Term) -> None:
    assert len(entry.examples) == 2
    for example in entry.examples:
        held = example.marked.of(example.text)
        assert held == held.strip() and held
        assert "[[" not in example.text and "]]" not in example.text
        assert example.text[-1] == "."


def test_no_text_stands_twice() -> None:
    texts = [e.definition for e in ENTRIES] + [x.text for e in ENTRIES for x in e.examples]
    texts += [b for t in ONTOLOGY.types for b in t.borderline]
    assert sorted(texts) == sorted(set(texts))


def test_texts_are_not_plovers_wording() -> None:
    """A few turns of the manual that a careless copy would bring in; its text itself is not in this repository."""
    ours = " ".join(
        [e.definition for e in ENTRIES] + [m.gloss for t in ONTOLOGY.types for m in t.modes] + [t.label for t in TERMS]
    ).lower()
    for turn in (
        "indicate willingness or commitment",
        "all consultations and meetings",
        "benefits primarily accrue",
        "fall short of the actual use of force",
        "falling short of violence",
        "potentially result in substantial physical harm",
        "serious potential repercussions",
        "armed opposition groups or individuals",
    ):
        assert turn not in ours


def test_each_mode_of_an_example_belongs_to_its_type() -> None:
    for event_type in ONTOLOGY.types:
        for example in event_type.examples:
            assert example.mode is None or example.mode in event_type.mode_names
        assert event_type.modes == () or any(x.mode for x in event_type.examples)


def test_sector_codes_are_three_capitals() -> None:
    assert all(len(s) == 3 and s.isupper() for s in ONTOLOGY.sector_names)
    assert {"GOV", "MIL", "REB", "CVL", "IGO", "NGO"} <= set(ONTOLOGY.sector_names)
    assert ONTOLOGY.sector("JRN").label == "Media"


def test_every_file_names_source_and_licence() -> None:
    assert [o.file for o in ONTOLOGY.origins] == ["plover.yaml", "statuses.yaml", "stances.yaml", "sectors.yaml"]
    assert all("Apache-2.0" in o.licence for o in ONTOLOGY.origins)
    assert "CC BY-SA 4.0" in ONTOLOGY.origins[0].licence


@pytest.mark.parametrize(
    ("look_up", "name", "known"),
    [
        (ONTOLOGY.type, "AGREEMENT", "AGREE, CONSULT"),
        (ONTOLOGY.modes_of, "agree", "AGREE, CONSULT"),
        (ONTOLOGY.quad_class, "", "AGREE, CONSULT"),
        (ONTOLOGY.status, "past", "actual, future"),
        (ONTOLOGY.stance, "doubts", "asserts, confirms"),
        (ONTOLOGY.sector, "PAR", "GOV, JUD"),
    ],
)
def test_unknown_names_are_refused_with_the_known_ones(look_up, name: str, known: str) -> None:
    with pytest.raises(VocabularyError) as caught:
        look_up(name)
    assert repr(name) in caught.value.message
    assert known in caught.value.hint


def test_load_reads_once() -> None:
    assert load() is ONTOLOGY
