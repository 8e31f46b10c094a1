"""How the own set of stories is scored, on small made-up values: no document is read by a model here."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from onrecord.evaluate import Counts
from onrecord.link.registry import Registry
from onrecord.model.span import Span

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "evals"))  # the scripts of evals/ import each other by bare name

import stories  # noqa: E402
import stories_gold as gold  # noqa: E402
import stories_score as scores  # noqa: E402
from link_facts import by, fact, killed  # noqa: E402
from stories_gold import Dispute, Expected, GoldError, Story, Trigger, Update  # noqa: E402
from stories_score import Found, Missed, Part  # noqa: E402

TEXT = (
    "Guards shot two men.\nThe men died, police chief Ana Ruiz said. Guards later shot a dog.\nTwo boys were arrested."
)
TEXTS = {"paper": TEXT}
OUTLETS = {"paper": "The Paper"}
NOTHING = Missed((), ())


def at(words: str) -> Trigger:
    return Trigger("paper", gold.place(TEXT, words))


def expected(*triggers: Trigger, label: str = "shooting", **fields: object) -> Expected:
    rest = {"scored": True, "open": (), "independent": (), "independent_open": (), "denies": ()}
    rest |= {"disputes": (), "updates": (), "killed": None, "injured": None}
    return Expected(label=label, triggers=triggers, **(rest | fields))  # type: ignore[arg-type]


# ---------------------------------------------------------------- what is expected
def test_words_are_placed_on_word_boundaries_and_counted() -> None:
    assert gold.place("They met. A meeting was met.", "met ~2") == Span(24, 27)
    assert gold.place("They met in Osh.", "met") == Span(5, 8)


@pytest.mark.parametrize("quote", ["met", "met ~3", "talked"])
def test_words_that_name_no_one_place_are_refused(quote: str) -> None:
    with pytest.raises(GoldError, match=r"stands \d times"):
        gold.place("They met, and met again.", quote)


def test_a_span_moves_with_its_line_to_the_text_that_was_read() -> None:
    coded, read = "One.\nGunmen attacked it.\nTwo.", "Menu\n\nHeadline\nOne.\n\n Gunmen attacked it.\n"
    span = gold.moved(gold.place(coded, "attacked"), coded, read)
    assert span.of(read) == "attacked"
    with pytest.raises(GoldError, match="stands 0 times"):
        gold.moved(span, read, coded.replace("Gunmen", "Men"))


def test_copies_of_one_original_are_copies_of_each_other() -> None:
    assert gold.copy_pairs({"b": "a", "c": "a"}) == {frozenset("ab"), frozenset("ac"), frozenset("bc")}


def test_every_story_is_there_and_every_trigger_stands_in_its_text() -> None:
    """The demo's HTML pages stand for themselves here: as they are coded, which is one of the texts to read."""
    demo = {d["id"]: d["text"] for d in gold._lines(gold.OWN / "demo.docs.jsonl")}
    for row in gold.rows():
        file = gold.file_of(row)
        story = gold.story(row, {d["id"]: d["text"] for d in gold._lines(file)} if file else demo)
        assert all(one.triggers for one in story.incidents)
        assert all(one and other for _, one, other in story.apart)
        names = {n for one in story.incidents for names in one.independent for n in names}
        assert not any(n.startswith("(") for n in names)


def test_a_holder_has_all_its_names_of_the_story() -> None:
    row = next(r for r in gold.rows() if r["story"] == "salbayan")
    file = gold.file_of(row)
    assert file is not None
    bombing = gold.story(row, {d["id"]: d["text"] for d in gold._lines(file)}).incidents[0]
    police = next(names for names in bombing.denies if names[0] == "the police")
    assert "Ramon Dizon" in police
    assert bombing.killed == (12, 14, 20)
    assert [(value, [names[0] for names in by]) for value, by in bombing.disputes[0].values] == [
        ("12", ["Nestor Abadilla"]),
        ("14", ["the police"]),
        ("20", ["Black Ridge Brigade"]),
    ]


