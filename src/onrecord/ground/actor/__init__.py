"""Who a party is: its country and PLOVER sector, by rules over its words and a table of actors."""

from onrecord.ground.actor.code import Coding, code_party
from onrecord.ground.actor.entries import Entry
from onrecord.ground.actor.store import add, user_folder
from onrecord.ground.actor.table import ActorTable, load

__all__ = ["ActorTable", "Coding", "Entry", "add", "code_party", "load", "user_folder"]
