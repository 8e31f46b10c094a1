"""`onrecord demo`."""

from collections.abc import Callable

from typer.testing import Result

from onrecord import demo

Cli = Callable[..., Result]


def test_it_reads_every_shipped_article_and_says_what_to_try_next(cli: Cli) -> None:
    result = cli("demo")
    assert result.exit_code == 0
    ids = [a.record or a.id for a in demo.articles()]
    places = [result.stdout.index(f" {id}\n") if f" {id}\n" in result.stdout else -1 for id in ids]
    assert places == sorted(places) or -1 in places
    assert f"read {len(ids)}, kept {len(ids)}" in result.stderr
    assert "onrecord show" in result.stdout and "--format jsonl" in result.stdout
