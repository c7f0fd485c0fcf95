"""What the reviewers' page looks like: templates, style, and the server that hands them out. Nothing here decides."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@cache
def _templates() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["words"] = lambda name: str(name or "").replace("_", " ")
    return environment


def render(name: str, **values: Any) -> str:
    """A template filled in; every value is escaped."""
    return str(_templates().get_template(f"{name}.html").render(**values))


@cache
def asset(name: str) -> str:
    """A file of `static`, as text."""
    return (FOLDER / "static" / name).read_text(encoding="utf-8")
