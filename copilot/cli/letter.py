"""`necessity letter`: the draft letter of a case."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from copilot.cli.app import app
from copilot.problem import Problem

if TYPE_CHECKING:
    from copilot.case import Case

SUFFIXES = (".docx", ".pdf", ".md")


class To(StrEnum):
    member = "member"
    provider = "provider"


@app.command()
def letter(
    case: Annotated[Path, typer.Argument(help="A case (.json, .yaml, or JSON Lines with one).")],
    out: Annotated[
        Path | None, typer.Option(help="Write it here: .docx, .pdf or .md; default: print Markdown.")
    ] = None,
    audience: Annotated[To, typer.Option(help="To whom it goes.")] = To.member,
) -> None:
    """Draw the draft letter of a case: approval, request for information, or adverse determination.

    It is drawn from the rules' verdicts and the record; no model takes part. Until a person signs, each page says that
    it is a draft. What blocks signing is told on standard error; a letter that says something untraceable is not drawn.
    """
    from copilot import settings
    from copilot.letter import NotDrawn, draw
    from copilot.notices import plan_data
    from copilot.verifier import sources, verify

    if out is not None and out.suffix.lower() not in SUFFIXES:
        raise Problem(f"--out {out}: name it .docx, .pdf or .md")
    in_force = settings.load()
    given = _one(case)
    review = _reviewed(given, in_force)
    plan = plan_data(in_force.data_dir)
    try:
        drawn = draw(given, review, plan, audience.value, folder=in_force.data_dir)
    except NotDrawn as reason:
        _tell(f"no letter is drawn: {reason}")
        raise typer.Exit(1) from None
    held = sources(given, review, plan, drawn.letter.kind, audience.value, folder=in_force.data_dir)
    findings = verify(drawn.docx, held)
    for note in drawn.letter.notes:
        _tell(note)
    for finding in findings:
        _tell(f"blocks signing: {finding}")
    if any(finding.what == "untraced" for finding in findings):
        _tell("no letter is drawn: it would say what nobody can trace")
        raise typer.Exit(1)
    if out is None:
        print(drawn.letter.markdown, end="")
    else:
        forms = {".docx": drawn.docx, ".pdf": drawn.pdf, ".md": drawn.letter.markdown.encode()}
        _write(out, forms[out.suffix.lower()])
        _tell(f"wrote {out}")


def _one(path: Path) -> Case:
    from copilot.cli.reading import shown
    from copilot.load import load

    with shown():
        cases = list(load(path))
    if len(cases) != 1:
        raise Problem(f"{path}: it holds {len(cases)} cases, and a letter is about one. Give a file with one case")
    return cases[0]


def _reviewed(case: Case, in_force: Any) -> Any:
    from copilot.reviewing import review

    return review(case, settings=in_force)


def _write(out: Path, content: bytes) -> None:
    """Whole or not at all, and readable by this user alone."""
    import os
    import tempfile

    try:
        handle, name = tempfile.mkstemp(dir=out.parent, prefix=".letter-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.replace(name, out)
        except BaseException:
            os.unlink(name)
            raise
    except OSError as error:
        raise Problem(f"--out {out}: it cannot be written ({error.strerror})") from None


def _tell(line: str) -> None:
    print(f"necessity: {line}", file=sys.stderr)
