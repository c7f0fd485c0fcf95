from __future__ import annotations

import datetime as dt
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from copilot import guideline, index, settings
from copilot.embedding import EmbeddingUnavailable, Progress
from copilot.guideline import Guideline
from copilot.library import Library, open_library
from copilot.problem import Problem
from tests.retrieval import ndcg, questions

TEXT = """---
id: {id}
title: {title}
publisher: Example Plan
effective: {{from: {since}, to: {until}}}
payers: [{payers}]
lines: [{lines}]
licence: own words
status: unverified-summary
---

Words before the first passage belong to none.

## Repeat injections {{#repeat}}

A further injection asks for at least 70 percent less pain
than before the previous one. [S] {more}

## Image guidance {{#guidance}}

Fluoroscopy or computed tomography shows where the needle lies. [V2]

- contrast
- two views
"""


class Hashed:
    """An embedding for tests: like words give like vectors, at no cost; counts what it was asked to embed."""

    name = "hashed-words"

    def __init__(self) -> None:
        self.embedded = 0

    def __call__(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        rows = np.zeros((len(texts), 64), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().split():
                row[int(hashlib.sha256(word.strip(".,").encode()).hexdigest(), 16) % 64] += 1
        self.embedded += len(texts)
        if progress:
            progress(len(texts), len(texts))
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


class Unavailable:
    name = "unavailable"

    def __call__(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        raise EmbeddingUnavailable("embedding: model.onnx is not the file this project was tested with")


def written(
    id: str = "example", since: str = "null", until: str = "null", payers: str = "", lines: str = "", more: str = ""
) -> Guideline:
    text = TEXT.format(id=id, title=f"Title of {id}", since=since, until=until, payers=payers, lines=lines, more=more)
    return guideline.parse(text, f"{id}.md")


THREE = (
    written("example-plan", "2024-01-01", "2024-12-31", "example", "commercial", "In the older version."),
    written("example-plan", "2025-01-01", payers="example", lines="commercial", more="In the newer version."),
    written("national", "2023-03-19", lines="medicare, medicare_advantage", more="For every contractor."),
)


def library(root: Path | None, guidelines: Sequence[Guideline] = THREE, questions: Sequence[str] = ()) -> Library:
    return Library(guidelines, root, Hashed(), lambda: questions)


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the three guidelines, built once; tests that write take a copy."""
    root = tmp_path_factory.mktemp("ready")
    assert library(root, questions=["Image guidance"]).prepare()
    return root


@pytest.fixture
def root(ready: Path, tmp_path: Path) -> Path:
    return shutil.copytree(ready, tmp_path / "index")


def test_a_passage_keeps_its_words_its_marks_and_where_it_comes_from() -> None:
    passage = library(None).get("example-plan", "repeat")
    assert passage is not None
    assert passage.text == (
        "A further injection asks for at least 70 percent less pain than before the previous one. [S] "
        "In the newer version."
    )
    assert (passage.version, passage.heading, passage.marks) == ("2025-01-01", "Repeat injections", ("S",))
    assert (passage.payers, passage.lines) == (("example",), ("commercial",))


def test_a_quote_is_found_however_the_lines_are_broken_and_an_invented_one_is_not() -> None:
    passage = library(None).get("national", "repeat")
    assert passage is not None
    assert passage.says("at least 70 percent\nless pain")
    assert not passage.says("at least 80 percent")
    assert not passage.says("")


def test_lists_keep_their_lines() -> None:
    passage = library(None).get("national", "guidance")
    assert passage is not None
    assert passage.text.endswith("- contrast\n- two views")


def test_the_version_in_force_is_the_one_of_the_day_and_no_day_falls_through_to_an_older_one() -> None:
    known = library(None)
    in_force = {
        dt.date(2024, 6, 1): "2024-01-01",
        dt.date(2024, 12, 31): "2024-01-01",
        dt.date(2025, 1, 1): "2025-01-01",
        None: "2025-01-01",
    }
    for day, version in in_force.items():
        found = known.guideline("example-plan", day)
        assert found is not None
        assert found.version == version
    assert known.guideline("example-plan", dt.date(2023, 12, 31)) is None
    assert known.get("example-plan", "repeat", dt.date(2023, 12, 31)) is None
    assert known.get("example-plan", "no-such-passage") is None
    assert known.get("no-such-guideline", "repeat") is None


@pytest.mark.parametrize(
    ("payer", "line", "on", "expected"),
    [
        (None, None, None, {"example-plan@2024-01-01", "example-plan@2025-01-01", "national@2023-03-19"}),
        ("example", "commercial", dt.date(2025, 6, 1), {"example-plan@2025-01-01"}),
        ("Example ", None, dt.date(2024, 6, 1), {"example-plan@2024-01-01", "national@2023-03-19"}),
        ("another", None, None, {"national@2023-03-19"}),
        ("example", "medicare_advantage", None, {"national@2023-03-19"}),
        (None, "medicare", dt.date(2020, 1, 1), set()),
    ],
)
def test_a_search_stays_within_payer_line_and_day(
    ready: Path, payer: str | None, line: str | None, on: dt.date | None, expected: set[str]
) -> None:
    for root in (ready, None):  # through Chroma, and by comparing each vector
        known = library(root)
        hits = known.search("at least 70 percent less pain", 10, payer, line, on)
        assert {f"{hit.passage.guideline}@{hit.passage.version}" for hit in hits} == expected
        assert {p.id for p in known.passages(payer, line, on)} >= {hit.passage.id for hit in hits}
        assert known.notices == []


def test_the_best_passage_comes_first_with_a_score_of_at_most_one(ready: Path) -> None:
    hits = library(ready).search("fluoroscopy or computed tomography", 3)
    assert hits[0].passage.anchor == "guidance"
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert 0 < hits[-1].score <= hits[0].score <= 1


def test_many_threads_may_search_at_once(ready: Path) -> None:
    known = library(ready)
    asked = [f"less pain {word}" for word in ("fluoroscopy", "version", "contractor", "injection")] * 10
    expected = [library(ready).search(question) for question in asked[:4]] * 10
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(known.search, asked)) == expected
    assert known.notices == []


def test_an_empty_question_and_an_empty_library_find_nothing(ready: Path) -> None:
    assert library(ready).search("   ") == []
    assert library(ready, ()).search("relief") == []


def test_a_standing_question_is_answered_as_a_free_one_is(root: Path) -> None:
    asked = ("Image guidance", 4, "example", "commercial", dt.date(2025, 5, 5))
    standing, free = library(root), library(root)
    standing.prepare()
    free.prepare()
    assert free._index.standing.pop("Image guidance")
    assert standing.search(*asked) == free.search(*asked)


def test_a_standing_question_needs_neither_chroma_nor_the_embedding(ready: Path) -> None:
    program = (
        "import sys\n"
        "from tests.test_library import library\n"
        "from pathlib import Path\n"
        f"hits = library(Path({str(ready)!r})).search('Image guidance')\n"
        "assert hits[0].passage.anchor == 'guidance'\n"
        "print(sorted({'chromadb', 'onnxruntime', 'bm25s'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout == "[]\n", done.stderr


def test_a_new_standing_question_is_ranked_on_refresh(root: Path) -> None:
    assert library(root, questions=["Contrast"]).refresh()
    again = library(root, questions=["Contrast"])
    assert not again.refresh()
    assert list(again._index.standing) == ["Contrast"]
    assert again._embedding.embedded == 0


def test_only_new_texts_are_embedded_again(root: Path) -> None:
    known = library(root, (*THREE, written("fourth")))
    assert known.prepare()
    assert known._embedding.embedded == 2
    assert known.search("Title of fourth", 1)[0].passage.guideline == "fourth"


def test_one_hash_names_all_the_texts() -> None:
    assert library(None).guidelines_sha256() == library(None, THREE[::-1]).guidelines_sha256()
    assert library(None).guidelines_sha256() != library(None, THREE[:2]).guidelines_sha256()


# --- what can go wrong with a cache ---------------------------------------------------------------------------------


def sealed(root: Path) -> Path:
    (folder,) = (seal.parent for seal in root.glob("*/seal.json"))
    return folder


def largest(folder: Path) -> Path:
    return max((path for path in folder.rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)


@pytest.mark.parametrize("damage", ["truncate", "flip", "delete", "add", "empty", "no seal", "half a seal", "a file"])
def test_any_damage_to_a_sealed_index_is_seen(root: Path, damage: str) -> None:
    folder = sealed(root)
    victim = largest(folder / "chroma")
    assert index.find(root, folder.name)
    if damage == "truncate":
        os.truncate(victim, victim.stat().st_size // 2)
    elif damage == "flip":
        content = bytearray(victim.read_bytes())
        content[len(content) // 2] ^= 1
        victim.write_bytes(content)
    elif damage == "delete":
        victim.unlink()
    elif damage == "add":
        (victim.parent / "chroma.sqlite3-journal").write_text("")
    elif damage == "no seal":
        (folder / "seal.json").unlink()
    elif damage == "half a seal":
        os.truncate(folder / "seal.json", 40)
    else:
        shutil.rmtree(folder)
        folder.write_text("in the way") if damage == "a file" else folder.mkdir()
    assert index.find(root, folder.name) is None


@pytest.mark.parametrize("damage", ["damaged", "replaced by a file"])
def test_a_damaged_index_is_built_again_in_its_place(root: Path, damage: str) -> None:
    folder = sealed(root)
    if damage == "damaged":
        os.truncate(largest(folder / "chroma"), 100)
    else:
        shutil.rmtree(folder)
        folder.write_text("in the way")
    mended = library(root)
    assert mended.search("fluoroscopy or computed tomography")[0].passage.anchor == "guidance"
    assert mended.indexed
    assert mended.notices == []
    assert index.find(root, folder.name)
    assert not list(root.glob("build-*"))


def test_opening_and_searching_leaves_the_sealed_index_as_it_was(root: Path) -> None:
    before = index._sums(sealed(root))
    for _ in range(2):
        assert library(root).search("fluoroscopy")
    assert index._sums(sealed(root)) == before


def test_an_index_that_fails_while_it_is_in_use_is_replaced_by_exact_search(
    ready: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = [hit.passage.id for hit in library(ready).search("less pain", 6)]
    monkeypatch.setattr(index, "_opened", lambda folder: 1 / 0)
    known = library(ready)
    assert [hit.passage.id for hit in known.search("less pain", 6)] == expected
    assert "works without its index: ZeroDivisionError" in known.notices[0]


def test_a_build_that_fails_leaves_the_search_working_and_nothing_half_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.sys, "executable", "/no/such/python")
    known = library(tmp_path)
    assert known.search("fluoroscopy or computed tomography")[0].passage.anchor == "guidance"
    assert not known.indexed
    assert len(known.notices) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["lock"]


@pytest.mark.parametrize("fault", ["missing", "another"])
def test_the_check_refuses_an_index_that_is_not_whole(root: Path, fault: str) -> None:
    folder = sealed(root)
    vectors = np.load(folder / "vectors.npy")
    np.save(folder / "questions.npy", vectors[:0])
    index._verify(folder)
    if fault == "missing":
        opened = index._opened(folder / "chroma")
        opened.delete(ids=opened.get(limit=1)["ids"])
    else:
        np.save(folder / "vectors.npy", vectors[::-1])
    with pytest.raises(SystemExit, match="passage"):
        index._verify(folder)


def test_an_index_that_does_not_pass_its_check_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    child = index._child
    monkeypatch.setattr(index, "_child", lambda task, folder: child("no such task", folder))
    known = library(tmp_path)
    assert known.search("fluoroscopy or computed tomography")[0].passage.anchor == "guidance"
    assert "works without its index: the index could not be built (CalledProcessError)" in known.notices[0]
    assert [path.name for path in tmp_path.iterdir()] == ["lock"]


def test_a_folder_that_cannot_be_written_costs_only_the_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("copilot.library.configured", lambda settings: Hashed())
    (tmp_path / "data").write_text("a file where the data folder should be")
    known = open_library(settings.load(data_dir=tmp_path / "data", index_dir=tmp_path / "data" / "index"))
    assert "Fortin" in known.search("Fortin finger test", 1)[0].passage.text
    assert "works without its index" in known.notices[0]


def test_without_an_embedding_the_words_alone_find(tmp_path: Path) -> None:
    known = Library(THREE, tmp_path, Unavailable())
    assert known.search("fluoroscopy tomography", 1)[0].passage.anchor == "guidance"
    assert "goes by words alone: embedding: model.onnx is not the file" in known.notices[0]
    assert not known.indexed


BUILD = """
import sys
from pathlib import Path
from tests.test_library import library, written
many = [written(f"guideline-{i}", more=f"Number {i}.") for i in range(int(sys.argv[2]))]
known = library(Path(sys.argv[1]), many)
known.prepare()
assert known.indexed, known.notices
print(known.search("Number 3.", 1)[0].passage.guideline)
"""


def builder(root: Path, guidelines: int = 30) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", BUILD, str(root), str(guidelines)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)


def finish(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out.strip()


def kill_a_build(root: Path, after: float) -> None:
    """kill -9, as the machine would: the process and those it started."""
    process = builder(root)
    time.sleep(after)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="kill -9 is a Unix matter")
@pytest.mark.parametrize("rounds", [2, pytest.param(30, marks=pytest.mark.soak)])
def test_killed_builds_leave_nothing_that_a_later_one_trips_over(tmp_path: Path, rounds: int) -> None:
    pace = random.Random(rounds)
    for _ in range(rounds):
        kill_a_build(tmp_path, pace.uniform(0.4, 3.5))
    assert finish(builder(tmp_path)) == "guideline-3"
    assert {path.name.split("-")[0] for path in tmp_path.iterdir()} == {"lock", sealed(tmp_path).name}


def test_the_copy_of_a_killed_process_goes_and_that_of_a_living_one_stays(root: Path) -> None:
    left = root / "open-by-a-killed-process"
    left.mkdir()
    held = root / "open-by-a-living-process"
    held.mkdir()
    with index.lock(held / "in-use", 0):
        library(root).search("fluoroscopy")
        assert held.exists()
        assert not left.exists()


def test_two_processes_building_at_once_both_succeed_with_one_index(tmp_path: Path) -> None:
    both = [builder(tmp_path), builder(tmp_path)]
    assert [finish(process) for process in both] == ["guideline-3", "guideline-3"]
    assert sealed(tmp_path)


def test_one_older_index_is_kept_for_those_who_still_use_it(root: Path) -> None:
    newest = sealed(root)
    for age, name in enumerate(("second", "third", "fourth"), 1):
        shutil.copytree(newest, root / name)
        os.utime(root / name, (time.time() - 60 * age,) * 2)
    (root / "build-left-by-a-killed-process").mkdir()
    index._prune(root, newest.name)
    assert {path.name for path in root.iterdir()} == {newest.name, "second", "lock"}


# --- telemetry, and what is read from the outside -------------------------------------------------------------------


def test_chroma_reports_to_nobody_and_takes_no_settings_from_a_dotenv(root: Path, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("ANONYMIZED_TELEMETRY=True\nCHROMA_OTEL_COLLECTION_ENDPOINT=http://198.51.100.1\n")
    program = (
        "import socket, sys\n"
        "def refuse(self, address): sys.exit(f'reached for {address}')\n"
        "socket.socket.connect = refuse\n"
        "from pathlib import Path\n"
        "from tests.test_library import library\n"
        "known = library(Path('index'))\n"
        "hits = known.search('fluoroscopy')\n"
        "settings = known._index._collection._client.get_settings()\n"
        "print(settings.anonymized_telemetry, settings.chroma_otel_collection_endpoint or None, known.notices)\n"
    )
    here = str(Path(__file__).parent.parent)
    environment = {**os.environ, "PYTHONPATH": here}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path, env=environment, check=False
    )
    assert done.stdout == "False None []\n", done.stderr


def test_the_index_holds_no_embedding_function_of_chromas_own(ready: Path) -> None:
    known = library(ready)
    known.search("fluoroscopy")
    assert known._index._collection._embedding_function is None


# --- the texts ------------------------------------------------------------------------------------------------------


def test_the_librarys_own_texts_are_read_from_the_project() -> None:
    known = open_library(settings.load())
    assert known.notices == []
    for id in ("pain-relief-measurement", "sij-diagnosis", "repeat-injection-documentation"):
        found = known.guideline(id)
        assert found is not None
        assert found.status == "unverified-summary"
    assert len({passage.id for passage in known.passages()}) == len(known.passages())
    assert max(len(passage.text.split()) for passage in known.passages()) <= 200


def test_opening_twice_reads_once_until_a_text_changes(tmp_path: Path) -> None:
    in_force = settings.load(data_dir=tmp_path)
    before = open_library(in_force)
    assert open_library(in_force) is before
    own = tmp_path / "guidelines"
    own.mkdir()
    (own / "mine.md").write_text(
        TEXT.format(id="mine", title="Mine", since="null", until="null", payers="", lines="", more="")
    )
    after = open_library(in_force)
    assert after.guideline("mine") is not None
    assert after.guidelines_sha256() != before.guidelines_sha256()


def test_a_guideline_of_the_users_that_was_broken_by_hand_is_left_out_and_named(tmp_path: Path) -> None:
    own = tmp_path / "guidelines"
    own.mkdir()
    (own / "mine.md").write_text("no front matter")
    (own / "theirs.md").write_text(Path("guidelines/sij-diagnosis.md").read_text())
    known = open_library(settings.load(data_dir=tmp_path))
    assert known.guideline("sij-diagnosis") is not None
    assert [notice.split(":")[1].strip() for notice in known.notices] == ["mine.md", "theirs.md"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("id: example", "id: Ex ample"), "front matter id:"),
        (("publisher: Example Plan\n", ""), "front matter publisher: Field required"),
        (("lines: []", "lines: [medcare]"), "medcare is none of commercial"),
        (("{from: null, to: null}", "{from: 2025-01-01, to: 2024-01-01}"), "effective.to lies before"),
        (("status:", "colour: red\nstatus:"), "front matter colour:"),
        (("title: Title", "title: [Title"), "is no YAML at line"),
        ((" {#repeat}", ""), "has no anchor"),
        (("{#guidance}", "{#repeat}"), "two passages are called repeat"),
        (
            ("Fluoroscopy or computed tomography shows where the needle lies. [V2]\n\n- contrast\n- two views", ""),
            "empty",
        ),
        (("---\nid", "id"), "no front matter"),
    ],
)
def test_a_faulty_guideline_is_told_by_file_and_field_in_one_line(change: tuple[str, str], message: str) -> None:
    text = TEXT.format(id="example", title="Title", since="null", until="null", payers="", lines="", more="")
    assert change[0] in text
    with pytest.raises(Problem) as problem:
        guideline.parse(text.replace(*change, 1), "example.md")
    assert str(problem.value).startswith("example.md: ")
    assert message in str(problem.value)
    assert "\n" not in str(problem.value)


def test_the_retrieval_questions_ask_for_passages_that_exist() -> None:
    known = open_library(settings.load())
    names = {f"{passage.guideline}#{passage.anchor}" for passage in known.passages()}
    asked = questions()
    assert len(asked) >= 100
    assert {name for _, wanted in asked for name in wanted} <= names


def test_quality_is_one_for_a_perfect_ranking_and_zero_for_a_useless_one() -> None:
    assert ndcg(["a", "b", "c"], frozenset("ab")) == 1
    assert ndcg(["x", "y"], frozenset("ab")) == 0
    assert 0.6 < ndcg(["x", "a"], frozenset("a")) < 0.64
