"""One incident on a terminal: its reports, who stands how to it, what is disputed, why its claims are one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from onrecord.export.answers import FATES, headline, span, toll, voices
from onrecord.export.phrases import plain, plural, status_mark

Json = dict[str, Any]
STANDS = {
    "asserts": "assert it",
    "confirms": "confirm it",
    "denies": "deny it",
    "alleges": "allege it",
    "expects": "spoke of it as to come",
}


def incident(value: Json) -> RenderableType:
    """The whole view of `onrecord.store.incident.incident_json`."""
    parts: list[RenderableType] = [Text(plain(headline(value)), "bold"), Text(_about(value), "dim")]
    for head, lines in (
        (_counted(value), _reports(value)),
        ("according to", _stands(value)),
        ("how many", _tolls(value)),
        ("disputed", _disputes(value)),
        ("corrected", _updates(value)),
        ("claims", _claims(value)),
    ):
        held = list(lines)
        if held:
            parts += [Text(), Text(head, "bold"), *(Padding(line, (0, 0, 0, 2)) for line in held)]
    return Group(*parts)


def _about(value: Json) -> str:
    when = span(value["earliest"], value["latest"])
    reported = span(value["first_reported"], value["last_reported"])
    known = (value["id"], when and f"on {when}", value["country"], reported and f"reported {reported}")
    return plain(" · ".join(part for part in known if part))


def _counted(value: Json) -> str:
    said = value["corroboration"]
    return (
        f"{plural(said['reports'], 'report')} ({plural(said['documents'], 'article')}, copies: {said['copies']}), "
        f"{plural(said['independent'], 'independent source')}"
    )


def _reports(value: Json) -> Iterator[Text]:
    for report in value["reports"]:
        yield Text(_article(report))
        for copy in report["copies"]:
            yield Text(f"  = {_article(copy)}", "dim")


def _article(a: Json) -> str:
    by = " / ".join(dict.fromkeys(part for part in (a["publisher"], a["agency"]) if part))
    return plain(" · ".join(part for part in (a["published"], by, a["title"] or a["document"]) if part))


def _stands(value: Json) -> Iterator[Text]:
    for stance, words in STANDS.items():
        held = value["corroboration"][stance]
        if held:
            names = (s["who"]["name"] + ("" if s["named"] else " (unnamed)") for s in held)
            yield Text.assemble((f"{words}: ", "dim"), plain(", ".join(names)))


def _tolls(value: Json) -> Iterator[Text]:
    for fate in FATES:
        if words := toll(value, fate):
            yield Text(f"{fate}: {words}")


def _disputes(value: Json) -> Iterator[Text]:
    quotes = {(c["document"], c["key"]): c["quote"] for c in value["claims"]}
    for dispute in value["disputes"]:
        of = f" of {dispute['of']}" if dispute["of"] else ""
        develops = " (grows from report to report)" if dispute["kind"] == "develops" else ""
        yield Text(plain(f"{dispute['field']}{of}{develops}"), "red" if not develops else "")
        for held in dispute["values"]:
            yield Text(f"  {plain(str(held['value']))}: {_who(held['said'])}")
            if held["denied"]:
                yield Text(f"    denied by {_who(held['denied'])}")
            for claim in held["said"][0]["claims"][:1] if held["said"] else ():
                yield Text(f"    “{plain(quotes.get((claim['document'], claim['key']), ''))}”", "dim italic")


def _who(said: list[Json]) -> str:
    return plain(", ".join(s["who"]["name"] + (f" ({s['last']})" if s["last"] else "") for s in said))


def _updates(value: Json) -> Iterator[Text]:
    for u in value["updates"]:
        of = f" of {u['of']}" if u["of"] else ""
        yield Text(plain(f"{u['who']['name']}: {u['field']}{of} {u['was']} → {u['is_now']}"))


def _claims(value: Json) -> Iterator[Text]:
    """Each claim with its words and, from the second on, the strongest reason why it is of this event."""
    numbers = {(c["document"], c["key"]): place for place, c in enumerate(value["claims"], 1)}
    for place, claim in enumerate(value["claims"], 1):
        said = plain(voices(claim).replace("\n", "; "))
        yield Text(f"{place:>2} {status_mark(claim['status'])} {plain(claim['document'])} · {said}")
        yield Text(f"     “{plain(claim['quote'])}”", "dim italic")
        if why := _strongest(value["links"], (claim["document"], claim["key"]), numbers):
            yield Text(f"     {plain(why)}", "dim")


def _strongest(links: list[Json], claim: tuple[str, str], numbers: dict[tuple[str, str], int]) -> str:
    """The claim's strongest link with an earlier one; links come strongest first."""
    found: list[tuple[int, Json]] = []
    for link in links:
        ends = [(link[end]["document"], link[end]["key"]) for end in "ab"]
        if claim in ends:
            found.append((numbers[ends[1 - ends.index(claim)]], link))
    earlier = [f for f in found if f[0] < numbers[claim]]
    if not earlier:
        return ""
    other, link = earlier[0]
    return f"as {other} ({link['score']:.2f}): {'; '.join(map(str, link['why']))}"
