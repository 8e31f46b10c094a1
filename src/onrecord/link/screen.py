"""Which pairs of claims may be on one event at all: a bound on `compare.probability` in a fraction of its time.

Of a hundred pairs that meet, one or two are linked. The bound takes what is quickly told of a pair as it is and
supposes the best of all else, so that no link is lost: what is screened out would have come out below the threshold.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

import numpy as np

from onrecord.link.compare import FEATURES, weights
from onrecord.link.fact import Fact
from onrecord.link.facts import GIST_NAMES
from onrecord.link.wording import stems
from onrecord.ontology import load as ontology

TOLD = frozenset({  # features that `_bound` looks at; of any other it supposes the best
    *("bias", "vectors", "stem", "type", "family", "mode", "mode_differs", "status_differs", "one_denied", "actors"),
    *("actors_differ", "recipients", "recipients_differ", "crossed", "objects", "place", "place_differs", "day"),
    *("days_apart", "counts", "counts_differ", "published", "gist", "same_document", "same_label", "other_label"),
    "short",
})  # fmt: skip
DAYS_LARGEST = math.log1p(400)  # of the two features that are logarithms of days
GIST_LARGEST = GIST_NAMES / 12  # which shares names by twelve; all others are 0 to 1
ROUNDING = 1e-3  # by which sums in another order may differ


def promising(fact: Fact, others: Sequence[Fact], least: float) -> list[Fact]:
    """Those of the others whose probability of being on one event with the fact may be `least` (0..1) or more."""
    if not others:
        return []
    pull, best = _pulls()
    need = math.log(least / (1 - least)) - ROUNDING - pull["bias"] - best
    near = (pull["vectors"] * _cosines(fact, others)).tolist()
    return [other for other, z in zip(others, near, strict=True) if z + _bound(fact, other, pull) >= need]


@cache
def _pulls() -> tuple[Mapping[str, float], float]:
    """The weights by name, and the best that the features which `_bound` does not know can add up to."""
    pull = dict(zip(FEATURES, weights().tolist(), strict=True))
    return pull, sum(max(0.0, pull[name]) for name in FEATURES if name not in TOLD)


def _bound(a: Fact, b: Fact, pull: Mapping[str, float]) -> float:
    """The most that the features but `bias` and `vectors` can add up to."""
    z = _words(a, b, pull) + _days(a, b, pull)
    if a.outlet.document == b.outlet.document:
        z += pull["same_document"]
        if a.same != b.same:
            z += pull["other_label"]
        elif a.same:
            z += pull["same_label"]
    elif not set(a.outlet.gist).isdisjoint(b.outlet.gist):
        z += max(0.0, pull["gist"] * GIST_LARGEST)
    for name, some, others in (("actors", a.actors, b.actors), ("recipients", a.recipients, b.recipients)):
        if some and others:
            z += max(0.0, pull[name], pull[f"{name}_differ"])
    if a.actors and a.recipients and b.actors and b.recipients:
        z += max(0.0, pull["crossed"])
    if a.objects and b.objects:
        z += max(0.0, pull["objects"])
    if (a.places or a.place_names) and (b.places or b.place_names):
        z += max(0.0, pull["place"], pull["place_differs"])
    if a.counts and b.counts:
        z += max(0.0, pull["counts"], pull["counts_differ"])
    if not (a.actors or a.recipients or a.place_names) or not (b.actors or b.recipients or b.place_names):
        z += pull["short"]
    return z


def _words(a: Fact, b: Fact, pull: Mapping[str, float]) -> float:
    z = 0.0
    if a.type == b.type:
        z += pull["type"]
    elif _quads().get(a.type) == _quads().get(b.type):
        z += pull["family"]
    if not stems(a.trigger).isdisjoint(stems(b.trigger)):
        z += pull["stem"]
    if a.mode is not None and b.mode is not None:
        z += pull["mode" if a.mode == b.mode else "mode_differs"]
    if a.status != b.status:
        z += pull["status_differs"]
        if "negated" in (a.status, b.status):
            z += pull["one_denied"]
    return z


def _days(a: Fact, b: Fact, pull: Mapping[str, float]) -> float:
    z = 0.0
    if a.earliest and b.earliest:
        z += max(0.0, pull["day"], pull["days_apart"] * DAYS_LARGEST)
    if a.outlet.published and b.outlet.published:
        apart = abs(_number(a.outlet.published) - _number(b.outlet.published))
        z += pull["published"] * math.log1p(min(apart, 400))
    return z


def _cosines(fact: Fact, others: Sequence[Fact]) -> np.ndarray:
    """Of the triggers' directions; 0 where one has none."""
    size = len(fact.vector)
    out = np.zeros(len(others))
    rows = [n for n, other in enumerate(others) if size and len(other.vector) == size]
    if rows:
        stacked = np.stack([others[n].vector for n in rows]).astype(np.float32)
        own = fact.vector.astype(np.float32)
        lengths = np.sqrt(np.einsum("ij,ij->i", stacked, stacked)) * math.sqrt(float(own @ own))
        out[rows] = stacked @ own / (lengths + 1e-6)
    return out


@cache
def _number(day: str) -> int:
    return date.fromisoformat(day).toordinal()


@cache
def _quads() -> Mapping[str, str]:
    return {t.name: t.quad_class for t in ontology().types}
