"""The stages, collect → clean → read → ground, and how inputs run through them: in order, in bounded memory."""

from __future__ import annotations

import os
import pickle
import signal
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from functools import cache
from multiprocessing import get_context
from tempfile import TemporaryFile
from typing import BinaryIO, Protocol, TypeVar

from onrecord.clean import clean
from onrecord.ground import ground
from onrecord.link.fact import Fact
from onrecord.link.facts import facts_of
from onrecord.link.incidents import incident_id, incidents
from onrecord.model.document import Document, Failure, Metadata, Raw
from onrecord.model.errors import OnrecordError
from onrecord.model.reading import Reading
from onrecord.settings import Settings
from onrecord.sources import collect

BATCH_DOCUMENTS = 16
BATCH_CHARS = 40_000  # of text that the encoder gets in one call: bounds its memory
BATCH_BYTES = 1_000_000  # of raw input that is held or shipped to a worker at once
BATCHES_AHEAD = 2  # a worker: one at work, one waiting

Item = Reading | Failure
T = TypeVar("T")


class DocumentReader(Protocol):
    """What reads documents: `onrecord.extract.Reader`, or another of this shape. Pure, and fastest on a batch."""

    def read(self, documents: Sequence[Document], min_confidence: float | None = None) -> list[Reading]:
        """One reading for each document, in order."""
        ...


Loader = Callable[[Settings, int], DocumentReader]


def load_reader(settings: Settings, threads: int) -> DocumentReader:
    """The reader with the weights of the settings, which reads this many documents at once. Raises WeightsError."""
    from onrecord.extract import Reader

    return Reader.load(settings.weights, threads)


def cores() -> int:
    """Number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run(
    inputs: Iterable[str],
    *,
    settings: Settings,
    reader: DocumentReader | None = None,
    given: Metadata | None = None,
    jobs: int = 1,
    stdin: BinaryIO | None = None,
    on_progress: Callable[[Item], None] | None = None,
    load: Loader = load_reader,
) -> Iterator[Item]:
    """Read every input, in order: a Reading for each document or, in its place, the Failure that kept it from that.

    `given` holds for every document that does not say otherwise itself. For the rest see `run_raws`.
    """
    raws = collect(list(inputs), settings=settings, given=given or Metadata(), stdin=stdin)
    return run_raws(raws, settings=settings, reader=reader, jobs=jobs, on_progress=on_progress, load=load)


def run_raws(
    raws: Iterable[Raw | Failure],
    *,
    settings: Settings,
    reader: DocumentReader | None = None,
    jobs: int = 1,
    on_progress: Callable[[Item], None] | None = None,
    load: Loader = load_reader,
) -> Iterator[Item]:
    """Clean and read raw documents as they come, one item each, in order.

    With `jobs` > 1 that many processes do it, each with its own reader from `load` (which must be importable by name);
    with one job `reader` does, or one that `load` makes with a thread a core. `on_progress` is called with each item
    before it is handed out. Raises WeightsError where no reader can be loaded; what is wrong with a document is its
    Failure.
    """
    batches = _groups(raws, lambda raw: len(raw.data) if isinstance(raw, Raw) else 0, BATCH_BYTES)
    if jobs > 1:
        items = _in_processes(batches, settings, jobs, load)
    else:
        items = _here(batches, settings, reader or load(settings, cores()))
    for item in items:
        if on_progress:
            on_progress(item)
        yield item


def linked(items: Iterable[Item]) -> Iterator[Item]:
    """The same items in order, each claim with the label of its incident across all of them. Waits for the last one.

    Items wait on disk, so that memory is bounded by what is compared of their claims.
    """
    facts: list[Fact] = []
    with TemporaryFile() as waiting:
        number = 0
        for item in items:
            number += 1
            pickle.dump(item, waiting, pickle.HIGHEST_PROTOCOL)
            if isinstance(item, Reading):
                facts += facts_of(item)
        label = {f.id: incident_id(members) for members in incidents(facts) for f in members}
        waiting.seek(0)
        for _ in range(number):
            item = pickle.load(waiting)
            if isinstance(item, Reading):
                claims = tuple(replace(c, incident=label[item.id, c.key]) for c in item.claims)
                item = replace(item, claims=claims)
            yield item


def read_batch(raws: Sequence[Raw | Failure], settings: Settings, reader: DocumentReader) -> list[Item]:
    """Clean and read a batch. Each input's result depends on that input alone, and so does its error."""
    cleaned = [_clean(raw, settings) for raw in raws]
    read: dict[int, Item] = {}
    documents = [(place, d) for place, d in enumerate(cleaned) if isinstance(d, Document)]
    for group in _groups(documents, lambda d: len(d[1].text), BATCH_CHARS):
        items = _read([d for _, d in group], settings, reader)
        read.update(zip((place for place, _ in group), items, strict=True))
    return [item if isinstance(item, Failure) else read[place] for place, item in enumerate(cleaned)]


