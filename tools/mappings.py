"""Write docs/mappings.md: `python tools/mappings.py`. Made from the mappings' rules; a test holds the two together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from onrecord.ontology.mapping import NAMES, Crosswalk, Rule, crosswalk

TARGET = Path(__file__).parents[1] / "docs" / "mappings.md"
TITLES = {"acled": "PLOVER to ACLED", "ucdp": "PLOVER to UCDP's types of violence"}


def page() -> str:
    """The page's Markdown."""
    lines = [
        "# Mappings to other event data",
        "",
        "Made by `python tools/mappings.py` from `onrecord/ontology/mappings/*.yaml`. `onrecord export --format acled`",
        "writes what a rule leads to; `onrecord compare` counts what stands under *also* as near.",
        "",
        "The first rule that holds counts. A claim is mapped by its type, its mode and the sectors of its two sides;",
        "an incident is what its claims are that tell of it as happened. **Undefined** means that the other",
        "vocabulary has nothing for it, or that a claim does not say what the other vocabulary asks for.",
    ]
    for name in NAMES:
        lines += ["", *_mapping(crosswalk(name))]
    return "\n".join(lines) + "\n"


def _mapping(walk: Crosswalk) -> Iterator[str]:
    yield f"## {TITLES[walk.name]}"
    yield ""
    yield f"Source: {' '.join(walk.source.split())} {' '.join(walk.licence.split())}"
    yield ""
    yield "Groups of sectors:"
    yield ""
    yield from (f"- *{name}*: {', '.join(sorted(sectors))}" for name, sectors in walk.groups.items())
    yield ""
    yield "| PLOVER | actor | recipient | leads to | also | why |"
    yield "| --- | --- | --- | --- | --- | --- |"
    yield from (_rule(walk, rule) for rule in walk.rules)
    unreached = sorted(set(walk.parents) - set(walk.events) - {rule.to for rule in walk.rules})
    if unreached:
        yield ""
        yield f"No rule leads to {', '.join(unreached)}: a claim does not tell enough for it."
    if walk.codes:
        yield ""
        yield "Codes of actors by sector:"
        yield ""
        for number, label in walk.labels.items():
            sectors = sorted(s for s, code in walk.codes.items() if str(code) == number)
            yield f"- {number} {label}: {', '.join(sectors) or 'undefined, no sector is it'}"


def _rule(walk: Crosswalk, rule: Rule) -> str:
    of = ", ".join(f"`{type}.{mode}`" if mode else f"`{type}`" for type, mode in rule.of)
    event = walk.event_of(rule.to)
    to = "**undefined**" if rule.to is None else rule.to if event == rule.to else f"{event}: {rule.to}"
    label = f" ({walk.labels[rule.to]})" if rule.to in walk.events and rule.to in walk.labels else ""
    cells = (of, " or ".join(rule.actor), " or ".join(rule.recipient), to + label, ", ".join(rule.also), rule.why or "")
    return f"| {' | '.join(cell or 'any' if place in (1, 2) else cell for place, cell in enumerate(cells))} |"


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
