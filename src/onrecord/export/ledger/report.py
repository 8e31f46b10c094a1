"""The situation report as Markdown, with footnotes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO
from urllib.parse import quote

import onrecord
from onrecord.export.ledger.asked import Asked, Written
from onrecord.export.phrases import plain
from onrecord.export.report.content import Note, Sentence, Situation, Told, situation

MARKED = re.compile(r"([\\`*_\[\]<>|#~$])")  # what Markdown would take for more than a character
URL_SAFE = ":/?#[]@!$&'()*+,;=%~"  # what RFC 3986 lets stand in one: no space, bracket or line end of an article's


def write(asked: Asked, stream: BinaryIO) -> Written:
    """The whole report. Raises OnrecordError `nothing_to_report`."""
    report = situation(asked)
    for line in _lines(report):
        stream.write(f"{line}\n".encode("utf-8", "replace"))
    return written(report)


def written(report: Situation) -> Written:
    """What a report holds, in numbers."""
    told = len(report.told) + len(report.lines) + len(report.coming)
    note = f"{report.left_out:,} incidents counted but not told" if report.left_out else ""
    return Written({"incidents": told + report.left_out, "footnotes": len(report.notes)}, note)


def _lines(report: Situation) -> Iterator[str]:
    yield f"# {_safe(report.title)}"
    yield ""
    yield " ".join(f"{_safe(words)}." for words in (report.scope, *report.summary))
    yield ""
    yield method(report)
    if report.told:
        yield from ("", "## What happened")
        for told in report.told:
            yield from _incident(told)
    if report.lines:
        yield from ("", "## Also reported", "")
        yield from map(_brief, report.lines)
    if report.disputed:
        yield from ("", "## In dispute")
        for told in report.disputed:
            yield from ("", f"**{told.number}. {_head(told)}**", "")
            for dispute in told.disputes:
                yield f"- {_safe(dispute.question)}: {_running(dispute.answers)}"
    if report.coming:
        yield from ("", "## Alleged, announced, possible or denied", "")
        yield from map(_brief, report.coming)
    if report.left_out:
        yield from ("", f"{report.left_out:,} further incidents meet the filters and are not told here.")
    yield from ("", "## Evidence", "")
    yield from map(_note, report.notes)


def method(report: Situation) -> str:
    """How it was made, in a sentence or two."""
    return (
        f"Made by onrecord {onrecord.__version__}, which reads articles by machine and errs: check the words behind "
        "each number. It tells what sources say, not what is true; copies of one text count as one report."
    )


def _incident(told: Told) -> Iterator[str]:
    yield from ("", f"### {told.number}. {_head(told)}", "", f"*{_safe(told.about)}*", "")
    yield _running(told.sentences)
    if told.disputes:
        questions = "; ".join(_safe(dispute.question) for dispute in told.disputes)
        yield from ("", f"In dispute: {questions} (below).")


def _head(told: Told) -> str:
    return _safe(", ".join(part for part in (told.what, told.where, told.when) if part))


def _brief(told: Told) -> str:
    return f"- {told.number}. {_head(told)}: {_running(told.sentences)}"


def _running(sentences: Iterable[Sentence]) -> str:
    return " ".join(f"{_safe(s.words)}{''.join(f'[^{n}]' for n in s.notes)}" for s in sentences)


def _note(note: Note) -> str:
    where = f"<{quote(note.url, safe=URL_SAFE)}>" if note.url else f"`{plain(note.document).replace('`', ' ')}`"
    return (
        f"[^{note.number}]: {_safe(note.says)}: “{_safe(note.quote)}” {_safe(note.article)}. "
        f"{where}, characters {note.start} to {note.end}, claim {note.key}."
    )


def _safe(words: str) -> str:
    return MARKED.sub(r"\\\1", words)
