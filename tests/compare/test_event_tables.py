"""A table beside a ledger with a raid and a march: what matches, what differs, what is only on one side, and why."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import ledgers
from onrecord.compare import report
from onrecord.compare.run import Comparison, compare
from onrecord.compare.summary import Summary, notes
from onrecord.model.errors import OnrecordError, SourceError
from onrecord.store import Ledger
from onrecord.store.summary import summarise

Json = dict[str, Any]
RAID = {
    "event_id_cnty": "NER1", "event_date": "2024-05-04", "time_precision": "1", "event_type": "Battles",
    "sub_event_type": "Armed clash", "actor1": "RF - Reed Front", "inter1": "2",
    "actor2": "Military Forces of Niger (2023-)", "inter2": "1", "country": "Niger", "location": "Moravi",
    "latitude": "12.0", "longitude": "40.0", "geo_precision": "1", "source": "Monitor", "notes": "RF raided Moravi.",
    "fatalities": "10",
}  # fmt: skip


def row(**changed: str) -> dict[str, str]:
    return RAID | changed


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ledger") / "raid.db"
    ledgers.raid(path)
    return path


@pytest.fixture
def beside(path: Path, tmp_path: Path) -> Callable[..., Comparison]:
    """Compares ACLED rows with the ledger."""

    def run(*rows: dict[str, str], kind: str = "acled", **options: Any) -> Comparison:
        table = tmp_path / "table.csv"
        with table.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]) if rows else list(RAID))
            writer.writeheader()
            writer.writerows(rows)
        return compare(Ledger.open(path), table, kind, **options)

    return run


def outcomes(found: Comparison, everything: bool = False) -> list[tuple[str, str | None]]:
    return [(r["outcome"], r["row"] and r["row"].get("id")) for r in found.results(everything)]


def only(found: Comparison, outcome: str) -> Json:
    (record,) = [r for r in found.results(everything=True) if r["outcome"] == outcome]
    return record


def test_a_row_and_an_incident_match_with_why_and_evidence(beside: Callable[..., Comparison]) -> None:
    record = only(beside(row()), "matched")
    assert record["incident"]["id"] == "0000000000000000"
    assert record["score"] > 0.9
    assert record["why"][:2] == ["on the same day", "Moravi is 0 km from Moravi"]
    assert {f["field"]: f["state"] for f in record["fields"]} == dict.fromkeys(
        ("date", "place", "type", "parties", "killed"), "agrees"
    )
    quotes = {(e["document"], e["quote"]) for e in record["evidence"]}
    assert ("a", "Rebels raided Moravi.") in quotes and ("b", "We raided nobody, says the front.") in quotes
    (said,) = [e for e in record["evidence"] if e["document"] == "a" and "date" in e["says"]]
    assert said["span"] == [7, 13] and said["publisher"] == "Tiren Post" and "killed" in said["says"]


@pytest.mark.parametrize(
    ("changed", "field", "here", "there"),
    [
        (
            {"fatalities": "40"},
            "killed",
            {"low": 10.0, "best": 10.0, "high": 12.0},
            {"low": None, "best": 40.0, "high": None},
        ),
        ({"event_date": "2024-05-05"}, "date", "2024-05-04", "2024-05-05"),
        ({"location": "Dorna", "latitude": "12.2"}, "place", "Moravi", "Dorna"),
        ({"actor1": "SB - Salt Brigade"}, "parties", None, None),
    ],
)
def test_a_field_that_differs_is_told_with_both_values(
    beside: Callable[..., Comparison], changed: dict[str, str], field: str, here: Any, there: Any
) -> None:
    found = [f for f in only(beside(row(**changed)), "matched")["fields"] if f["state"] == "differs"]
    assert [f["field"] for f in found] == [field]
    if field != "parties":
        assert (found[0]["here"], found[0]["there"]) == (here, there)


def test_a_number_between_low_and_high_is_no_disagreement(beside: Callable[..., Comparison]) -> None:
    assert not [f for f in only(beside(row(fatalities="11")), "matched")["fields"] if f["state"] == "differs"]


def test_sides_may_stand_the_other_way_round(beside: Callable[..., Comparison]) -> None:
    turned = row(actor1=RAID["actor2"], inter1="1", actor2=RAID["actor1"], inter2="2")
    (parties,) = [f for f in only(beside(turned), "matched")["fields"] if f["field"] == "parties"]
    assert parties["state"] == "agrees"
    assert parties["here"] == [["Varland's army"], ["Reed Front"]]


def test_the_best_row_gets_the_incident_and_the_others_are_told_which(beside: Callable[..., Comparison]) -> None:
    found = beside(row(event_id_cnty="NER1", fatalities="3", event_date="2024-05-05"), row(event_id_cnty="NER2"))
    assert outcomes(found)[:2] == [("only_there", "NER1"), ("matched", "NER2")]
    nearest = only(found, "only_there")["nearest"]
    assert nearest["incident"] == "0000000000000000"
    assert nearest["why"][-1] == "it matches line 3 of the table better"


@pytest.mark.parametrize(
    "changed",
    [
        {"event_date": "2024-05-09"},
        {"location": "Kesh", "latitude": "14.5"},
        {"event_type": "Protests", "sub_event_type": "Peaceful protest", "actor1": "Protesters (Niger)", "inter1": "6",
         "actor2": "", "inter2": "0", "fatalities": "0"},
    ],
    ids=["day", "place", "kind"],
)  # fmt: skip
def test_what_is_another_event_matches_nothing(beside: Callable[..., Comparison], changed: dict[str, str]) -> None:
    assert outcomes(beside(row(**changed)))[0] == ("only_there", "NER1")


def test_what_lies_outside_of_either_side_is_listed_only_when_all_is_asked(beside: Callable[..., Comparison]) -> None:
    rows = row(event_date="2031-01-01"), row(event_id_cnty="MLI1", country="Mali", latitude="17.0")
    found = beside(*rows)
    assert [outcome for outcome in outcomes(found) if outcome[1]] == []
    assert ("row_outside", "NER1") in outcomes(found, everything=True)
    assert ("row_outside", "MLI1") in outcomes(found, everything=True)
    reasons = [r["why"] for r in found.results(everything=True) if r["outcome"] == "row_outside"]
    assert reasons == [["the ledger has nothing of its days"], ["the ledger has nothing of its country"]]


def test_an_incident_that_no_row_has_says_what_it_would_be_there(beside: Callable[..., Comparison]) -> None:
    march = only(beside(row(), row(event_date="2024-05-20", latitude="50")), "only_here")
    assert march["incident"]["types"] == ["PROTEST"]
    assert march["why"] == ["the ACLED export would have it as Peaceful protest"]
    assert march["evidence"][0]["quote"] == "Thousands marched in May."


def test_a_row_without_a_day_is_counted_and_the_others_are_compared(beside: Callable[..., Comparison]) -> None:
    found = beside(row(event_date="soon"), row(event_id_cnty="NER2"))
    assert outcomes(found)[:2] == [("unusable", None), ("matched", "NER2")]
    assert notes(found) == ["start: 1 × no day: no form of a date that is known here, first 'soon' in line 2"]


def test_dates_in_three_forms_are_read_and_told(beside: Callable[..., Comparison]) -> None:
    found = beside(row(), row(event_date="04 May 2024"), row(event_date="25/05/2024"))
    assert notes(found) == ["dates: 1 as 04/05/2024 (day first), 1 as 2024-05-04, 1 as 04 May 2024"]


def test_ambiguous_dates_are_refused_unless_somebody_says_which(beside: Callable[..., Comparison]) -> None:
    with pytest.raises(SourceError, match="none tells whether day or month goes first"):
        beside(row(event_date="04/05/2024"))
    assert outcomes(beside(row(event_date="04/05/2024"), dates="dmy"))[0] == ("matched", "NER1")
    with pytest.raises(OnrecordError, match="ymd"):
        beside(row(), dates="ymd")


def test_a_head_without_rows_is_refused(beside: Callable[..., Comparison]) -> None:
    with pytest.raises(SourceError, match="a header and no rows"):
        beside()


def test_a_ucdp_table_has_three_numbers_and_a_stretch_of_days(beside: Callable[..., Comparison]) -> None:
    found = beside(
        {
            "id": "7", "date_start": "2024-05-03 00:00:00.000", "date_end": "2024-05-05 00:00:00.000", "date_prec": "2",
            "type_of_violence": "1", "side_a": "Government of Niger", "side_b": "RF", "where_prec": "4",
            "where_coordinates": "Moravi region", "latitude": "12.4", "longitude": "40.3", "country": "Niger",
            "best": "20", "low": "12", "high": "30",
        },
        kind="ucdp",
    )  # fmt: skip
    record = only(found, "matched")
    assert record["row"]["date"] == "2024-05-03/2024-05-05"
    assert {f["field"]: f["state"] for f in record["fields"]}["killed"] == "agrees"


def test_another_table_is_compared_by_guessed_columns_and_says_so(beside: Callable[..., Comparison]) -> None:
    found = beside({"Day": "2024-05-04", "Town": "Moravi", "Type": "assault", "Dead": "10"}, kind="csv")
    assert outcomes(found)[0][0] == "matched"
    assert "columns were guessed: start=Day, event=Type, place=Town, best=Dead" in notes(found)[0]
    (type,) = [f for f in only(found, "matched")["fields"] if f["field"] == "type"]
    assert type["state"] == "agrees"


def test_what_is_told_as_to_come_matches_nothing(tmp_path: Path, beside: Callable[..., Comparison]) -> None:
    path = tmp_path / "plan.db"
    Ledger.open(path, write=True).close()
    with Ledger.open(path, write=True) as ledger:
        document = ledgers.document(ledger.connection, "p", "They will attack.", published="2024-05-03")
        ledgers.claim(
            ledger.connection, document, status="future", place=("Moravi", 12.0, 40.0, "NER"), days=("2024-05-04",) * 2
        )
        summarise(ledger, ["0000000000000000"])
    table = tmp_path / "table.csv"
    table.write_text(",".join(RAID) + "\n" + ",".join(f'"{v}"' for v in RAID.values()) + "\n")
    with Ledger.open(path) as ledger:
        found = compare(ledger, table)
        assert outcomes(found, everything=True) == [("only_there", "NER1"), ("incident_vague", None)]


@pytest.mark.parametrize("write", [report.to_markdown, report.to_html])
def test_the_report_has_what_differs_with_quotes(
    beside: Callable[..., Comparison], write: Callable[[list[report.Block]], str]
) -> None:
    found = beside(
        row(fatalities="40", notes="<b>RF</b> raided Moravi."), row(event_id_cnty="NER9", event_date="2024-05-20")
    )
    summary = Summary()
    for _ in summary.over(found.results(everything=True)):
        pass
    text = write(list(report.blocks(found, summary)))
    assert "2 rows: 1 matched (1 with a field that differs), 1 only there" in text
    assert "“Rebels raided Moravi.” (Tiren Post, 2024-05-05" in text
    assert "NER9 (line 3)" in text and "40" in text
    assert "<b>RF" not in text.replace("\\<b\\>", "")
