"""One hierarchy of errors. Each says what happened, with the offending value, and what to do next."""

from __future__ import annotations


class OnrecordError(Exception):
    """Base of every error that onrecord raises on purpose.

    `code` is a stable snake_case word for programs, `message` one line for people that names the offending value,
    `hint` one line that says what to do next. `str(error)` is "message. hint".
    """

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(f"{message}. {hint}")
        self.code = code
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[type[OnrecordError], tuple[str, str, str]]:
        """Errors travel between processes whole."""
        return type(self), (self.code, self.message, self.hint)


class SourceError(OnrecordError):
    """An input cannot be opened, recognised or decoded."""


class FetchError(SourceError):
    """A URL cannot or must not be fetched."""


class DocumentError(OnrecordError):
    """An input was opened but gives no document that can be read: no article, not English, too long."""


class VocabularyError(OnrecordError):
    """An ontology or table file is wrong: file, line and reason are in the message."""


class WeightsError(OnrecordError):
    """The language model's files are missing, damaged or of another version."""


class LedgerError(OnrecordError):
    """A ledger cannot be opened, written or understood, or has not got what was asked for."""


class ContractError(OnrecordError):
    """An output or a value breaks the contract (a span outside its text, an unknown type, a duplicate id)."""
