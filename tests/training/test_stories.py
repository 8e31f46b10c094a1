"""Stories to learn linking from."""

from __future__ import annotations

import sys
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))  # training/ is no part of the package

from training.stories import StoryError, read_story, stories  # noqa: E402

FOLDER = ROOT / "data/stories"
STORY = """region: nowhere

=== Velden Post | 2031-03-09
Gunmen [killed|raid] two.

=== Wire | 2031-03-09
A [raid|raid] in Velden; no one was [hurt|none].

=== Wire | 2031-03-10
Police [held|arrest] a man.
"""


def test_marks_are_spans_of_the_bare_text(tmp_path: Path) -> None:
    path = tmp_path / "01-velden.txt"
    path.write_text(STORY)
    first, second, _ = read_story(path)
    assert first.text == "Gunmen killed two."
    assert [(at.of(first.text), event) for at, event in first.events] == [("killed", "01-velden:raid")]
    assert [at.of(second.text) for at, _ in second.events] == ["raid"]
    assert (second.publisher, second.published) == ("Wire", "2031-03-09")


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("[killed|raid]", "[killed", "article 1 has a bracket"),
        ("Velden Post | 2031-03-09", "Velden Post, Sunday", "'Velden Post, Sunday' is not"),
        ("=== Wire | 2031-03-10", "Wire | 2031-03-10", "has 2 articles"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, was: str, becomes: str, said: str) -> None:
    path = tmp_path / "01-velden.txt"
    path.write_text(STORY.replace(was, becomes))
    with pytest.raises(StoryError, match=said):
        read_story(path)


def test_every_story_keeps_the_format() -> None:
    found = list(stories(FOLDER))
    assert len(found) >= 25
    assert len({a.text for articles in found for a in articles}) == sum(map(len, found))
    for articles in found:
        for earlier, later in pairwise(articles):
            assert date.fromisoformat(earlier.published) <= date.fromisoformat(later.published), later.id
        told = [event for a in articles for event in {e for _, e in a.events}]
        assert any(told.count(event) >= 2 for event in told), articles[0].story
