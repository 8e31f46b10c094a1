"""The situation report as one page of HTML: style, map and timeline are inside it, and nothing is loaded."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, BinaryIO

import onrecord
from onrecord.basemap import CREDIT, DISCLAIMER
from onrecord.export.ledger.asked import Asked, Written
from onrecord.export.ledger.report import method, written
from onrecord.export.report.chart import timeline
from onrecord.export.report.chart_map import draw, placed
from onrecord.export.report.content import situation
from onrecord.ground.place.gazetteer import CREDIT as PLACES_CREDIT

if TYPE_CHECKING:
    from jinja2 import Environment


def write(asked: Asked, stream: BinaryIO) -> Written:
    """The whole page. Raises OnrecordError `nothing_to_report`."""
    report = situation(asked)
    everything = (*report.told, *report.lines, *report.coming)
    html = (
        _templates()
        .get_template("report.html")
        .render(
            report=report,
            map=draw(everything),
            placed=sum(len(held) for _, held in placed(everything)),
            all=len(everything),
            timeline=timeline(report.days, report.period),
            method=method(report),
            disclaimer=DISCLAIMER,
            credits=(CREDIT, PLACES_CREDIT),
            version=onrecord.__version__,
        )
    )
    stream.write(html.encode("utf-8", "replace"))
    return written(report)


@cache
def _templates() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("onrecord.export.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
