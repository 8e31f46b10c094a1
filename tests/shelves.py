"""A ledger for the tests of pages, made of articles of our own, and what every page must hold."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lxml import html
from starlette.testclient import TestClient

import builders
from entries import SIMPLE, Entry, entry, report
from onrecord.model.document import Metadata, Raw
from onrecord.model.reading import Reading
from onrecord.server.app import make_app
from onrecord.store import Ledger

HERE = "http://127.0.0.1"
HTML = {"accept": "text/html"}


def stored(made: Reading) -> Entry:
    """A reading with the bytes of its text."""
    given = Metadata(published=made.document.published, publisher=made.document.publisher)
    return Raw(made.id, f"{made.id}.txt", "text", made.text.encode(), given), made


def make(path: Path, articles: Sequence[Entry] = ()) -> Path:
    """A ledger: the harbour's story, three reports of an arrest (one in two revisions), and further articles."""
    rest = [
        entry("first", report(), published="2031-03-08", publisher="Tiren Post"),
        entry("second", report("Officers"), published="2031-03-09", publisher="Velden Daily"),
        entry("second", report("Officers", whom="a union clerk"), published="2031-03-10", publisher="Velden Daily"),
        entry("undated", report(verb="released")),
    ]
    with Ledger.open(path, write=True, linker=SIMPLE) as ledger:
        for one in (stored(builders.harbour()), *rest, *articles):
            ledger.add([one])
    return path


def client(path: Path) -> TestClient:
    """A browser's requests to a server of that ledger; errors that nobody expects come as answers, as they would."""
    return TestClient(make_app(path), base_url=HERE, headers=HTML, raise_server_exceptions=False)


def checked(text: str) -> html.HtmlElement:
    """A page's tree, after what must hold for every page: one heading, no id twice, nothing inline, labels."""
    tree = html.document_fromstring(text)
    assert len(tree.xpath("//h1")) == 1
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids)), [one for one in ids if ids.count(one) > 1]
    assert not tree.xpath("//@style | //style | //script[not(@src)] | //@*[starts-with(name(), 'on')]")
    assert not [
        src for src in tree.xpath("//script/@src | //link/@href | //img/@src") if not src.startswith("/static/")
    ]
    assert not tree.xpath("//form[@method='post'][not(.//input[@name='csrf'])]")
    return tree
