"""Texts of instructions to the model, one file each. Fixed within a version, so providers can cache them."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def read(name: str) -> str:
    """The instructions `name`, without surrounding blank lines."""
    return (Path(__file__).parent / f"{name}.md").read_text(encoding="utf-8").strip()
