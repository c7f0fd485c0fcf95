from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from copilot import addition, guideline, settings
from copilot.addition import Stated, add
from copilot.cli import main
from copilot.library import open_library
from copilot.problem import Problem
from tests.test_library import Hashed

POLICY = """Example Plan Medical Policy
Sacroiliac Joint Injection

COVERAGE CRITERIA

A repeat injection is covered when the earlier one reduced pain by at least 65 percent
for no less than ten weeks.

1. Pain for three months
2. Three positive tests

Documentation

The chart names the scale, the dates and the side.
"""


class Told:
    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err


@pytest.fixture
def necessity(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path):
    """Runs the command in this process, with an embedding that costs nothing."""
    monkeypatch.setenv("NECESSITY_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("NECESSITY_INDEX_DIR", "")
    monkeypatch.setattr("copilot.library.configured", lambda settings: Hashed())
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> Told:
        monkeypatch.setattr(sys, "argv", ["necessity", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        return Told(int(ended.value.code or 0), told.out, told.err)

    return run


@pytest.fixture
def no_index(monkeypatch: pytest.MonkeyPatch) -> None:
    """Searches compare each vector: quick, and enough where the index is not what is tested."""
    monkeypatch.setattr("copilot.library.index.build", lambda *given: None)


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


# --- list, search, index --------------------------------------------------------------------------------------------


def test_the_list_names_each_guideline_its_version_and_its_audience(necessity) -> None:
    told = necessity("guidelines", "list")
    assert told.status == 0
    assert "sij-diagnosis, version undated" in told.out
    listed = json.loads(necessity("guidelines", "list", "--json").out)
    assert {"id", "version", "title", "publisher", "effective", "payers", "lines", "status"} <= set(listed[0])
    assert "false-positives" in next(known for known in listed if known["id"] == "sij-diagnosis")["passages"]


def test_a_search_names_guideline_passage_and_version(necessity, no_index: None) -> None:
    told = necessity("guidelines", "search", "Fortin finger test")
    assert told.status == 0
    assert "sij-diagnosis #provocation-tests, version undated" in told.out
    assert "[V2]" in told.out


def test_a_search_as_json_prints_json_and_nothing_else(necessity, no_index: None) -> None:
    told = necessity("guidelines", "search", "Fortin finger test", "--json", "--k", "3", "--payer", "no-payer-of-ours")
    found = json.loads(told.out)
    assert found["query"] == "Fortin finger test"
    assert len(found["results"]) == 3
    named = {(hit["guideline"], hit["passage"], hit["version"]) for hit in found["results"]}
    assert ("sij-diagnosis", "provocation-tests", "undated") in named
    assert found["results"][0]["score"] >= found["results"][-1]["score"]


def test_nothing_found_is_a_sentence_and_no_failure(necessity, no_index: None) -> None:
    told = necessity("guidelines", "search", "...")
    assert told.status == 0
    empty = necessity("guidelines", "search", "  ")
    assert (empty.status, empty.out.split(".")[0]) == (0, "No passage was found")
    assert json.loads(necessity("guidelines", "search", " ", "--json").out)["results"] == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("search", "x", "--on", "yesterday"), "necessity: --on: yesterday is no date; write it as 2025-12-01\n"),
        (("search", "x", "--line", "medcare"), "necessity: --line: medcare is none of commercial"),
        (("add", "policy.txt", "--effective", "soon"), "necessity: --effective: soon is no date"),
        (("add", "no-such-file.pdf"), "necessity: no-such-file.pdf: there is no such file\n"),
    ],
)
def test_unusable_input_is_one_line_and_status_two(necessity, words: tuple[str, ...], told: str) -> None:
    said = necessity("guidelines", *words)
    assert (said.status, said.out) == (2, "")
    assert said.err.startswith(told)
    assert said.err.count("\n") == 1


def test_index_builds_once_shows_its_progress_and_then_is_up_to_date(necessity) -> None:
    first, second = necessity("guidelines", "index"), necessity("guidelines", "index")
    assert re.match(r"Indexed \d+ passages of \d+ guidelines\.\n$", first.out)
    assert "Indexing guideline passages" in first.err
    assert (second.status, second.err) == (0, "")
    assert second.out.startswith("The index is up to date")


