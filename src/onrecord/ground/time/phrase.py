"""A time expression's words in one plain form, over which the rules are written.

Tokens stand apart by one space: numbers in digits (`9`, `2.5`, `X` for "several"), ordinals `3o`, decades `1980s`,
months `M11`, weekdays `D5`, seasons `SWI`, parts of the day `TNI`, clock times `T11:00`, units `_Y` (years `_Ys`),
adverbs of frequency `&D`, holidays `@christmas_eve`, named periods `%world_war_ii`; plural days and seasons end in `s`.
All other words are as written, in lower case.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from onrecord.ground.time.vocabulary import words

SECOND_PART = re.compile(r"#\d+|\do")
MOST_CHARS = 400  # longer phrases are slips of a model
TOKEN = re.compile(
    r"(?P<clock>(?<![\d.])(?P<h>[01]?\d|2[0-3])(?:[:.](?P<min>[0-5]\d))?\s?(?P<ap>[ap])\.?\s?m\b\.?"
    r"|(?<![\d.])(?P<h24>[01]?\d|2[0-3])[:h](?P<min24>[0-5]\d)(?::[0-5]\d)?(?!\d)(?:\s?hours\b)?"
    r"|(?<!\d)(?P<mil>[01]\d|2[0-3])(?P<milmin>[0-5]\d)\s?(?=gmt\b|utc\b|hours\b|hrs\b)(?:hours\b|hrs\b)?"
    r"|(?P<oclock>\d{1,2})\s?o['’]clock)"
    r"|(?P<iso>\b\d{4}-\d\d-\d\d\b)|(?P<slash>\b\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)\b)"
    r"|(?P<decade>(?:\b\d\d|['’`])?\d0['’]?s\b)|(?P<apos>['’`]\d\d\b)"
    r"|(?P<ord>\b\d{1,2}(?:st|nd|rd|th)\b)|(?P<num>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)"
    r"|(?P<word>[a-z]+)(?:['’]s?(?![a-z]))?|(?P<mark>[-–—/&])",
    re.IGNORECASE | re.ASCII,
)
CAPITAL_ONLY = frozenset({"may", "march", "mar", "sun", "sat", "jan", "dec", "fall", "mon", "wed"})
RANGE = re.compile(r"(?<=[\do]) - (?=\d|M\d|D\d|T\d)|(?<=\d{4}) / (?=\d{4}\b)")


def canonical(text: str) -> str:
    """The plain form of a phrase. Linear in its length; what lies beyond MOST_CHARS is left out."""
    known = words()
    out: list[str] = []
    for m in TOKEN.finditer(text[:MOST_CHARS]):
        kind = m.lastgroup
        if m["clock"]:
            out.append(_clock(m))
        elif kind == "iso" or kind == "slash":
            out.append(m[0])
        elif m["decade"]:
            out.append(_decade(re.sub(r"\D", "", m[0])))
        elif m["apos"]:
            out.append(_full_year(int(m[0][1:])))
        elif m["ord"]:
            out.append(f"{int(m[0][:-2])}o")
        elif m["num"]:
            out.append(m[0].replace(",", ""))
        elif m["mark"]:
            out.append("and" if m[0] == "&" else "/" if m[0] == "/" else "-")
        else:
            out.append(_word(m["word"], out, known.zones))
    plain = _names(" ".join(out))
    return _dashes(_numbers(plain))


def _clock(m: re.Match[str]) -> str:
    if m["oclock"]:
        return f"T{int(m['oclock']) % 24:02}:00"
    if m["mil"]:
        return f"T{m['mil']}:{m['milmin']}"
    if m["h24"]:
        return f"T{int(m['h24']):02}:{m['min24']}"
    hour = int(m["h"])
    if hour > 12:
        return f"T{hour:02}:{m['min'] or '00'}"
    return f"T{hour % 12 + (12 if m['ap'].lower() == 'p' else 0):02}:{m['min'] or '00'}"


def _decade(digits: str) -> str:
    return f"{digits if len(digits) == 4 else 1900 + int(digits)}s"


def _full_year(two: int) -> str:
    return str(2000 + two if two < 40 else 1900 + two)


def _word(written: str, before: list[str], zones: Mapping[str, str]) -> str:
    known = words()
    word = written.lower()
    if word in zones and before and re.fullmatch(r"T\d\d:\d\d", before[-1]):
        return before.pop() + zones[word]
    if word in CAPITAL_ONLY and written.islower() and word != "fall":
        return word
    if word in known.months:
        return f"M{known.months[word]}"
    if word in known.weekdays:
        return f"D{known.weekdays[word]}" + ("s" if word.endswith("days") else "")
    if word in known.units and word != "second":
        unit = known.units[word]
        return f"_{unit}" + ("s" if word.endswith("s") or word == "millennia" else "")
    for table, mark in ((known.seasons, "S"), (known.dayparts, "T")):
        if word in table:
            return mark + table[word] + ("s" if word.endswith("s") else "")
    if word in known.clock:
        return "T" + known.clock[word]
    if word in known.adverbs:
        return "&" + known.adverbs[word]
    if word in known.ordinals:
        return f"{known.ordinals[word]}o"
    if word in known.decades:
        return f"{1900 + known.decades[word]}s"
    if word in known.vague:
        return "X"
    return f"#{known.numbers[word]}" if word in known.numbers else word


@cache
def _named() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Holidays and periods as they look once every other word has been replaced, with their tokens."""
    known = words()
    marks = [(name, "@") for name in known.holidays] + [(name, "%") for name in known.periods]
    table = {
        " ".join(_word(w.title(), [], {}) for w in name.split()): mark + name.replace(" ", "_") for name, mark in marks
    }
    longest = sorted(table, key=lambda n: (-len(n), n))
    return re.compile(rf"(?<!\S)(?:{'|'.join(map(re.escape, longest))})(?!\S)"), table


