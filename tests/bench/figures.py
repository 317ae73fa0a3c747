"""Figures beside their targets."""

import statistics
import time


class Figures:
    """Prints each figure beside its target and counts those that miss it."""

    missed = 0

    def at_most(self, label, figure, target):
        self._say(label, figure, "<=", target, figure <= target)

    def at_least(self, label, figure, target):
        self._say(label, figure, ">=", target, figure >= target)

    def _say(self, label, figure, sign, target, reached):
        self.missed += not reached
        verdict = "reached" if reached else "MISSED"
        print(f"{label}: {figure:.2f} (wanted {sign} {target}) {verdict}", flush=True)


def p50(times):
    return statistics.median(times)


def p95(times):
    return sorted(times)[int(len(times) * 0.95)]


def report(label, times):
    print(
        f"{label}: p50 {p50(times):.1f} ms, p95 {p95(times):.1f} ms ({len(times)} questions)",
        flush=True,
    )


def seconds_of_a_loop():
    """How fast the machine is at this moment: ten million additions."""
    started, total = time.perf_counter(), 0
    for number in range(10_000_000):
        total += number
    return time.perf_counter() - started
