"""`necessity retention`: the records whose time is over, and their deletion."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from copilot.cli.app import app
from copilot.cli.people import BY, opened

retention = typer.Typer(no_args_is_help=True, help="How long records are kept.")
app.add_typer(retention, name="retention")


@retention.command("list")
def list_past() -> None:
    """The periods, each with its source, and the cases whose period is over, one id a line."""
    from copilot.retention import PERIODS, past

    with opened() as store:
        over = past(store)
    for period in PERIODS:
        line = (period.line or "any other line").replace("_", " ")
        print(f"{line}: {period.years} years ({period.source}; {period.mark})", file=sys.stderr)
    for case_id in over:
        print(case_id)
    print(f"{len(over)} cases are past their period; nothing is deleted on its own.", file=sys.stderr)


@retention.command("delete")
def delete_past(case_id: Annotated[str, typer.Argument(help="A case whose period is over.")]) -> None:
    """Delete a case and everything of it; that it was deleted stays on record. Copies made before still hold it."""
    from copilot.retention import delete

    with opened() as store:
        delete(store, case_id, by=BY)
    print(f"{case_id} is deleted.", file=sys.stderr)
