"""From the inputs of a call to raw documents, one after the other, each wrong one as a Failure in its place."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO

from onrecord.model.document import Failure, Metadata, Raw, SourceKind
from onrecord.model.errors import SourceError
from onrecord.settings import Settings
from onrecord.sources.csv_rows import read_csv
from onrecord.sources.dates import iso_date
from onrecord.sources.jsonl import read_jsonl
from onrecord.sources.paths import expand, printable, read_file, read_stream
from onrecord.sources.records import Origin, merge, record_metadata
from onrecord.sources.sniff import sniff

if TYPE_CHECKING:
    from onrecord.net import Client, Fetched

STDIN = "-"
NOTHING_GIVEN = Metadata()
RECORD_KINDS = ("jsonl", "csv")
_URL = re.compile(r"https?://", re.I)


def collect(
    inputs: Sequence[str],
    *,
    settings: Settings,
    given: Metadata = NOTHING_GIVEN,
    stdin: BinaryIO | None = None,
    client: Client | None = None,
) -> Iterator[Raw | Failure]:
    """Every document of `inputs`, lazily and in their order.

    An input is a file, a folder (with its subfolders, sorted, hidden files left out), a glob, `-` for standard input,
    or an http(s) URL. `given` holds for every document that does not carry its own value in a JSONL or CSV record. An
    id that was seen before in the call is a Failure `duplicate_id`. `stdin` and `client` stand in for the process's
    standard input and the network. Raises SourceError `bad_date` at once when `given.published` is no date.
    """
    if given.published is not None:
        given = replace(given, published=iso_date(given.published))
    reader = _Reader(settings, given, stdin, client)
    return _once(found for name in inputs for found in reader.read(name))


def _once(found: Iterator[Raw | Failure]) -> Iterator[Raw | Failure]:
    seen: set[str] = set()
    for one in found:
        if isinstance(one, Raw) and one.id in seen:
            yield Failure(
                one.id,
                "duplicate_id",
                f"{one.origin}: the id {one.id!r} was already read in this call",
                "Give every document an id of its own, and every file only once",
            )
            continue
        if isinstance(one, Raw):
            seen.add(one.id)
        yield one


class _Reader:
    """Reads one input after the other and turns what is wrong with one into a Failure."""

    def __init__(self, settings: Settings, given: Metadata, stdin: BinaryIO | None, client: Client | None) -> None:
        self._settings = settings
        self._given = given
        self._stdin = stdin
        self._client = client

    def read(self, name: str) -> Iterator[Raw | Failure]:
        if name == STDIN:
            yield from _guarded(name, self._stdin_documents)
        elif _URL.match(name):
            yield from _guarded(name, partial(self._url_documents, name))
        else:
            for file, problem in expand(name):
                if problem is not None:
                    yield _failure(file, problem)
                else:
                    yield from _guarded(file, partial(self._file_documents, file, member=file != name))

    def _file_documents(self, name: str, *, member: bool) -> Iterator[Raw | Failure]:
        data = read_file(name, self._settings, member=member)
        return self._documents(data, Origin(printable(name), self._given))

    def _stdin_documents(self) -> Iterator[Raw | Failure]:
        try:
            data = read_stream(self._stdin or sys.stdin.buffer, "standard input", self._settings)
        except OSError as error:
            raise SourceError(
                "unreadable", f"standard input cannot be read: {error}", "Pipe a document into the command"
            ) from error
        return self._documents(data, Origin(STDIN, self._given))

    def _url_documents(self, url: str) -> Iterator[Raw | Failure]:
        fetched = self._fetch(url)
        origin = Origin(url, self._given, fetched.retrieved)
        kind = sniff(fetched.data)
        if kind in RECORD_KINDS:
            return self._records(fetched.data, kind, origin)
        given = merge(self._given, Metadata(url=fetched.final_url))
        return iter([Raw(url, url, kind, fetched.data, given, retrieved=fetched.retrieved)])

    def _fetch(self, url: str) -> Fetched:
        if self._client is None:
            from onrecord.net import Client  # httpx takes a fifth of a second to load, and most calls need none

            self._client = Client(self._settings)
        return self._client.fetch(url)

    def _documents(self, data: bytes, origin: Origin) -> Iterator[Raw | Failure]:
        kind = sniff(data)
        if kind in RECORD_KINDS:
            return self._records(data, kind, origin)
        return iter([Raw(origin.name, origin.name, kind, data, origin.given, retrieved=origin.retrieved)])

    def _records(self, data: bytes, kind: SourceKind, origin: Origin) -> Iterator[Raw | Failure]:
        if kind == "jsonl":
            return read_jsonl(data, origin)
        return read_csv(data, origin, self._fetch_row)

    def _fetch_row(self, id: str, url: str, record: Mapping[str, Any]) -> Raw:
        own = record_metadata(record)
        fetched = self._fetch(url)
        kind = sniff(fetched.data)
        if kind in RECORD_KINDS:
            raise SourceError("unknown_kind", f"{url} holds many records ({kind})", "Give that URL as an input")
        return Raw(id, url, kind, fetched.data, merge(own, self._given), retrieved=fetched.retrieved)


def _guarded(name: str, read: Callable[[], Iterator[Raw | Failure]]) -> Iterator[Raw | Failure]:
    try:
        yield from read()
    except SourceError as error:
        yield _failure(name, error)


def _failure(name: str, error: SourceError) -> Failure:
    name = printable(name)
    message = printable(error.message)
    return Failure(name, error.code, message if name in message else f"{name}: {message}", error.hint)
