"""The architecture in one sentence: `rules/` decides and cannot see the model. Held against the source."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import rules.reading

PROJECT = Path(__file__).parent.parent
RULES = sorted((PROJECT / "rules").rglob("*.py"))
COPILOT = sorted((PROJECT / "copilot").rglob("*.py"))

OUTSIDE_WORLD = {"socket", "ssl", "http", "urllib", "subprocess", "time", "random", "secrets", "asyncio", "threading"}
CLOCK = {"now", "today", "utcnow", "getenv", "environ"}
HEAVY = {
    "bm25s", "chromadb", "dbos", "gradio", "langchain", "langchain_core", "langchain_openai", "matplotlib", "numpy",
    "onnxruntime", "openai", "pandas", "pydantic_settings", "pypdf", "rapidocr", "scipy", "sklearn", "sqlalchemy",
}  # fmt: skip


def imported(path: Path) -> Iterator[str]:
    """Every module that the file imports, wherever in it, by its full name."""
    package = path.relative_to(PROJECT).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module) if part)
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def named(path: Path) -> str:
    return str(path.relative_to(PROJECT))


@pytest.mark.parametrize("path", RULES, ids=named)
def test_rules_import_the_standard_library_pydantic_and_yaml_and_nothing_else(path: Path) -> None:
    roots = {module.split(".")[0] for module in imported(path)}
    assert roots - set(sys.stdlib_module_names) - {"pydantic", "yaml", "rules"} == set()


@pytest.mark.parametrize("path", RULES, ids=named)
def test_rules_see_no_clock_no_network_and_no_environment(path: Path) -> None:
    roots = {module.split(".")[0] for module in imported(path)}
    assert roots & OUTSIDE_WORLD == set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert attributes & CLOCK == set()


@pytest.mark.parametrize("path", COPILOT, ids=named)
def test_nothing_but_the_front_ends_imports_a_front_end(path: Path) -> None:
    front_end = "cli" in path.parts or path.name == "__main__.py"
    modules = set(imported(path))
    if not front_end:
        assert {m for m in modules if m == "copilot.cli" or m.startswith("copilot.cli.")} == set()
        assert "ui" not in modules


def test_the_command_line_starts_without_anything_heavy() -> None:
    program = f"import sys, copilot.cli; print(sorted({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_pattern_of_the_reader_compiles() -> None:
    """They are compiled when first used, so that none is wrong until a note comes that needs it."""
    compiled = 0
    for module in pkgutil.walk_packages(rules.reading.__path__, "rules.reading."):
        for value in vars(importlib.import_module(module.name)).values():
            for pattern in value if isinstance(value, tuple) else (value,):
                if hasattr(pattern, "pattern") and hasattr(pattern, "fullmatch"):
                    pattern.fullmatch("")
                    compiled += 1
    assert compiled > 500
