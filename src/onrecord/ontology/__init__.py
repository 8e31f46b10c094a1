"""The codebook as data: PLOVER's event types and modes, statuses, stances, sectors. Texts in the YAML files beside it."""

from onrecord.ontology.loader import load, load_folder
from onrecord.ontology.vocabulary import QUAD_CLASSES, EventType, Example, Mode, Ontology, Origin, QuadClass, Roles, Term

__all__ = [
    "QUAD_CLASSES",
    "EventType",
    "Example",
    "Mode",
    "Ontology",
    "Origin",
    "QuadClass",
    "Roles",
    "Term",
    "load",
    "load_folder",
]
