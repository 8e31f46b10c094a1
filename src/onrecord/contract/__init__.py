"""The contract with everything downstream: one JSON object per document, its schema, and the check of any output."""

from onrecord.contract.shape import SCHEMA, failure_to_json, item_to_json, to_json, to_line
from onrecord.contract.validate import Problem, check_lines, load_schema

__all__ = [
    "SCHEMA",
    "Problem",
    "check_lines",
    "failure_to_json",
    "item_to_json",
    "load_schema",
    "to_json",
    "to_line",
]
