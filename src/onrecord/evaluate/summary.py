"""A measurement as JSON for programs. Numbers are rounded to four digits."""

from __future__ import annotations

from typing import Any

from onrecord.evaluate.figures import Figure
from onrecord.evaluate.measure import INVENTED, MISSED, Case, Confusion, Measurement
from onrecord.evaluate.run import Conditions
from onrecord.model.document import Failure

DIGITS = 4

Json = dict[str, Any]


def to_json(measured: Measurement, conditions: Conditions, worst: int) -> Json:
    """Conditions, figures with intervals, confusion, reliability, the `worst` articles, and what was set aside."""
    return {
        "gold": conditions.gold,
        "documents": {"gold": len(measured.cases), "answered": measured.answered},
        "claims": {"gold": measured.gold_claims, "found": measured.found_claims},
        "made_by": {
            "model": conditions.model,
            "ontology": conditions.ontology,
            "min_confidence": conditions.min_confidence,
            **conditions.versions,
        },
        "figures": {figure.definition.name: _figure(figure) for figure in measured.figures},
        "confusion": _confusion(measured.confusion),
        "reliability": [
            {
                "from": b.low,
                "to": b.high,
                "claims": b.claims,
                "confidence": round(b.confidence, DIGITS),
                "share_right": round(b.right / b.claims, DIGITS),
            }
            for b in measured.reliability
        ],
        "worst": [_case(case) for case in measured.worst(worst)],
        "not_measured": [_failure(failure) for failure in measured.failures],
        "set_aside": [_failure(failure) for failure in measured.set_aside],
    }


def _figure(figure: Figure) -> Json:
    counts = figure.counts
    out: Json = {
        "value": None if figure.value is None else round(figure.value, DIGITS),
        "interval": figure.interval and [round(bound, DIGITS) for bound in figure.interval],
    }
    if not figure.definition.share:
        out |= {"precision": round(counts.precision, DIGITS), "recall": round(counts.recall, DIGITS)}
    return out | {"right": counts.right, "gold": counts.gold, "found": counts.found}


def _confusion(table: Confusion) -> Json:
    return {"rows": [*table.types, INVENTED], "columns": [*table.types, MISSED], "counts": table.counts}


def _case(case: Case) -> Json:
    right = case.score.counts["trigger_and_type"]
    return {
        "id": case.gold.id,
        "f1": round(case.f1, DIGITS),
        "right": right.right,
        "gold": right.gold,
        "found": right.found,
    }


def _failure(failure: Failure) -> Json:
    return {"id": failure.id, "code": failure.code, "message": failure.message, "hint": failure.hint}
