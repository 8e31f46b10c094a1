"""Parquet, for data frames and DuckDB: lists are lists, nothing known is null. Needs the extra `parquet`."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from onrecord.export.ledger.asked import Asked, Written
from onrecord.export.ledger.columns import COLUMNS, Column
from onrecord.export.ledger.extra import needed

if TYPE_CHECKING:
    import pyarrow

ROWS_A_GROUP = 10_000


def write(asked: Asked, stream: BinaryIO) -> Written:
    """A row a claim or, if that is asked for, an incident; columns have their description as metadata.

    Raises OnrecordError `no_extra` where pyarrow is not installed.
    """
    pa, pq = needed("pyarrow", "parquet"), needed("pyarrow.parquet", "parquet")
    rows, records = asked.records("claims")
    columns = COLUMNS[rows]
    schema = pa.schema([_field(pa, column) for column in columns])
    count = 0
    with pq.ParquetWriter(stream, schema, compression="zstd") as writer:
        while chunk := list(islice(records, ROWS_A_GROUP)):
            values = [
                pa.array([_value(c, r) for r in chunk], type=f.type) for c, f in zip(columns, schema, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(values, schema=schema))
            count += len(chunk)
    return Written({rows: count})


def _field(pa: Any, column: Column) -> pyarrow.Field:
    types = {"text": pa.string(), "texts": pa.list_(pa.string()), "whole": pa.int64(), "number": pa.float64()}
    return pa.field(column.name, types[column.kind], metadata={"description": column.description})


def _value(column: Column, record: dict[str, Any]) -> Any:
    """In a list, a member that is not known is null as well."""
    value = column.value(record)
    return [word or None for word in value] if isinstance(value, list) else value
