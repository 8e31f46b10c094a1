"""The weights folder: two ONNX files, a tokenizer and the card that says how to read them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any

from onrecord.language import labels
from onrecord.model.errors import WeightsError

FORMAT = 1
FILES = ("encoder.onnx", "pairs.onnx", "tokenizer.json")
CONTEXT = "context.onnx"  # a second look at roles; weights that it is yet to be learned for do without
HEADS = "heads.onnx"  # what people's decisions add to the heads (onrecord.learn); most weights have none
NUMBERS = ("window_pieces", "overlap_pieces", "span_width", "span_bias")
REINSTALL = "Install onrecord again, or give another folder with --weights or ONRECORD_WEIGHTS"


@dataclass(frozen=True)
class Card:
    """What `card.json` says: label sets in output order, window sizes, and `reading`, the settings of the decoder."""

    folder: Path
    raw: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The model's name."""
        return str(self.raw["name"])

    @cached_property
    def digest(self) -> str:
        """First 12 hex digits of the hash over all files' digests and the decoder's settings."""
        whole = json.dumps([self.raw["files"], self.raw.get("reading", {})], sort_keys=True)
        return hashlib.sha256(whole.encode()).hexdigest()[:12]

    @property
    def model(self) -> str:
        """Name and digest as they stand on every output."""
        return f"{self.name} {self.digest}"

    @property
    def heads(self) -> Mapping[str, tuple[str, ...]]:
        """Labels of each word head in output order."""
        return {name: tuple(kinds) for name, kinds in self.raw["heads"].items()}

    @property
    def reading(self) -> Mapping[str, Any]:
        """Thresholds and calibration, set on held-back articles."""
        reading: Mapping[str, Any] = self.raw.get("reading", {})
        return reading


def default_folder() -> Path:
    """The weights that ship with the package."""
    return Path(str(resources.files("onrecord.language") / "weights"))


def open_card(folder: Path | None = None) -> Card:
    """Read and check a weights folder. Raises WeightsError if a file is missing, damaged or of another format."""
    folder = folder or default_folder()
    path = folder / "card.json"
    if not path.is_file():
        raise WeightsError("no_weights", f"{folder} holds no card.json", REINSTALL)
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        files = dict(raw["files"])
        heads = {name: tuple(kinds) for name, kinds in raw["heads"].items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise WeightsError("bad_card", f"{path} is not a card of weights ({error!r})", REINSTALL) from error
    if raw.get("format") != FORMAT:
        raise WeightsError(
            "other_format",
            f"{path} has format {raw.get('format')!r}; this version reads {FORMAT}",
            "Install the version of onrecord that the weights were made with",
        )
    lacking = [name for name in FILES if not isinstance(files.get(name), str)]
    lacking += [name for name in NUMBERS if not isinstance(raw.get(name), int | float)]
    lacking += ["name"] if not isinstance(raw.get("name"), str) else []
    if lacking:
        raise WeightsError("bad_card", f"{path} does not say {', '.join(lacking)}", REINSTALL)
    for name, digest in files.items():
        _check_file(folder / name, digest)
    _check_labels(path, heads, raw)
    return Card(folder, raw)


def write_card(folder: Path, raw: Mapping[str, Any], names: Iterable[str]) -> None:
    """Write `card.json`, with the digests of these files of the folder as they are now."""
    files = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in sorted(set(names))}
    text = json.dumps({**raw, "files": files}, indent=1, ensure_ascii=False)
    (folder / "card.json").write_text(text + "\n", encoding="utf-8")


def _check_file(path: Path, digest: str) -> None:
    if not path.is_file():
        raise WeightsError("no_weights", f"{path} is missing", REINSTALL)
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != digest:
        raise WeightsError("damaged_weights", f"{path} has digest {found[:12]}…, not {digest[:12]}…", REINSTALL)


def _check_labels(path: Path, heads: Mapping[str, tuple[str, ...]], raw: Mapping[str, Any]) -> None:
    wanted = {
        "trigger": labels.bio(labels.types()),
        "mode": labels.modes(),
        "status": labels.STATUSES,
        "names": labels.bio(labels.NAME_KINDS),
        "timex": labels.bio(labels.TIMEX_TYPES),
        **{part: labels.bio((part,)) for part in labels.SPEECH_PARTS},
    }
    wrong = [name for name, kinds in wanted.items() if heads.get(name) != kinds]
    wrong += ["pairs"] if tuple(raw.get("pairs", ())) != labels.PAIRS else []
    if wrong:
        raise WeightsError(
            "other_labels",
            f"{path} speaks of other labels than this version's ontology in {', '.join(wrong)}",
            "Train weights for this ontology (training/README.md) or use the ontology that they were made with",
        )
