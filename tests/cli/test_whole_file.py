"""Where an output goes: files whole or not at all, links followed, devices left what they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from onrecord.cli.common import whole_file
from onrecord.model.errors import OnrecordError


def test_a_link_is_followed(tmp_path: Path) -> None:
    real, link = tmp_path / "real.jsonl", tmp_path / "link.jsonl"
    real.write_text("old")
    link.symlink_to(real)
    with whole_file(link, "--output") as file:
        file.write(b"new")
    assert link.is_symlink() and real.read_text() == "new"


def test_a_device_stays_a_device() -> None:
    with whole_file(Path("/dev/null"), "--output") as file:
        file.write(b"gone")
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize("folder", [".", "/"])
def test_a_folder_is_no_place_for_an_output(folder: str) -> None:
    with pytest.raises(OnrecordError, match="it is a folder"), whole_file(Path(folder), "--output"):
        pass
