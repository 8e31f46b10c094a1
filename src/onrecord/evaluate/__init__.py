"""How good the program is on articles that people have coded: gold in, figures and a report out."""

from onrecord.evaluate.annotation import read_claims
from onrecord.evaluate.count import Counts, Pair, Score, score
from onrecord.evaluate.figures import FIGURES, Definition, Figure, intervals
from onrecord.evaluate.gold import GoldDocument, read_gold
from onrecord.evaluate.measure import Bin, Case, Confusion, Measurement, measure
from onrecord.evaluate.run import Conditions, evaluate

__all__ = [
    "FIGURES",
    "Bin",
    "Case",
    "Conditions",
    "Confusion",
    "Counts",
    "Definition",
    "Figure",
    "GoldDocument",
    "Measurement",
    "Pair",
    "Score",
    "evaluate",
    "intervals",
    "measure",
    "read_claims",
    "read_gold",
    "score",
]
