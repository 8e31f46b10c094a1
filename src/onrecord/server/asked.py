"""From a query string to a checked question and back: every state of a page has an address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request

from onrecord.model.errors import OnrecordError
from onrecord.store import profiles
from onrecord.store.filters import Filters, Wanted, filters
from onrecord.store.query import MOST_ON_A_PAGE, PAGE

MANY = frozenset(name for name, field in Wanted.model_fields.items() if field.default == [])
LONGEST = 2_000  # characters of one value


class PageWanted(BaseModel):
    """What a query string says beside filters."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=PAGE, ge=1, le=MOST_ON_A_PAGE)
    after: str | None = None
    sort: str | None = None
    profile: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A checked question. `pairs` are the filters' names and values in the order of the query string, empty ones left
    out; `own` are those that only the page itself knows."""

    filters: Filters
    limit: int
    after: str | None
    sort: str | None
    pairs: tuple[tuple[str, str], ...]
    own: Mapping[str, str]

    @property
    def filters_query(self) -> str:
        """The filters alone as a query string."""
        return urlencode(self.pairs)

    def values(self, name: str) -> list[str]:
        """All values of one filter."""
        return [value for held, value in self.pairs if held == name]

    def value(self, name: str) -> str:
        """The value of a filter that has one; empty where it is not asked for."""
        return next(iter(self.values(name)), "")

    def query(self, **changes: Any) -> str:
        """This state as a query string with other pages' `after`, `sort`, `limit` or own values; None drops one."""
        held = {"sort": self.sort, "limit": self.limit if self.limit != PAGE else None, "after": self.after, **self.own}
        held |= changes
        return urlencode([*self.pairs, *((n, str(v)) for n, v in held.items() if v is not None)])

    def also(self, name: str, value: str) -> str:
        """The first page with one more value of a filter, in place of the one it has where it takes one."""
        kept = [pair for pair in self.pairs if name in MANY or pair[0] != name]
        return self._first([*kept, (name, value)])

    def less(self, name: str, value: str | None = None) -> str:
        """The first page without one value of a filter, or without all of them."""
        return self._first([p for p in self.pairs if p[0] != name or value not in (None, p[1])])

    def between(self, start: str | None, end: str | None, *, own: bool = True) -> str:
        """The first page of these days alone (None: no bound); without `own`, of another view."""
        kept = [pair for pair in self.pairs if pair[0] not in ("from", "to")]
        days = [(name, day) for name, day in (("from", start), ("to", end)) if day]
        return self._first([*kept, *days]) if own else urlencode([*kept, *days])

    def _first(self, pairs: Iterable[tuple[str, str]]) -> str:
        held = {"sort": self.sort, "limit": self.limit if self.limit != PAGE else None, **self.own}
        return urlencode([*pairs, *((n, str(v)) for n, v in held.items() if v is not None)])


def asked(request: Request, *own: str) -> Asked:
    """The question of a request. `own` are names that only this page takes.

    Raises OnrecordError `bad_filter`, `bad_page`, `no_profile`.
    """
    return question(request.query_params.multi_items(), *own)


def question(given_pairs: Iterable[tuple[str, str]], *own: str) -> Asked:
    """The question that names and values ask; empty values ask nothing. Errors as of `asked`."""
    pairs = [(name, value) for name, value in given_pairs if value.strip()]
    for name, value in pairs:
        if len(value) > LONGEST:
            raise OnrecordError("bad_filter", f"{name} has {len(value):,} characters", f"Give at most {LONGEST:,}")
    taken = {*PageWanted.model_fields, *own}
    named = [pair for pair in pairs if pair[0] not in taken]
    others = _once(pair for pair in pairs if pair[0] in taken)
    wanted = _page({name: value for name, value in others.items() if name not in own})
    given: dict[str, Any] = {}
    for name, value in named:
        if name in MANY:
            given.setdefault(name, []).append(value)
    given |= _once(pair for pair in named if pair[0] not in MANY)
    if wanted.profile is not None:
        given = profiles.over(profile(wanted.profile), given)
        named = _pairs(given)
    return Asked(
        filters=filters(given),
        limit=wanted.limit,
        after=wanted.after,
        sort=wanted.sort,
        pairs=tuple(named),
        own={name: value for name, value in others.items() if name in own},
    )


def profile(name: str) -> dict[str, Any]:
    """The values of a saved profile; never those of a file by its path. Raises OnrecordError `no_profile`."""
    if not profiles.NAME.fullmatch(name):
        raise OnrecordError("no_profile", f"{name!r} is no name of a profile", "Use letters, digits, _ and -")
    return profiles.load(name)


def _once(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    out: dict[str, str] = {}
    for name, value in pairs:
        if name in out:
            raise OnrecordError("bad_filter", f"{name} is given twice, as {out[name]!r} and {value!r}", "Give it once")
        out[name] = value
    return out


def _page(given: Mapping[str, str]) -> PageWanted:
    try:
        return PageWanted(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        raise OnrecordError(
            "bad_page", f"{first['loc'][0]} is {first.get('input')!r}: {first['msg']}", "Correct it or leave it out"
        ) from None


def _pairs(given: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Values of a profile as a query string has them."""
    out = []
    for name, value in given.items():
        for one in value if isinstance(value, list | tuple) else [value]:
            out.append((name, "1" if one is True else str(one)))
    return out
