"""`necessity` and `python -m copilot`: one file for each group of commands, none of which decides anything."""

from __future__ import annotations

from copilot.cli import audit, fhir, guidelines, letter, people, policies, review  # noqa: F401 - each registers its commands
from copilot.cli.app import main

__all__ = ["main"]
