"""Facts for tests, in few words."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from onrecord.link.fact import Fact, Outlet, Where, Who

PLACES = {
    "Niamey": Where("Niamey", 13.51, 2.11, "NER", 1, 2440485),
    "Agadez": Where("Agadez", 16.97, 7.99, "NER", 1, 2448085),
    "Niger": Where("Niger", 18.0, 9.0, "NER", 6, 2440476),
    "Lima": Where("Lima", -12.04, -77.03, "PER", 1, 3936456),
}


def fact(document: str, trigger: str, type: str = "ASSAULT", **fields: Any) -> Fact:
    """A fact of a document. `actors`, `recipients` are names, `place` one of PLACES, `day` and `published` ISO days.

    Its vector is that of the trigger's first letters: like words have like vectors.
    """
    key = fields.pop("key", f"{abs(hash((document, trigger))) % 16**8:08x}")
    outlet = Outlet(
        document, fields.pop("publisher", None), None, fields.pop("published", None), fields.pop("gist", ())
    )
    place, day = fields.pop("place", None), fields.pop("day", None)
    draw = random.Random(trigger[:3])
    return Fact(
        key=key,
        outlet=outlet,
        type=type,
        mode=fields.pop("mode", None),
        status=fields.pop("status", "actual"),
        trigger=trigger,
        actors=tuple(Who(n) for n in fields.pop("actors", ())),
        recipients=tuple(Who(n) for n in fields.pop("recipients", ())),
        places=(PLACES[place],) if place else (),
        place_names=(place,) if place else (),
        time_value=day,
        earliest=day,
        latest=day,
        precision="day" if day else None,
        vector=np.array([draw.randint(-127, 127) for _ in range(64)], np.int8),
        **fields,
    )
