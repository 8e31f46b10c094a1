"""What a site's robots.txt lets us fetch, as RFC 9309 reads it. Used by net.py alone; imports nothing of ours.

The standard library's reader takes the first rule that fits and knows no wildcards: after `Allow: /` it would fetch
what the next line forbids.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_KEPT = "%/?:@!$&'()*+,;=[]#"


class Robots:
    """The rules of one origin for one agent, named by its product token (`onrecord`), in any case.

    Groups that name the agent are taken together; only where none does, those for `*` hold.
    """

    def __init__(self, text: str, agent: str) -> None:
        groups: dict[str, list[tuple[str, bool]]] = {}
        names: list[str] = []
        in_rules = False
        for line in text.splitlines():
            key, colon, value = line.partition("#")[0].partition(":")
            key, value = key.strip().lower(), value.strip()
            if colon and key == "user-agent":
                names = [] if in_rules else names
                in_rules = False
                names.append(value.partition("/")[0].strip().lower())
                groups.setdefault(names[-1], [])
            elif colon and key in ("allow", "disallow"):
                in_rules = True
                if value:
                    for name in names:
                        groups[name].append((_normal(value), key == "allow"))
        self._rules = groups.get(agent.lower(), groups.get("*", []))

    def allows(self, url: str) -> bool:
        """Whether the URL may be fetched: the longest rule that fits decides, of equal ones the one that allows."""
        parts = urlsplit(url)
        path = _normal((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        fitting = [(len(pattern), allow) for pattern, allow in self._rules if _fits(pattern, path)]
        return max(fitting, default=(0, True))[1]


def _normal(path: str) -> str:
    """One way to write a path: unreserved characters plain, all else escaped in capitals, as RFC 9309 compares them."""

    def plain(found: re.Match[str]) -> str:
        character = chr(int(found[1], 16))
        return character if character in _PLAIN else found[0].upper()

    return _ESCAPE.sub(plain, quote(path, safe=_KEPT))


def _fits(pattern: str, path: str) -> bool:
    """Whether a path begins with the pattern; `*` stands for any characters and `$` at the end for the path's end.

    Pieces are looked for from left to right, so that a site cannot slow us down with many stars.
    """
    anchored = pattern.endswith("$")
    first, *pieces = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    last = pieces.pop() if anchored and pieces else None
    for piece in pieces:
        at = path.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    if last is not None:
        return path.endswith(last) and len(path) - len(last) >= at
    return at == len(path) if anchored else True
