"""Whether the clause around a span tells of the past or of the future, from the words beside it."""

from __future__ import annotations

import re

from onrecord.ground.time.vocabulary import Words, words

LEFT_CHARS, RIGHT_CHARS = 160, 90
LEFT_WORDS, RIGHT_WORDS = 16, 9
BOUNDARY = re.compile(r"(?<=[a-z\d)%\"”'’])[.!?][\"”'’)]*\s+(?=[\"“'‘(]*[A-Z])|\n\s*\n|[;:]|_ ")
WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?|['’](?:ll|ve)")
CONTRACTED = re.compile(r"['’](ll|ve)$|n['’]t$|['’]s$")
PASSED = frozenset({"was", "were", "had"})  # "had been due to" is told from afterwards
PASSED_WORDS = 4  # so far before the word that looks ahead
UNTIL = frozenset({"until", "till", "by"})  # says so only where no verb does
NO_VERB = frozenset({"the", "a", "an", "his", "her", "its", "their", "our", "this", "that", "these", "those", "each"})


def direction(text: str, start: int, end: int) -> int:
    """-1 where the clause around [start, end) is in the past, 1 where it is in the future, 0 where nothing says so."""
    left = text[max(0, start - LEFT_CHARS) : start]
    cut = [m.end() for m in BOUNDARY.finditer(left)]
    before = _words(left[cut[-1] :] if cut else left)[-LEFT_WORDS:]
    stop = BOUNDARY.search(text, end, end + RIGHT_CHARS)
    after = _words(text[end : stop.start() if stop else end + RIGHT_CHARS])[:RIGHT_WORDS]
    known = words()
    if before and before[-1] == "since":
        return -1
    for i in range(len(before) - 1, -1, -1):
        if found := _says(before, i, known):
            return found
    for i in range(len(after)):
        if found := _says(after, i, known):
            return found
    return 1 if before and before[-1] in UNTIL else 0


def _words(text: str) -> list[str]:
    """Words in lower case, save that names which are also cues ("May", "Will") stay as they are."""
    out = []
    for found in WORD.findall(text):
        short = CONTRACTED.search(found)
        if short and short[1]:
            out.append("'" + short[1])
        else:
            word = found[: short.start()] if short else found
            out.append(word if word in ("May", "Will", "March") else word.lower())
    return out


def _says(clause: list[str], i: int, known: Words) -> int:
    word, before = clause[i], clause[i - 1] if i else ""
    after = clause[i + 1] if i + 1 < len(clause) else ""
    if word == "set":
        return 1 if after in ("to", "for") and before not in PASSED else -1
    if word == "planned" and before in ("as", "previously", "originally"):
        return 0
    if word in known.future_words:
        return -1 if PASSED & set(clause[max(0, i - PASSED_WORDS) : i]) else 1
    if before == "be":
        return 0  # "to be held": what stands before "be" says it
    if word in known.past_words:
        return -1
    if word.endswith("ed") and len(word) > 3 and word not in known.no_past:
        return -1
    if word == "to" and after == "be":
        return -1 if PASSED & set(clause[max(0, i - PASSED_WORDS) : i]) else 1
    if word == "to" and i + 1 < len(clause) and clause[i + 1] not in NO_VERB and before in ("is", "are", "not"):
        return 1
    return 0
