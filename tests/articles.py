"""Long made-up articles for tests: as many paragraphs as a test needs, none like its neighbours."""

from __future__ import annotations

PLACES = ("Velden", "Port Amsa", "the Orrin valley", "Kessia", "Lower Brant", "Maravel")
FORCES = ("Government troops", "Rebel fighters", "Border guards", "Police officers", "Masked gunmen")
ACTS = ("attacked a convoy", "arrested three union leaders", "withdrew from a checkpoint", "shelled a village")
VOICES = ("the governor said", "a hospital official told reporters", "residents said", "according to the army")


def paragraph(i: int) -> str:
    """About fifty words, the same for the same number and another for the next."""
    who, where = FORCES[i % len(FORCES)], PLACES[i % len(PLACES)]
    return (
        f"{who} {ACTS[i % len(ACTS)]} near {where} on Tuesday, {VOICES[i % 3]}. At least {i % 17 + 2} people were "
        f"killed and dozens fled to {PLACES[(i + 2) % len(PLACES)]}. The interior minister denied that soldiers had "
        f"fired on protesters, but demanded that the strike committee end its blockade of road {i + 1} at once."
    )


def article(paragraphs: int) -> str:
    return "\n".join(paragraph(i) for i in range(paragraphs))
