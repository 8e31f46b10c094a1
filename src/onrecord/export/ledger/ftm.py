"""FollowTheMoney entities, one a line, and a file beside them that says where the words stand. Needs the extra `ftm`.

An Article for each document, an Event for each incident with the parties that are known by a reference as LegalEntity,
and a Documentation for each claim: this article documents this event, with its quote and `proof`. FollowTheMoney has no
place for spans, roles and stances, so each Documentation has a line in the file beside: `{"id", "key", "text_sha256",
"start", "end", …}`.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

import orjson

from onrecord.export.answers import headline, voices
from onrecord.export.ledger.asked import Asked, Written
from onrecord.export.ledger.extra import needed
from onrecord.store.answers import incident_rows
from onrecord.store.records import CHUNK, Texts

if TYPE_CHECKING:
    from followthemoney.proxy import EntityProxy

Json = dict[str, Any]
BESIDE = ("key", "incident", "document", "revision", "text_sha256", "start", "end", "trigger", "type", "mode", "status")


def write(asked: Asked, stream: BinaryIO, beside: BinaryIO) -> Written:
    """Entities into `stream`, spans into `beside`. Raises OnrecordError `no_extra` without followthemoney."""
    make = _Maker(asked)
    for entity in make.entities(beside):
        stream.write(orjson.dumps(entity.to_dict(), option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_SORT_KEYS))
    note = f"{make.refused:,} values left out that FollowTheMoney does not take" if make.refused else ""
    return Written(dict(make.counts), note)


class _Maker:
    """Entities of what is asked, each once."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.counts: Counter[str] = Counter()
        self.refused = 0  # values that FollowTheMoney drops without a word
        self._model = needed("followthemoney", "ftm").model
        self._texts = Texts(asked.ledger.connection)

    def entities(self, beside: BinaryIO) -> Iterator[EntityProxy]:
        """Articles and documentations claim by claim, then events and who is involved in them."""
        articles: set[str] = set()
        involved: dict[str, dict[str, None]] = {}
        parties: dict[str, Json] = {}
        for record in self.asked.claims():
            if record["document"] not in articles:
                articles.add(record["document"])
                self.counts["articles"] += 1
                yield self._article(record)
            self.counts["claims"] += 1
            documentation = self._documentation(record)
            beside.write(_spans(documentation.id or "", record))
            yield documentation
            known = [p for role in ("actors", "recipients") for p in record[role] if _is_actor(p)]
            parties |= {p["ref"]: p for p in known}
            involved.setdefault(record["incident"], {}).update(dict.fromkeys(p["ref"] for p in known))
        yield from self._events(list(involved), involved)
        for ref, party in sorted(parties.items()):
            self.counts["parties"] += 1
            yield self._entity("LegalEntity", _id("party", ref), name=party["name"], country=party["country"])

    def _article(self, record: Json) -> EntityProxy:
        query = "SELECT rowid FROM documents WHERE id = ? AND current = 1"
        (rowid,) = self.asked.ledger.connection.execute(query, (record["document"],)).fetchone()
        return self._entity(
            "Article",
            _id("article", record["document"]),
            title=record["title"] or record["document"],
            publisher=record["publisher"],
            publishedAt=record["published"],
            language=record["language"],
            sourceUrl=record["url"],
            fileName=record["origin"],
            bodyText=self._texts.of(rowid) if self.asked.text else None,
        )

    def _documentation(self, record: Json) -> EntityProxy:
        article = _id("article", record["document"])
        return self._entity(
            "Documentation",
            _id("claim", record["document"], record["key"]),
            document=article,
            entity=_id("event", record["incident"]),
            proof=article,
            role=f"reports ({record['status']}), according to {voices(record)}",
            summary=record["quote"],
            date=record["published"],
            recordId=record["key"],
        )

    def _events(self, incidents: Sequence[str], involved: dict[str, dict[str, None]]) -> Iterator[EntityProxy]:
        for start in range(0, len(incidents), CHUNK):
            ids = incidents[start : start + CHUNK]
            for row in map(self.asked.held, incident_rows(self.asked.ledger.connection, [(None, id) for id in ids])):
                self.counts["events"] += 1
                event = self._entity(
                    "Event",
                    _id("event", row["id"]),
                    name=headline(row),
                    startDate=row["earliest"],
                    endDate=row["latest"],
                    location=row["place"],
                    country=row["country"],
                    keywords=row["types"],
                    recordId=row["id"],
                    notes=None if row["status"] == "actual" else f"{row['status']}: no source says it happened",
                )
                event.add("involved", [_id("party", ref) for ref in involved[row["id"]]])
                yield event

    def _entity(self, schema: str, id: str, **values: Any) -> EntityProxy:
        entity: EntityProxy = self._model.make_entity(schema)
        entity.id = id
        for name, value in values.items():
            entity.add(name, value)
            if value and not entity.get(name):
                self.refused += 1
        return entity


def _is_actor(party: Json) -> bool:
    return (party["ref"] or "").startswith("actors:")


def _id(*parts: str) -> str:
    """An id that is the same in every export of the same thing."""
    return f"onrecord-{parts[0]}-{hashlib.sha1('|'.join(parts[1:]).encode()).hexdigest()}"


def _spans(id: str, record: Json) -> bytes:
    roles = {role: record[role] for role in ("actors", "recipients", "objects", "places", "quantities", "sources")}
    line = {"id": id, **{name: record[name] for name in BESIDE}, **roles, "confidence": record["confidence"]}
    return orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)
