"""`necessity letter`: a draft on the screen or in a file, and a plain line where there is none."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pypdf import PdfReader

from copilot.cli import main
from copilot.letters import docx
from copilot.letters.page import DRAFT
from tests.founding import CASE
from tests.test_library import Hashed


class Told(NamedTuple):
    status: int
    out: str
    err: str


@pytest.fixture
def necessity(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Any:
    """Runs the command in this process, with an embedding that costs nothing."""
    monkeypatch.setattr("copilot.library.configured", lambda settings: Hashed())
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> Told:
        monkeypatch.setattr(sys, "argv", ["necessity", *words])
        try:
            main()
            status = 0
        except SystemExit as done:
            status = int(done.code or 0)
        told = capsys.readouterr()
        return Told(status, told.out, told.err)

    return run


def case_file(**plan: Any) -> str:
    data = CASE.model_dump(mode="json")
    data["plan"] |= plan
    Path("case.json").write_text(json.dumps(data), encoding="utf-8")
    return "case.json"


def test_it_prints_the_founding_denial_as_a_draft_and_says_what_signing_waits_for(necessity: Any) -> None:
    told = necessity("letter", case_file())
    assert told.status == 0
    assert told.out.startswith(f"**{DRAFT}")
    assert "# We did not approve your request" in told.out
    assert "“0 pain relief currently”" in told.out
    assert "blocks signing: plan.funding is unknown" in told.err
    assert "stands in no source" not in told.err


def test_it_writes_word_and_pdf_for_the_audience_asked(necessity: Any) -> None:
    case = case_file(funding="insured")
    told = necessity("letter", case, "--out", "letter.docx", "--audience", "provider")
    assert (told.status, told.out) == (0, "")
    page = docx.read(Path("letter.docx").read_bytes())
    assert page.title == "Notice of an adverse determination"
    assert page.marked(DRAFT)
    assert necessity("letter", case, "--out", "letter.pdf").status == 0
    assert all("DRAFT" in page.extract_text() for page in PdfReader("letter.pdf").pages)
    assert necessity("letter", case, "--out", "letter.md").status == 0
    assert Path("letter.md").read_text(encoding="utf-8").startswith("**DRAFT")
    assert Path("letter.md").stat().st_mode & 0o777 == 0o600
    assert sorted(p.name for p in Path().glob("*letter*")) == ["letter.docx", "letter.md", "letter.pdf"]


def test_a_denial_under_original_medicare_is_not_drawn_and_the_reason_is_said(necessity: Any) -> None:
    cases = (Path(__file__).parent / "labelled" / "cases" / "cms_sij.jsonl").read_text(encoding="utf-8").splitlines()
    denied = (line for line in cases if '"id": "cms-03"' in line)
    Path("case.json").write_text(next(denied), encoding="utf-8")
    told = necessity("letter", "case.json", "--out", "letter.pdf")
    assert (told.status, told.out) == (1, "")
    assert "no letter is drawn: Original Medicare" in told.err
    assert not Path("letter.pdf").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["letter", "case.json", "--out", "letter.txt"], "name it .docx, .pdf or .md"),
        (["letter", "nothing.json"], "nothing.json"),
        (["letter", "two.jsonl"], "it holds 2 cases"),
        (["letter", "case.json", "--out", "nowhere/letter.pdf"], "cannot be written"),
    ],
)
def test_what_cannot_be_used_gets_one_line(necessity: Any, words: list[str], says: str) -> None:
    case_file()
    line = json.dumps(CASE.model_dump(mode="json"))
    Path("two.jsonl").write_text(f"{line}\n{line}\n", encoding="utf-8")
    told = necessity(*words)
    assert told.status == 2
    assert says in told.err
    assert "Traceback" not in told.err
    assert told.out == ""


def test_a_plans_own_data_is_used(necessity: Any, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "plan.yaml").write_text("name: Harborlight Health\naddress: 1 Quay, Dayton, OH 45402\n")
    told = necessity("letter", case_file(funding="self_funded"))
    assert "Harborlight Health" in told.out
    assert "EXAMPLE" not in told.out
    assert "blocks signing: paragraph" in told.err
    assert "to be filled in: appeals_phone in the plan's data" in told.err
