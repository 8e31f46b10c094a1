"""What people give for the fields of a claim, checked: words of the text, and values of their own for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from onrecord.model.decision import FIELDS
from onrecord.model.errors import LedgerError
from onrecord.ontology import load

MOST = 10**15  # of anything that is counted or paid: beyond it numbers are not exact any more
Code = Annotated[str, Field(pattern="^[A-Z]{3}$")]
Number = Annotated[float | int, Field(ge=0, le=MOST, allow_inf_nan=False)]


def _quoted(value: Any) -> Any:
    """Words alone are given as a string."""
    return {"text": value} if isinstance(value, str) else value


class Words(BaseModel):
    """Words of the text: `span` in code points, or `text`, of which the place nearest to the trigger is meant.

    `translation` are English words for these, from which values are grounded where the text is in another language.
    """

    model_config = ConfigDict(extra="forbid")

    span: tuple[int, int] | None = None
    text: str | None = Field(default=None, min_length=1)
    translation: str | None = Field(default=None, min_length=1)


class Party(Words):
    """Whom the words stand for, where the program does not find it by itself: `name`, `country` and `sector`."""

    name: str | None = Field(default=None, min_length=1)
    country: Code | None = None
    sector: Code | None = None


class Source(Party):
    """A holder, with the words that report and how it stands to the event."""

    cue: Annotated[Words, BeforeValidator(_quoted)] | None = None
    stance: str = "asserts"


class Place(Words):
    """Words of a place, and where it lies if the gazetteer does not know it: degrees (WGS 84), `precision` 1 to 7."""

    name: str | None = Field(default=None, min_length=1)
    lat: float | None = Field(default=None, ge=-90, le=90)
    lon: float | None = Field(default=None, ge=-180, le=180)
    country: Code | None = None
    geonameid: int | None = Field(default=None, ge=1, lt=2**31)
    precision: int = Field(default=1, ge=1, le=7)


class Time(Words):
    """Words of a time, and its TIMEX3 value if the program does not find it: "2024-05-04", "2024-05"."""

    value: str | None = None


class Quantity(Words):
    """Words of a quantity, and what it is if the program does not find it."""

    value: Number | None = None
    max: Number | None = None
    unit: str | None = None
    of: str | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Quantity:
        if self.value is not None and self.max is not None and self.value > self.max:
            raise ValueError(f"value {self.value:,} is more than max {self.max:,}")
        return self


Quoted = BeforeValidator(_quoted)
Parties = list[Annotated[Party, Quoted]]


class Fields(BaseModel):
    """Fields of a claim as people give them. Only those that are given are changed."""

    model_config = ConfigDict(extra="forbid")

    type: str | None = None
    mode: str | None = None
    status: str | None = None
    actors: Parties | None = None
    recipients: Parties | None = None
    objects: Parties | None = None
    place: list[Annotated[Place, Quoted]] | None = None
    time: Annotated[Time, Quoted] | None = None
    quantities: list[Annotated[Quantity, Quoted]] | None = None
    sources: list[Annotated[list[Annotated[Source, Quoted]], Field(min_length=1)]] | None = None

    @property
    def given(self) -> tuple[str, ...]:
        """Names of the fields that are given, null among their values."""
        return tuple(name for name in FIELDS if name in self.model_fields_set)


def fields(given: Mapping[str, Any], type: str | None = None, mode: str | None = None) -> Fields:
    """Checked fields from plain values; `type` and `mode` are what the claim has where none is given. An event type
    without the claim's mode leaves the claim without a mode.

    Raises LedgerError `bad_field` that names the value and what is allowed.
    """
    try:
        made = Fields(**given)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden" and len(first["loc"]) == 1:
            raise _bad(f"a claim has no field {where!r}", f"Fields are {', '.join(FIELDS)}") from None
        raise _bad(f"{where} is {first.get('input')!r}: {first['msg']}", "Correct it") from None
    book = load()
    kind = made.type or type
    if kind is None or "type" in made.given:
        _one_of("type", made.type, book.type_names)
    if made.mode is not None:
        _one_of(f"mode of {kind}", made.mode, book.modes_of(str(kind)))
    elif "type" in made.given and "mode" not in made.given and mode not in book.modes_of(str(kind)):
        made = made.model_copy(update={"mode": None})
        made.model_fields_set.add("mode")
    if "status" in made.given:
        _one_of("status", made.status, book.status_names)
    for chain in made.sources or ():
        for holder in chain:
            _one_of("stance", holder.stance, book.stance_names)
    for party in _parties(made):
        if party.sector is not None:
            _one_of("sector", party.sector, book.sector_names)
    for coded in (*_parties(made), *(made.place or ())):
        if coded.country is not None and coded.country not in _countries():
            raise _bad(f"there is no country {coded.country!r}", "Give an ISO 3166 alpha-3 code such as NER")
    return made


@cache
def _countries() -> frozenset[str]:
    from onrecord.ground.actor import load as load_actors

    return frozenset(load_actors().countries)


def _parties(made: Fields) -> list[Party]:
    held: list[Party] = [*(made.actors or ()), *(made.recipients or ()), *(made.objects or ())]
    return held + [holder for chain in made.sources or () for holder in chain]


def _one_of(name: str, value: str | None, known: Sequence[str]) -> None:
    if value not in known:
        raise _bad(f"there is no {name} {value!r}", f"Use one of {', '.join(known) or 'none: this type has no modes'}")


def _bad(message: str, hint: str) -> LedgerError:
    return LedgerError("bad_field", message, hint)
