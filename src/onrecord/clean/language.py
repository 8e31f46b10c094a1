"""Is a text English? Function words settle most texts; py3langid decides the rest and names the language found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from onrecord.model.document import Block
from onrecord.model.errors import DocumentError

ENGLISH = "en"
SAMPLE_CHARS = 4000
MIN_LETTERS = 25  # in fewer letters no classifier tells a headline's names from a language
SURE_SHARE = 0.12  # of words that only English has so often; news is at 0.25, other languages below 0.02
SOME_SHARE = 0.06  # English with many names: lists, results, tables
ALL_CAPITALS = 10  # a text with a tenth or less of its letters in plain words is shouted, and its words are words
MIN_SCORE = 0.6  # below it the classifier is guessing
PROSE = frozenset({"paragraph", "caption", "quote", "list"})
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
FUNCTION_WORDS = frozenset(
    {"the", "of", "and", "that", "with", "from", "which", "was", "were", "been", "this", "they", "their", "have"}
    | {"would", "said", "by", "not", "are", "his", "after", "its"}
)
# The languages of news that a reader may hand in. Creoles of English and languages with hardly a press are left out:
# py3langid takes short English for them.
LANGUAGES = (
    "af am ar az be bg bn bs ca cs cy da de el en eo es et eu fa fi fr ga gl gu ha he hi hr ht hu hy id is it ja ka kk "
    "km kn ko ku ky la lb lo lt lv mg mk ml mn mr ms mt nb ne nl nn no or pa pl ps pt ro ru rw si sk sl so sq sr sv sw "
    "ta te th tl tr ug uk ur uz vi xh yo zh zu"
)


def check_english(text: str, blocks: Sequence[Block], id: str) -> str:
    """`en`. Raises DocumentError `not_english` with the language found and its score (0 to 1).

    Texts of few letters, and of names or numbers that no language can be told from, pass.
    """
    words = _unnamed(WORD.findall(_sample(text, blocks)))
    letters = sum(map(len, words))
    share = sum(word in FUNCTION_WORDS for word in words) / len(words) if words else 0.0
    if letters < MIN_LETTERS or share >= SURE_SHARE:
        return ENGLISH
    found, score = _identifier().classify(" ".join(words))
    if found == ENGLISH or score < MIN_SCORE or share >= SOME_SHARE:
        return ENGLISH
    raise not_english(id, found, f"the text of {id!r} looks like {found!r} (score {score:.2f}), not English")


def not_english(id: str, found: str, message: str) -> DocumentError:
    """The error for a text in another language, found or given."""
    return DocumentError(
        "not_english",
        message,
        'onrecord reads English only: give a translation, or say language "en" in its JSONL record if this is wrong',
    )


def _sample(text: str, blocks: Sequence[Block]) -> str:
    """The first characters of the article's prose."""
    parts: list[str] = []
    length = 0
    for wanted in (PROSE, None):
        for block in blocks:
            if wanted is None or block.kind in wanted:
                part = text[block.span.start : min(block.span.end, block.span.start + SAMPLE_CHARS - length)]
                parts.append(part)
                length += len(part)
                if length >= SAMPLE_CHARS:
                    break
        if parts:
            break
    return " ".join(parts)


def _unnamed(words: Sequence[str]) -> list[str]:
    """Words in small letters without names, which belong to the country that a text is about and not to its language.

    A name begins with a capital; in a shouted text, one that goes on in small letters.
    """
    plain = [word for word in words if not word[0].isupper()]
    if sum(map(len, plain)) * ALL_CAPITALS < sum(map(len, words)):
        plain = [word for word in words if word.isupper() or not word[0].isupper()]
    return [word.lower() for word in plain]


@cache
def _identifier() -> Any:
    """py3langid's model, loaded when first needed (0.7 s) and restricted here alone, not for the whole process."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    known = set(identifier.labels)
    identifier.set_languages([code for code in LANGUAGES.split() if code in known])
    return identifier
