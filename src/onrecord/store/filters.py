"""What a question asks for: one value that commands and pages share, and the model that checks what people give.

Filters of different names must all hold; of several values of one name, any.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from onrecord.link.wording import plain
from onrecord.model.decision import STANDINGS
from onrecord.model.errors import OnrecordError

CODE = re.compile(r"([A-Z]{3})?(?:/([A-Z]{3}))?")
REF = re.compile(r"(?:actors|geonames):\S+")
POINT = re.compile(r"\s*([-+]?\d+(?:\.\d+)?)\s*,\s*([-+]?\d+(?:\.\d+)?)\s*")
WITHIN_KM = 50.0  # where --near stands without --within
FARTHEST_KM = 20_100.0  # half around the earth


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a filter means: by words (as `plain` has them) that are all in a name or, if `whole`, are all of it; or by
    ref, or by country and sector."""

    words: tuple[str, ...] = ()
    ref: str | None = None
    country: str | None = None
    sector: str | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Near:
    """A circle: degrees (WGS 84), radius in km, and the name that it was asked by."""

    lat: float
    lon: float
    km: float
    name: str


@dataclass(frozen=True, slots=True)
class Filters:
    """A checked question. Empty fields ask for nothing. `start` and `end` are ISO days, inclusive.

    `given` are the values as people wrote them, by option name: what a profile keeps and what messages quote.
    """

    actor: tuple[Named, ...] = ()
    recipient: tuple[Named, ...] = ()
    party: tuple[Named, ...] = ()
    country: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    type: tuple[tuple[str, str | None], ...] = ()
    status: tuple[str, ...] = ()
    standing: tuple[str, ...] = ()
    stance: tuple[str, ...] = ()
    source: tuple[Named, ...] = ()
    start: str | None = None
    end: str | None = None
    near: Near | None = None
    place: tuple[tuple[str, ...], ...] = ()
    text: str | None = None
    independent: int | None = None
    disputed: bool = False
    document: tuple[str, ...] = ()
    incident: tuple[str, ...] = ()
    min_confidence: float | None = None
    given: tuple[tuple[str, Any], ...] = ()

    def only(self, *names: str) -> Filters:
        """These filters alone, by the names of the fields."""
        return Filters(**{name: getattr(self, name) for name in names})

    def without(self, *names: str) -> Filters:
        """All but these."""
        return self.only(*(name for name in self.names if name not in names))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the fields that ask for something."""
        return tuple(f.name for f in fields(self) if f.name != "given" and _asks(getattr(self, f.name)))


def _asks(value: Any) -> bool:
    """Whether a value is more than "not given"."""
    return value is not None and value is not False and value not in ((), [])


class Wanted(BaseModel):
    """Filters as people give them, on a command line, in a profile or in a URL. Unknown names are refused."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    actor: list[str] = []
    recipient: list[str] = []
    party: list[str] = []
    country: list[str] = []
    sector: list[str] = []
    type: list[str] = []
    status: list[str] = []
    standing: list[str] = []
    stance: list[str] = []
    source: list[str] = []
    from_: str | None = Field(default=None, alias="from")
    to: str | None = None
    near: str | None = None
    within: float | None = Field(default=None, gt=0, le=FARTHEST_KM)
    place: list[str] = []
    text: str | None = None
    independent: int | None = Field(default=None, ge=1)
    disputed: bool = False
    document: list[str] = []
    incident: list[str] = []
    min_confidence: float | None = Field(default=None, ge=0, le=1, alias="min-confidence")

    @field_validator(
        "actor", "recipient", "party", "country", "sector", "type", "status", "standing", "stance", "source", "place",
        "document", "incident", mode="before",
    )  # fmt: skip
    @classmethod
    def _one_is_a_list(cls, value: Any) -> Any:
        return [value] if isinstance(value, str) else value

    @field_validator("from_", "to", mode="before")
    @classmethod
    def _yaml_dates(cls, value: Any) -> Any:
        """YAML reads 2024-05-04 as a date and 2024 as a number."""
        return str(value) if isinstance(value, date | int) and not isinstance(value, bool) else value


def options() -> tuple[str, ...]:
    """Names of the filters as options and profiles have them."""
    return tuple(f.alias or name.replace("_", "-") for name, f in Wanted.model_fields.items())


def filters(given: Mapping[str, Any]) -> Filters:
    """Filters from values by option name ("actor", "from", "min-confidence"; a value or a list; None: not given).

    Raises OnrecordError `bad_filter` with the value and what is allowed.
    """
    asked = {name: value for name, value in given.items() if _asks(value)}
    try:
        wanted = Wanted(**asked)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        if first["type"] == "extra_forbidden":
            raise _bad(name, f"there is no filter {name!r}", f"Filters are {', '.join(options())}") from None
        raise _bad(name, f"{name} is {first.get('input')!r}: {first['msg']}", "Correct it") from None
    return _checked(wanted, tuple(sorted(asked.items())))


