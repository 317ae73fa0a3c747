"""How fast courses come in and are listed: a file of 10,000 with 20,000 runs, three rows broken.

python -m tests.bench.courses [courses]      default 10000
"""

import os
import random
import sys
import tempfile
from http.client import HTTPConnection
from pathlib import Path

from tests.bench.events import ask, command
from tests.bench.figures import Figures, p50, report
from tests.bench.visitors import PORT, run_step, served

PAGES = 200
FUNDING = ("azav", "education_voucher", "educational_leave", "employee_training")


def main(count="10000"):
    figures = Figures()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["BENCH_DIR"] = folder
        file = Path(folder) / "courses.csv"
        run("prepare", str(file), count)
        imports(figures, file)
        print(f"{run('rebuild').strip()} runs", flush=True)
        with served({min(os.sched_getaffinity(0))}):
            lists(figures)
    return figures.missed


def run(step, *arguments):
    return run_step("course_steps", step, *arguments)


def imports(figures, file):
    """The file, and the same once more; seconds and the memory of the process."""
    for label, seconds in (("10,000 courses", 120), ("again, unchanged", 15)):
        taken, memory, said = command("import_courses", str(file), "--organisation", "vhs")
        print(said.splitlines()[-1])
        figures.at_most(f"import of {label}, s", taken, seconds)
        figures.at_most(f"import of {label}, resident MB", memory, 250)


def lists(figures):
    """Pages of the list with a filter drawn at random, and without."""
    connection, chance = HTTPConnection("127.0.0.1", PORT, timeout=60), random.Random(3)
    kinds = {
        "all": lambda: f"?page={chance.randrange(1, 40)}",
        "by funding": lambda: f"?funding={chance.choice(FUNDING)}",
        "by word": lambda: f"?q={chance.choice(('Excel', 'Lager', 'Recht', 'Python'))}",
    }
    for kind, draw in kinds.items():
        times = []
        for number in range(PAGES + 50):
            answer = ask(connection, f"/weiterbildung/{draw()}")
            assert answer[1] == 200, answer
            if number >= 50:
                times.append(answer[0])
        report(f"list of courses, {kind}", times)
        figures.at_most(f"list of courses, {kind}: p50, ms", p50(times), 30)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
