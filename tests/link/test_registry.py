"""Who owns outlets: the package's registry, and files that users add."""

from __future__ import annotations

from pathlib import Path

import pytest

from link_facts import fact
from onrecord.link.corroboration import corroborate
from onrecord.link.registry import Registry, add, load
from onrecord.model.errors import OnrecordError, VocabularyError

OWN = """\
source: "made up"
licence: "CC0"
sources:
  - {name: Velden State Radio, aliases: [VSR], country: NER, state_controlled: true, side: the junta}
  - {name: The Morning Tide, owner: Tide Holding}
  - {ref: reuters, owner: Someone Else}
end: of file
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(OWN, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "name, id",
    [
        ("AFP", "agence-france-presse"),
        ("the daily Le Monde", "le-monde"),
        ("Xinhua news agency", "xinhua"),
        ("The Moscow Times", "moscow-times"),
    ],
)
def test_outlets_are_found_by_their_names(name: str, id: str) -> None:
    source = load().find(name)
    assert source is not None and source.id == id


def test_and_by_the_ref_of_an_actor() -> None:
    source = load().find("the broadcaster", "actors:bbc")
    assert source is not None and source.name == "BBC"


def test_an_unknown_outlet_is_not_known() -> None:
    assert load().find("The Velden Gazette") is None
    assert load().find(None) is None


def test_a_states_outlets_belong_to_the_state_if_no_owner_is_named() -> None:
    xinhua, masirah = load().find("Xinhua"), load().find("Al-Masirah")
    assert xinhua is not None and xinhua.belongs_to == "state:CHN"
    assert masirah is not None and (masirah.belongs_to, masirah.side) == ("owner:houthis", "Houthis")


def test_every_ref_of_the_registry_is_a_medium_of_the_table() -> None:
    Registry.open()  # refuses a ref that is not


def test_a_users_file_adds_outlets_and_goes_before_the_packages(own: Path) -> None:
    registry = Registry.open(own)
    radio, tide, reuters = (registry.find(n) for n in ("VSR", "Morning Tide", "Thomson Reuters"))
    assert radio is not None and (radio.belongs_to, radio.side) == ("state:NER", "the junta")
    assert tide is not None and tide.belongs_to == "owner:tide holding"
    assert reuters is not None and (reuters.owner, reuters.country) == ("Someone Else", "GBR")


def test_what_users_add_is_marked_in_corroboration(own: Path) -> None:
    facts = [fact("a", publisher="VSR"), fact("b", publisher="Velden State Radio")]
    (source,) = corroborate(facts, {}, Registry.open(own)).independent
    assert (source.owner, source.side) == ("state:NER", "the junta")


def test_add_checks_and_keeps_a_file(own: Path, tmp_path: Path) -> None:
    folder = tmp_path / "sources"
    assert add(own, folder) == 3
    assert (folder / "mine.yaml").read_text(encoding="utf-8") == OWN
    own.write_text(OWN.replace("name: The Morning Tide", "nme: The Morning Tide"), encoding="utf-8")
    with pytest.raises(VocabularyError, match=r"line 5.*'nme'"):
        add(own, folder)
    assert (folder / "mine.yaml").read_text(encoding="utf-8") == OWN


def test_a_folder_that_cannot_be_written_is_named(own: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OnrecordError, match="cannot be written"):
        add(own, tmp_path / "file" / "sources")


@pytest.mark.parametrize(
    "line, code",
    [
        ("{owner: nobody}", "ref_or_name"),
        ("{ref: reuters, name: Reuters}", "ref_or_name"),
        ("{ref: no-such-paper}", "unknown_ref"),
        ("{name: Tide, country: XXX}", "unknown_country"),
        ("{name: Tide, state_controlled: maybe}", "wrong_kind"),
        ("{name: '…'}", "no_words"),
        ("{name: Velden State Radio}", "duplicate_name"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(line: str, code: str, tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(OWN.replace("end:", f"  - {line}\nend:"), encoding="utf-8")
    with pytest.raises(VocabularyError, match=r"line 7") as error:
        Registry.open(path)
    assert error.value.code == code


def test_a_file_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cut.yaml"
    path.write_text(OWN.replace("end: of file\n", ""), encoding="utf-8")
    with pytest.raises(VocabularyError, match="'end' is missing"):
        Registry.open(path)
