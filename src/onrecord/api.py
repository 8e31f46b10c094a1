"""The Python API: read one input, many, or a text, and get readings."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

from onrecord.clean import clean
from onrecord.ground import ground
from onrecord.model.document import Failure, Metadata, Raw
from onrecord.model.errors import FetchError, SourceError
from onrecord.model.reading import Reading
from onrecord.pipeline import DocumentReader, Item, cores, load_reader, run
from onrecord.settings import Settings
from onrecord.sources import collect
from onrecord.sources.dates import iso_date

PathLike = str | os.PathLike[str]


@cache
def _reader(weights: Path | None) -> DocumentReader:
    return load_reader(Settings(weights=weights), cores())


def read(
    path: PathLike,
    *,
    published: date | str | None = None,
    publisher: str | None = None,
    title: str | None = None,
    settings: Settings | None = None,
) -> Reading:
    """Read one file or URL that holds one article.

    `published` (a date or ISO 8601 text), `publisher` and `title` hold where the input does not say otherwise. Raises
    SourceError (FetchError for URLs) if the input cannot be opened, DocumentError if no article can be read in it, both
    with `code`, `message` and `hint`.
    """
    settings = settings or Settings()
    name = os.fspath(path)
    found = collect([name], settings=settings, given=given(published, publisher, title))
    raw = next(found, None)
    if raw is None:
        raise SourceError("nothing_found", f"{name!r} holds no document", "Give a file with an article in it")
    if isinstance(raw, Failure):
        kind = FetchError if name.lower().startswith(("http://", "https://")) else SourceError
        raise kind(raw.code, raw.message, raw.hint)
    if next(found, None) is not None:
        raise SourceError(
            "several_documents",
            f"{name!r} holds more than one document",
            "Use onrecord.read_many, which gives them one by one",
        )
    return _read_raw(raw, settings)


def read_many(
    paths: PathLike | Iterable[PathLike],
    *,
    published: date | str | None = None,
    publisher: str | None = None,
    jobs: int = 1,
    settings: Settings | None = None,
) -> Iterator[Item]:
    """Read files, folders, globs and URLs in order: a Reading each or, in its place, a Failure; no input raises.

    With `jobs` > 1 that many processes read; call it then under `if __name__ == "__main__":`, as Python asks for.
    """
    settings = settings or Settings()
    return run(
        [os.fspath(path) for path in ([paths] if isinstance(paths, str | os.PathLike) else paths)],
        settings=settings,
        given=given(published, publisher, None),
        jobs=jobs,
        reader=_reader(settings.weights) if jobs == 1 else None,
    )


def read_text(
    text: str,
    *,
    published: date | str | None = None,
    publisher: str | None = None,
    title: str | None = None,
    id: str = "text",
    settings: Settings | None = None,
) -> Reading:
    """Read an article that is already a string; its `text` is kept character for character. Raises DocumentError."""
    data = text.encode("utf-8", "surrogatepass")
    raw = Raw(id=id, origin=id, kind="text", data=data, given=given(published, publisher, title), text=text)
    return _read_raw(raw, settings or Settings())


def given(published: date | str | None = None, publisher: str | None = None, title: str | None = None) -> Metadata:
    """Metadata from what a caller or the command line says. Raises SourceError `bad_date` for what is no date."""
    day = str(published)[:10] if isinstance(published, date) else published and iso_date(published)
    return Metadata(published=day, publisher=publisher, title=title)


def _read_raw(raw: Raw, settings: Settings) -> Reading:
    """Clean and read one input, and let errors of its own pass."""
    document = clean(raw, settings)
    return ground(_reader(settings.weights).read([document], settings.min_confidence)[0])
