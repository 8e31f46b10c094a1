"""What a desk shows, as plain values for commands and pages."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from onrecord.model.decision import Decision
from onrecord.review.agreement import Agreement
from onrecord.review.desk import View
from onrecord.review.team import Disagreement
from onrecord.store.incident import quote

Json = dict[str, Any]


def view_json(view: View) -> Json:
    """A claim as a coder sees it: `claim` as the contract has it, the sentence around its trigger as `quote`, the token
    `seen` that a decision gives back, and the decisions on it that this coder may see."""
    start, end = view.claim["trigger"]
    return {
        "document": view.document,
        "revision": view.revision,
        "quote": quote(view.text, start, end),
        "translation": view.translation,
        "claim": view.claim,
        "standing": view.standing,
        "incident": view.incident,
        "seen": view.seen,
        "mine": [decision_json(d) for d in view.mine],
        "others": [decision_json(d) for d in view.others],
        "others_hidden": view.hidden,
        "disputed": list(view.disputed),
    }


def decision_json(decision: Decision) -> Json:
    """A decision, without what was seen in full."""
    out = asdict(decision)
    del out["seen"]
    out["subjects"] = [
        {name: s[name] for name in ("document", "revision", "key", "type", "side")} | {"quote": s["quote"]["text"]}
        for s in out["subjects"]
    ]
    out["incidents"] = list(decision.seen.get("incidents", ()))
    return out


def agreement_json(found: Agreement) -> Json:
    """Alpha of one field."""
    return asdict(found)


def disagreement_json(found: Disagreement) -> Json:
    """A claim on which coders differ: each coder's value of each field that is in dispute."""
    return {
        "document": found.document,
        "key": found.key,
        "trigger": found.trigger,
        "adjudicated": found.adjudicated,
        "fields": {field: dict(values) for field, values in found.fields.items()},
    }
