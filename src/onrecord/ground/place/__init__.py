"""Toponyms to places on the map: the gazetteer, which of its places a text means, and where a claim's place lies."""

from onrecord.ground.place.gazetteer import CREDIT as credit
from onrecord.ground.place.gazetteer import Gazetteer, load
from onrecord.ground.place.phrase import claim_place
from onrecord.ground.place.resolve import resolve_places

__all__ = ["Gazetteer", "claim_place", "credit", "load", "resolve_places"]
