"""Which values one truth fits. Persons and groups are made up."""

from __future__ import annotations

import pytest

from onrecord.link.fact import Who
from onrecord.link.values import actors_meet


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (Who("General Kossi Amegan", "TGO", "MIL"), Who("General Amegan", "TGO", "MIL"), True),
        (Who("the Harbour Workers' Front"), Who("HWF"), True),
        (Who("the Harbour Workers' Front", sector="REB"), Who("the Western Patriots", sector="REB"), False),
        (Who("rebels of the March Alliance", sector="REB"), Who("the March Alliance"), True),
        (Who("Niger", "NER", "GOV"), Who("the Nigerien army", "NER", "MIL"), True),
        (Who("Niger", "NER", "GOV"), Who("the Malian army", "MLI", "MIL"), False),
        (Who("the army", "NER", "MIL"), Who("the police", "NER", "COP"), False),
        (Who("soldiers", "NER", "MIL"), Who("the army", "NER", "MIL"), True),
    ],
)
def test_actors_that_can_be_one(one: Who, other: Who, meet: bool) -> None:
    assert actors_meet(one, other) == actors_meet(other, one) == meet
