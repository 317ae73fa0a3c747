"""How long the report over 100,000 requests takes, as a page and as a table; and the public page.

python -m tests.bench.requests [requests]      default 100000
"""

import json
import os
import sys
import tempfile

from tests.bench.figures import Figures
from tests.bench.visitors import run_step


def main(count="100000"):
    figures = Figures()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["BENCH_DIR"] = folder
        run_step("request_steps", "prepare", count)
        found = json.loads(run_step("request_steps", "measure").splitlines()[-1])
    print(f"ten million additions: {found.pop('loop'):.2f} s, {found.pop('rows')} rows")
    for label, seconds in found.items():
        figures.at_most(f"{label} over {count} requests, s", seconds, 2)
    return figures.missed


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