def test_a_person_may_stand_without_title_but_two_ministries_stay_two() -> None:
    rows = [
        {"independent": [{"holder": "the army", "also": ["Colonel Felix Torrente"]}]},
        {"denies": [{"holder": "the Kyrgyz Foreign Ministry"}, {"holder": "the Tajik Foreign Ministry"}]},
    ]
    called = gold._called(rows)
    assert called["the army"] == ("the army", "Colonel Felix Torrente", "Felix Torrente")
    assert called["the Kyrgyz Foreign Ministry"] == ("the Kyrgyz Foreign Ministry",)


# ---------------------------------------------------------------- claims and pairs
def test_a_claim_reports_the_trigger_that_it_agrees_with_best() -> None:
    wanted = {"men": [at("shot ~1")], "dog": [at("shot ~2")]}
    got = {("paper", "1"): at("shot two men"), ("paper", "2"): at("shot ~2"), ("paper", "3"): at("arrested")}
    assert {c: label for c, (label, _) in scores.assigned(got, wanted, TEXTS).items()} == {
        ("paper", "1"): "men",
        ("paper", "2"): "dog",
    }


def test_pairs_count_claims_with_a_label_only() -> None:
    a, b, c, d = (("paper", key) for key in "abcd")
    label_of = {a: "x", b: "x", c: "y"}
    assert scores.pairs(label_of, [Found((a, c, d)), Found((b,))]) == Counts(0, 1, 1)
    assert scores.pairs(label_of, [Found((a, b)), Found((c, d))]) == Counts(1, 1, 1)


def test_copy_pairs_right_missed_and_wrong() -> None:
    part = scores.copies(frozenset({frozenset("ab"), frozenset("ac")}), {"a": "a", "b": "a", "d": "d", "e": "d"})
    assert part == Part(("a = b",), ("a = c",), ("d = e",))


# ---------------------------------------------------------------- holders
@pytest.mark.parametrize(
    ("names", "found", "same"),
    [
        (("the army",), ("The army",), True),
        (("the army",), ("Moro Homeland Army",), False),
        (("Ramon Dizon",), ("Police chief Ramon Dizon",), True),
        (("the police", "Ana Ruiz"), ("Ana Ruiz, police chief",), True),
        (("the Tajik Foreign Ministry",), ("the Foreign Ministry",), False),
        (("Western Patriots' Front",), ("the Western Patriots’ Front",), True),
    ],
)
def test_holders_are_compared_by_their_plain_names(names: tuple[str, ...], found: tuple[str, ...], same: bool) -> None:
    assert scores.same_holder(names, found) is same


def test_a_second_voice_of_one_holder_is_wrong_and_a_neutral_one_is_nothing() -> None:
    part = scores.holders(
        [("the army", "Colonel Sy"), ("the mayor",), ("Radio X",)],
        [("the prosecutor",)],
        [("the army",), ("Colonel Sy",), ("the prosecutor",), ("a passer-by",), ("Radio X",)],
        NOTHING,
    )
    assert part == Part(("the army", "Radio X"), ("the mayor",), ("Colonel Sy (counted twice)", "a passer-by"))
    assert part.counts == Counts(2, 4, 3)


def test_a_holder_may_rest_on_a_missed_trigger_of_its_line_or_paper() -> None:
    where = scores.missed([at("died")], TEXTS, OUTLETS)
    wanted = [("the police", "Ana Ruiz"), ("The Paper",), ("the mayor",)]
    part = scores.holders(wanted, [], [], where)
    assert part.excused == ("the police", "The Paper")
    assert not part.exact_but_for_triggers
    coded = Trigger("paper", at("shot ~1").span, by=("the mayor",))
    assert scores.holders([("the mayor",)], [], [], scores.missed([coded], TEXTS, OUTLETS)).exact_but_for_triggers


# ---------------------------------------------------------------- disputes, updates, tolls
KILLED = Dispute("killed", (("4", (("the army",),)), ("11", (("the mayor",),)), ("18", (("the Front",),))))


def test_a_dispute_is_right_with_all_its_values_over_kinds_of_people() -> None:
    found = [("killed", ("4", "18")), ("killed", ("11", "18"))]
    assert scores.disputes([KILLED], found, NOTHING) == Part(("killed",))


