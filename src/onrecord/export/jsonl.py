"""The contract itself: one JSON object a line, errors in their place."""

from __future__ import annotations

from typing import BinaryIO

from onrecord.contract import item_to_json, to_line
from onrecord.model.document import Failure
from onrecord.model.reading import Reading


class JsonlWriter:
    """Writes readings and failures to a binary stream, each at once."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream

    def write(self, item: Reading | Failure) -> None:
        """One line for one item."""
        self.stream.write(to_line(item_to_json(item)))
        self.stream.flush()

    def finish(self) -> None:
        """Nothing is left to write."""
