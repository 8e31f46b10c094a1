"""What a release says of itself: versions, read-me, citation, and the changes since the one before, for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

import onrecord
from onrecord.contract.shape import SCHEMA
from onrecord.ontology import load as ontology
from onrecord.store.ledger import Ledger

Json = dict[str, Any]
NOBODY = "anonymous"  # what the Citation File Format asks for where authors are not named
FILES = {
    "claims.csv": "a row a claim; the columns are in codebook.md",
    "claims.jsonl": "documents, claims and incidents as JSON lines",
    "ledger.jsonl": "the whole ledger with article text; `onrecord import ledger.jsonl --ledger NEW.db` makes it again",
    "incidents.csv": "a row an incident: what claims on one event say together",
    "incidents.jsonl": "the same as JSON lines",
    "codebook.md": "what every type, mode, status, stance, sector, code and column means",
    "release.json": "versions, counts, filters, and which release came before",
    "CITATION.cff": "how to cite this",
    "CHANGES.md": "what changed since the release before, in numbers",
    "changes.jsonl": "the same, row by row",
    "SHA256SUMS": "digests of all files: `sha256sum --check SHA256SUMS`",
}


@dataclass(frozen=True, slots=True)
class About:
    """What people say of a release: its name, the day it is dated (ISO), title, authors, licence (SPDX or None)."""

    name: str
    day: str
    title: str
    authors: tuple[str, ...]
    licence: str | None


def versions(ledger: Ledger) -> Json:
    """What made the data: program, ontology, schemas, and the models with the number of documents that each read."""
    connection = ledger.connection
    (schema,) = connection.execute("PRAGMA user_version").fetchone()
    models = connection.execute(
        "SELECT model, count(*) FROM documents WHERE current = 1 GROUP BY model ORDER BY model"
    ).fetchall()
    return {
        "onrecord": onrecord.__version__,
        "ontology": ontology().version,
        "ledger_schema": schema,
        "contract_schema": SCHEMA,
        "models": dict(models),
    }


def ledger_counts(ledger: Ledger) -> Json:
    """What is in the whole ledger, inputs that could not be read among it: by code."""
    connection = ledger.connection
    count = {
        name: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for name, table in (
            ("documents", "documents WHERE current = 1"),
            ("claims", "claims WHERE current = 1"),
            ("incidents", "incidents"),
            ("decisions", "decisions"),
        )
    }
    failed = connection.execute("SELECT code, count(*) FROM failures GROUP BY code ORDER BY code").fetchall()
    return {**count, "not_read": dict(failed)}


def ledger_day(ledger: Ledger) -> str:
    """The day of the last thing that was added to a ledger or decided in it, UTC; "" for an empty one."""
    (last,) = ledger.connection.execute(
        "SELECT max(made) FROM (SELECT max(added) AS made FROM documents UNION ALL SELECT max(made) FROM decisions)"
    ).fetchone()
    return str(last or "")[:10]


def readme(about: About, facts: Json, files: Sequence[str], text: bool) -> str:
    """README.md."""
    counts = facts["rows"]
    made = facts["made_by"]
    kept = facts["ledger"]
    lines = [
        f"# {about.title}, {about.name}",
        "",
        f"A data set of {counts['claims']:,} claims about {counts['incidents']:,} incidents, frozen on {about.day} by",
        f"onrecord {made['onrecord']}, which reads news and keeps what it says with the words that it rests on.",
        "",
        "A claim is what one article says about one event, with the source that it names; it is not what happened.",
        "An incident is all claims about one event. What is not known is empty. codebook.md says what every column and",
        "code means, and how sure each is: `confidence` is how often type and trigger are right at that score.",
        "",
        "| file | what it is |",
        "| --- | --- |",
        *(f"| {name} | {FILES[name]} |" for name in files),
        "",
        "## What is in it",
    ]
    filters = facts["filters"]
    said = ", ".join(f"`--{name} {value}`" for name, value in filters.items()) or "all that the ledger holds"
    lines += ["", f"Filters: {said}.", ""]
    failed = sum(kept["not_read"].values())
    lines += [
        f"The ledger as a whole: {kept['documents']:,} documents, {kept['claims']:,} claims, {kept['incidents']:,} "
        f"incidents, {kept['decisions']:,} decisions of people; {failed:,} inputs could not be read"
        + (f" ({', '.join(f'{n:,} {code}' for code, n in kept['not_read'].items())})." if failed else "."),
        "",
        "## Versions",
        "",
        f"onrecord {made['onrecord']}, ontology {made['ontology']}, ledger schema {made['ledger_schema']}. Models:",
        "",
        *(f"- {model}: {count:,} documents" for model, count in made["models"].items()),
        "",
        "## Rights",
        "",
    ]
    if text:
        holder = "ledger.jsonl" if "ledger.jsonl" in files else "claims.jsonl"
        lines.append(f"{holder} holds the articles themselves, which belong to their publishers: ask them first.")
    else:
        lines.append("Article text is left out. Quotes and names are short extracts, which belong to their publishers.")
    lines.append(f"Licence of the data set: {about.licence}." if about.licence else "No licence has been stated.")
    return "\n".join(lines) + "\n"


def citation(about: About) -> str:
    """CITATION.cff, in the Citation File Format 1.2."""
    value: Json = {
        "cff-version": "1.2.0",
        "message": "If you use this data set, please cite it as below.",
        "type": "dataset",
        "title": about.title,
        "version": about.name,
        "date-released": about.day,
        "authors": [{"name": author} for author in about.authors or (NOBODY,)],
    }
    if about.licence:
        value["license"] = about.licence
    return str(yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=10_000))


def changes(about: About, before: Json | None, facts: Json, tables: Mapping[str, Json]) -> str:
    """CHANGES.md."""
    if before is None:
        return f"# Changes in {about.name}\n\nThis is the first release: there is none before it to compare with.\n"
    lines = [
        f"# Changes from {before['name']} ({before['day']}) to {about.name} ({about.day})",
        "",
        "changes.jsonl has every row.",
        "",
        "| table | added | removed | changed | same |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, found in tables.items():
        lines.append(
            f"| {name} | " + " | ".join(f"{found[k]:,}" for k in ("added", "removed", "changed", "same")) + " |"
        )
    for name, found in tables.items():
        if found["columns"]:
            lines += ["", f"Columns that changed in rows of {name}:", ""]
            lines += [f"- {column}: {count:,}" for column, count in found["columns"].items()]
        for words, key in (("new", "new_columns"), ("no longer there", "lost_columns")):
            if found[key]:
                lines += ["", f"Columns of {name} that are {words}: {', '.join(found[key])}."]
    differing = [
        f"- {name}: {before['made_by'].get(name)} → {value}"
        for name, value in facts["made_by"].items()
        if before["made_by"].get(name) != value
    ]
    lines += ["", "What made the data:", "", *differing] if differing else ["", "The same versions made both."]
    if before["filters"] != facts["filters"]:
        lines += ["", "The filters are others than before: rows may come and go by that alone."]
    return "\n".join(lines) + "\n"
