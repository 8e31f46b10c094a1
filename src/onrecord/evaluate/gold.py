"""Gold: articles whose claims people coded in the guide's format, checked before anything is measured on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from onrecord.evaluate.annotation import read_claims
from onrecord.model.document import Failure, Metadata, Raw
from onrecord.model.errors import OnrecordError, SourceError
from onrecord.model.reading import Claim
from onrecord.ontology import Ontology, load
from onrecord.sources.records import Origin, record_id, record_raw, refuse_unprintable

GOLD, DOCS = ".gold.jsonl", ".docs.jsonl"
FORMS = (
    'Give a folder of JSON files, one such file, or NAME.gold.jsonl; each article is {"id", "text", "claims"} and, '
    'where known, "published" and "publisher"'
)

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """An article with its coded claims. `raw` is what the program is given to read; it does not hold the claims.

    Gold claims have confidence 1, their coder's `same` label, and no entities, countries or sectors.
    """

    raw: Raw
    text: str
    claims: tuple[Claim, ...]

    @property
    def id(self) -> str:
        """The article's id."""
        return self.raw.id


def read_gold(path: Path, ontology: Ontology | None = None) -> list[GoldDocument | Failure]:
    """Every article of a folder, file or pair of files; one that is wrong is a Failure in its place.

    A folder gives its `*.json` files in order of name, a `.jsonl` file its lines. Texts that the lines of
    `NAME.gold.jsonl` lack are taken from `NAME.docs.jsonl` beside it, with what it says of publication. A failure's
    message names file, claim (counted from 1) and reason. Raises SourceError `no_gold` where the path is not there,
    cannot be opened or holds no article at all.
    """
    vocabulary = ontology or load()
    seen: set[str] = set()
    out: list[GoldDocument | Failure] = []
    for where, otherwise, record in _records(path):
        try:
            one = _document(where, otherwise, record, vocabulary)
            if one.id in seen:
                raise SourceError(
                    "duplicate_id", f"the id {one.id!r} was already read", "Give every article an id of its own"
                )
        except OnrecordError as error:
            out.append(Failure(_id(record, otherwise), error.code, f"{where}: {error.message}", error.hint))
        else:
            seen.add(one.id)
            out.append(one)
    if not out:
        raise SourceError("no_gold", f"{path} holds no coded article", FORMS)
    return out


Found = tuple[str, str, Json | OnrecordError]  # where it stands, its id if it has none, the record or what is wrong


def _records(path: Path) -> Iterator[Found]:
    if path.is_dir():
        for file in sorted(p for p in path.glob("*.json") if p.is_file() and not p.name.startswith(".")):
            yield _whole(file)
    elif path.suffix.lower() == ".jsonl":
        yield from _lines(path)
    else:
        yield _whole(path)


def _whole(path: Path) -> Found:
    return str(path), path.stem, _object(_bytes(path))


def _lines(path: Path) -> Iterator[Found]:
    beside = path.with_name(path.name.removesuffix(GOLD) + DOCS) if path.name.endswith(GOLD) else None
    documents = _documents(beside) if beside is not None and beside.is_file() else {}
    for number, line in enumerate(_bytes(path).splitlines(), 1):
        if not line.strip():
            continue
        record = _object(line)
        if isinstance(record, dict):
            record = documents.get(str(record.get("id")), {}) | {k: v for k, v in record.items() if v is not None}
            if record.get("text") is None and beside is not None:
                reason = "does not have it" if documents else "is not there"
                record = SourceError(
                    "no_text",
                    f"the text of {record.get('id')!r} is missing: the line has none and {beside.name} {reason}",
                    f'Put the article into {beside.name} as {{"id", "text"}}, or its "text" on the line',
                )
        yield f"{path}, line {number}", f"{path.name}#{number}", record


def _documents(path: Path) -> dict[str, Json]:
    rows = (_object(line) for line in _bytes(path).splitlines() if line.strip())
    return {str(row["id"]): row for row in rows if isinstance(row, dict) and "id" in row}


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    except OSError as error:
        raise SourceError("no_gold", f"{path} cannot be read: {error.strerror}", FORMS) from error


def _object(data: bytes) -> Json | OnrecordError:
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        return SourceError("bad_json", f"is no JSON: {error}", FORMS)
    if isinstance(value, dict):
        return value
    return SourceError("bad_json", f"holds a {type(value).__name__} and no object", FORMS)


def _id(record: Json | OnrecordError, otherwise: str) -> str:
    return str(record["id"]) if isinstance(record, dict) and record.get("id") else otherwise


def _document(where: str, otherwise: str, record: Json | OnrecordError, ontology: Ontology) -> GoldDocument:
    if isinstance(record, OnrecordError):
        raise record
    about = {key: value for key, value in record.items() if key != "claims"}
    refuse_unprintable(about)
    raw = record_raw(about, record_id(about, otherwise), "jsonl", Origin(where, Metadata()))
    assert raw.text is not None
    return GoldDocument(raw, raw.text, read_claims(record.get("claims"), raw.text, raw.given.publisher, ontology))
