"""Two claims compared: what speaks for one event as numbers, the weights of these, and the reasons in words.

The weights are learned (tools/train_links.py) from made-up stories, ECB+'s training documents and the coded articles'
`same` labels, and stored in weights.yaml. The comparison is symmetric.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files

import numpy as np

from onrecord.link.fact import Count, Fact, Where, Who
from onrecord.link.wording import plain, stems, telling
from onrecord.ontology import load as ontology
from onrecord.ontology.nodes import parse

FEATURES = (
    "bias",
    "vectors",  # cosine of the triggers' directions in the encoder
    "stem",  # the triggers share a word stem
    "type",  # same type
    "family",  # another type of the same quad class
    "mode",  # same mode
    "mode_differs",
    "status_differs",
    "one_denied",  # one claim says that it did not happen
    "actors",  # how alike the actors are, 0 to 1
    "actors_differ",  # both name actors, and none is alike
    "recipients",
    "recipients_differ",
    "crossed",  # the actors of one are the recipients of the other
    "objects",
    "place",  # how near the places are, 0 to 1
    "place_differs",  # both are known well, and lie apart
    "towns_differ",  # both name a town or village, and not the same
    "day",  # both days are known and agree: 1, less the less exactly they are known
    "days_apart",  # log of the days between them
    "counts",  # a count agrees
    "counts_differ",
    "published",  # log of the days between the publications
    "undated",  # neither days nor publications can be compared
    "gist",  # how much the documents' names overlap, 0 to 1
    "same_document",
    "same_label",  # the reader took them for one event
    "other_label",  # of one document, and the reader did not
    "short",  # one of the claims has no actor, no recipient and no place
)
SETTINGS = ("source", "licence", "threshold", "unit", "alone", "weights")  # of weights.yaml
PRECISE = 4  # UCDP's where_prec up to which a place is known well enough to differ
NEAR_KM = 10.0  # between two names of one place
FAR_KM = 60.0
EARTH_KM = 6371.0
CLOSE = 0.2  # of a count: "about 40" and "38" are one

SAID = {  # reasons, strongest first, for which a feature is told
    "same_label": "the article tells them as one event",
    "stem": "same word",
    "actors": "same actor",
    "recipients": "same recipient",
    "crossed": "same parties, the other way round",
    "place": "same place",
    "day": "same day",
    "counts": "same number",
    "type": "same type",
    "gist": "articles on the same names",
    "vectors": "words of like meaning",
}

LEAST = {"vectors": 0.75, "gist": 0.3, "place": 0.6}  # from which a reason is told, else 0.5


@cache
def weights() -> np.ndarray:
    """weights.yaml in the order of FEATURES. Raises VocabularyError if one is missing."""
    file = parse(files("onrecord.link").joinpath("weights.yaml"))
    known = file.mapping(SETTINGS)["weights"].mapping(FEATURES)
    return np.array([float(str(known[name].node.value)) for name in FEATURES])


@cache
def setting(name: str) -> float:
    """A threshold of weights.yaml."""
    file = parse(files("onrecord.link").joinpath("weights.yaml"))
    return float(str(file.mapping(SETTINGS)[name].node.value))


def probability(a: Fact, b: Fact) -> float:
    """That two claims report one event."""
    z = float(features(a, b) @ weights())
    return 1 / (1 + math.exp(-z))


def reasons(a: Fact, b: Fact) -> tuple[str, ...]:
    """What speaks for one event, in words, the strongest first."""
    row = dict(zip(FEATURES, features(a, b), strict=True))
    out = []
    for name, words in SAID.items():
        if row[name] >= LEAST.get(name, 0.5):
            detail = _detail(name, a, b)
            out.append(f"{words}: {detail}" if detail else words)
    return tuple(out)


def features(a: Fact, b: Fact) -> np.ndarray:
    """FEATURES of a pair."""
    same_document = a.outlet.document == b.outlet.document
    quads = _quads()
    actors, recipients = alike(a.actors, b.actors), alike(a.recipients, b.recipients)
    crossed = min(alike(a.actors, b.recipients), alike(a.recipients, b.actors)) if a.recipients or b.recipients else 0.0
    objects = alike(a.objects, b.objects)
    place = _nearness(a, b)
    apart = days_apart(a, b)
    counts = _counts(a.counts, b.counts)
    published = _published_apart(a, b)
    shared = stems(a.trigger) & stems(b.trigger)
    both_modes = a.mode is not None and b.mode is not None
    return np.array(
        [
            1.0,
            _cosine(a.vector, b.vector),
            bool(shared),
            a.type == b.type,
            a.type != b.type and quads.get(a.type) == quads.get(b.type),
            both_modes and a.mode == b.mode,
            both_modes and a.mode != b.mode,
            a.status != b.status,
            (a.status == "negated") != (b.status == "negated"),
            actors,
            bool(a.actors and b.actors) and actors == 0 and crossed == 0,
            recipients,
            bool(a.recipients and b.recipients) and recipients == 0 and crossed == 0,
            crossed,
            objects,
            place or 0.0,
            place is not None and place == 0,
            _towns_differ(a, b),
            _exactly(a, b) if apart == 0 else 0.0,
            math.log1p(min(apart, 400)) if apart else 0.0,
            counts == 1,
            counts == -1,
            math.log1p(min(published, 400)) if published else 0.0,
            not same_document and apart is None and published is None,
            0.0 if same_document else _gist(a.outlet.gist, b.outlet.gist),
            same_document,
            same_document and a.same == b.same and a.same != "",
            same_document and a.same != b.same,
            _short(a) or _short(b),
        ],
        dtype=float,
    )


def alike(some: Sequence[Who], others: Sequence[Who]) -> float:
    """How alike the most alike of two sides are: 1 for one name or entity, less for part of a name or one country."""
    return max((_who(x, y) for x in some for y in others), default=0.0)


def _who(x: Who, y: Who) -> float:
    if x.ref is not None and x.ref == y.ref:
        return 1.0
    if plain(x.name) == plain(y.name) and x.name:
        return 1.0
    one, other = telling(x.name), telling(y.name)
    shared = len(one & other)
    if shared:
        return max(0.5, shared / max(len(one), len(other)))
    if x.country is not None and x.country == y.country:
        return 0.5 if x.sector == y.sector else 0.25
    return 0.0


def days_apart(a: Fact, b: Fact) -> int | None:
    """Days between the claims' intervals, 0 where they touch; None where one is unknown."""
    if not (a.earliest and a.latest and b.earliest and b.latest):
        return None
    if a.earliest <= b.latest and b.earliest <= a.latest:
        return 0
    early, late = (a.latest, b.earliest) if a.latest < b.earliest else (b.latest, a.earliest)
    return (_date(late) - _date(early)).days


