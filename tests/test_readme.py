"""What the README says can be typed: its commands parse, its files exist, its generated parts are fresh."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import click
import pytest
import typer

from copilot.cli.app import app
from copilot.settings import Settings

PROJECT = Path(__file__).parent.parent
README = (PROJECT / "README.md").read_text(encoding="utf-8")
SHELL = re.findall(r"```sh\n(.*?)```", README, re.S)
PLAIN = re.sub(r"```.*?```", "", README, flags=re.S)
LINKS = re.findall(r"\]\(([^)#]+)\)", PLAIN)  # pictures too
CODE = re.findall(r"`([^`]+)`", PLAIN)
TREE = re.search(r"## Where things are\n\n```text\n(.*?)```", README, re.S)
# Files that the reader brings, or that a command writes.
OWN = re.compile(r"[A-Z_]+(\.\w+)?$")
WRITTEN = {"report.html", "letters/plan.yaml", ".env"}

LINES = [shlex.split(line, comments=True) for block in SHELL for line in block.splitlines() if line.strip()]
SPOKEN = [shlex.split(code) for code in CODE if code.split()[0] in ("necessity", "make") and len(code.split()) > 1]
COMMANDS = [*LINES, *SPOKEN]


def parse(arguments: list[str]) -> None:
    """Let the program parse a command without running it. Raises click's error where it would refuse it."""
    command, context = typer.main.get_command(app), None
    name = "necessity"
    while hasattr(command, "commands") and arguments != ["--help"]:
        context = click.Context(command, info_name=name, parent=context)
        name, command, arguments = command.resolve_command(context, arguments)
        assert command is not None, f"there is no command {name}"
    if arguments != ["--help"]:
        command.make_context(name, list(arguments), parent=context)


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.M))


def settings_names() -> Iterator[str]:
    for name, field in Settings.model_fields.items():
        yield str(field.validation_alias) if field.validation_alias else f"NECESSITY_{name.upper()}"


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_command_in_the_readme_is_one_the_program_takes(words: list[str]) -> None:
    match words:
        case ["make", target]:
            assert target in targets()
        case ["necessity", *arguments]:
            parse(arguments)
        case ["export", assignment]:
            assert assignment.partition("=")[0] in set(settings_names())
        case ["python", script]:
            assert (PROJECT / script).is_file()
        case [".venv/bin/uv", *_, "-r", lock]:
            assert (PROJECT / lock).is_file()
        case _:
            pytest.fail(f"no test knows this command: {' '.join(words)}")


def test_every_target_of_the_makefile_that_a_person_calls_is_in_the_readme() -> None:
    told = {words[1] for words in COMMANDS if words[0] == "make"}
    assert targets() - told == {"lock", "clean"}


def test_every_file_the_readme_links_or_gives_to_a_command_exists() -> None:
    given = [word for words in COMMANDS for word in words if re.match(r"(examples|locks|tests)/", word)]
    assert [name for name in (*LINKS, *given) if not (PROJECT / name).exists()] == []


def test_every_path_the_readme_names_exists() -> None:
    named = [code for code in CODE if re.fullmatch(r"[\w./-]+\.(md|py|json|jsonl|yaml|html|txt)|[\w/-]+/", code)]
    unknown = [n for n in named if n not in WRITTEN and not OWN.match(Path(n).name) and not (PROJECT / n).exists()]
    assert unknown == []


def test_the_tree_names_what_is_there() -> None:
    """Indented entries stand in the folder above them; two folders may share a line."""
    assert TREE
    folder, missing = Path(), []
    for line in TREE.group(1).splitlines():
        names = re.match(r" *(\S+(?:  \S+/)*)", line)
        assert names
        for name in names.group(1).split():
            path = (folder if line.startswith(" ") else Path()) / name
            missing += [] if (PROJECT / path).exists() else [str(path)]
        if not line.startswith(" "):
            folder = Path(names.group(1))
    assert missing == []


def test_every_setting_the_readme_names_is_a_setting() -> None:
    named = {code for code in CODE if re.fullmatch(r"(NECESSITY|OPENAI)_[A-Z_]+", code)}
    assert named <= set(settings_names())


def test_the_generated_parts_of_the_readme_are_what_the_program_prints_now() -> None:
    assert docs().readme() == README


def docs() -> ModuleType:
    """scripts/docs as a module; it has no suffix, being a command."""
    loader = importlib.machinery.SourceFileLoader("docs", str(PROJECT / "scripts" / "docs"))
    spec = importlib.util.spec_from_loader("docs", loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module
