"""Rows of claims as they stand in the ledger: read, put, changed. Called within a transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.model.decision import Standing
from onrecord.store.facets import forget_claims, index_claims
from onrecord.store.rows import COLUMNS, PARTS, ClaimRows, Row

PRIMARY_KEYS = {"parties": "role, ordinal", "sources": "chain, ordinal", "places": "ordinal", "quantities": "ordinal"}


@dataclass(frozen=True, slots=True)
class StoredClaim:
    """A claim's row with all that hangs on it."""

    rowid: int
    current: bool
    standing: Standing
    rows: ClaimRows


def stored_claims(connection: sqlite3.Connection, document: int) -> dict[str, StoredClaim]:
    """The claims of a row of `documents` by key, in the order in which they were written."""
    names = ", ".join(f'"{name}"' for name in COLUMNS["claims"])
    found = connection.execute(
        f"SELECT rowid, current, standing, {names} FROM claims WHERE document = ? ORDER BY rowid", (document,)
    ).fetchall()
    out = {}
    for row in found:
        rowid, current, standing, *values = row
        parts = {table: _part(connection, table, rowid) for table in PARTS}
        out[row["key"]] = StoredClaim(rowid, bool(current), standing, ClaimRows(tuple(values), parts))
    return out


def put_claim(
    connection: sqlite3.Connection, document: int, rows: ClaimRows, *, vector: bytes | None, standing: Standing
) -> int:
    """Write a claim with all that hangs on it, but for the index; its rowid."""
    columns = ("document", "current", "standing", "vector", *COLUMNS["claims"])
    values = (document, int(standing != "rejected"), standing, vector, *rows.claim)
    rowid = insert(connection, "claims", columns, values)
    _put_parts(connection, rowid, rows)
    return rowid


def change_claim(connection: sqlite3.Connection, claim: StoredClaim, rows: ClaimRows, standing: Standing) -> None:
    """Give a claim other values and another standing. Its incident, and any it leaves, is to be counted again."""
    current = int(standing != "rejected")
    if rows == claim.rows:
        connection.execute(
            "UPDATE claims SET standing = ?, current = ? WHERE rowid = ?", (standing, current, claim.rowid)
        )
        return
    forget_claims(connection, [claim.rowid])
    named = ", ".join(f'"{name}" = ?' for name in (*COLUMNS["claims"], "standing", "current"))
    connection.execute(f"UPDATE claims SET {named} WHERE rowid = ?", (*rows.claim, standing, current, claim.rowid))
    for table in PARTS:
        connection.execute(f"DELETE FROM {table} WHERE claim = ?", (claim.rowid,))
    _put_parts(connection, claim.rowid, rows)
    index_claims(connection, [claim.rowid])


def insert(connection: sqlite3.Connection, table: str, columns: Sequence[str], row: Row) -> int:
    """Insert a row and give its rowid."""
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join("?" * len(columns))
    return connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", row).lastrowid or 0


def _put_parts(connection: sqlite3.Connection, rowid: int, rows: ClaimRows) -> None:
    for table in PARTS:
        for part in rows.parts[table]:
            insert(connection, table, ("claim", *COLUMNS[table]), (rowid, *part))


def _part(connection: sqlite3.Connection, table: str, claim: int) -> list[Row]:
    names = ", ".join(COLUMNS[table])
    query = f"SELECT {names} FROM {table} WHERE claim = ? ORDER BY {PRIMARY_KEYS[table]}"
    return [tuple(row) for row in connection.execute(query, (claim,))]