def test_a_value_too_many_and_a_field_too_many_are_wrong() -> None:
    found = [("killed", ("4", "11", "12", "18")), ("place", ("Osh", "Batken"))]
    part = scores.disputes([KILLED], found, NOTHING)
    assert part == Part((), ("killed",), ("killed 12", "place: Osh, Batken"))


def test_of_counts_one_dispute_must_have_the_values() -> None:
    count = Dispute("count", (("4", (("the ministry",),)), ("5", (("the union",),))))
    assert scores.disputes([count], [("count", ("4", "5")), ("count", ("2", "3"))], NOTHING).right == ("count",)
    assert scores.disputes([count], [("count", ("4",)), ("count", ("5",))], NOTHING).missed == ("count",)


def test_a_missing_value_is_excused_by_its_number_or_holder_in_a_missed_line() -> None:
    found = [("killed", ("4", "18"))]
    assert scores.disputes([KILLED], found, Missed(("eleven bodies lay there",), ())).excused == ("killed",)
    assert scores.disputes([KILLED], found, Missed(("the mayor saw them",), ())).excused == ("killed",)
    assert scores.disputes([KILLED], found, Missed(("nobody counted them",), ())).excused == ()


def test_names_in_dispute_are_compared_as_names() -> None:
    actor = Dispute("actor", (("Moro Homeland Army", ()), ("Black Ridge Brigade", ())))
    got = [("actor", ("fighters of the Moro Homeland Army", "the Black Ridge Brigade"))]
    assert scores.disputes([actor], got, NOTHING).right == ("actor",)


def test_updates_need_field_holder_and_both_figures() -> None:
    wanted = [Update("killed", ("the police", "Ana Ruiz"), "9", "14"), Update("date", ("the ministry",), "1", "2")]
    got = [("killed", ("Ana Ruiz",), "9", "14"), ("injured", ("Ana Ruiz",), "9", "14")]
    part = scores.updates(wanted, got, Missed(("the ministry erred",), ()))
    assert part == Part(
        ("killed the police",), ("date the ministry",), ("injured Ana Ruiz: 9 to 14",), ("date the ministry",)
    )


def test_a_toll_is_right_end_by_end_and_where_nobody_counts() -> None:
    where = Missed(("they found fourteen",), ())
    part = scores.toll((12, 14, 20), (12, 12, 20), where)
    assert part == Part(("low", "high"), ("best 14, not 12",), (), ("best 14, not 12",))
    assert scores.toll(None, None, where).exact
    assert scores.toll(None, (None, None, 3), where).wrong == ("-/-/3, nobody gives one",)
    assert scores.toll((4, 4, 4), None, NOTHING).missed == ("low 4, not None", "best 4, not None", "high 4, not None")


# ---------------------------------------------------------------- incidents
def judged(one: Expected, triggers: dict[tuple[str, str], Trigger], *found: Found) -> scores.Judged:
    label_of = scores.assigned(triggers, {one.label: one.triggers}, TEXTS)
    return scores.judge(one, found, label_of, triggers, TEXTS, OUTLETS)


A, B, C, D = (("paper", key) for key in "abcd")
CLAIMS = {A: at("shot ~1"), B: at("died"), C: at("arrested"), D: at("shot ~2")}


def test_an_incident_is_judged_against_the_found_one_with_most_of_its_claims() -> None:
    one = expected(at("shot ~1"), at("died"), open=(at("shot ~2"),), independent=(("Ana Ruiz",),))
    whole = judged(one, CLAIMS, Found((C,)), Found((A, B, D), independent=(("police chief Ana Ruiz",),)))
    assert whole.exact and whole.exact_but_for_triggers
    mixed = judged(one, CLAIMS, Found((A, C)), Found((B, D)))
    assert mixed.members == Part(("paper: shot",), ("paper: died",), ("paper: arrested",))
    assert not mixed.exact_but_for_triggers


def test_what_rests_on_a_missed_trigger_is_told_apart_from_what_does_not() -> None:
    one = expected(at("shot ~1"), at("died"), independent=(("Ana Ruiz",), ("The Paper",)))
    seen = {A: CLAIMS[A]}
    lost = judged(one, seen, Found((A,), independent=(("The Paper",),)))
    assert lost.triggers == Part(("paper: shot",), ("paper: died",))
    assert (lost.exact, lost.exact_but_for_triggers) == (False, True)
    assert not judged(one, seen, Found((A,), independent=(("The Paper",), ("a driver",)))).exact_but_for_triggers


