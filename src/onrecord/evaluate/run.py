"""From the path of a gold to its measurement, and under what conditions it was made."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import onrecord
from onrecord.evaluate.gold import GoldDocument, read_gold
from onrecord.evaluate.measure import Measurement, measure
from onrecord.extract.settings import Decoding
from onrecord.language.weights import open_card
from onrecord.model.document import Failure
from onrecord.ontology import load as load_ontology
from onrecord.pipeline import Item, Loader, load_reader, run_raws
from onrecord.settings import Settings

LIBRARIES = ("onnxruntime", "tokenizers", "numpy")  # what may move a figure in the third digit


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a measurement was made with. `model` is the weights' name and digest; claims below `min_confidence` were
    left out; `versions` of onrecord, Python and the libraries that compute."""

    gold: str
    model: str
    ontology: str
    min_confidence: float
    versions: Mapping[str, str]


def evaluate(
    path: Path,
    *,
    settings: Settings,
    jobs: int = 1,
    load: Loader = load_reader,
    on_start: Callable[[int], None] | None = None,
    on_progress: Callable[[Item], None] | None = None,
) -> tuple[Measurement, Conditions]:
    """Read every gold article of `path` as `onrecord read` would, and compare.

    `on_start` is called with the number of articles to be read, `on_progress` with each item. Raises SourceError
    `no_gold`, OnrecordError `nothing_measured` and WeightsError; a gold article that is wrong, or that the program
    cannot read, is in the measurement with its reason.
    """
    gold = read_gold(path)
    documents = [one for one in gold if isinstance(one, GoldDocument)]
    if on_start:
        on_start(len(documents))
    raws = (one.raw for one in documents)
    items = list(run_raws(raws, settings=settings, jobs=jobs, load=load, on_progress=on_progress)) if documents else []
    measured = measure(gold, items)
    return measured, _conditions(path, items, settings)


def _conditions(path: Path, items: Sequence[Item], settings: Settings) -> Conditions:
    card = open_card(settings.weights)
    made_by = next((item.made_by for item in items if not isinstance(item, Failure)), None)
    least = settings.min_confidence
    return Conditions(
        gold=str(path),
        model=made_by.model if made_by else card.model,
        ontology=made_by.ontology if made_by else load_ontology().version,
        min_confidence=Decoding.of(card.reading).min_confidence if least is None else least,
        versions={
            "onrecord": onrecord.__version__,
            "python": platform.python_version(),
            **{name: version(name) for name in LIBRARIES},
        },
    )
