"""`necessity` and `python -m copilot`: one file for each group of commands, none of which decides anything."""

from __future__ import annotations

from copilot.cli import (  # noqa: F401 - each registers its commands
    audit,
    batch,
    doctor,
    evaluate,
    fhir,
    guidelines,
    impact,
    letter,
    people,
    policies,
    retention,
    review,
    serve,
)
from copilot.cli.app import main

__all__ = ["main"]
