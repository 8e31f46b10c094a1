"""The codebook as data: event types and modes, statuses, stances, sectors, in the YAML files beside this one."""

from onrecord.ontology.loader import load, load_folder
from onrecord.ontology.vocabulary import (
    QUAD_CLASSES,
    EventType,
    Example,
    Mode,
    Ontology,
    Origin,
    QuadClass,
    Roles,
    Term,
)

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
