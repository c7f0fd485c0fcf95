"""Run the benchmarks: all of them, or with --quick without the sizes that take minutes.

The table goes to standard output as it fills; a chart of growth goes to build/bench-growth.svg.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator

from tests.bench import batches, commands, reading, search
from tests.bench.table import Row, printed


def main(quick: bool) -> None:
    parts: list[Callable[[bool], Iterator[Row]]] = [
        commands.rows, reading.rows, search.rows, batches.rows,
    ]  # fmt: skip
    rows: list[Row] = []
    for part in parts:
        for row in part(quick):
            rows.append(row)
            print(f"{time.strftime('%H:%M:%S')}  {row.measure}", file=sys.stderr, flush=True)
    print(f"load of this machine while it ran: {os.getloadavg()[1]:.1f} on {os.cpu_count()} cores\n")
    print(printed(rows))


if __name__ == "__main__":
    main("--quick" in sys.argv)
