"""How long it takes to find the desk of a request among 2,000 rules; needs no database.

python -m tests.bench.routing
"""

import random
import sys
import time
from datetime import date

from advisory.eligibility import Span
from advisory.routing import Case, Desk, Rule, decide
from tests.bench.figures import Figures, p50, p95, report, seconds_of_a_loop

COUNT, DESKS, TIMES = 2000, 200, 200
TODAY = date(2026, 11, 30)
SUBJECTS = [f"subject-{number}" for number in range(50)]
COUNTIES = [f"066{number:02}" for number in range(11, 37)]


def rule(draw, key):
    return Rule(
        key=key,
        desk=draw.randint(1, DESKS),
        subjects=frozenset(draw.sample(SUBJECTS, draw.choice([1, 3, 8]))),
        territory=tuple(draw.sample(COUNTIES, draw.choice([1, 2, 6]))),
        industries=frozenset(draw.choice(["", "", "CF"])),
        employees=Span(None, draw.choice([None, None, 49, 249])),
        age=Span(None, draw.choice([None, None, 4])),
        languages=frozenset(draw.choice([(), (), ("en",)])),
    )


def measure(figures):
    draw = random.Random(7)
    rules = [rule(draw, key) for key in range(COUNT)]
    desks = [Desk(key=key, open_requests=key % 20, most=20) for key in range(1, DESKS + 1)]
    times = []
    for _ in range(TIMES):
        case = Case(
            subjects=(draw.choice(SUBJECTS), draw.choice(SUBJECTS)),
            places=(f"{draw.choice(COUNTIES)}001",),
            employees=Span(10, 49),
            industry="C",
            language="de",
        )
        began = time.perf_counter()
        decide(case, rules, desks, fallback=1, today=TODAY)
        times.append((time.perf_counter() - began) * 1000)
    report(f"one request against {COUNT} rules", times)
    figures.at_most("routing of a request, p50 in ms", p50(times), 5)
    figures.at_most("routing of a request, p95 in ms", p95(times), 10)
    share = p50(times) / 1000 / seconds_of_a_loop()
    print(f"that is {share:.4f} of ten million additions on this machine at this moment")


def main():
    figures = Figures()
    measure(figures)
    return figures.missed


if __name__ == "__main__":
    sys.exit(main())
