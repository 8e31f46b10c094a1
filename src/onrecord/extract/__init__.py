"""From the model's scores to mentions, reported speech and claims."""

from onrecord.extract.reader import Reader

__all__ = ["Reader"]
