"""Limits of computing time that a machine in a slow hour can keep."""

import gc
import time
from contextlib import contextmanager

NUMBERS, USUAL = 300_000, 0.012  # so many are added up in so many seconds on a usual machine


@contextmanager
def within(seconds):
    """Fails when what is done takes longer than it might on a usual machine."""
    gc.freeze()  # what other tests left is not searched for garbage on this one's account
    before, started = slowness(), time.process_time()
    try:
        yield
    finally:
        gc.unfreeze()
    spent = time.process_time() - started
    factor = max(before, slowness())
    assert spent <= seconds * factor, f"{spent:.2f} s on a machine {factor:.1f} times as slow"


def slowness():
    """How many times as long as a usual machine this one takes just now; at least 1."""
    started, total = time.process_time(), 0
    for number in range(NUMBERS):
        total += number
    return max(1, (time.process_time() - started) / USUAL)
