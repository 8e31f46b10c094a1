"""Label sets of the model's heads, in the order of its outputs. The weights' card repeats them; loading compares."""

from __future__ import annotations

from onrecord.ontology import load

NAME_KINDS = ("PER", "ORG", "LOC", "MISC")
TIMEX_TYPES = ("DATE", "TIME", "DURATION", "SET")
SPEECH_PARTS = ("source", "cue", "content")
CHANNELS = ("party", "place", "time", "quantity")
ROLES = ("actor", "recipient", "object", "place", "time", "quantity", "source")
LINKS = ("speaker", "content")
STANCES = ("asserts", "confirms", "denies", "alleges")
STATUSES = ("actual", "future", "hypothetical", "negated")
IDENTITY = ("antecedent", "same")
CHAINS = ("quotes",)  # a source that quotes another
PAIRS = (*ROLES, *LINKS, *STANCES, *IDENTITY, *CHAINS)
NO_MODE = "none"


def types() -> tuple[str, ...]:
    """Event types in the ontology's order."""
    return tuple(t.name for t in load().types)


def modes() -> tuple[str, ...]:
    """`TYPE.mode` for every mode in the ontology's order, after the label for no mode."""
    return (NO_MODE, *(f"{t.name}.{m.name}" for t in load().types for m in t.modes))


def bio(kinds: tuple[str, ...]) -> tuple[str, ...]:
    """O, then B- and I- of each kind."""
    return ("O", *(f"{prefix}-{kind}" for kind in kinds for prefix in "BI"))