def _names(plain: str) -> str:
    pattern, tokens = _named()
    return pattern.sub(lambda m: tokens[m[0]], plain)


def _numbers(plain: str) -> str:
    """Number words put together: "#20 #6" is 26, "#19 #90 #7" is 1997, "#2 and a half" 2.5, "half a" 0.5."""
    out: list[str] = []
    run: list[int] = []
    tokens = plain.split(" ")
    for i, token in enumerate([*tokens, ""]):
        if token.startswith("#"):
            run.append(int(token[1:]))
            continue
        if run and token == "and" and i + 1 < len(tokens) and tokens[i + 1].startswith("#") and run[-1] in (100, 1000):
            continue
        if run and token == "-" and i + 1 < len(tokens) and run[-1] >= 19 and SECOND_PART.fullmatch(tokens[i + 1]):
            continue
        if run and token.endswith("o") and token[:-1].isdigit() and run[-1] in (20, 30):
            out.append(f"{run[-1] + int(token[:-1])}o")
            run = []
            continue
        if run:
            out.append(str(_together(run)))
            run = []
        out.append(token)
    joined = " ".join(out).strip()
    joined = re.sub(r"(?<!\S)(?:an? )?couple(?: of)?(?!\S)", "2", joined)
    joined = re.sub(r"(?<!\S)an? (?=X |dozen )", "", joined)
    joined = re.sub(r"(?<!\S)(?:dozen)(?!\S)", "12", joined)
    joined = re.sub(r"(?<!\S)(\d+) (?:and )?(?:an? )?half(?= _)", r"\1.5", joined)
    joined = re.sub(r"(?<!\S)an? (_\S+) and an? half(?!\S)", r"1.5 \1", joined)
    return re.sub(r"(?<!\S)half (?:an? |- )?(?=_)", "0.5 ", joined)


def _together(run: list[int]) -> int:
    """The number of number words in a row; a spelled year where two of them stand side by side as one."""
    if len(run) >= 2 and 11 <= run[0] <= 20 and 10 <= run[1] <= 90:
        return run[0] * 100 + sum(run[1:3])
    total = part = 0
    for number in run:
        if number == 100:
            part = (part or 1) * 100
        elif number == 1000:
            total, part = total + (part or 1) * 1000, 0
        else:
            part += number
    return total + part


def _dashes(plain: str) -> str:
    """Dashes only between the two ends of a range, as "~": "18 ~ 19", but "mid 1996" and "2 _Y"."""
    return RANGE.sub(" ~ ", plain).replace(" - ", " ").strip(" -")
