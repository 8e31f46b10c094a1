"""`onrecord demo`."""

from collections.abc import Callable

from typer.testing import Result

from onrecord import demo

Cli = Callable[..., Result]


def test_it_reads_every_shipped_article_and_says_what_to_try_next(cli: Cli) -> None:
    result = cli("demo")
    assert result.exit_code == 0
    articles = demo.articles()
    lines = [line.strip() for line in result.stdout.splitlines()]
    heads = [i for i, line in enumerate(lines) if any(line.startswith(str(a.given.publisher)) for a in articles)]
    assert len(heads) == len(articles)
    for article, at in zip(articles, heads, strict=True):
        assert lines[at].startswith(f"{article.given.publisher} · {article.given.published}")
        assert article.id in lines[at] or article.id == lines[at - 1]
    assert f"read {len(articles)}, kept {len(articles)}" in result.stderr
    assert "onrecord show" in result.stdout and "--format jsonl" in result.stdout