def _clean(raw: Raw | Failure, settings: Settings) -> Document | Failure:
    if isinstance(raw, Failure):
        return raw
    try:
        return clean(raw, settings)
    except Exception as error:
        return failure(raw.id, error)


def _read(documents: Sequence[Document], settings: Settings, reader: DocumentReader) -> list[Item]:
    try:
        return [ground(reading) for reading in reader.read(documents, settings.min_confidence)]
    except Exception as error:
        if len(documents) == 1:
            return [failure(documents[0].id, error)]
        return [_read([document], settings, reader)[0] for document in documents]


def failure(id: str, error: Exception) -> Failure:
    """The failure that stands in a document's place. What onrecord did not foresee has the code `internal`."""
    if isinstance(error, OnrecordError):
        return Failure(id, error.code, error.message, error.hint)
    what = " ".join(str(error).split())
    return Failure(
        id,
        "internal",
        f"reading it raised {type(error).__name__}" + (f": {what}" if what else ""),
        "This is a defect of onrecord: please report it with the article",
    )


def _groups(items: Iterable[T], size: Callable[[T], int], most: int) -> Iterator[list[T]]:
    """Items in groups of at most BATCH_DOCUMENTS and, single items aside, at most `most` of their summed sizes."""
    group: list[T] = []
    total = 0
    for item in items:
        if group and (len(group) == BATCH_DOCUMENTS or total + size(item) > most):
            yield group
            group, total = [], 0
        group.append(item)
        total += size(item)
    if group:
        yield group


def _here(batches: Iterable[list[Raw | Failure]], settings: Settings, reader: DocumentReader) -> Iterator[Item]:
    for batch in batches:
        yield from read_batch(batch, settings, reader)


@dataclass(frozen=True, slots=True)
class _Worker:
    """What a worker process needs to make its reader; sent once, when the process starts."""

    load: Loader
    settings: Settings

    def start(self) -> None:
        """Runs in the worker. Ctrl-C ends workers without a traceback each; the parent speaks for all."""
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        _at_work.append(self)


_at_work: list[_Worker] = []  # in a worker process: the one that it is


@cache
def _own_reader(worker: _Worker) -> DocumentReader:
    # Loaded with the first batch and not at the start: an error there would reach the parent as a dead process
    return worker.load(worker.settings, 1)


def _work(batch: list[Raw | Failure]) -> list[Item]:
    worker = _at_work[0]
    return read_batch(batch, worker.settings, _own_reader(worker))


def _in_processes(
    batches: Iterable[list[Raw | Failure]],
    settings: Settings,
    jobs: int,
    load: Loader,
) -> Iterator[Item]:
    """Batches through worker processes, results in input order; BATCHES_AHEAD batches a worker are under way."""
    # spawn: a forked child would inherit the threads of the encoder in an unknown state
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), _Worker(load, settings).start)
    waiting: deque[Future[list[Item]]] = deque()
    try:
        for batch in batches:
            waiting.append(pool.submit(_work, batch))
            if len(waiting) >= jobs * BATCHES_AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    except BrokenProcessPool as error:
        raise OnrecordError(
            "worker_died",
            f"one of the {jobs} worker processes could not start or was killed, so the run stopped",
            "Look whether `onrecord doctor` is content and memory is left, or run with --jobs 1",
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


REASONS = {  # codes whose words are not just the code without underscores
    "not_english": "not English",
    "bad_json": "not JSON",
    "internal": "internal error",
}


@dataclass(slots=True)
class Tally:
    """The account of a run: how many documents were read, kept and set aside, and why."""

    kept: int = 0
    claims: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def set_aside(self) -> int:
        """Number of inputs that failed."""
        return self.reasons.total()

    @property
    def read(self) -> int:
        """Number of inputs, kept or not."""
        return self.kept + self.set_aside

    def add(self, item: Item) -> None:
        """Count one item of a run."""
        if isinstance(item, Failure):
            self.reasons[item.code] += 1
        else:
            self.kept += 1
            self.claims += len(item.claims)

    def __str__(self) -> str:
        line = f"read {self.read:,}, kept {self.kept:,}"
        if self.reasons:
            named = (f"{n:,} {REASONS.get(code, code.replace('_', ' '))}" for code, n in self.reasons.most_common())
            line += f", set aside {self.set_aside:,}: {', '.join(named)}"
        return f"{line}; {self.claims:,} claim{'' if self.claims == 1 else 's'}"
