"""What holds when several people answer."""

from __future__ import annotations

from typing import Any

import pytest

from onrecord.model.decision import Action, Decision, Quote, Subject
from onrecord.store.verdict import Verdict, answers, standing_decisions, undone_of, verdict

SEEN: dict[str, Any] = {
    "type": "ASSAULT", "mode": None, "status": "actual", "actors": [], "recipients": [], "objects": [], "place": [],
    "time": None, "quantities": [], "sources": [],
}  # fmt: skip


def decision(number: int, coder: str, action: Action, *, type: str = "ASSAULT", **rest: Any) -> Decision:
    subject = Subject("d", 1, "k", type, Quote("raided", "", "", 0))
    return Decision(number, "", coder, action, (subject,), seen=SEEN, **rest)


def holds(*decisions: Decision) -> Verdict:
    found = verdict(standing_decisions(decisions), "ASSAULT")
    assert found is not None
    return found


def status(found: Verdict) -> Any:
    return found.fields["status"].values["status"]


def test_an_undo_of_an_undo_brings_back() -> None:
    made = [decision(1, "a", "accept"), decision(2, "a", "undo", undoes=1), decision(3, "a", "undo", undoes=2)]
    assert undone_of([(2, 1)]) == {1}
    assert undone_of([(2, 1), (3, 2)]) == {2}
    assert [d.number for d in standing_decisions(made)] == [1]


def test_a_coders_last_answer_counts() -> None:
    given = answers([decision(1, "a", "accept"), decision(2, "b", "reject"), decision(3, "a", "reject")])
    assert [(coder, a.kept) for coder, a in given.items()] == [("b", False), ("a", False)]


def test_most_decide_on_each_field() -> None:
    found = holds(
        decision(1, "a", "edit", fields={"status": "future"}),
        decision(2, "b", "edit", fields={"status": "future", "mode": "drone"}),
        decision(3, "c", "accept"),
    )
    assert (found.standing, status(found), found.fields["mode"].values["mode"]) == ("edited", "future", None)
    assert found.disputed == ("mode", "status")


def test_a_tie_is_the_last_answers() -> None:
    one, other = decision(1, "a", "reject"), decision(2, "b", "accept")
    assert holds(one, other).standing == "accepted"
    assert holds(decision(1, "b", "accept"), decision(2, "a", "reject")).standing == "rejected"
    assert holds(one, other).disputed == ("verdict",)


def test_an_adjudication_holds_over_later_answers() -> None:
    found = holds(
        decision(1, "a", "accept"),
        decision(2, "lea", "edit", fields={"status": "negated"}, final=True),
        decision(3, "b", "edit", fields={"status": "future"}),
    )
    assert (status(found), found.disputed) == ("negated", ())


def test_the_rejection_of_another_reading_says_nothing() -> None:
    assert verdict([decision(1, "a", "reject", type="PROTEST")], "ASSAULT") is None


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_values_that_differ_in_numbering_alone_are_one(order: tuple[int, int]) -> None:
    one = decision(order[0], "a", "edit", fields={"actors": [{"name": "x", "entity": "n1"}]})
    other = decision(order[1], "b", "edit", fields={"actors": [{"name": "x", "entity": "n7"}]})
    assert holds(one, other).disputed == ()
