"""The measuring machinery: scores, intervals, floors, the report, and that what is measured is what users get."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

ROOT = Path(__file__).parents[1]
EVALS = ROOT / "evals"
SHARED = ROOT.parent / "shared"
sys.path.insert(0, str(EVALS))  # the scripts of evals/ import each other by bare name

import bench  # noqa: E402
import floors  # noqa: E402
import own_score  # noqa: E402
import report  # noqa: E402
import resample  # noqa: E402
import sets  # noqa: E402
from check_floors import failures  # noqa: E402
from floors import Floor  # noqa: E402
from own_score import Counts  # noqa: E402

TEXT = "Rebels opened heavy artillery fire on Velden. The mayor condemned the shelling."


def claim(words: str, type: str) -> dict[str, Any]:
    start = TEXT.index(words)
    return {"trigger": [start, start + len(words)], "type": type}


def spans(length: int) -> st.SearchStrategy[list[int]]:
    return st.tuples(st.integers(0, length - 1), st.integers(1, length)).map(
        lambda p: [min(p), max(max(p), min(p) + 1)]
    )


# ---------------------------------------------------------------- scores of our own
def test_trigger_and_type_count_apart() -> None:
    gold = [claim("condemned", "ACCUSE"), claim("shelling", "ASSAULT")]
    got = own_score.claims(TEXT, gold, [claim("condemned", "REJECT"), claim("shelling", "ASSAULT")])
    assert got == {"trigger": Counts(2, 2, 2), "trigger_and_type": Counts(1, 2, 2)}


@pytest.mark.parametrize(
    ("predicted", "agrees"),
    [
        ("fire", True),
        ("artillery fire", True),  # more than half shared
        ("heavy artillery fire", True),  # holds the gold trigger and two words more
        ("opened heavy artillery fire", False),  # three words more
        ("on", False),
    ],
)
def test_a_trigger_may_be_two_words_longer(predicted: str, agrees: bool) -> None:
    gold, other = claim("fire", "ASSAULT"), claim(predicted, "ASSAULT")
    assert own_score.trigger_agrees(TEXT, gold["trigger"], other["trigger"]) is agrees


def test_one_gold_claim_is_found_once() -> None:
    twice = [claim("fire", "ASSAULT"), claim("artillery fire", "ASSAULT")]
    assert own_score.claims(TEXT, [claim("fire", "ASSAULT")], twice)["trigger"] == Counts(1, 2, 1)


def test_of_two_claims_on_one_trigger_each_finds_its_type() -> None:
    both = [claim("fire", "ASSAULT"), claim("fire", "MOBILIZE")]
    assert own_score.claims(TEXT, both, both[::-1])["trigger_and_type"] == Counts(2, 2, 2)


@given(spans(len(TEXT)), spans(len(TEXT)))
def test_agreement_has_no_side(a: list[int], b: list[int]) -> None:
    assert own_score.trigger_agrees(TEXT, a, b) == own_score.trigger_agrees(TEXT, b, a)


def test_layout_counts_characters_but_no_white_space() -> None:
    page = "Log in\nTroops left.\n"
    gold = {"furniture": [[0, 6]], "credit": [], "heading": []}
    got = own_score.blocks(page, gold, [{"span": [0, 19], "kind": "furniture"}])
    assert got["furniture"] == Counts(5, 5 + 11, 5)
    assert got["credit"] == got["heading"] == Counts()


def test_counts_of_nothing_are_zero() -> None:
    assert (Counts().precision, Counts().recall, Counts().f1) == (0.0, 0.0, 0.0)
    assert Counts(1, 2, 1) + Counts(0, 0, 1) == Counts(1, 2, 2)


@pytest.mark.skipif(not (SHARED / "evals" / "score.py").is_file(), reason="needs ../shared")
def test_our_scorer_says_what_the_guides_scorer_says() -> None:
    """Gold claims of our own, disturbed at random, scored by both."""
    draw = random.Random(5)
    texts = {d["id"]: d["text"] for d in sets.rows(sets.OWN / "demo.docs.jsonl")}
    gold = [g | {"text": texts[g["id"]]} for g in sets.rows(sets.OWN / "demo.gold.jsonl")]
    predicted: dict[str, Any] = {}
    for g in gold:
        kept = [dict(c) for c in g["claims"] if draw.random() < 0.8]
        for c in kept:
            c["trigger"] = [max(0, c["trigger"][0] - draw.choice([0, 0, 0, 8, 20])), c["trigger"][1]]
            c["type"] = draw.choice([c["type"], c["type"], "AID"])
        predicted[g["id"]] = {"id": g["id"], "claims": kept}
    theirs = sets.load_script(SHARED / "evals" / "score.py").claims(gold, predicted)
    ours = [own_score.claims(g["text"], g["claims"], predicted[g["id"]]["claims"]) for g in gold]
    for name in ("trigger", "trigger_and_type"):
        total = sum((row[name] for row in ours), Counts())
        assert 0.3 < total.f1 < 0.95
        assert round(total.f1, 4) == theirs[name]["f1"]


# ---------------------------------------------------------------- intervals
def test_an_interval_holds_the_figure_and_is_the_same_again() -> None:
    scores = [{"r": r, "gold": 10, "pred": 10} for r in (0.1, 0.5, 0.5, 0.6, 0.9, 1.0)]
    low, high = resample.interval(scores)
    assert low < 0.6 < high
    assert resample.interval(scores) == (low, high)


def test_an_interval_of_documents_that_are_alike_is_a_point() -> None:
    assert resample.interval([{"r": 0.5, "gold": 4, "pred": 4}] * 7) == (0.5, 0.5)


def test_more_documents_make_an_interval_narrower() -> None:
    few = [{"r": r, "gold": 10, "pred": 10} for r in (0.2, 0.4, 0.6, 0.8)]
    (low, high), (low_of_many, high_of_many) = resample.interval(few), resample.interval(few * 25)
    assert high_of_many - low_of_many < (high - low) / 2


# ---------------------------------------------------------------- floors
def results(**figures: float) -> dict[str, Any]:
    return {"sets": {"own_demo": {"figures": {name: {"value": v} for name, v in figures.items()}}}}


def test_a_figure_below_its_floor_fails_and_says_by_how_much() -> None:
    rows = [Floor("own_demo", "trigger", floor=0.6), Floor("own_demo", "trigger_and_type", asked=0.5, floor=0.4)]
    assert failures(rows, results(trigger=0.59, trigger_and_type=0.4)) == [
        "own_demo trigger: reached 0.59, must be at least 0.6"
    ]


def test_an_upper_bound_fails_from_above() -> None:
    row = Floor("own_demo", "claims_in_furniture", most=0)
    assert failures([row], results(claims_in_furniture=0)) == []
    assert failures([row], results(claims_in_furniture=1)) == [
        "own_demo claims_in_furniture: reached 1, must be at most 0"
    ]


def test_no_floor_a_missing_figure_and_a_refusal_fail_too() -> None:
    assert "has no floor yet" in failures([Floor("own_demo", "trigger")], results(trigger=0.9))[0]
    assert failures([Floor("own_demo", "gone", floor=0.1)], results(trigger=0.9))
    assert failures([], {"sets": {"seed": {"refused": "the scorer refuses it"}}}) == ["seed: the scorer refuses it"]


def test_sets_that_are_not_here_are_passed_over() -> None:
    assert failures([Floor("claims_dev", "trigger", floor=0.9)], results(trigger=0.1)) == []


def test_an_update_sets_floors_a_margin_below_and_leaves_bounds() -> None:
    rows = [
        Floor("own_demo", "trigger", asked=0.9, floor=0.1),
        Floor("own_demo", "claims_in_furniture", most=0),
        Floor("seed", "trigger", floor=0.3),
    ]
    updated = floors.updated(rows, results(trigger=0.6123, claims_in_furniture=0))
    assert updated == [Floor("own_demo", "trigger", asked=0.9, floor=0.592), *rows[1:]]
    assert failures(updated, results(trigger=0.6123, claims_in_furniture=0)) == []


def test_saving_keeps_the_comment_and_loading_gives_the_rows_back(tmp_path: Path) -> None:
    path = tmp_path / "floors.yaml"
    path.write_text("# Why these.\n- {set: own_demo, figure: trigger, asked: null, floor: null}\n")
    rows = [Floor("own_demo", "trigger", asked=0.5, floor=0.123), Floor("seed", "claims_in_furniture", most=0)]
    floors.save(rows, path)
    assert path.read_text().startswith("# Why these.\n- {set: own_demo, figure: trigger, asked: 0.5, floor: 0.123}\n")
    assert floors.load(path) == rows


def test_wrong_floors_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "floors.yaml"
    path.write_text("- {set: own_demo, figure: trigger, flor: 0.5}\n")
    with pytest.raises(ValueError, match="flor"):
        floors.load(path)
    path.write_text("- {set: own_demo, figure: trigger}\n" * 2)
    with pytest.raises(ValueError, match="twice"):
        floors.load(path)
    with pytest.raises(ValueError, match="one of the two"):
        Floor("own_demo", "trigger", floor=0.5, most=0.6)


def test_committed_floors_speak_of_sets_that_are_measured() -> None:
    rows = floors.load()
    assert {f.set for f in rows} <= {s.name for s in sets.SETS}
    asked = {(f.set, f.figure): f.asked for f in rows if f.asked is not None}
    assert asked == {
        ("seed", "claims_in_furniture"): 0,
        ("claims_dev", "trigger_and_type"): 0.5,
        ("attribution_dev", "source_exact"): 0.7,
        ("attribution_dev", "cue_exact"): 0.64,
        ("attribution_dev", "content_exact"): 0.5,
        ("names_conll_dev", "strict"): 0.84,
    }


# ---------------------------------------------------------------- report
MEASURED = {
    "measured": "2031-03-09",
    "made_by": {"model": "test 0000", "ontology": "plover", "python": "3.11"},
    "sets": {
        "claims_dev": {
            "documents": {"gold": 52, "answered": 51},
            "seconds": 2.5,
            "figures": {
                "trigger_and_type": {"value": 0.48, "p": 0.4, "r": 0.6, "gold": 9, "pred": 8, "interval": [0.4, 0.56]}
            },
        },
        "stories_dev": {"refused": "the scorer refuses the output"},
    },
}


def test_the_report_says_what_was_asked_and_missed(tmp_path: Path) -> None:
    (tmp_path / "results.json").write_text(json.dumps(MEASURED))
    (tmp_path / "floors.yaml").write_text("- {set: claims_dev, figure: trigger_and_type, asked: 0.5, floor: 0.46}\n")
    (tmp_path / "report.md").write_text(f"# Title\nmine\n{report.BEGIN}\nold figures\n{report.END}\nmine too\n")
    report.write_report(tmp_path)
    text = (tmp_path / "report.md").read_text()
    assert "| claims_dev | trigger_and_type | at least 0.5 | 0.480 (missed) | 0.400–0.560 | 0.46 |" in text
    assert "| every set | accepted by the scorer | 2 | 1 | | |" in text
    assert "test 0000" in text and "old figures" not in text
    assert text.startswith("# Title\nmine\n") and text.endswith("\nmine too\n")


def test_a_report_without_markers_or_figures_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="markers"):
        report.replace_between("# Title\n", "figures")
    with pytest.raises(SystemExit, match=r"run python evals/measure\.py"):
        report.write_report(tmp_path)


def test_the_committed_report_has_its_markers() -> None:
    text = (EVALS / "report.md").read_text(encoding="utf-8")
    assert report.replace_between(text, "x").count("\nx\n") == 1


# ---------------------------------------------------------------- sets
PAGE = "Support the Courier!\n\nTroops left Velden.\n\n… we have a small favor: stay and fight on.\n\nRead more\n"


@pytest.mark.parametrize(("words", "inside"), [("Support", 1), ("left", 0), ("fight", 1), ("Read", 1)])
def test_claims_in_appeal_and_menus_are_found_by_the_text(words: str, inside: int) -> None:
    start = PAGE.index(words)
    answer = {"text": PAGE, "blocks": [], "claims": [{"trigger": [start, start + len(words)]}]}
    assert sets.claims_in_furniture(answer) == inside


def test_an_output_that_breaks_the_contract_is_refused_without_quoting_it() -> None:
    with pytest.raises(sets.RefusedError, match="line 1") as refused:
        sets.parse(b'{"schema": 1, "id": "a", "text": "secret words"}\n')
    assert "secret" not in str(refused.value)


def test_unknown_sets_are_named_with_the_known_ones() -> None:
    with pytest.raises(SystemExit, match="own_demo"):
        sets.present(SHARED, ["owndemo"])
    with pytest.raises(SystemExit, match="--shared"):
        sets.present(Path("/nowhere"), ["claims_dev"])


def test_only_own_sets_are_measured_where_the_shared_folder_is_absent() -> None:
    assert [s.name for s in sets.present(Path("/nowhere"))] == ["own_demo", "own_furniture"]


def test_what_is_measured_is_what_the_command_prints(tmp_path: Path) -> None:
    from onrecord.extract import Reader

    docs = tmp_path / "two.jsonl"
    docs.write_bytes(b"".join((sets.OWN / "demo.docs.jsonl").read_bytes().splitlines(keepends=True)[:2]))
    command = [sys.executable, "-m", "onrecord.cli", "read", str(docs), "--format", "jsonl"]
    printed = subprocess.run(command, capture_output=True, check=True).stdout
    output = sets.answers(docs, Reader.load(threads=2))
    assert output == printed
    scored = sets.Scorer(Path("/nowhere")).score(sets.SETS[0], output)
    assert scored.whole["documents"] == {"gold": 12, "answered": 2}
    assert scored.whole["trigger"]["gold"] == 215


# ---------------------------------------------------------------- benchmark
def test_the_benchmark_repeats_demo_articles_where_newswire_is_absent() -> None:
    name, lines = bench.corpus(Path("/nowhere"), 30)
    rows = [json.loads(line) for line in lines]
    assert name == "the demo articles"
    assert len({r["id"] for r in rows}) == 30
    assert len({r["text"] for r in rows}) == 12


def test_the_benchmark_times_a_process_to_its_first_line_and_its_end() -> None:
    script = "import time; print('one', flush=True); time.sleep(0.2); held = b'x' * 60_000_000; print('two')"
    ended = bench.timed([sys.executable, "-c", script])
    assert ended.first_line_s > 0 and ended.first_line_s + 0.2 <= ended.whole_s
    assert 60 < ended.peak_mb < 500
    with pytest.raises(SystemExit, match="status 3"):
        bench.timed([sys.executable, "-c", "raise SystemExit(3)"])
