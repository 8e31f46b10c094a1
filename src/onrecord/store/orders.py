"""In which order lists come, and the cursors that say where in an order a page ends."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from onrecord.model.errors import OnrecordError

Key = tuple[str | float | None, int | str]  # value that the order looks at, and rowid of a claim or id of an incident


@dataclass(frozen=True, slots=True)
class Order:
    """An order by a column, then by `last`. Rows without a value come last whichever way it runs.

    `index` has the rows of a ledger in this order: current ones alone for claims.
    """

    name: str
    title: str
    column: str
    last: str
    index: str
    descending: bool = True

    @property
    def words(self) -> str:
        """The direction in SQL."""
        return "DESC" if self.descending else "ASC"

    @property
    def beyond(self) -> str:
        """Which comparison leads to later rows."""
        return "<" if self.descending else ">"

    def sorted(self, keys: Iterable[Key]) -> list[Key]:
        """Keys in this order."""
        valued: list[Any] = []  # values are of one type in a list, which a union of types cannot say
        empty: list[Any] = []
        for key in keys:
            (empty if key[0] is None else valued).append(key)
        valued.sort(reverse=self.descending)
        empty.sort(key=lambda key: key[1], reverse=self.descending)
        return valued + empty

    def cursor(self, key: Key) -> str:
        """What a query string says of where a page ends."""
        return f"{'' if key[0] is None else key[0]}~{key[1]}"

    def read(self, cursor: str) -> Key:
        """The key of a cursor. Raises OnrecordError `bad_cursor`."""
        numbered = not self.column.endswith(".day")
        value = r"(-?\d{1,15}(?:\.\d{1,17})?(?:e-?\d{1,3})?)?" if numbered else r"([\d-]*)"
        last = r"(\d{1,18})" if self.last == "c.rowid" else r"([0-9a-f]{1,64})"
        found = re.fullmatch(f"{value}~{last}", cursor, re.ASCII)
        if found is None:
            raise OnrecordError(
                "bad_cursor",
                f"after {cursor!r} is no cursor of such a list",
                "Copy it from the last line of the page before",
            )
        known = found[1] or None
        return float(known) if numbered and known else known, int(found[2]) if self.last == "c.rowid" else found[2]


NEWEST = Order("newest", "newest first", "c.day", "c.rowid", "claims_day")
CLAIM_ORDERS = (
    NEWEST,
    Order("oldest", "oldest first", "c.day", "c.rowid", "claims_day", descending=False),
    Order("surest", "surest reading first", "c.confidence", "c.rowid", "claims_confidence"),
    Order("least-sure", "least sure reading first", "c.confidence", "c.rowid", "claims_confidence", descending=False),
)
NEWEST_INCIDENT = Order("newest", "newest first", "i.day", "i.id", "incidents_day")
INCIDENT_ORDERS = (
    NEWEST_INCIDENT,
    Order("oldest", "oldest first", "i.day", "i.id", "incidents_day", descending=False),
    Order("independent", "most independent sources first", "i.independent", "i.id", "incidents_by_independent"),
    Order("killed", "most killed first", "i.killed_best", "i.id", "incidents_by_killed"),
    Order("disputed", "most disputed first", "i.disputes", "i.id", "incidents_by_disputes"),
)


def order_of(name: str | None, orders: tuple[Order, ...]) -> Order:
    """An order by its name; the first where none is asked for. Raises OnrecordError `bad_sort`."""
    if name is None:
        return orders[0]
    for order in orders:
        if order.name == name:
            return order
    raise OnrecordError(
        "bad_sort", f"there is no order {name!r}", f"Orders are {', '.join(order.name for order in orders)}"
    )
