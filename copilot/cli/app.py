"""The command `necessity`. Command modules register here; heavy imports stay inside the commands."""

from __future__ import annotations

import sys

import typer

from copilot.problem import Problem

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Medical-necessity review: a model drafts, the rules decide, a person signs.",
)


def main() -> None:
    """Run the command line. Exit 2 with one line on standard error where the input cannot be used."""
    try:
        app()
    except Problem as problem:
        print(f"necessity: {problem}", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
