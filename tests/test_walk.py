"""The whole walk with the model that ships: the package's articles in, lines that meet the contract out."""

from __future__ import annotations

import pytest

from onrecord import demo
from onrecord.contract import check_lines, item_to_json, to_line
from onrecord.model.reading import Reading
from onrecord.pipeline import Item, load_reader, run
from onrecord.settings import Settings

SETTINGS = Settings()
FILES = sorted({str(article.path) for article in demo.articles()})


@pytest.fixture(scope="module")
def items() -> list[Item]:
    return list(run(FILES, settings=SETTINGS))


def test_every_article_is_read_and_its_output_meets_the_contract(items: list[Item]) -> None:
    assert len(items) == len(demo.articles())
    assert all(isinstance(item, Reading) and item.claims for item in items)
    assert [str(problem) for problem in check_lines(to_line(item_to_json(item)) for item in items)] == []


def test_an_article_gives_the_same_alone_as_among_others(items: list[Item]) -> None:
    alone = list(run(FILES[-1:], settings=SETTINGS, reader=load_reader(SETTINGS, 1)))
    assert to_line(item_to_json(alone[0])) == to_line(item_to_json(next(i for i in items if i.id == alone[0].id)))


def test_every_claim_comes_out_with_a_lower_threshold(items: list[Item]) -> None:
    def keys(found: list[Item]) -> set[str]:
        return {claim.key for item in found if isinstance(item, Reading) for claim in item.claims}

    assert keys(items) < keys(list(run(FILES, settings=Settings(min_confidence=0.05))))