def _checked(wanted: Wanted, given: tuple[tuple[str, Any], ...]) -> Filters:
    start = _day("from", wanted.from_, first=True)
    end = _day("to", wanted.to, first=False)
    if start and end and start > end:
        raise _bad("from", f"from {wanted.from_!r} is after to {wanted.to!r}", "Exchange the two")
    if wanted.within is not None and wanted.near is None:
        raise _bad("within", f"within {wanted.within:g} km of what?", 'Give near as well: a place or "LAT,LON"')
    if wanted.text is not None and not wanted.text.strip():
        raise _bad("text", "text is empty", "Give words to look for, or leave it out")
    terms = _terms()
    return Filters(
        actor=_named("actor", wanted.actor),
        recipient=_named("recipient", wanted.recipient),
        party=_named("party", wanted.party),
        country=tuple(_one_of("country", c.upper(), _countries(), "ISO 3166 alpha-3 code") for c in wanted.country),
        sector=tuple(_one_of("sector", s.upper(), terms["sector"]) for s in wanted.sector),
        type=tuple(_type(t) for t in wanted.type),
        status=tuple(_one_of("status", s.lower(), terms["status"]) for s in wanted.status),
        standing=_standing(wanted.standing),
        stance=tuple(_one_of("stance", s.lower(), terms["stance"]) for s in wanted.stance),
        source=_named("source", wanted.source),
        start=start,
        end=end,
        near=_near(wanted.near, wanted.within or WITHIN_KM),
        place=tuple(_words("place", p) for p in wanted.place),
        text=wanted.text,
        independent=wanted.independent,
        disputed=wanted.disputed,
        document=tuple(wanted.document),
        incident=tuple(wanted.incident),
        min_confidence=wanted.min_confidence,
        given=given,
    )


def _standing(values: Iterable[str]) -> tuple[str, ...]:
    """Rejected claims are in no incident, so that they are asked for by themselves."""
    made = tuple(_one_of("standing", value.lower(), STANDINGS) for value in values)
    if "rejected" in made and len(set(made)) > 1:
        raise _bad("standing", f"standing is {', '.join(made)}", "Ask for rejected claims alone")
    return made


def _named(name: str, values: Iterable[str]) -> tuple[Named, ...]:
    return tuple(_who(name, value) for value in values)


def _who(name: str, value: str) -> Named:
    """ "actors:wagner", "NER", "NER/MIL", "/REB" and "REB" are codes; all else are words of a name, in quotation marks
    all words of it."""
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] == '"':
        return Named(words=_words(name, value), whole=True)
    if REF.fullmatch(value):
        return Named(ref=value)
    code = CODE.fullmatch(value) if value else None
    if code is None:
        return Named(words=_words(name, value))
    country, sector = code.groups()
    sectors = _terms()["sector"]
    if sector is None:
        if country in _countries():
            return Named(country=country)
        return Named(sector=country) if country in sectors else Named(words=_words(name, value))
    _one_of(f"sector of {name}", sector, sectors)
    if country is not None:
        _one_of(f"country of {name}", country, _countries(), "ISO 3166 alpha-3 code")
    return Named(country=country, sector=sector)


def _words(name: str, value: str) -> tuple[str, ...]:
    words = tuple(plain(value).split())
    if not words:
        raise _bad(name, f"{name} {value!r} has no word in it", "Give a name, or some words of it")
    return words


def _type(value: str) -> tuple[str, str | None]:
    name, _, mode = value.partition(".")
    name = name.upper()
    modes = _terms()
    _one_of("type", name, modes["type"])
    if not mode:
        return name, None
    from onrecord.ontology import load

    return name, _one_of(f"mode of {name}", mode.lower(), load().modes_of(name))


def _day(name: str, value: str | None, first: bool) -> str | None:
    """ "2024-05" begins on its first day and ends on its last."""
    if value is None:
        return None
    found = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", value.strip(), re.ASCII)
    try:
        if found is None:
            raise ValueError("not of the form YYYY-MM-DD, YYYY-MM or YYYY")
        year, month, day = (int(part) if part else None for part in found.groups())
        assert year is not None
        if day:
            return date(year, month or 1, day).isoformat()
        if first:
            return date(year, month or 1, 1).isoformat()
        last = date(year + (month == 12), (month or 0) % 12 + 1, 1) if month else date(year + 1, 1, 1)
        return date.fromordinal(last.toordinal() - 1).isoformat()
    except ValueError as error:
        raise _bad(name, f"{name} {value!r} is no day: {error}", "Give it as YYYY-MM-DD") from None


def _near(value: str | None, km: float) -> Near | None:
    if value is None:
        return None
    if point := POINT.fullmatch(value):
        lat, lon = float(point[1]), float(point[2])
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            raise _bad(
                "near", f"near {value!r} is no point on the earth", "Latitude is -90 to 90, longitude -180 to 180"
            )
        return Near(lat, lon, km, value.strip())
    from onrecord.ground.place import load

    name, _, country = value.rpartition(",") if re.search(r",\s*[A-Z]{3}\s*$", value) else (value, "", "")
    found = [c for c in load().lookup(name) if not country or c.country == country.strip()]
    if not found:
        raise _bad("near", f"there is no place {value!r} in the gazetteer", 'Give it as "LAT,LON", as in "13.51,2.11"')
    best = max(found, key=lambda c: c.population)
    where = ", ".join(part for part in (best.name, best.admin1, best.country) if part)
    return Near(best.lat, best.lon, km, where)


def _one_of(name: str, value: str, allowed: Iterable[str], noun: str | None = None) -> str:
    known = tuple(allowed)
    if value in known:
        return value
    hint = f"Give an {noun} such as NER" if noun else f"Use one of {', '.join(known)}"
    raise _bad(name, f"there is no {name} {value!r}", hint)


def _bad(name: str, message: str, hint: str) -> OnrecordError:
    return OnrecordError("bad_filter", message, hint)


@cache
def _terms() -> dict[str, tuple[str, ...]]:
    from onrecord.ontology import load

    book = load()
    return {
        "type": book.type_names,
        "status": book.status_names,
        "stance": book.stance_names,
        "sector": book.sector_names,
    }


@cache
def _countries() -> frozenset[str]:
    from onrecord.ground.actor import load

    return frozenset(load().countries)
