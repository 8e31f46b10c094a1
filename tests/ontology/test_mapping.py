"""Mappings to ACLED and UCDP: every claim leads somewhere or says why not; sides decide; wrong files are refused."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from onrecord.model.errors import VocabularyError
from onrecord.ontology import load
from onrecord.ontology.mapping import ELSE, FITS, NAMES, NEAR, SAME_EVENT, UNDEFINED, crosswalk, read

ARMY, REBELS, CIVILIANS, PROTESTERS = ["MIL"], ["REB"], ["CVL"], ["OPP"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("type", "mode"), load().labels)
def test_every_type_and_mode_is_mapped_or_says_why_not(name: str, type: str, mode: str | None) -> None:
    for actors, recipients in ([], []), (ARMY, REBELS), (REBELS, CIVILIANS), (["no such sector"], [None]):
        coded = crosswalk(name).code(type, mode, actors, recipients)
        assert coded.sub is not None or coded.why


@pytest.mark.parametrize(
    ("mode", "actors", "recipients", "event", "sub"),
    [
        ("firearms", ARMY, REBELS, "Battles", "Armed clash"),
        ("firearms", REBELS, CIVILIANS, "Violence against civilians", "Attack"),
        ("firearms", ARMY, PROTESTERS, "Protests", "Excessive force against protesters"),
        ("beat", CIVILIANS, CIVILIANS, "Riots", "Mob violence"),
        ("drone", ARMY, CIVILIANS, "Explosions/Remote violence", "Air/drone strike"),
        ("abduct", [], [], "Violence against civilians", "Abduction/forced disappearance"),
        ("firearms", [], [], None, None),
    ],
)
def test_acled_goes_by_weapon_and_by_whether_the_victim_was_armed(
    mode: str, actors: list[str], recipients: list[str], event: str | None, sub: str | None
) -> None:
    coded = crosswalk("acled").code("ASSAULT", mode, actors, recipients)
    assert (coded.event, coded.sub) == (event, sub)


@pytest.mark.parametrize(
    ("actors", "recipients", "code"),
    [
        (ARMY, REBELS, "1"),
        (REBELS, ["GOV"], "1"),
        (REBELS, ["PRM"], "2"),
        (ARMY, CIVILIANS, "3"),
        (["UAF"], CIVILIANS, None),
        (CIVILIANS, CIVILIANS, None),
    ],
)
def test_ucdp_goes_by_who_the_sides_are(actors: list[str], recipients: list[str], code: str | None) -> None:
    assert crosswalk("ucdp").code("ASSAULT", "firearms", actors, recipients).sub == code


def test_what_is_only_said_is_undefined() -> None:
    coded = crosswalk("acled").code("THREATEN", "violence")
    assert (coded.sub, coded.why) == (None, "ACLED does not record what is only said.")


def test_kinship_tells_how_well_anothers_code_fits() -> None:
    acled = crosswalk("acled")
    clash = acled.code("ASSAULT", "firearms", ARMY, REBELS)
    assert acled.kinship(clash, "Battles", "Armed clash") == FITS
    assert acled.kinship(clash, "Battles", None) == FITS
    assert acled.kinship(clash, "Violence against civilians", "Attack") == NEAR
    assert acled.kinship(clash, "Violence against civilians", "Sexual violence") == SAME_EVENT
    assert acled.kinship(clash, "Protests", "Peaceful protest") == ELSE
    assert acled.kinship(acled.code("CONSULT", "visit"), "Battles", "Armed clash") == UNDEFINED
    assert acled.kinship(acled.code("ACCUSE", None), "Battles", "Armed clash") == ELSE


def test_codes_are_known_however_they_are_spelled() -> None:
    assert crosswalk("acled").known("AIR/DRONE  strike") == "Air/drone strike"
    assert crosswalk("acled").known("Skirmish") is None
    assert crosswalk("ucdp").known("2") == "2"


def test_every_sector_has_a_code_of_acled_or_says_that_it_has_none() -> None:
    acled = crosswalk("acled")
    assert set(acled.codes) == set(load().sector_names)
    assert {str(code) for code in acled.codes.values()} <= set(acled.labels)


def test_an_unknown_mapping_is_refused() -> None:
    with pytest.raises(VocabularyError, match="acled, ucdp"):
        crosswalk("cameo")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("to: Sexual violence", "to: Sexual violense", "'Sexual violense' is not known"),
        ("of: [ASSAULT.sexual]", "of: [ASSAULT.sexy]", "there is no 'ASSAULT.sexy'"),
        ("  - of: [AID]", "  - of: [COOPERATE]", "no rule holds for every AID.none"),
        ("    why: ACLED does not record help.\n", "", "a rule that leads nowhere must say why"),
        ("actor: [armed]", "actor: [army]", "'army' is not known"),
        ("GOV: 1", "GOV: state", "a code must be a number"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(tmp_path: Path, old: str, new: str, reason: str) -> None:
    text = files("onrecord.ontology.mappings").joinpath("acled.yaml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "acled.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(VocabularyError) as caught:
        read(path, load())
    assert reason in caught.value.message and f"{path}, line " in caught.value.message