@cache
def _date(day: str) -> date:
    return date.fromisoformat(day)


def _exactly(a: Fact, b: Fact) -> float:
    """1 if both know their day, 1 in 7 if one knows no more than the week."""
    return 1 / max((_date(f.latest or "") - _date(f.earliest or "")).days + 1 for f in (a, b))


def _towns_differ(a: Fact, b: Fact) -> bool:
    here, there = _towns(a), _towns(b)
    return bool(here and there) and not any(x & y for x in here for y in there)


def _towns(f: Fact) -> list[frozenset[str]]:
    """Names of places no larger than a town, by what tells of them, with what is not in the gazetteer."""
    wide = {w.name for w in f.places if w.precision > PRECISE}
    named = (frozenset(plain(w) for w in n.split() if w[:1].isupper()) for n in f.place_names if n not in wide)
    return [words for words in named if words]


def _published_apart(a: Fact, b: Fact) -> int | None:
    if not (a.outlet.published and b.outlet.published):
        return None
    return abs((_date(a.outlet.published) - _date(b.outlet.published)).days)


def _nearness(a: Fact, b: Fact) -> float | None:
    """1 for one place, 0 for places apart, None where that cannot be told."""
    best: float | None = None
    for x in a.places:
        for y in b.places:
            near = _near(x, y)
            if near is not None:
                best = near if best is None else max(best, near)
    if best is None and set(map(plain, a.place_names)) & set(map(plain, b.place_names)):
        return 1.0
    return best


def _near(x: Where, y: Where) -> float | None:
    if x.geonameid is not None and x.geonameid == y.geonameid:
        return 1.0 if x.precision <= PRECISE else 0.6
    if x.precision > PRECISE or y.precision > PRECISE:  # a country holds its towns
        return (0.4 if x.country is not None and x.country == y.country else 0.0) if x.country and y.country else None
    apart = km(x, y)
    return 1.0 if apart <= NEAR_KM else 0.5 if apart <= FAR_KM else 0.0


def km(x: Where, y: Where) -> float:
    """Great-circle distance."""
    la, lb = math.radians(x.lat), math.radians(y.lat)
    h = math.sin((la - lb) / 2) ** 2 + math.cos(la) * math.cos(lb) * math.sin(math.radians(x.lon - y.lon) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


def _counts(some: Sequence[Count], others: Sequence[Count]) -> int:
    """1 if a count of one thing agrees, -1 if only counts of one thing that differ are there, else 0."""
    found = 0
    for x in some:
        for y in others:
            if x.value is None or y.value is None or x.unit != y.unit or not (stems(x.of or "") & stems(y.of or "")):
                continue
            high = max(abs(x.value), abs(y.value), 1.0)
            if abs(x.value - y.value) <= CLOSE * high:
                return 1
            found = -1
    return found


def _gist(some: Sequence[str], others: Sequence[str]) -> float:
    one, other = set(some), set(others)
    return len(one & other) / min(len(one), len(other), 12) if one and other else 0.0


def _short(f: Fact) -> bool:
    return not (f.actors or f.recipients or f.place_names)


def _cosine(a: np.ndarray, b: np.ndarray) -> float:
    if not len(a) or len(a) != len(b):
        return 0.0
    x, y = a.astype(np.float32), b.astype(np.float32)
    return float(x @ y) / (float(np.linalg.norm(x)) * float(np.linalg.norm(y)) + 1e-6)


@cache
def _quads() -> Mapping[str, str]:
    return {t.name: t.quad_class for t in ontology().types}


def _detail(name: str, a: Fact, b: Fact) -> str:
    if name == "stem":
        return ", ".join(sorted(stems(a.trigger) & stems(b.trigger)))
    if name in ("actors", "recipients"):
        return max(((_who(x, y), x.name) for x in getattr(a, name) for y in getattr(b, name)), default=(0.0, ""))[1]
    if name == "place":
        return next((x.name for x in a.places for y in b.places if (_near(x, y) or 0) >= LEAST["place"]), "")
    if name == "day":
        return a.time_value or a.earliest or ""
    if name == "type":
        return a.type
    if name == "gist":
        return ", ".join([n for n in a.outlet.gist if n in b.outlet.gist][:4])
    return ""
