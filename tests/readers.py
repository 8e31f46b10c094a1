"""A reader without a model, for tests of what surrounds it. Worker processes can import it by name."""

from __future__ import annotations

import os
from collections.abc import Sequence

from builders import claim, reading
from onrecord.model.document import Document
from onrecord.model.errors import WeightsError
from onrecord.model.reading import Reading
from onrecord.settings import Settings


class WordReader:
    """Makes a claim of the first "arrested"; fails on documents that say "crash". Keeps the sizes of its batches."""

    def __init__(self) -> None:
        self.batches: list[int] = []

    def read(self, documents: Sequence[Document], min_confidence: float | None = None) -> list[Reading]:
        """One reading for each document. Raises for the whole batch, as a real reader would."""
        self.batches.append(len(documents))
        if any("crash" in d.text for d in documents):
            raise RuntimeError("this one\nis too much")
        return [self._read(d, min_confidence or 0) for d in documents]

    def _read(self, document: Document, least: float) -> Reading:
        if "arrested" not in document.text or least > 0.9:
            return reading(document)
        return reading(document, claim(document.text, "arrested", "COERCE", "arrest", confidence=0.9))


def load(settings: Settings, threads: int) -> WordReader:
    """Stands in for `onrecord.pipeline.load_reader`."""
    return WordReader()


def load_nothing(settings: Settings, threads: int) -> WordReader:
    """A reader whose weights are missing."""
    raise WeightsError("no_weights", "there are no weights", "Install onrecord again")


class Killed(WordReader):
    """A reader whose process is killed, as for want of memory."""

    def read(self, documents: Sequence[Document], min_confidence: float | None = None) -> list[Reading]:
        """Ends the process at once."""
        os._exit(9)


def load_killed(settings: Settings, threads: int) -> WordReader:
    """Stands in for `load_reader`, in a worker that will not survive."""
    return Killed()
