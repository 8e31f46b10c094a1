"""Puts `builders` within reach of every test (pytest adds the folder of a conftest to the path), and the reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from onrecord.extract import Reader
    from onrecord.language.encoder import Encoder

# A busy machine is no failure of a property
settings.register_profile("onrecord", deadline=None)
settings.load_profile("onrecord")


@pytest.fixture(scope="session")
def reader() -> Reader:
    """One reader with the package's own weights: opening them takes a third of a second."""
    from onrecord.extract import Reader

    return Reader.load()


@pytest.fixture(scope="session")
def encoder(reader: Reader) -> Encoder:
    """The reader's encoder."""
    return reader.encoder
