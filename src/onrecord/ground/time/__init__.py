"""Time: TIMEX3 values for time expressions, and a claim's time as value, first and last day, and precision."""

from onrecord.ground.time.claim import PRECISIONS, claim_time
from onrecord.ground.time.extent import mend
from onrecord.ground.time.resolve import resolve_times

__all__ = ["PRECISIONS", "claim_time", "mend", "resolve_times"]
