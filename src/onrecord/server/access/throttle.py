"""How often one may try to log in: a window for each name and for each address, in this process's memory."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

WINDOW_S = 300.0
MOST_FOR_NAME = 5  # failures within the window
MOST_FOR_ADDRESS = 30  # a newsroom may share one address
MOST_KEPT = 10_000  # names and addresses; the longest unused are forgotten first


class Throttle:
    """Counts failures. `clock` gives seconds that only grow."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: OrderedDict[tuple[str, str], deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait_s(self, name: str, address: str) -> int:
        """Seconds until this name may be tried again from this address, 0 for at once."""
        with self._lock:
            return max(self._wait(key, most) for key, most in _keys(name, address))

    def failed(self, name: str, address: str) -> None:
        """Count a failure."""
        with self._lock:
            for key, most in _keys(name, address):
                held = self._failures.setdefault(key, deque(maxlen=most))
                held.append(self._clock())
                self._failures.move_to_end(key)
            while len(self._failures) > MOST_KEPT:
                self._failures.popitem(last=False)

    def succeeded(self, name: str, address: str) -> None:
        """Forget the failures of a name whose owner has shown to know the password."""
        with self._lock:
            self._failures.pop(_keys(name, address)[0][0], None)

    def _wait(self, key: tuple[str, str], most: int) -> int:
        held = self._failures.get(key, deque())
        while held and self._clock() - held[0] >= WINDOW_S:
            held.popleft()
        return math.ceil(WINDOW_S - (self._clock() - held[0])) if len(held) >= most else 0


def _keys(name: str, address: str) -> tuple[tuple[tuple[str, str], int], ...]:
    """A name is locked for one address alone: nobody can lock a colleague out from elsewhere."""
    return ((name.casefold()[:64], address), MOST_FOR_NAME), (("", address), MOST_FOR_ADDRESS)
