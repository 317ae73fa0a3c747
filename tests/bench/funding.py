"""How long the funding check takes over 1,000 programmes; needs no database.

python -m tests.bench.funding
"""

import random
import sys
import time
from dataclasses import dataclass
from datetime import date, timedelta

from advisory.eligibility import Company, Conditions, Outcome, Span, evaluate, in_order
from tests.bench.figures import Figures, p50, report

COUNT, TIMES = 1000, 50
TODAY = date(2026, 11, 28)
PURPOSES = ["start", "invest", "digital", "energy", "training", "staff", "market", "advice"]
COMPANY = Company(
    purpose="digital",
    places=("06611000",),
    employees=Span(10, 49),
    age=Span(2, 4),
    industry="C",
    legal_form="gmbh",
)


@dataclass(frozen=True, slots=True)
class Judged:
    title: str
    outcome: Outcome


def conditions(draw):
    return Conditions(
        purposes=frozenset(draw.sample(PURPOSES, 2)),
        territory=draw.choice([(), ("06",), ("06633", "06611"), ("09",)]),
        employees=Span(None, draw.choice([None, 49, 249, 499])),
        age=Span(draw.choice([None, 0, 2]), draw.choice([None, 4, 6])),
        industries=frozenset(draw.choice(["", "CF", "AB"])),
        legal_forms=frozenset(draw.choice([(), ("gmbh", "ug")])),
        further=draw.choice([(), ("You are brave.",)]),
        cut_offs=draw.choice([(), tuple(TODAY + timedelta(days=d) for d in (-30, 60, 150))]),
    )


def check(programmes):
    return in_order(
        Judged(title, evaluate(each, COMPANY, today=TODAY)) for title, each in programmes
    )


def measure(figures):
    draw = random.Random(7)
    programmes = [(f"Programm {number}", conditions(draw)) for number in range(COUNT)]
    check(programmes)
    times = []
    for _ in range(TIMES):
        began = time.perf_counter()
        check(programmes)
        times.append((time.perf_counter() - began) * 1000)
    report(f"funding check over {COUNT} programmes", times)
    figures.at_most("funding check, p50 in ms", p50(times), 20)


def main():
    figures = Figures()
    measure(figures)
    return figures.missed


if __name__ == "__main__":
    sys.exit(main())
