"""Run the benchmarks: all of them, those named, or with --quick without the sizes that take minutes.

    python -m tests.bench [--quick] [commands] [reading] [search] [batches]

The table goes to standard output at the end, what was measured meanwhile to standard error; a chart of growth goes to
build/bench-growth.svg, and with --state also to docs/growth.svg, which the README shows.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

from tests.bench import batches, commands, reading, search
from tests.bench.table import Row, printed

PARTS = {"commands": commands.rows, "reading": reading.rows, "search": search.rows, "batches": batches.rows}
SHOWN = Path("docs/growth.svg")


def main(given: list[str]) -> None:
    named = [PARTS[name] for name in given if name in PARTS] or PARTS.values()
    rows: list[Row] = []
    try:
        for part in named:
            for row in part("--quick" in given):
                rows.append(row)
                print(f"{time.strftime('%H:%M:%S')}  {row.measure}", file=sys.stderr, flush=True)
    finally:
        print(f"load of this machine while it ran: {os.getloadavg()[1]:.1f} on {os.cpu_count()} cores\n")
        print(printed(rows))
    if "--state" in given:
        shutil.copyfile(batches.CHART, SHOWN)


if __name__ == "__main__":
    main(sys.argv[1:])
