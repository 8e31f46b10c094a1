"""Coding by hand: lines become claims on a text, and claims lines; what is wrong is named with its line."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))  # training/ is no part of the package

from training import coding  # noqa: E402

TEXT = (
    "Gunmen attacked a mill near Velden on Saturday, police said. The mill's owner said they had killed at least 12 "
    "workers.\n\nThe attack was allegedly a revenge. The governor denied any attack."
)
LINES = """
@ velden
attacked | ASSAULT firearms | actual | e1
  actor: Gunmen
  recipient: a [mill] near
  place: Velden
  time: Saturday = 2024-03-02
  source: police ; said ; asserts
killed | ASSAULT | actual | e1
  actor: they = Gunmen
  number: at least 12 workers = 12 of workers
  source: The mill's owner ; said ; asserts
The [attack] was | ASSAULT | actual | e1
  source: allegedly = unnamed ; allegedly ; alleges
attack #2 | ASSAULT | negated | e1
  source: The governor ; denied ; denies
"""


def coded(tmp_path: Path, lines: str = LINES, text: str = TEXT) -> tuple[list[dict[str, Any]], list[str]]:
    path = tmp_path / "velden.txt"
    path.write_text(lines, encoding="utf-8")
    return coding.read(path, {"velden": {"id": "velden", "published": "2024-03-03", "publisher": None, "text": text}})


def test_lines_become_claims_whose_words_stand_in_the_text(tmp_path: Path) -> None:
    (article,), errors = coded(tmp_path)
    assert errors == []
    assert [c["trigger_text"] for c in article["claims"]] == ["attacked", "killed", "attack", "attack"]
    first, second, third, fourth = article["claims"]
    assert (first["type"], first["mode"], first["status"], first["same"]) == ("ASSAULT", "firearms", "actual", "e1")
    assert first["recipients"][0]["text"] == "mill"
    assert second["actors"] == [
        {"span": [TEXT.index("they"), TEXT.index("they") + 4], "text": "they", "name": "Gunmen"}
    ]
    assert [second["quantities"][0][k] for k in ("value", "max", "unit", "of")] == [12.0, None, None, "workers"]
    assert third["sources"][0][0]["name"] == "unnamed"
    assert fourth["trigger"][0] == TEXT.rindex("attack")
    assert fourth["sources"][0][0]["stance"] == "denies"


def test_a_cue_is_the_one_nearest_to_its_holder(tmp_path: Path) -> None:
    (article,), _ = coded(tmp_path)
    cues = [article["claims"][i]["sources"][0][0]["cue"] for i in (0, 1)]
    assert [TEXT[a:b] for a, b in cues] == ["said", "said"] and cues[0] != cues[1]


def test_claims_become_lines_and_the_lines_the_same_claims(tmp_path: Path) -> None:
    (article,), _ = coded(tmp_path)
    (again,), errors = coded(tmp_path, coding.write(article))
    assert (again["claims"], errors) == (article["claims"], [])


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("attack | ASSAULT | actual", "stands 2 times"),
        ("exploded | ASSAULT | actual", "does not stand in the text"),
        ("attacked | ATTACK | actual", "unknown type 'ATTACK'"),
        ("attacked | ASSAULT riot | actual", "has no mode 'riot'"),
        ("attacked | ASSAULT | past", "unknown status 'past'"),
        ("attacked", "a claim is"),
        ("attacked | ASSAULT | actual\n  victim: mill", "unknown field 'victim'"),
        ("attacked | ASSAULT | actual\n  time: Saturday = last week", "no TIMEX3 value"),
        ("attacked | ASSAULT | actual\n  number: 12 workers = twelve", "no number"),
        ("attacked | ASSAULT | actual\n  source: police said", "a holder is"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, line: str, problem: str) -> None:
    _, errors = coded(tmp_path, f"@ velden\n{line}\n")
    assert len(errors) == 1 and problem in errors[0] and "velden.txt" in errors[0]


@pytest.mark.parametrize(
    ("written", "value", "top", "unit", "of"),
    [
        ("12 of killed", 12, None, None, "killed"),
        ("5..7 of men", 5, 7, None, "men"),
        ("..40 of killed", None, 40, None, "killed"),
        ("? of tanks", None, None, None, "tanks"),
        ("100 USD of loans", 100, None, "USD", "loans"),
        ("2.5", 2.5, None, None, None),
    ],
)
def test_numbers(tmp_path: Path, written: str, value: Any, top: Any, unit: Any, of: Any) -> None:
    (article,), errors = coded(tmp_path, f"@ velden\nkilled | ASSAULT | actual\n  number: 12 workers = {written}\n")
    (quantity,) = article["claims"][0]["quantities"]
    assert errors == []
    assert [quantity[k] for k in ("value", "max", "unit", "of")] == [value, top, unit, of]


def test_stand_off_rows_hold_no_text_and_rebuild_the_article(tmp_path: Path) -> None:
    (article,), _ = coded(tmp_path)
    row = json.loads(json.dumps(coding.stand_off(article, "newswire")))
    assert "text" not in row and "mill near" not in json.dumps(row)
    assert coding.rebuild(row, article) == article


def test_stand_off_rows_refuse_another_text(tmp_path: Path) -> None:
    (article,), _ = coded(tmp_path)
    with pytest.raises(coding.CodingError, match="not the one that was coded"):
        coding.rebuild(coding.stand_off(article, "newswire"), {**article, "text": TEXT + " "})


@pytest.mark.parametrize("path", sorted((ROOT / "data" / "claims").glob("*.txt")), ids=lambda p: p.stem)
def test_the_projects_own_articles_are_well_coded(path: Path) -> None:
    articles, errors = coding.read_own(path)
    assert errors == []
    assert articles
    for article in articles:
        for claim in article["claims"]:
            assert article["text"][slice(*claim["trigger"])] == claim["trigger_text"]


def test_the_coded_agency_reports_say_their_text_by_digest_only() -> None:
    rows = [json.loads(line) for p in (ROOT / "data" / "newswire").glob("*.jsonl") for line in p.open(encoding="utf-8")]
    assert len(rows) == len({r["id"] for r in rows}) > 400
    assert all(set(r) == {"id", "corpus", "sha256", "claims"} and len(r["sha256"]) == 64 for r in rows)
