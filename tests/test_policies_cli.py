"""`necessity policies`, as a person at the command line meets it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from copilot import policies
from copilot.cli import app as _registered  # noqa: F401 - importing the package registers the commands
from copilot.cli.app import app
from copilot.problem import Problem
from copilot.settings import load
from rules import check
from rules.pack import SHIPPED, parse
from rules.select import select
from tests.rulebook import asked
from tests.test_check import CASES, PACK

GUIDELINE = """---
id: plan-sij
title: A plan's own SIJ policy
publisher: A plan
licence: the plan's own
status: unverified-summary
---

## Repeat {#repeat}

A repeat asks for relief of at least 60 percent.
"""


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit status, standard output and error of `necessity policies ...`."""
    try:
        status = app(["policies", *arguments], standalone_mode=False) or 0
    except SystemExit as stop:
        status = int(stop.code or 0)
    out = capsys.readouterr()
    return int(status), " ".join(out.out.split()), out.err


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A plan's own pack with its cases, and the guideline text it quotes in the library."""
    folder = Path(os.environ["NECESSITY_DATA_DIR"]) / "guidelines"
    folder.mkdir(parents=True)
    (folder / "plan-sij.md").write_text(GUIDELINE)
    file = tmp_path / "mine.yaml"
    file.write_text(PACK)
    file.with_name("mine.cases.yaml").write_text(CASES)
    return file


def test_list_names_every_pack_with_its_version_and_status(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "list")
    assert status == 0
    for name in ("aetna-cpb-0016-sij", "cms-lcd-sij", "sis-auc-sij"):
        assert name in out
    assert "unverified-summary, marks V2 S" in out
    assert "supporting, governs nothing" in out


def test_list_as_json_is_json_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "list", "--json")
    rows = json.loads(out)
    assert {row["id"] for row in rows if not row["governing"]} == {"sis-auc-sij"}


def test_show_reads_like_a_policy(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "show", "cms-lcd-sij")
    assert status == 0
    for words in (
        "therapeutic relief: at least 50 % for at least 3 months; or therapeutic function",
        "L39383: KY OH",
        "for at least 3 months",
        "[V2]",
        "For the reviewer to confirm",
    ):
        assert words in out


def test_show_takes_a_version_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "show", "aetna-cpb-0016-sij/2025-01-01")[0] == 0


def test_an_unknown_policy_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Problem, match="no such policy; the policies are aetna"):
        run(capsys, "show", "nonesuch")


def test_check_holds(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "check")
    assert (status, out.split(" hold:")[0]) == (0, "7 packs with 43 criteria")


def test_check_prints_what_fails_and_exits_1(capsys: pytest.CaptureFixture[str], own: Path) -> None:
    run(capsys, "add", str(own))
    text = Path(os.environ["NECESSITY_DATA_DIR"]) / "guidelines" / "plan-sij.md"
    text.write_text(GUIDELINE.replace("60", "65"))
    status, out, err = run(capsys, "check")
    assert status == 1
    assert "plan-sij/2025-01-01: prior-relief: the quote does not stand in plan-sij#repeat" in out
    assert "1 thing to mend." in err


def test_a_plans_own_pack_is_proved_taken_and_governs(capsys: pytest.CaptureFixture[str], own: Path) -> None:
    status, out, _ = run(capsys, "add", str(own))
    assert (status, out) == (0, "Added plan-sij/2025-01-01, 1 criterion, with its cases.")
    chosen = select(policies.packs(load()), asked(payer="Plan of Ohio"))
    assert chosen.pack
    assert chosen.pack.policy == "plan-sij"
    assert run(capsys, "check")[0] == 0


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (PACK.replace("at_least: 60", "at_least: 61"), "no quote says 61 %"),
        (PACK.replace("policy: plan-sij", "policy: [1"), "no usable YAML"),
        ("", "holds no pack"),
        (PACK.replace("from: 2025", "from: 2024"), None),
    ],
)
def test_a_pack_that_does_not_hold_is_refused_and_nothing_changes(
    capsys: pytest.CaptureFixture[str], own: Path, text: str, line: str | None
) -> None:
    own.write_text(text)
    if line is None:
        assert run(capsys, "add", str(own))[0] == 0
        with pytest.raises(Problem, match="a version is never edited"):
            run(capsys, "add", str(own))
        return
    with pytest.raises(Problem, match=line):
        run(capsys, "add", str(own))
    assert not (Path(os.environ["NECESSITY_DATA_DIR"]) / "packs").exists()


def test_a_pack_whose_cases_do_not_hold_is_refused(capsys: pytest.CaptureFixture[str], own: Path) -> None:
    own.with_name("mine.cases.yaml").write_text(CASES.replace("relief: 60,", "relief: 50,"))
    with pytest.raises(Problem, match="expected met"):
        run(capsys, "add", str(own))


def test_files_that_are_no_pack_are_one_line_each(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(b"\xff\xfe\x00\x01")
    huge = tmp_path / "huge.yaml"
    huge.write_bytes(b" " * 1_000_001)
    for file, line in (
        (binary, "is no text"),
        (huge, "larger than 1 MB"),
        (tmp_path, "is a folder"),
        (tmp_path / "gone", "no such file"),
    ):
        with pytest.raises(Problem, match=line):
            run(capsys, "add", str(file))


def test_a_damaged_own_pack_is_one_line_and_no_traceback(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "add", str(own))
    (Path(os.environ["NECESSITY_DATA_DIR"]) / "packs" / "plan-sij" / "2025-01-01.yaml").write_text("policy: {")
    with pytest.raises(Problem, match="2025-01-01"):
        policies.packs(load())


def test_a_comparison_lifts_unverified_and_an_edit_voids_it(capsys: pytest.CaptureFixture[str], own: Path) -> None:
    run(capsys, "add", str(own))
    status, out, _ = run(
        capsys, "verify", "plan-sij", "--by", "R. Ahlquist MD", "--source", "the plan's policy of 2025"
    )
    assert status == 0
    assert "compared with the plan's policy of 2025 by R. Ahlquist MD on" in out
    assert "compared with" in run(capsys, "show", "plan-sij")[1]
    file = Path(os.environ["NECESSITY_DATA_DIR"]) / "packs" / "plan-sij" / "2025-01-01.yaml"
    file.write_text(file.read_text() + "# edited\n")
    assert policies.find(policies.packs(load()), "plan-sij").verified is None


def test_a_comparison_names_a_person_and_a_source(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Problem, match="--by"):
        run(capsys, "verify", "cms-lcd-sij", "--by", " ", "--source", "x")


def test_facts_lists_what_a_criterion_can_test(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "facts")
    assert status == 0
    assert "therapeutic_relief percent Relief from the proximate therapeutic injection on the side." in out


def test_the_example_of_the_readme_is_a_pack_that_works(tmp_path: Path) -> None:
    blocks = (SHIPPED / "README.md").read_text(encoding="utf-8").split("```yaml\n")[1:]
    pack, posed = (block.split("```")[0] for block in blocks)
    example = parse(pack, "README.md")
    text = {("plan-sij", "repeat"): "A repeat asks for at least 60 percent relief for at least 2 months."}
    assert check.proof(example, text) == []
    assert check.hold(example, check.cases(posed, "README.md")) == []
