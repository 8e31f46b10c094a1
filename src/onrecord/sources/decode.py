"""From bytes to text: byte order marks, UTF-8, declared and guessed encodings. No bytes make it fail."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

# UTF-32 before UTF-16: the little-endian mark of the one begins with that of the other
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SAMPLE_BYTES = 65_536  # what a guess looks at: enough for any statistics, quick on 100 MB
FEW_HIGH_BYTES = 0.1  # share up to which non-ASCII bytes are the quotes and accents of a Western text

_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.I
)
_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_ODD = re.compile("[\x00-\x08\x0e-\x1f]")


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of `data`, line ends and NUL characters as they are, without a byte order mark. Never raises.

    Tried in order: byte order mark, UTF-8, UTF-16 without a mark, UTF-8 with a few broken bytes (each becomes U+FFFD),
    the `declared` encoding (see declared_charset), Windows-1252 for text that is nearly all ASCII, charset-normalizer's
    guess, UTF-8 with replacement.
    """
    marked = bom_encoding(data)
    if marked is not None:
        encoding, length = marked
        return data[length:].decode(encoding, "replace")
    data = data.removeprefix(codecs.BOM_UTF8)
    wide = _wide_encoding(data)
    if wide is not None:
        return data.decode(wide, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return data.decode(legacy_encoding(data, error.start, declared), "replace")


def bom_encoding(data: bytes) -> tuple[str, int] | None:
    """Encoding and length of the UTF-16 or UTF-32 byte order mark that `data` begins with, None without one."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return encoding, len(mark)
    return None


def declared_charset(data: bytes) -> str | None:
    """The encoding that an HTML or XML page declares in its first 4096 bytes, as a Python codec name; None if unknown.

    ISO-8859-1 and ASCII are read as Windows-1252, as browsers do.
    """
    found = _DECLARED.search(data[:4096])
    if found is None:
        return None
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
        b"a".decode(name)  # codecs such as hex are no text encodings, and UTF-16 could not be read here
    except (LookupError, UnicodeError):
        return None
    return "cp1252" if name in ("iso8859-1", "ascii") else name


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a mark: every other byte is nearly always NUL, and what comes out is text."""
    sample = data[: SAMPLE_BYTES // 16]
    if len(sample) < 4 or len(data) % 2:
        return None
    half = len(sample) // 2
    for nul_side, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if sample[nul_side::2].count(0) > 0.7 * half and sample[1 - nul_side :: 2].count(0) < 0.05 * half:
            text = sample[: half * 2].decode(encoding, "replace")
            if len(_ODD.findall(text)) <= 0.02 * len(text):
                return encoding
    return None


def legacy_encoding(data: bytes, broken_at: int, declared: str | None) -> str:
    """The likeliest encoding of text that is no UTF-8: byte `broken_at` is where that was found out."""
    sample = data[max(0, broken_at - SAMPLE_BYTES // 2) :][:SAMPLE_BYTES]
    broken = sample.decode("utf-8", "replace").count("\ufffd")
    if len(_SEQUENCE.findall(sample)) >= broken:
        return "utf-8"
    if declared is not None and _decodes(data, declared):
        return declared
    high = sum(1 for byte in sample if byte >= 0x80)
    if high <= FEW_HIGH_BYTES * len(sample) and _decodes(sample, "cp1252"):
        return "cp1252"
    guess = from_bytes(sample).best()
    return guess.encoding if guess is not None else "utf-8"


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except (LookupError, ValueError):
        return False
    return True
