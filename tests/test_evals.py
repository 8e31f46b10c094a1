"""The measuring machinery: scores, intervals, floors, the report, and that what is measured is what users get."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from onrecord.evaluate import FIGURES, Counts

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


# ---------------------------------------------------------------- scores of our own
def test_layout_counts_characters_but_no_white_space() -> None:
    page = "Log in\nTroops left.\n"
    gold = {"furniture": [[0, 6]], "credit": [], "heading": []}
    got = own_score.blocks(page, gold, [{"span": [0, 19], "kind": "furniture"}])
    assert got["furniture"] == Counts(5, 5 + 11, 5)
    assert got["credit"] == got["heading"] == Counts()


def test_claims_of_our_own_are_scored_as_the_command_scores_them() -> None:
    """Answers that are the gold itself, without the second half of the articles."""
    gold = sets.rows(sets.OWN / "demo.gold.jsonl")
    answered = {g["id"]: g for g in gold[:6]}
    scored = sets._own(sets.SETS[0], gold, answered, Path("/nowhere"))
    half = sum(len(g["claims"]) for g in gold[:6])
    assert scored.whole["trigger_and_type"] | {"f1": None} == {
        "p": 1.0,
        "r": round(half / 215, 4),
        "f1": None,
        "gold": 215,
        "pred": half,
    }
    assert scored.whole["status"] == 1.0
    assert scored.by_document[-1]["status"] is None
    assert set(scored.whole) == {d.name for d in FIGURES} | {"documents"}


# ---------------------------------------------------------------- intervals
def test_an_interval_of_scores_by_document_holds_their_figure() -> None:
    scores = [{"r": r, "gold": 10, "pred": 10} for r in (0.1, 0.5, 0.5, 0.6, 0.9, 1.0)]
    low, high = resample.interval(scores) or (1, 0)
    assert low < 0.6 < high


def test_hits_are_counted_from_recall_and_not_from_precision() -> None:
    assert resample.interval([{"r": 0.3333, "gold": 3, "pred": 1}] * 7) == (0.5, 0.5)


def test_of_one_document_or_of_nothing_there_is_no_interval() -> None:
    assert resample.interval([{"r": 0.5, "gold": 4, "pred": 4}]) is None
    assert resample.interval([{"r": 0.0, "gold": 0, "pred": 0}] * 3) is None


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
    assert (
        asked.items()
        >= {
            ("seed", "claims_in_furniture"): 0,
            ("claims_dev", "trigger_and_type"): 0.68,
            ("claims_web_dev", "trigger_and_type"): 0.67,
            ("claims_dev", "whole_row"): 0.2,
            ("attribution_dev", "content_exact"): 0.66,
            ("events_gsr_dev", "top_claim_type"): 0.72,
            ("names_conll_dev", "strict"): 0.89,
            ("place_trnews", "end_to_end_161km"): 0.65,
        }.items()
    )
    assert all(f.floor is not None or f.most is not None for f in rows)


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
    assert [s.name for s in sets.present(Path("/nowhere"))] == ["own_demo", "own_corpus", "own_furniture"]


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
    # A parent's memory counts into its child's peak, and the process of the tests is large: ask a small one
    ask = f"import sys, bench; e = bench.timed([sys.executable, '-c', {script!r}]); "
    ask += "print(e.first_line_s, e.whole_s, e.peak_mb)"
    small = subprocess.run([sys.executable, "-c", ask], cwd=EVALS, capture_output=True, text=True, check=True)
    first_line_s, whole_s, peak_mb = map(float, small.stdout.split())
    assert first_line_s > 0 and first_line_s + 0.2 <= whole_s
    assert 60 < peak_mb < 200


def test_the_benchmark_stops_at_a_command_that_fails() -> None:
    with pytest.raises(SystemExit, match="status 3"):
        bench.timed([sys.executable, "-c", "raise SystemExit(3)"])
