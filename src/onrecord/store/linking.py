"""What belongs together, kept up to date as documents come and are replaced. Called within a transaction.

Each document is linked by itself, claim by claim, with what is there: so the result depends neither on how documents
are put into batches nor on their order. The judgement is `onrecord.link`'s; here are only candidates and results.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import orjson

from onrecord.contract.shape import Json
from onrecord.link import copies, incidents
from onrecord.link.copies import REPRINTED_DAYS, Copy, body
from onrecord.link.fact import Fact
from onrecord.link.incidents import FactId, Grouping, Link, incident_id
from onrecord.link.lots import SURE, lot_of
from onrecord.store.changes import counterparts
from onrecord.store.facts import load_facts
from onrecord.store.rows import day_of, document_of, unpacked_json


@dataclass(frozen=True, slots=True)
class Linker:
    """The functions of `onrecord.link` that say what belongs together; see there."""

    buckets: Callable[[Fact], tuple[str, ...]]
    links: Callable[[Sequence[Fact], Sequence[Fact]], list[Link]]
    group: Grouping
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
    linking = Linking(connection, linker)
    linking.link(new, retired)
    linking.settle()


def regroup(connection: sqlite3.Connection, linker: Linker, seeds: Sequence[int]) -> None:
    """Find the incidents of these claims, and of all that hang together with them, again, after people tied or parted
    some of them."""
    linking = Linking(connection, linker)
    linking.disturb(seeds)
    linking.part(seeds)
    linking.disturb(seeds)
    linking.settle()


class Linking:
    """The linking of one transaction: facts are loaded once, and incidents, which are a function of the links that
    there are in the end, are found once for all documents.

    `touched` holds the claims whose incidents `settle` finds again: before any link comes, and after any goes, the lots
    of both its ends are put there.
    """

    def __init__(self, connection: sqlite3.Connection, linker: Linker) -> None:
        self.connection = connection
        self.linker = linker
        self.touched: set[int] = set()
        self._facts: dict[int, Fact] = {}
        self._near: dict[int, dict[int, float]] = {}

    def link(self, new: Sequence[int], retired: Neighbours) -> None:
        """Link each new claim, as `link_claims` does. `settle` must follow before the transaction ends."""
        for rowid in new:  # it may have changed since it was loaded
            self._facts.pop(rowid, None)
        if retired:
            self._near.clear()
            self.disturb(other for others in retired.values() for other in others)
        self._load(new)
        waiting = set(new)
        for rowid in new:  # each with those that are linked already and with those before it
            waiting.remove(rowid)
            fact = self._facts[rowid]
            buckets = sorted(set(self.linker.buckets(fact)))
            others = _sharing(self.connection, buckets, fact.key) - waiting - {rowid}
            self._load(others)
            self._link(rowid, sorted(others))
            self.connection.executemany(
                "INSERT INTO buckets (bucket, claim) VALUES (?, ?)", ((b, rowid) for b in buckets)
            )
        fresh = set(new)
        _lead_on(self.connection, new, {old: others for old, others in retired.items() if old not in fresh})

    def disturb(self, claims: Iterable[int]) -> None:
        """Have `settle` find the incidents of all claims again that are in a lot with these as links are now."""
        seen: set[int] = set()
        for claim in claims:
            if claim not in seen:
                seen |= lot_of(claim, self._linked).members
        self.touched |= seen

    def part(self, claims: Sequence[int]) -> None:
        """Look at lots, until `settle`, as if nobody had put any two of these claims together."""
        held = set(claims)
        for one in held:
            scores = self.connection.execute(_LINKED, (one,)).fetchall()
            linked = {row["other"]: row["score"] for row in scores if row["other"] not in held or not row["bond"]}
            self._near[one] = linked

    def settle(self) -> None:
        """Find the incidents of the claims that were touched, and of all that are in a lot with them, again."""
        self._near.clear()
        todo = _counting(self.connection, sorted(self.touched))
        self.touched.clear()
        done: set[int] = set()
        for claim in todo:
            if claim not in done:
                members = lot_of(claim, self._linked).members
                done |= members
                self._group(sorted(members))

    def _group(self, claims: Sequence[int]) -> None:
        self._load(claims)
        rowid_of = {self._facts[claim].id: claim for claim in claims}
        bonds = _within(self.connection, "a, b, together FROM bonds", claims)
        found = self.linker.group(
            [self._facts[claim] for claim in claims],
            # why they are there is nothing to a grouping
            [Link(*self._pair(x), x["score"], ()) for x in _within(self.connection, "a, b, score FROM links", claims)],
            [self._pair(bond) for bond in bonds if bond["together"]],
            [self._pair(bond) for bond in bonds if not bond["together"]],
        )
        self.connection.executemany(
            "UPDATE claims SET incident = ?1 WHERE rowid = ?2 AND incident IS NOT ?1",
            ((incident_id(incident), rowid_of[fact.id]) for incident in found for fact in incident),
        )

    def _link(self, rowid: int, others: Sequence[int]) -> None:
        fact = self._facts[rowid]
        by_id = {self._facts[other].id: other for other in others}
        found = self.linker.links([fact], [self._facts[other] for other in others])
        partners = {by_id[x.b if x.a == fact.id else x.a]: x for x in found}
        self.disturb(other for other in partners if other not in self.touched)
        self.touched.add(rowid)
        self.connection.executemany(
            "INSERT INTO links (a, b, score, why) VALUES (?, ?, ?, ?)",
            ((min(rowid, o), max(rowid, o), x.score, _json(x.why)) for o, x in sorted(partners.items())),
        )
        for claim in (rowid, *partners):
            self._near.pop(claim, None)

    def _linked(self, claim: int) -> Iterable[tuple[int, float]]:
        """With whom a claim is linked, or people put it together, and how surely."""
        if claim not in self._near:
            rows = self.connection.execute(_LINKED, (claim,))
            self._near[claim] = {row["other"]: row["score"] for row in rows}
        return self._near[claim].items()

    def _load(self, rowids: Iterable[int]) -> None:
        self._facts.update(load_facts(self.connection, (rowid for rowid in rowids if rowid not in self._facts)))

    def _pair(self, row: sqlite3.Row) -> tuple[FactId, FactId]:
        one, other = self._facts[row["a"]].id, self._facts[row["b"]].id
        return (one, other) if one < other else (other, one)


_LINKED = f"""
SELECT b AS other, score, 0 AS bond FROM links WHERE a = ?1
UNION ALL SELECT a, score, 0 FROM links WHERE b = ?1
UNION ALL SELECT b, {SURE}, 1 FROM bonds CROSS JOIN claims ON rowid = b AND +current = 1 WHERE a = ?1 AND together = 1
UNION ALL SELECT a, {SURE}, 1 FROM bonds CROSS JOIN claims ON rowid = a AND +current = 1 WHERE b = ?1 AND together = 1
"""  # what people said comes last, so that it wins


def _sharing(connection: sqlite3.Connection, buckets: Sequence[str], key: str) -> set[int]:
    """Current claims that are in one of the buckets, or are of the same words of the same text."""
    query = (
        "SELECT claim FROM buckets WHERE bucket IN (SELECT value FROM json_each(?)) "
        "UNION SELECT rowid FROM claims WHERE key = ? AND +current = 1"
    )
    return {row["claim"] for row in connection.execute(query, (_json(buckets), key))}


def _counting(connection: sqlite3.Connection, claims: Sequence[int]) -> list[int]:
    """Those of the claims that can belong to an incident."""
    query = "SELECT rowid FROM claims WHERE rowid IN (SELECT value FROM json_each(?)) AND +current = 1 ORDER BY rowid"
    return [row["rowid"] for row in connection.execute(query, (_json(claims),))]


def _within(connection: sqlite3.Connection, pairs: str, claims: Sequence[int]) -> list[sqlite3.Row]:
    """Pairs of which both are among these claims."""
    query = (
        f"SELECT {pairs} WHERE a IN (SELECT value FROM json_each(?1)) AND +b IN (SELECT value FROM json_each(?1)) "
        "ORDER BY a, b"
    )
    return connection.execute(query, (_json(claims),)).fetchall()


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
    """Compare a new document with those that share a band of its signature and that it may copy, or they it, by their
    days; forget what was said of replaced ones."""
    for old in replaced:
        connection.execute("DELETE FROM bands WHERE document = ?", (old,))
        connection.execute("DELETE FROM copies WHERE a = ?1", (old,))
        connection.execute("DELETE FROM copies WHERE b = ?1", (old,))
    text = body(document_of(obj))
    bands = sorted(set(linker.signature(text)))
    others = connection.execute(
        "SELECT rowid, reading FROM documents WHERE rowid IN "
        "(SELECT document FROM bands WHERE band IN (SELECT value FROM json_each(?))) "
        "AND coalesce(abs(julianday(substr(published, 1, 10)) - julianday(?)) <= ?, 1) ORDER BY rowid",
        (_json(bands), day_of(obj["document"]["published"]), REPRINTED_DAYS),
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
