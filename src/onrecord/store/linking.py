"""What belongs together, kept up to date as documents come and are replaced. Called within a transaction.

Each document is linked by itself, claim by claim, with what is there: so the result depends neither on how documents
are put into batches nor on their order. The judgement is `onrecord.link`'s; here are only candidates and results.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

import orjson

from onrecord.contract.shape import Json
from onrecord.link import copies, incidents
from onrecord.link.copies import Copy, body
from onrecord.link.fact import Fact
from onrecord.link.incidents import FactId, Link, incident_id
from onrecord.store.changes import counterparts
from onrecord.store.facts import load_facts
from onrecord.store.rows import document_of, unpacked_json

Pairs = Sequence[tuple[FactId, FactId]]
SAME_TEXT = ("the same words of the same text",)  # why two claims with one key are linked


@dataclass(frozen=True, slots=True)
class Linker:
    """The functions of `onrecord.link` that say what belongs together; see there."""

    buckets: Callable[[Fact], tuple[str, ...]]
    links: Callable[[Sequence[Fact], Sequence[Fact]], list[Link]]
    group: Callable[[Sequence[Fact], Sequence[Link], Pairs, Pairs], list[tuple[Fact, ...]]]
    signature: Callable[[str], tuple[str, ...]]
    compare: Callable[[str, str], Copy | None]

    @classmethod
    def real(cls) -> Linker:
        """The package's own."""
        return cls(incidents.buckets, incidents.links, incidents.group, copies.signature, copies.compare)


Neighbours = Mapping[int, list[int]]  # a claim that was replaced → claims that it was linked with, strongest first


def retire(connection: sqlite3.Connection, documents: Sequence[int]) -> Neighbours:
    """Take the claims of replaced documents out of their incidents; with whom they were linked."""
    query = "SELECT rowid FROM claims WHERE document IN (SELECT value FROM json_each(?)) ORDER BY rowid"
    return unlink(connection, [row["rowid"] for row in connection.execute(query, (_json(documents),))])


def unlink(connection: sqlite3.Connection, rowids: Sequence[int]) -> Neighbours:
    """Forget what these claims meet and are linked with; with whom they were linked."""
    gone = set(rowids)
    neighbours: dict[int, list[int]] = {}
    for rowid in rowids:
        linked = connection.execute(
            "SELECT b AS other, score FROM links WHERE a = ?1 UNION SELECT a, score FROM links WHERE b = ?1 "
            "ORDER BY score DESC, other",
            (rowid,),
        )
        neighbours[rowid] = [row["other"] for row in linked if row["other"] not in gone]
    for rowid in rowids:
        connection.execute("DELETE FROM links WHERE a = ?1", (rowid,))
        connection.execute("DELETE FROM links WHERE b = ?1", (rowid,))
        connection.execute("DELETE FROM buckets WHERE claim = ?", (rowid,))
    return neighbours


def link_claims(connection: sqlite3.Connection, linker: Linker, new: Sequence[int], retired: Neighbours) -> None:
    """Link each new claim with those it may share an event with, and group again whatever that touches.

    A claim that is both new and retired is one whose content has changed.
    """
    facts = load_facts(connection, new)
    meets: dict[int, list[int]] = {}
    twins: dict[int, list[int]] = {}
    waiting = set(new)
    for rowid in new:  # each with those that are linked already and with those before it
        buckets = sorted(set(linker.buckets(facts[rowid])))
        meets[rowid] = _sharing(connection, buckets)
        twins[rowid] = _twins(connection, facts[rowid].key, waiting)
        waiting.remove(rowid)
        connection.executemany("INSERT INTO buckets (bucket, claim) VALUES (?, ?)", ((b, rowid) for b in buckets))
    _add_facts(connection, facts, (other for others in (*meets.values(), *twins.values()) for other in others))
    for rowid in new:
        _link(connection, linker, rowid, facts, meets[rowid], twins[rowid])
    near = [other for others in retired.values() for other in others]
    _regroup(connection, linker, [*new, *near], facts)
    fresh = set(new)
    _lead_on(connection, new, {old: others for old, others in retired.items() if old not in fresh})


def regroup(connection: sqlite3.Connection, linker: Linker, seeds: Sequence[int]) -> None:
    """Find the incidents of these claims, and of all that hang together with them, again."""
    _regroup(connection, linker, seeds, {})


def _add_facts(connection: sqlite3.Connection, facts: dict[int, Fact], rowids: Iterable[int]) -> None:
    facts.update(load_facts(connection, (rowid for rowid in rowids if rowid not in facts)))


def _sharing(connection: sqlite3.Connection, buckets: Sequence[str]) -> list[int]:
    query = "SELECT DISTINCT claim FROM buckets WHERE bucket IN (SELECT value FROM json_each(?)) ORDER BY claim"
    return [row["claim"] for row in connection.execute(query, (_json(buckets),))]


def _twins(connection: sqlite3.Connection, key: str, waiting: Set[int]) -> list[int]:
    query = "SELECT rowid FROM claims WHERE key = ? AND current = 1 ORDER BY rowid"
    return [row["rowid"] for row in connection.execute(query, (key,)) if row["rowid"] not in waiting]


def _link(
    connection: sqlite3.Connection,
    linker: Linker,
    rowid: int,
    facts: Mapping[int, Fact],
    others: Sequence[int],
    twins: Sequence[int],
) -> None:
    fact = facts[rowid]
    by_id = {facts[other].id: other for other in others}
    found = {by_id[x.b if x.a == fact.id else x.a]: x for x in linker.links([fact], [facts[o] for o in others])}
    for twin in twins:
        a, b = sorted((fact.id, facts[twin].id))
        found.setdefault(twin, Link(a, b, 1.0, SAME_TEXT))
    connection.executemany(
        "INSERT INTO links (a, b, score, why) VALUES (?, ?, ?, ?)",
        ((min(rowid, o), max(rowid, o), x.score, _json(x.why)) for o, x in sorted(found.items())),
    )


