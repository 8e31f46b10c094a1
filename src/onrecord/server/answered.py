"""From what a form of the review page sends to what a coder's desk takes: kept values, words by number, own values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from onrecord.model.decision import FIELDS
from onrecord.model.errors import LedgerError
from onrecord.server.numbered import Numbered

Json = dict[str, Any]
MOST = 50  # of one field


class Item(BaseModel):
    """One value of a field: the one that the claim has at place `kept` (of a source: chain and place), or words by
    number, or words as they were written; and what people say of it themselves."""

    model_config = ConfigDict(extra="forbid")

    kept: int | tuple[int, int] | None = None
    words: tuple[int, int] | None = None
    text: str | None = Field(default=None, max_length=500)
    cue: tuple[int, int] | str | None = None
    translation: str | None = None
    name: str | None = None
    country: str | None = None
    sector: str | None = None
    stance: str | None = None
    value: str | float | None = None
    max: float | None = None
    unit: str | None = None
    of: str | None = None
    lat: float | None = None
    lon: float | None = None


class Changes(BaseModel):
    """The fields that somebody changed."""

    model_config = ConfigDict(extra="forbid")

    type: str | None = None
    mode: str | None = None
    status: str | None = None
    actors: list[Item] | None = Field(default=None, max_length=MOST)
    recipients: list[Item] | None = Field(default=None, max_length=MOST)
    objects: list[Item] | None = Field(default=None, max_length=MOST)
    place: list[Item] | None = Field(default=None, max_length=MOST)
    time: Item | None = None
    quantities: list[Item] | None = Field(default=None, max_length=MOST)
    sources: list[list[Item]] | None = Field(default=None, max_length=MOST)


def changes(sent: str, claim: Mapping[str, Any] | None, text: str) -> Json:
    """The fields of `Desk.edit` and `Desk.add` from JSON that the page sent; `claim` is what it was shown.

    Fields that are as they were are left out. Raises LedgerError `bad_field`, `no_such_words`.
    """
    try:
        made = TypeAdapter(Changes).validate_json(sent or "{}")
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise LedgerError("bad_field", f"{where or 'changes'}: {first['msg']}", "Correct it") from None
    words = Numbered.of(text)
    out: Json = {}
    for field in FIELDS:
        if field not in made.model_fields_set:
            continue
        value = getattr(made, field)
        if field in ("type", "mode", "status"):
            if claim is None or (value or None) != claim[field]:
                out[field] = value or None
        elif field == "time":
            out[field] = None if value is None else _item(field, value, claim, words)
        elif field == "sources":
            out[field] = [[_item(field, item, claim, words) for item in chain] for chain in value or () if chain]
        else:
            out[field] = [_item(field, item, claim, words) for item in value or ()]
    return out


def _item(field: str, item: Item, claim: Mapping[str, Any] | None, words: Numbered) -> Json:
    out = _kept(field, item.kept, claim) if item.kept is not None else {}
    if item.words is not None:
        out = {"span": list(_span(words, item.words))}
    elif item.text:
        out = {"text": item.text}
    if item.cue:
        out["cue"] = item.cue if isinstance(item.cue, str) else {"span": list(_span(words, item.cue))}
    own = item.model_dump(exclude={"kept", "words", "text", "cue"}, exclude_none=True)
    out |= {name: value for name, value in own.items() if value != ""}
    if field == "quantities" and isinstance(out.get("value"), str):
        out["value"] = _number(out["value"])
    for code in ("country", "sector"):
        if isinstance(out.get(code), str):
            out[code] = out[code].upper()
    return out


def _span(words: Numbered, numbers: tuple[int, int]) -> tuple[int, int]:
    span = words.span(*numbers)
    return span.start, span.end


def _number(value: str) -> float:
    try:
        return float(value.replace(",", ""))
    except ValueError:
        raise LedgerError("bad_field", f"{value!r} is no number", "Write it in digits") from None


def _kept(field: str, place: int | tuple[int, int], claim: Mapping[str, Any] | None) -> Json:
    """A value that the claim has, as people would give it."""
    try:
        if claim is None:
            raise IndexError
        if isinstance(place, tuple):
            held = claim["sources"][place[0]][place[1]]
        else:
            held = claim["time"] if field == "time" else claim[field][place]
        span = held["span"]
    except (IndexError, TypeError):
        raise LedgerError("claim_changed", f"the claim has no {field} {place} now", "Load the page again") from None
    taken = {
        "place": ("name",), "time": ("value",), "quantities": ("value", "max", "unit", "of"),
        "sources": ("name", "country", "sector", "stance"),
    }.get(field, ("name", "country", "sector"))  # fmt: skip
    out = {"span": span, **{name: held[name] for name in taken if held.get(name) is not None}}
    if field == "place" and held["geo"]:
        out |= {name: value for name, value in held["geo"].items() if value is not None}
    if field == "sources" and held["cue"]:
        out["cue"] = {"span": held["cue"]}
    return out
