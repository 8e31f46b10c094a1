"""A coder's desk: what is seen, what is decided, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from entries import SIMPLE, entry, report
from onrecord.model.errors import LedgerError
from onrecord.review.desk import Desk
from onrecord.review.given import Words
from onrecord.review.team import agreements
from onrecord.store import Ledger
from onrecord.store.check import check
from onrecord.store.decisions import decided_reading, decisions
from onrecord.store.filters import filters


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "l.db", write=True, linker=SIMPLE) as opened:
        published = {"published": "2031-03-09"}
        opened.add(
            [
                entry("a", report("Soldiers of Niger", whom="about 40 dockers", where="Niamey"), **published),
                entry("b", report("Rebels", "attacked", "the depot", "Tiren"), **published),
            ]
        )
        yield opened
        assert [(c.name, c.examples) for c in check(opened) if c.wrong] == []


@pytest.fixture
def anna(ledger: Ledger) -> Desk:
    return Desk(ledger, "anna")


def key(ledger: Ledger, document: str) -> str:
    found = decided_reading(ledger, document, rejected=True)["claims"][0]["key"]
    assert isinstance(found, str)
    return found


def test_words_become_spans_and_are_grounded_as_a_reading_is(ledger: Ledger, anna: Desk) -> None:
    k = key(ledger, "a")
    anna.edit(
        k,
        {
            "actors": ["Soldiers of Niger"],
            "place": ["Niamey"],
            "time": "Friday",
            "quantities": ["about 40"],
            "sources": [[{"text": "the interior ministry", "cue": "said", "stance": "confirms"}]],
            "status": "actual",
        },
    )
    (claim,) = decided_reading(ledger, "a")["claims"]
    text = decided_reading(ledger, "a")["text"]
    actor, place, time = claim["actors"][0], claim["place"][0], claim["time"]
    assert text[slice(*actor["span"])] == actor["text"] == "Soldiers of Niger"
    assert (actor["country"], actor["sector"]) == ("NER", "MIL")
    assert place["geo"]["country"] == "NER" and time["value"] == "2031-03-07"
    assert claim["quantities"][0]["value"] == 40
    ((source,),) = claim["sources"]
    assert (source["stance"], text[slice(*source["cue"])]) == ("confirms", "said")


def test_what_people_say_stands_before_what_is_grounded(ledger: Ledger, anna: Desk) -> None:
    anna.edit(
        key(ledger, "b"),
        {
            "actors": [{"text": "Rebels", "name": "Reed Front", "country": "MLI", "sector": "REB"}],
            "place": [{"text": "Tiren", "lat": 12.5, "lon": -3.25, "country": "MLI", "precision": 2}],
            "time": {"text": "Friday", "value": "2031-03"},
            "type": "ASSAULT",
            "mode": "firearms",
        },
    )
    (claim,) = decided_reading(ledger, "b")["claims"]
    assert (claim["actors"][0]["name"], claim["actors"][0]["country"]) == ("Reed Front", "MLI")
    assert claim["place"][0]["geo"] == {"lat": 12.5, "lon": -3.25, "geonameid": None, "country": "MLI", "precision": 2}
    assert (claim["time"]["earliest"], claim["time"]["latest"]) == ("2031-03-01", "2031-03-31")


def test_a_new_type_leaves_a_mode_that_it_has_not(ledger: Ledger, anna: Desk) -> None:
    anna.edit(key(ledger, "a"), {"type": "PROTEST"})
    (claim,) = decided_reading(ledger, "a")["claims"]
    assert (claim["type"], claim["mode"]) == ("PROTEST", None)


@pytest.mark.parametrize(
    ("changes", "code", "said"),
    [
        ({"actors": ["the navy"]}, "no_such_words", "does not say 'the navy'"),
        ({"actors": [{"span": [0, 900]}]}, "no_such_words", "no span"),
        ({"type": "RAID"}, "bad_field", "no type 'RAID'"),
        ({"mode": "raid"}, "bad_field", "mode of COERCE 'raid'"),
        ({"status": "sure"}, "bad_field", "status 'sure'"),
        ({"colour": "red"}, "bad_field", "no field 'colour'"),
        ({"actors": [{"text": "Soldiers of Niger", "sector": "ARM"}]}, "bad_field", "no sector 'ARM'"),
        ({"actors": [{"text": "Soldiers of Niger", "country": "NIG"}]}, "bad_field", "no country 'NIG'"),
        ({"time": {"text": "Friday", "value": "soon"}}, "bad_field", "'soon' names no day"),
        ({"quantities": [{"text": "about 40", "value": "inf"}]}, "bad_field", "quantities.0.value"),
        ({"quantities": [{"text": "about 40", "value": -4, "of": "killed"}]}, "bad_field", "quantities.0.value"),
        ({"quantities": [{"text": "about 40", "value": 2**70}]}, "bad_field", "quantities.0.value"),
        ({"quantities": [{"text": "about 40", "value": 40, "max": 4}]}, "bad_field", "value 40 is more than max 4"),
        ({"place": [{"text": "Niamey", "geonameid": 2**70, "lat": 1, "lon": 1}]}, "bad_field", "geonameid"),
        ({"sources": [[]]}, "bad_field", "sources.0"),
        ({}, "nothing_changed", "no field"),
    ],
)
def test_what_cannot_be_is_refused(
    ledger: Ledger, anna: Desk, changes: dict[str, object], code: str, said: str
) -> None:
    with pytest.raises(LedgerError, match=said) as caught:
        anna.edit(key(ledger, "a"), changes)
    assert caught.value.code == code


def test_nobody_sees_an_answer_before_giving_one(ledger: Ledger, anna: Desk) -> None:
    k, ben = key(ledger, "a"), Desk(ledger, "ben")
    before = ben.show(k)
    anna.edit(k, {"status": "future"})
    blind = ben.show(k)
    assert (blind.claim, blind.seen, blind.hidden) == (before.claim, before.seen, True)
    assert (blind.others, blind.disputed, blind.standing) == ((), (), "machine")
    ben.accept(k, seen=before.seen)
    open_ = ben.show(k)
    assert [d.coder for d in open_.others] == ["anna"] and open_.disputed == ("status",)
    assert Desk(ledger, "lea", lead=True).show(k).others


def test_an_answer_after_others_were_seen_is_not_blind(ledger: Ledger, anna: Desk) -> None:
    k = key(ledger, "a")
    first = anna.accept(k)
    Desk(ledger, "ben").edit(k, {"status": "future"})
    anna.undo(first.number)  # having looked at ben's answer, which is hidden now
    anna.edit(k, {"status": "future"})
    seen = {d.number: d.seen["blind"] for d in decisions(ledger) if d.action != "undo"}
    assert seen == {1: True, 2: True, 4: False}
    assert next(a for a in agreements(ledger) if a.field == "status").units == 0


@pytest.mark.parametrize("name", ["ann\x1b[31m", "a\nb", "\u202eanna", " "])
def test_a_coder_has_a_name_that_can_be_read(ledger: Ledger, name: str) -> None:
    with pytest.raises(LedgerError) as raised:
        Desk(ledger, name)
    assert raised.value.code == "no_coder"


def test_a_comment_that_is_no_text_is_kept_as_far_as_it_goes(ledger: Ledger, anna: Desk) -> None:
    anna.accept(key(ledger, "a"), comment="see\udce9 page 2")  # a byte of Latin-1 from a command line
    assert [d.comment for d in decisions(ledger)] == ["see? page 2"]


def test_a_rejection_is_not_seen_either(ledger: Ledger, anna: Desk) -> None:
    k = key(ledger, "a")
    anna.reject(k)
    ben = Desk(ledger, "ben")
    assert k in [view.claim["key"] for view in ben.queue(filters({}))]
    assert ben.show(k).standing == "machine"
    assert k not in [view.claim["key"] for view in anna.queue(filters({}))]
    assert [view.claim["key"] for view in ben.queue(filters({}), second=True)] == [k]


def test_a_decision_on_what_has_changed_meanwhile_is_refused(ledger: Ledger, anna: Desk) -> None:
    k = key(ledger, "a")
    token = anna.show(k).seen
    anna.edit(k, {"status": "future"})  # in another window
    with pytest.raises(LedgerError, match="changed since you saw it") as caught:
        anna.accept(k, seen=token)
    assert caught.value.code == "claim_changed"
    assert decided_reading(ledger, "a")["claims"][0]["status"] == "future"


def test_a_decision_on_a_claim_that_is_gone_says_where_its_event_is(ledger: Ledger, anna: Desk) -> None:
    k = key(ledger, "a")
    ledger.add([entry("a", "Now " + report("Soldiers of Niger", whom="about 40 dockers", where="Niamey"))])
    with pytest.raises(LedgerError, match=f"is gone.*{key(ledger, 'a')}"):
        anna.accept(k, "a")
    with pytest.raises(LedgerError, match="holds no claim 'ffff'"):
        anna.accept("ffff")


def test_the_answer_of_most_holds_and_an_adjudication_over_all(ledger: Ledger, anna: Desk) -> None:
    k = key(ledger, "a")

    def status() -> object:
        return decided_reading(ledger, "a")["claims"][0]["status"]

    anna.edit(k, {"status": "future"})
    Desk(ledger, "ben").edit(k, {"status": "hypothetical"})
    assert status() == "hypothetical"  # a tie: what was said last
    Desk(ledger, "cem").edit(k, {"status": "future"})
    assert status() == "future"
    lea = Desk(ledger, "lea", lead=True)
    final = lea.edit(k, {"status": "negated"}, final=True)
    Desk(ledger, "dan").edit(k, {"status": "future"})
    assert status() == "negated" and lea.show(k).disputed == ()
    lea.undo(final.number)
    assert status() == "future"
    with pytest.raises(LedgerError, match="is no lead"):
        anna.reject(k, final=True)


def test_a_missed_claim_is_added_by_its_words(ledger: Ledger, anna: Desk) -> None:
    made = anna.add("a", Words(text="said"), {"type": "CONSULT", "actors": ["the interior ministry"]})
    claim = next(c for c in decided_reading(ledger, "a")["claims"] if c["trigger_text"] == "said")
    assert (claim["standing"], claim["key"]) == ("added", made.subjects[0].key)
    with pytest.raises(LedgerError, match="already"):
        anna.add("a", Words(text="said"), {"type": "CONSULT"})
    anna.undo(made.number)
    assert len(decided_reading(ledger, "a")["claims"]) == 1


def test_an_added_claim_goes_into_the_incident_that_is_named(ledger: Ledger, anna: Desk) -> None:
    into = ledger.incident_of(key(ledger, "b"))
    made = anna.add("a", Words(text="said"), {"type": "CONSULT"}, incident=into)
    assert ledger.incident_of(made.subjects[0].key) == ledger.incident_of(key(ledger, "b"))


def test_incidents_are_merged_and_split_by_their_ids(ledger: Ledger, anna: Desk) -> None:
    a, b = key(ledger, "a"), key(ledger, "b")
    anna.merge([a, b])
    assert ledger.incident_of(a) == ledger.incident_of(b) == min(a, b)
    with pytest.raises(LedgerError, match="one incident already"):
        anna.merge([a, b])
    with pytest.raises(LedgerError, match=f"changed since you saw it, by claim {b}"):
        anna.split(min(a, b), [b], seen=[a])
    anna.split(min(a, b), [b], seen=[a, b])
    assert (ledger.incident_of(a), ledger.incident_of(b)) == (a, b)
    with pytest.raises(LedgerError, match="all claims"):
        anna.split(a, [a])


def test_coders_at_once_wait_for_each_other(tmp_path: Path) -> None:
    path = tmp_path / "l.db"
    with Ledger.open(path, write=True, linker=SIMPLE) as opened:
        opened.add([entry(id, report(where=f"Velden {id}")) for id in "abcd"])
        keys = [row["key"] for row in opened.connection.execute("SELECT key FROM claims ORDER BY rowid")]

    def work(coder: str) -> list[int]:
        made = []
        for n, k in enumerate(keys):
            with Ledger.open(path, write=True, wait_s=60, linker=SIMPLE) as mine:
                at = Desk(mine, coder)
                made.append((at.accept(k) if n % 2 else at.edit(k, {"status": coder})).number)
        return made

    coders = ("future", "negated", "hypothetical")
    with ThreadPoolExecutor(len(coders)) as pool:
        numbers = dict(zip(coders, pool.map(work, coders), strict=True))
    with Ledger.open(path) as opened:
        kept = {d.number: d for d in decisions(opened)}
        assert sorted(kept) == sorted(n for own in numbers.values() for n in own) == list(range(1, 13))
        assert all(kept[n].coder == coder for coder, own in numbers.items() for n in own)
        assert [c.name for c in check(opened) if c.wrong] == []


def test_another_coders_answer_is_not_undone(ledger: Ledger, anna: Desk) -> None:
    made = anna.reject(key(ledger, "a"))
    with pytest.raises(LedgerError, match="anna's answer"):
        Desk(ledger, "ben").undo(made.number)
    back = anna.undo(made.number)
    with pytest.raises(LedgerError, match="undone already"):
        anna.undo(made.number)
    anna.undo(back.number)
    assert decided_reading(ledger, "a")["claims"] == []
    with pytest.raises(LedgerError, match="no decision 99"):
        anna.undo(99)