def _regroup(connection: sqlite3.Connection, linker: Linker, seeds: Sequence[int], facts: dict[int, Fact]) -> None:
    """Find the incidents of these claims, and of all that hang together with them, again."""
    linked = connection.execute(
        """
        WITH RECURSIVE near (c) AS (
            SELECT value FROM json_each(?)
            UNION SELECT b FROM links JOIN near ON a = c
            UNION SELECT a FROM links JOIN near ON b = c
            UNION SELECT b FROM bonds JOIN near ON a = c WHERE together = 1
            UNION SELECT a FROM bonds JOIN near ON b = c WHERE together = 1
        )
        SELECT c, a, b, score FROM near JOIN claims ON claims.rowid = c AND current = 1
        LEFT JOIN links ON a = c ORDER BY c, b
        """,
        (_json(seeds),),
    ).fetchall()
    claims = sorted({row["c"] for row in linked})
    _add_facts(connection, facts, claims)
    rowid_of = {facts[claim].id: claim for claim in claims}
    bonds = _bonds(connection, claims)
    for members, pairs in _components(claims, linked, bonds):
        links = [_as_link(facts, row) for row in pairs]
        # Copies word for word have the same keys: were they apart, two incidents would have one id
        twins = [(x.a, x.b) for x in links if x.a[1] == x.b[1]]
        held = set(members)
        said: tuple[list[tuple[FactId, FactId]], ...] = [], []  # apart, together
        for row in bonds:
            if row["a"] in held and row["b"] in held:
                said[row["together"]].append((facts[row["a"]].id, facts[row["b"]].id))
        for incident in linker.group([facts[m] for m in members], links, [*twins, *said[1]], said[0]):
            id = incident_id(incident)
            connection.executemany(
                "UPDATE claims SET incident = ?1 WHERE rowid = ?2 AND incident IS NOT ?1",
                ((id, rowid_of[fact.id]) for fact in incident),
            )


def _bonds(connection: sqlite3.Connection, claims: Sequence[int]) -> list[sqlite3.Row]:
    """What people said of pairs of these claims."""
    query = (
        "SELECT a, b, together FROM bonds WHERE a IN (SELECT value FROM json_each(?1)) "
        "AND b IN (SELECT value FROM json_each(?1)) ORDER BY a, b"
    )
    return connection.execute(query, (_json(claims),)).fetchall()


def _components(
    claims: Sequence[int], linked: Sequence[sqlite3.Row], bonds: Sequence[sqlite3.Row]
) -> Iterator[tuple[list[int], list[sqlite3.Row]]]:
    """Claims that hang together, and the links between them."""
    pairs: dict[int, list[sqlite3.Row]] = defaultdict(list)
    near: dict[int, list[int]] = defaultdict(list)
    for row in linked:
        if row["b"] is not None:
            pairs[row["a"]].append(row)
    for row in (*linked, *(bond for bond in bonds if bond["together"])):
        if row["b"] is not None:
            near[row["a"]].append(row["b"])
            near[row["b"]].append(row["a"])
    seen: set[int] = set()
    for start in claims:
        if start in seen:
            continue
        members, todo = {start}, [start]
        while todo:
            fresh = set(near[todo.pop()]) - members
            members |= fresh
            todo += fresh
        seen |= members
        ordered = sorted(members)
        yield ordered, [row for member in ordered for row in pairs[member]]


def _as_link(facts: Mapping[int, Fact], row: sqlite3.Row) -> Link:
    a, b = sorted((facts[row["a"]].id, facts[row["b"]].id))
    return Link(a, b, row["score"], ())  # why it is there is nothing to a grouping


def _lead_on(connection: sqlite3.Connection, new: Sequence[int], retired: Neighbours) -> None:
    """Let the keys of replaced claims, which may have been ids of incidents, lead to what stands in their place: the
    same event in the new revision, else the claim they were most surely linked with, else nothing."""
    heirs = counterparts(load_facts(connection, retired), load_facts(connection, new))
    for old, neighbours in retired.items():
        heir = heirs.get(old) or next(iter(neighbours), old)
        connection.execute(
            "UPDATE claims SET incident = (SELECT key FROM claims WHERE rowid = ?) WHERE rowid = ?", (heir, old)
        )


def link_copies(
    connection: sqlite3.Connection, linker: Linker, document: int, obj: Json, replaced: Sequence[int]
) -> None:
    """Compare a new document with those that share a band of its signature; forget what was said of replaced ones."""
    for old in replaced:
        connection.execute("DELETE FROM bands WHERE document = ?", (old,))
        connection.execute("DELETE FROM copies WHERE a = ?1", (old,))
        connection.execute("DELETE FROM copies WHERE b = ?1", (old,))
    text = body(document_of(obj))
    bands = sorted(set(linker.signature(text)))
    others = connection.execute(
        "SELECT rowid, reading FROM documents WHERE rowid IN "
        "(SELECT document FROM bands WHERE band IN (SELECT value FROM json_each(?))) ORDER BY rowid",
        (_json(bands),),
    ).fetchall()
    connection.executemany("INSERT INTO bands (band, document) VALUES (?, ?)", ((band, document) for band in bands))
    for other in others:
        copy = linker.compare(body(document_of(unpacked_json(other["reading"]))), text)
        if copy is not None:
            passages = [[[p.start, p.end] for p in pair] for pair in copy.passages]
            connection.execute(
                "INSERT INTO copies (a, b, containment, passages) VALUES (?, ?, ?, ?)",
                (other["rowid"], document, float(copy.containment), _json(passages)),
            )


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
