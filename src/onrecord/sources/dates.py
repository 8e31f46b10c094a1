"""Publication dates as people and programs give them."""

from __future__ import annotations

import re
from datetime import date, datetime

from onrecord.model.errors import SourceError

_FORM = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)([T ]\S.*)?)?)?", re.ASCII)


def iso_date(value: str) -> str:
    """`value` as an ISO 8601 date of the precision it has: `2024`, `2024-05` or `2024-05-04`.

    Of a date with a time of day the date is kept as written, in the zone it was written in: that is the day the paper
    printed. Raises SourceError `bad_date` for anything else, and for days that the calendar does not have.
    """
    value = value.strip()
    found = _FORM.fullmatch(value)
    try:
        if found is None:
            raise ValueError("not of the form YYYY-MM-DD")
        year, month, day, clock = found.groups()
        date(int(year), int(month or 1), int(day or 1))
        if clock:
            datetime.fromisoformat(value)
    except ValueError as error:
        raise SourceError(
            "bad_date", f"published {value[:60]!r} is no date: {error}", "Give it as YYYY-MM-DD, YYYY-MM or YYYY"
        ) from None
    return value[:10]
