"""The weights folder: what is missing, damaged or of another version is named, with what to do."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from onrecord.language import labels
from onrecord.language.encoder import Encoder
from onrecord.language.weights import FORMAT, default_folder, open_card
from onrecord.model.errors import WeightsError

Change = Callable[[dict[str, Any]], Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The package's weights by links, to be broken one file at a time."""
    for file in default_folder().iterdir():
        (tmp_path / file.name).symlink_to(file)
    return tmp_path


def rewrite(path: Path, content: bytes) -> None:
    path.unlink()
    path.write_bytes(content)


def change_card(folder: Path, change: Change) -> None:
    raw = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    changed = change(raw)
    rewrite(folder / "card.json", json.dumps(raw if changed is None else changed).encode())


def refused(folder: Path) -> WeightsError:
    with pytest.raises(WeightsError) as caught:
        Encoder.load(folder)
    assert caught.value.hint
    assert str(folder) in caught.value.message
    return caught.value


def test_the_packages_weights_open(folder: Path) -> None:
    card = open_card(folder)
    assert card.raw["format"] == FORMAT
    assert card.heads["trigger"] == labels.bio(labels.types())
    assert card.model == f"{card.name} {card.digest}"
    assert card.digest == open_card().digest
    assert len(card.digest) == 12


def test_other_settings_of_the_decoder_are_another_digest(folder: Path) -> None:
    """Two runs with other thresholds give other claims, so `made_by.model` must tell them apart."""
    before = open_card(folder).digest
    change_card(folder, lambda raw: raw.update(reading={"trigger": 0.123}))
    assert open_card(folder).digest != before


@pytest.mark.parametrize("name", ["card.json", "encoder.onnx", "pairs.onnx", "tokenizer.json"])
def test_a_missing_file(folder: Path, name: str) -> None:
    (folder / name).unlink()
    error = refused(folder)
    assert error.code == "no_weights"
    assert name in error.message


def test_a_missing_folder(tmp_path: Path) -> None:
    assert refused(tmp_path / "nowhere").code == "no_weights"


@pytest.mark.parametrize("name", ["pairs.onnx", "tokenizer.json"])
def test_a_damaged_file(folder: Path, name: str) -> None:
    whole = (folder / name).read_bytes()
    rewrite(folder / name, whole[: len(whole) // 2])
    error = refused(folder)
    assert error.code == "damaged_weights"
    assert name in error.message


@pytest.mark.parametrize("name", ["pairs.onnx", "tokenizer.json"])
def test_a_file_that_is_none_of_its_kind_though_the_card_vouches_for_it(folder: Path, name: str) -> None:
    rewrite(folder / name, b"not a model")
    digest = hashlib.sha256(b"not a model").hexdigest()
    change_card(folder, lambda raw: raw["files"].update({name: digest}))
    error = refused(folder)
    assert error.code in ("bad_graph", "bad_tokenizer")
    assert name in error.message


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe", b"[]", b"null", b"{}", b'{"files": null, "heads": {}}', b'{"files": {}, "heads": 3}'],
)
def test_a_card_that_is_none(folder: Path, content: bytes) -> None:
    rewrite(folder / "card.json", content)
    assert refused(folder).code == "bad_card"


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw["files"].pop("encoder.onnx"),
        lambda raw: raw["files"].update({"encoder.onnx": None}),
        lambda raw: raw.pop("name"),
        lambda raw: raw.pop("window_pieces"),
        lambda raw: raw.update(overlap_pieces="96"),
        lambda raw: raw.update(span_width=None),
        lambda raw: raw.pop("span_bias"),
    ],
)
def test_a_card_that_does_not_say_all(folder: Path, change: Change) -> None:
    change_card(folder, lambda raw: (change(raw), raw)[1])
    assert refused(folder).code == "bad_card"


@pytest.mark.parametrize("other", [0, 2, None, "1"])
def test_another_format(folder: Path, other: object) -> None:
    change_card(folder, lambda raw: raw.update(format=other))
    error = refused(folder)
    assert error.code == "other_format"
    assert repr(other) in error.message


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (lambda raw: raw["heads"]["trigger"].reverse(), "trigger"),
        (lambda raw: raw["heads"]["mode"].append("ASSAULT.lightsaber"), "mode"),
        (lambda raw: raw["heads"].pop("cue"), "cue"),
        (lambda raw: raw["pairs"].pop(), "pairs"),
    ],
)
def test_other_labels_than_the_ontologys(folder: Path, change: Change, name: str) -> None:
    change_card(folder, lambda raw: (change(raw), raw)[1])
    error = refused(folder)
    assert error.code == "other_labels"
    assert name in error.message
