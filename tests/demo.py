"""`make demo`: the founding case with a very small local model as its drafter, draft beside review."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.markdown import Markdown
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from copilot import reviewing, settings
from copilot.load import load
from copilot.model import Budget, Endpoint
from copilot.review import Review
from tests.smollm import NAME, serving

CASE = Path(__file__).parent.parent / "examples" / "founding-case.json"


def main() -> None:
    console = Console(width=110) if not sys.stdout.isatty() else Console()
    case = next(iter(load(CASE)))
    with TemporaryDirectory() as folder, serving() as url:
        console.print(f"The founding case, drafted by {NAME} at {url}. A minute or two on two cores.", style="dim")
        model = Endpoint(NAME, url, longest=120)
        started = time.monotonic()
        review = reviewing.review(case, settings=settings.load(data_dir=Path(folder)), model=model,
                                  budget=Budget(seconds=400, tokens_out=900))  # fmt: skip
        console.print(f"{time.monotonic() - started:.0f} seconds", style="dim")
    show(console, review)


def show(console: Console, review: Review) -> None:
    """Draft and review side by side, then what was overridden and why."""
    beside = Table.grid(expand=True, padding=(0, 1))
    beside.add_column(ratio=1)
    beside.add_column(ratio=1)
    drafted = review.draft.text or review.draft.notice or ""
    head = review.narrative.split("\n## ")[0:2]
    beside.add_row(
        Panel(
            escape(f"recommends: {review.draft.recommendation}\n\n{drafted}"),
            title=f"Draft ({review.draft.model})",
            border_style="red",
        ),
        Panel(Markdown("\n## ".join(head)), title="Review", border_style="green"),
    )
    console.print(beside)
    table = Table(title="What the rules overrode, and why", show_lines=True, expand=True)
    for column in ("where", "drafted", "ruled", "why"):
        table.add_column(column, overflow="fold")
    for o in review.overrides:
        table.add_row(escape(o.where), escape(o.drafted or "left out"), escape(o.ruled or "dropped"), escape(o.why))
    console.print(table)


if __name__ == "__main__":
    main()
