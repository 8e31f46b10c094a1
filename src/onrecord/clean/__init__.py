"""Raw → Document: canonical text, blocks, publication date, language. The text is fixed here."""

from onrecord.clean.document import clean

__all__ = ["clean"]
