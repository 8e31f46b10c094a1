"""Who a party is: its country and PLOVER sector, by rules over its words and a table of actors."""

from onrecord.ground.actor.code import WHY_NULL, Coding, code_party
from onrecord.ground.actor.entries import Entry
from onrecord.ground.actor.known import Known, Offices, filled, known_of, state_of
from onrecord.ground.actor.store import add, user_folder
from onrecord.ground.actor.table import ActorTable, load

__all__ = [
    "WHY_NULL",
    "ActorTable",
    "Coding",
    "Entry",
    "Known",
    "Offices",
    "add",
    "code_party",
    "filled",
    "known_of",
    "load",
    "state_of",
    "user_folder",
]
