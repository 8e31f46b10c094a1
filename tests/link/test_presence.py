"""Whose forces are where, since and until when. Every event, force and place name in a role here is made up."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from link_facts import by, fact, where
from onrecord.link import presence as view
from onrecord.link.fact import Fact, Where, Who
from onrecord.link.presence import Presence, on, presence

NIAMEY = Where("Niamey", 13.51, 2.11, "NER", 1, 2440485)
AIRPORT = Where("the airport of Niamey", 13.48, 2.18, "NER", 2, 2440485)
NIGER = Where("Niger", 17.6, 8.1, "NER", 6, 2440476)
OSTRIA = Who("Ostria", "OST", "GOV")
VARLAND = Who("Varland troops", "VAR", "MIL")
HOST = Who("Niger", "NER", "GOV")
ADVISERS = Who("about 100 advisers", "OST", None)


def sent(document: str = "a", day: str | None = "2024-04-10", *chains: Any, **fields: Any) -> Fact:
    defaults: dict[str, Any] = {"actors": (OSTRIA,), "recipients": (HOST,), "objects": (ADVISERS,), "places": (NIAMEY,)}
    return fact(document, *chains, type="AID", earliest=day, latest=day, published="2024-05-05", **(defaults | fields))


def left(document: str = "z", day: str | None = "2024-09-15", **fields: Any) -> Fact:
    defaults: dict[str, Any] = {"actors": (OSTRIA,), "places": (NIAMEY,), "published": "2024-09-20"}
    return fact(document, type="RETREAT", mode="withdraw", earliest=day, latest=day, **(defaults | fields))


def only(*facts: Fact) -> Presence:
    (one,) = presence(facts)
    return one


def test_advisers_who_were_sent_are_there_from_their_day() -> None:
    found = only(sent("a", "2024-04-10", by("state television of Niger")))
    assert (found.who.name, found.country, found.place, found.kind) == ("Ostria", "NER", "Niamey", "forces")
    assert (found.since, found.until, found.what) == ("2024-04-10", None, ("about 100 advisers",))
    assert [s.who.name for s in found.according] == ["state television of Niger"]
    assert found.independent == 1 and found.foreign is True


def test_they_are_there_on_a_day_between_arrival_and_departure() -> None:
    found = presence([sent(), left()])
    assert [(p.since, p.until) for p in found] == [("2024-04-10", "2024-09-15")]
    days = ("2024-04-09", "2024-04-10", "2024-09-15", "2024-09-16")
    assert [len(on(found, "NER", day)) for day in days] == [0, 1, 1, 0]
    assert on(found, "MLI", "2024-05-05") == ()


def test_a_day_that_nobody_tells_stays_unknown_and_the_report_bounds_it() -> None:
    found = only(sent(day=None))
    assert (found.since, found.reported) == (None, "2024-05-05")
    assert not found.covers("2024-05-04") and found.covers("2024-05-05")


def test_one_place_under_two_names_is_one_presence() -> None:
    found = only(sent(), sent("b", "2024-04-12", places=(AIRPORT,)))
    assert (found.place, found.since, found.last) == ("Niamey", "2024-04-10", "2024-04-12")


def test_leaving_the_country_ends_a_stay_in_its_places() -> None:
    found = presence([sent(), left(places=(NIGER,))])
    assert {(p.place, p.since, p.until) for p in found} == {
        ("Niamey", "2024-04-10", "2024-09-15"),
        (None, None, "2024-09-15"),
    }


def test_whoever_comes_back_stays_twice() -> None:
    found = presence([sent(), left(), sent("c", "2025-01-01")])
    assert [(p.since, p.until) for p in found] == [("2024-04-10", "2024-09-15"), ("2025-01-01", None)]


def test_a_departure_told_again_is_one_departure() -> None:
    found = only(sent(), left(), left("y", "2024-09-18"))
    assert (found.until, len(found.according)) == ("2024-09-15", 3)


def test_a_host_that_expels_ends_it_too() -> None:
    expelled = fact(
        "b",
        type="SANCTION",
        mode="expel",
        actors=(HOST,),
        recipients=(VARLAND,),
        earliest="2023-12-22",
        latest="2023-12-22",
    )
    found = only(expelled)
    assert (found.who.name, found.country, found.since, found.until) == ("Varland troops", "NER", None, "2023-12-22")
    assert found.covers("2023-12-01") and not found.covers("2024-01-01")


def test_expelled_diplomats_are_no_forces() -> None:
    diplomats = Who("three Varland diplomats", "VAR", "GOV")
    assert presence([fact("b", type="SANCTION", mode="expel", actors=(HOST,), recipients=(diplomats,))]) == ()


def test_deployed_and_seizing_forces_are_there() -> None:
    deployed = fact("a", type="MOBILIZE", mode="troops", actors=(VARLAND,), places=(NIAMEY,), earliest="2031-01-02")
    rebels = Who("the Dune Brigade", "NER", "REB")
    seized = fact(
        "b",
        type="COERCE",
        mode="seize",
        actors=(rebels,),
        objects=(Who("an air base"),),
        places=(where("Agadez"),),
        earliest="2031-01-03",
    )
    assert [(p.who.name, p.kind, p.since) for p in presence([deployed, seized])] == [
        ("the Dune Brigade", "base", "2031-01-03"),
        ("Varland troops", "forces", "2031-01-02"),
    ]


def test_weapons_that_are_delivered_are_nobodys_presence() -> None:
    assert presence([sent(objects=(Who("anti-aircraft guns"),))]) == ()


def test_violence_shows_forces_on_its_day_only() -> None:
    rebels = Who("the Dune Brigade", "NER", "REB")
    found = only(fact("a", actors=(rebels,), places=(NIAMEY,), earliest="2031-03-08", latest="2031-03-08"))
    assert found.kind == "seen"
    assert [found.covers(day) for day in ("2031-03-07", "2031-03-08", "2031-03-09")] == [False, True, False]
    assert presence([fact("a", mode="drone", actors=(rebels,), places=(NIAMEY,))]) == ()


def test_an_agreement_on_a_base_is_a_plan() -> None:
    agreed = fact("a", type="AGREE", actors=(OSTRIA, HOST), objects=(Who("a naval base"),), places=(NIGER,))
    found = only(agreed)
    assert (found.who.name, found.status, found.kind, found.place) == ("Ostria", "future", "base", None)
    assert not found.covers("2031-03-09")


def test_what_is_planned_or_denied_stands_apart() -> None:
    found = presence(
        [
            sent(),
            sent("b", status="future"),
            sent("c", "2024-04-10", by("the foreign ministry", "denies"), status="negated"),
            left("d", status="future"),
        ]
    )
    assert [(p.status, p.kind, p.until) for p in found] == [
        ("actual", "forces", None),
        ("future", "departure", "2024-09-15"),
        ("future", "forces", None),
        ("negated", "forces", None),
    ]
    assert [p.status for p in on(found, "NER", "2024-05-05")] == ["actual"]
    assert [s.who.name for s in found[-1].according] == ["the foreign ministry"]


def test_no_place_and_no_host_is_no_presence() -> None:
    assert presence([fact("a", type="MOBILIZE", actors=(VARLAND,))]) == ()


CASES = [
    sent(),
    sent("b", None, places=(AIRPORT,), actors=(Who("Ostrian soldiers", "OST", "MIL"),)),
    sent("c", "2025-01-01", places=(NIGER,)),
    left(),
    left("y", None, places=(NIGER,)),
    sent("d", status="future"),
    fact("e", type="MOBILIZE", actors=(VARLAND,), place_names=("the river",), published=None),
    fact("f", actors=(Who("rebels", "NER", "REB"),), places=(NIAMEY,)),
]


@settings(max_examples=40, deadline=None)
@given(st.permutations(CASES))
def test_order_does_not_matter_to_presence(shuffled: list[Fact]) -> None:
    assert presence(shuffled, {"a": "x", "b": "x"}) == presence(CASES, {"a": "x", "b": "x"})


def test_json_of_presence() -> None:
    plain = view.to_json(presence(CASES))
    assert list(plain[0])[:4] == ["who", "country", "place", "what"]
    assert json.loads(json.dumps(plain)) == plain
