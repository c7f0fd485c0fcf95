"""`necessity doctor` and `necessity sent`."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from copilot.cli.app import app


@app.command()
def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False) -> None:
    """What is wrong with this installation, and how to mend it. Exit 1 where something is."""
    from rich.console import Console
    from rich.markup import escape

    from copilot.doctor import examine, told
    from copilot.settings import load

    checks = []
    console = Console(highlight=False, soft_wrap=True)
    for check in examine(load()):
        checks.append(check)
        if not as_json:
            sign = {True: "[green]✓[/]", False: "[red]✗[/]", None: "[yellow]•[/]"}[check.fine]
            console.print(f"{sign} [bold]{check.what}[/]: {escape(check.found)}")
            if check.mend:
                console.print(f"    → {escape(check.mend)}")
    if as_json:
        print(json.dumps(told(checks), ensure_ascii=False))
    if any(check.fine is False for check in checks):
        raise typer.Exit(1)


@app.command()
def sent(sha256: Annotated[str, typer.Argument(help="A review's receipt.prompt_sha256.")]) -> None:
    """The text that a review sent to the model, word for word."""
    from copilot.model import what_was_sent
    from copilot.settings import load

    print(what_was_sent(load(), sha256).text)