def test_where_claims_lie_in_other_incidents_nothing_is_put_down_to_missed_triggers() -> None:
    one = expected(at("shot ~1"), at("died"), at("arrested"), killed=(2, 2, 2), independent=(("Ana Ruiz",),))
    seen = {A: CLAIMS[A], C: CLAIMS[C]}
    assert judged(one, seen, Found((A, C), killed=(2, 2, 2))).parts["independent"].excused == ("Ana Ruiz",)
    assert judged(one, seen, Found((A,)), Found((C,))).parts["independent"].excused == ()


def test_an_incident_of_which_nothing_was_found_is_neither() -> None:
    nothing = judged(expected(at("died")), {C: CLAIMS[C]}, Found((C,), killed=(1, 1, 1)))
    assert not (nothing.found or nothing.exact or nothing.exact_but_for_triggers)
    assert nothing.parts["killed"].exact  # nothing is laid to its charge that lies in another incident


def test_events_to_keep_apart_are_violated_by_one_incident_with_claims_of_both() -> None:
    story = Story("s", None, ("paper",), frozenset(), (), (("men | dog", (at("shot ~1"),), (at("shot ~2"),)),))
    assert scores.violated(story, [Found((A, D)), Found((B,))], CLAIMS, TEXTS) == ["men | dog"]
    assert scores.violated(story, [Found((A, B)), Found((D,))], CLAIMS, TEXTS) == []


# ---------------------------------------------------------------- what the program says, and the sums
def test_what_the_program_says_of_an_incident_becomes_plain_values() -> None:
    known = Registry.open()
    found = stories.found_incident(
        [
            fact("a", by("the army"), counts=(killed(4),), publisher="Radio X", published="2031-03-09"),
            fact("b", by("army spokesman Colonel Issa Sy"), publisher="Paper Y", published="2031-03-10"),
            fact("c", by("Mayor Rosa Diaz"), counts=(killed(11),), publisher="Paper Z", published="2031-03-10"),
        ],
        {},
        known,
    )
    assert found.claims == (("a", "1"), ("b", "1"), ("c", "1"))
    assert {frozenset(names) for names in found.independent} == {
        frozenset({"the army", "army spokesman Colonel Issa Sy"}),
        frozenset({"Mayor Rosa Diaz"}),
    }
    assert found.disputes == (("killed", ("4", "11")),)
    assert (found.killed, found.injured) == ((4, 11, 11), None)


def test_figures_add_up_over_stories_and_tables_hold_them() -> None:
    one = expected(at("shot ~1"), at("died"), killed=(2, 2, 2))
    good = judged(one, CLAIMS, Found((A, B), killed=(2, 2, 2)))
    poor = judged(one, {A: CLAIMS[A]}, Found((A,)))
    measured = [
        stories.Measured(name, (j,), (good,), Counts(1, 2, 1), Part(("a = b",)), 1, ())
        for name, j in (("good", good), ("poor", poor))
    ]
    got = stories.figures(measured)
    assert got["triggers"] == {"right": 3, "of": 4}
    assert got["pairs"] == {"right": 2, "found": 4, "gold": 2, "p": 0.5, "r": 1.0, "f1": 0.6667}
    assert got["killed_best"] == {"right": 1, "of": 2}
    assert got["injured_none"] == {"right": 2, "of": 2}
    assert got["all_exact"] == {"right": 1, "of": 2}
    assert stories.said_figures([j for m in measured for j in m.given])["all_exact"] == {"right": 2, "of": 2}
    whole, given, incidents = stories.tables(measured)
    assert (whole.row_count, given.row_count, incidents.row_count) == (len(got), len(got) - 6, 2)
    poor_ones = stories.report(measured, "m")["stories"]["poor"]
    assert poor_ones["incidents"][0]["triggers"]["missed"] == ("paper: died",)
    assert poor_ones["given_incidents"][0]["killed"]["right"] == ("low", "best", "high")
