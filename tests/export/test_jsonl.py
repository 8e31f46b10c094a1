"""Lines as they come."""

import io

from builders import harbour
from onrecord.contract import check_lines
from onrecord.export.jsonl import JsonlWriter
from onrecord.model.document import Failure


def test_readings_and_failures_are_lines_in_order_and_meet_the_contract() -> None:
    stream = io.BytesIO()
    writer = JsonlWriter(stream)
    writer.write(harbour())
    writer.write(Failure("b", "empty", "b is empty", "Give another"))
    writer.finish()
    lines = stream.getvalue().splitlines()
    assert [b'"error"' in line for line in lines] == [False, True]
    assert list(check_lines(lines)) == []