def test_an_index_that_cannot_be_built_is_status_one_and_says_why(necessity, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("copilot.index.sys.executable", "/no/such/python")
    told = necessity("guidelines", "index")
    assert (told.status, told.out) == (1, "")
    assert "works without its index" in told.err


def test_the_command_itself_answers_from_the_installed_weights(tmp_path: Path) -> None:
    environment = {**os.environ, "NECESSITY_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "copilot", "guidelines", "search", "does a long gap prove relief", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    assert json.loads(done.stdout)["results"][0]["passage"] == "gap"


# --- add ------------------------------------------------------------------------------------------------------------


def test_a_text_policy_is_split_kept_and_found(necessity, no_index: None, tmp_path: Path) -> None:
    (tmp_path / "example plan SIJ.txt").write_text(POLICY)
    told = necessity("guidelines", "add", "example plan SIJ.txt", "--payer", "Example", "--effective", "2025-02-01")
    assert told.status == 0, told.err
    assert "Added example-plan-sij@2025-02-01: Example Plan Medical Policy" in told.out
    assert "for example; any line, in force from 2025-02-01" in told.out
    assert "#coverage-criteria: COVERAGE CRITERIA" in told.out
    search = ("guidelines", "search", "65 percent for ten weeks", "--json", "--k", "50")
    hits = json.loads(necessity(*search, "--payer", "example", "--on", "2025-03-01").out)["results"]
    texts = [hit["text"] for hit in hits if hit["guideline"] == "example-plan-sij"]
    assert "at least 65 percent for no less than ten weeks" in texts[0]
    for other in (("--payer", "another"), ("--on", "2025-01-31")):
        hits = json.loads(necessity(*search, *other).out)["results"]
        assert "example-plan-sij" not in {hit["guideline"] for hit in hits}


def test_no_word_of_the_document_is_lost(tmp_path: Path) -> None:
    source = tmp_path / "policy.txt"
    source.write_text(POLICY)
    made = add(source, Stated(), tmp_path, ()).guideline
    kept = words_of(" ".join(f"{passage.heading} {passage.text}" for passage in made.passages))
    assert sorted(set(words_of(POLICY)) - set(kept)) == []


def test_what_the_document_does_not_say_is_not_guessed(tmp_path: Path) -> None:
    source = tmp_path / "aetna-2025-medicare.txt"
    source.write_text(POLICY)
    made = add(source, Stated(), tmp_path, ()).guideline
    assert (made.payers, made.lines, made.effective_from, made.effective_to) == ((), (), None, None)
    assert (made.publisher, made.status) == ("not stated", "added")


def test_markdown_keeps_its_headings_and_may_have_our_front_matter(tmp_path: Path) -> None:
    plain = tmp_path / "plain.md"
    plain.write_text(
        "# A plan's policy\n\nIntro words here.\n\n## First {x}\n\nSome rule.\n\n### Deeper\n\nAnother rule.\n"
    )
    folder = settings.load().folder("guidelines")
    made = add(plain, Stated(), folder, ()).guideline
    assert [passage.heading for passage in made.passages] == ["A plan's policy", "First (x)", "Deeper"]
    assert made.title == "A plan's policy"
    whole = tmp_path / "whole.md"
    whole.write_text(Path("guidelines/sij-diagnosis.md").read_text().replace("id: sij-diagnosis", "id: ours"))
    taken = add(whole, Stated(), folder, ())
    assert taken.path.read_text() == whole.read_text()
    with pytest.raises(Problem, match="has its own front matter"):
        add(whole, Stated(title="Another"), folder, ())


def test_a_long_section_becomes_passages_the_embedding_can_read(tmp_path: Path) -> None:
    source = tmp_path / "long.txt"
    sentences = [f"Sentence number {i} asks for something that is documented in the record." for i in range(200)]
    source.write_text("CRITERIA\n\n" + " ".join(sentences) + "\n\n" + "word " * 1000)
    made = add(source, Stated(), tmp_path, ()).guideline
    assert max(len(passage.text.split()) for passage in made.passages) <= addition.WORDS
    assert sum(len(passage.text.split()) for passage in made.passages) == 200 * 12 + 1000
    assert len({passage.anchor for passage in made.passages}) == len(made.passages)


def test_text_that_looks_like_our_markup_stays_text(tmp_path: Path) -> None:
    source = tmp_path / "odd.txt"
    source.write_text(
        "RULES\n\nThe next lines are text of the policy:\n---\nid: other\n---\n## not ours {#x}\nThe end of it.\n"
    )
    made = add(source, Stated(), tmp_path, ()).guideline
    assert made.id == "odd"
    assert "id: other" in " ".join(passage.text for passage in made.passages)


def test_a_docx_policy_is_taken_by_its_headings(tmp_path: Path) -> None:
    import docx

    written = docx.Document()
    written.add_heading("Plan policy on injections", 0)
    written.add_paragraph("This policy speaks of sacroiliac injections.")
    written.add_heading("Repeat", 1)
    written.add_paragraph("The earlier injection gave at least 65 percent relief.")
    written.save(tmp_path / "policy.docx")
    made = add(tmp_path / "policy.docx", Stated(), tmp_path, ()).guideline
    assert made.title == "Plan policy on injections"
    assert "at least 65 percent relief" in " ".join(passage.text for passage in made.passages)


def test_a_pdf_policy_is_taken_page_by_page(tmp_path: Path) -> None:
    import typst

    pages = [
        f"= Part {n}. Relief\n\nThe record shows relief of {60 + n} percent in the weeks after it.\n"
        for n in range(1, 5)
    ]
    (tmp_path / "policy.pdf").write_bytes(typst.compile("#pagebreak()\n".join(pages).encode()))
    made = add(tmp_path / "policy.pdf", Stated(), tmp_path, ()).guideline
    assert [passage.anchor for passage in made.passages] == [f"part-{n}-relief" for n in range(1, 5)]
    assert "relief of 64 percent" in made.passages[3].text


def test_the_same_policy_twice_is_refused_and_changes_nothing(necessity, no_index: None, tmp_path: Path) -> None:
    (tmp_path / "policy.txt").write_text(POLICY)
    assert necessity("guidelines", "add", "policy.txt").status == 0
    folder = tmp_path / "data" / "guidelines"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    again = necessity("guidelines", "add", "policy.txt")
    renamed = necessity("guidelines", "add", "policy.txt", "--id", "other")
    assert (again.status, renamed.status) == (2, 2)
    assert "policy@undated is in the library already" in again.err
    assert "the same text is in the library already, as policy@undated" in renamed.err
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_new_version_of_a_policy_stands_beside_the_old_one(tmp_path: Path) -> None:
    in_force = settings.load(data_dir=tmp_path)
    source = tmp_path / "policy.txt"
    for year, percent in (("2024", "65"), ("2025", "70")):
        source.write_text(POLICY.replace("65", percent))
        since = guideline.Effective.model_validate({"from": f"{year}-01-01"}).since
        add(source, Stated(effective_from=since), in_force.folder("guidelines"), open_library(in_force).guidelines)
    versions = [known.version for known in open_library(in_force).guidelines if known.id == "policy"]
    assert versions == ["2024-01-01", "2025-01-01"]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("empty.txt", b"", "it is empty"),
        ("blank.txt", b" \n\n ", "it is empty"),
        ("binary.txt", bytes(range(256)) * 50, "binary"),
        ("picture.pdf", b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "a picture"),
        ("cut.pdf", b"%PDF-1.7\n1 0 obj\n<<", "cut.pdf"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Word file"),
        ("short.txt", b"Too short.", "too little text"),
        ("head.md", b"---\nid: x\n---\n", "front matter title: Field required"),
        ("table.xlsx", b"a,b\n1,2\n", ".xlsx is not read"),
    ],
)
def test_a_file_that_is_no_policy_is_one_line_and_leaves_nothing(
    necessity, tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    (tmp_path / name).write_bytes(content)
    said = necessity("guidelines", "add", name)
    assert (said.status, said.out) == (2, "")
    assert told in said.err
    assert said.err.count("\n") == 1
    assert not list((tmp_path / "data" / "guidelines").glob("*.md"))
    assert not list((tmp_path / "data" / "guidelines").glob(".adding-*"))


def test_a_huge_file_is_one_line_at_once(necessity, tmp_path: Path) -> None:
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(150_000_000)
    said = necessity("guidelines", "add", "huge.txt")
    assert said.status == 2
    assert "it has 150 MB" in said.err
    assert said.err.count("\n") == 1


def test_a_write_that_fails_leaves_nothing_half_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "policy.txt"
    source.write_text(POLICY)
    folder = tmp_path / "guidelines"
    folder.mkdir()

    def full(*given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(addition.os, "fsync", full)
    with pytest.raises(Problem, match="cannot be kept there"):
        add(source, Stated(), folder, ())
    assert [path.name for path in folder.iterdir()] == [".lock"]


def test_an_unusable_id_is_told_before_anything_is_written(tmp_path: Path) -> None:
    source = tmp_path / "policy.txt"
    source.write_text(POLICY)
    with pytest.raises(Problem, match="front matter id"):
        add(source, Stated(id="../escape"), tmp_path, ())
