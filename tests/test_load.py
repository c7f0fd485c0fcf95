"""Cases from files: every way in, and one line that names file, field and mend for what is wrong."""

from __future__ import annotations

import json
import os
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from copilot.case import Case
from copilot.documents import watched
from copilot.load import Options, is_bare, load
from copilot.problem import Problem
from tests.records.chart import as_hl7, as_pdf

NOTE = "Pain 8/10 before and 2/10 thirty minutes after the right SIJ injection.\n"
NOTHING = Options()


def case(**changes: Any) -> dict[str, Any]:
    return {"id": "c-1", "request": {"cpt": "27096"}, "documents": [{"name": "note", "text": NOTE}]} | changes


def written(path: Path, content: Any) -> Path:
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def problem(path: Path, options: Options = NOTHING) -> str:
    with pytest.raises(Problem) as caught:
        list(load(path, options))
    line = str(caught.value)
    assert "\n" not in line
    assert str(path) in line
    return line


def one(path: Path, options: Options = NOTHING) -> Case:
    [found] = load(path, options)
    return found


# --- Ways in ------------------------------------------------------------------------------------------------------


def test_a_json_case_needs_only_an_id_a_request_and_a_document(tmp_path: Path) -> None:
    found = one(written(tmp_path / "case.json", case()))
    assert (found.id, found.request.cpt, found.documents[0].text) == ("c-1", "27096", NOTE)


def test_null_is_as_good_as_absent_everywhere(tmp_path: Path) -> None:
    empty = case(
        received=None, urgency=None, member=None, plan=None, question=None, label=None,
        request={"cpt": None, "description": "SIJ injection", "side": None, "diagnoses": None},
        documents=[{"name": None, "date": None, "text": NOTE, "path": None, "pages": None}],
    )  # fmt: skip
    found = one(written(tmp_path / "case.json", empty))
    assert found.documents[0].name == "document 1"
    assert found.urgency == "standard"


def test_text_is_kept_to_the_letter_so_that_offsets_hold(tmp_path: Path) -> None:
    text = "  \n\tPain 8/10.\r\nRelief 80 %.  "
    found = one(written(tmp_path / "case.json", case(documents=[{"name": "n", "text": text}])))
    assert found.documents[0].text == text


def test_yaml_scalars_stay_as_typed(tmp_path: Path) -> None:
    source = "id: 0012\nreceived: 2025-11-20\nplan: {state: NO}\nrequest: {cpt: 01996}\n"
    found = one(written(tmp_path / "case.yaml", source + "documents: [{name: n, text: x}]\n"))
    assert (found.id, found.plan.state, found.request.cpt, str(found.received)) == ("0012", "NO", "01996", "2025-11-20")


def test_json_lines_give_a_case_a_line_and_blank_lines_do_not_count(tmp_path: Path) -> None:
    lines = "\n\n".join(json.dumps(case(id=f"c-{n}")) for n in range(3))
    for name in ("cases.jsonl", "cases.json"):
        assert [found.id for found in load(written(tmp_path / name, lines))] == ["c-0", "c-1", "c-2"]


def test_one_bad_line_names_itself_and_spoils_no_other(tmp_path: Path) -> None:
    lines = [json.dumps(case()), '{"id": "c-2", ', json.dumps(case(id="c-3"))]
    path = written(tmp_path / "cases.jsonl", "\n".join(lines))
    told: list[Problem] = []
    assert [found.id for found in load(path, on_problem=told.append)] == ["c-1", "c-3"]
    assert f"{path} line 2: not JSON at column" in str(told[0])


def test_a_bare_note_is_a_case_with_the_rest_from_options(tmp_path: Path) -> None:
    found = one(
        written(tmp_path / "note.txt", NOTE),
        Options("aetna", "commercial", "CA", None, "27096", "repeat_therapeutic", "left", "2025-12-01"),
    )
    assert found.id == "note"
    assert found.documents[0].text == NOTE
    assert (found.plan.line_of_business, found.request.side, str(found.request.date_of_service)) == (
        "commercial", "left", "2025-12-01",
    )  # fmt: skip


def test_what_was_not_read_of_a_bare_chart_is_listed(tmp_path: Path) -> None:
    note = as_hl7({"name": "note", "date": "2025-11-12", "text": "Pain 8/10.\nWrong line"})
    (tmp_path / "note.hl7").write_bytes(note.replace(b"Wrong line||||||F", b"Wrong line||||||W"))
    assert one(tmp_path / "note.hl7", Options(cpt="27096")).unread == ["note.hl7: observation 2 not read: wrong"]


def test_a_bare_note_without_a_code_says_which_option_is_missing(tmp_path: Path) -> None:
    assert "Give --cpt CODE" in problem(written(tmp_path / "note.txt", NOTE))


def test_a_bare_note_may_be_read_without_a_request(tmp_path: Path) -> None:
    [found] = load(written(tmp_path / "note.txt", NOTE), request_wanted=False)
    assert (found.request.cpt, found.documents[0].text) == (None, NOTE)


def test_a_document_may_be_a_file_beside_the_case(tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    written(tmp_path / "records" / "visit.txt", NOTE)
    found = one(written(tmp_path / "case.json", case(documents=[{"path": "records/visit.txt", "date": "2025-11-12"}])))
    assert (found.documents[0].name, found.documents[0].text) == ("visit.txt", NOTE)


@pytest.mark.parametrize("path", ["../secret.txt", "/etc/passwd", "link.txt", "a\0b"])
def test_a_path_stays_in_the_folder_of_the_case(tmp_path: Path, path: str) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    written(tmp_path / "secret.txt", "secret")
    (inside / "link.txt").symlink_to(tmp_path / "secret.txt")
    line = problem(written(inside / "case.json", case(documents=[{"path": path}])))
    assert "documents[0].path leads out" in line or "is not a usable path" in line


def test_a_folder_is_a_record_and_what_is_not_read_is_listed(tmp_path: Path) -> None:
    chart = tmp_path / "chart"
    chart.mkdir()
    for number in (10, 9, 1):
        written(chart / f"note {number}.txt", f"Visit {number}.")
    written(chart / "copy.txt", "Visit  9.\n")
    written(chart / "tool.exe", "x")
    written(chart / "broken.pdf", "%PDF-1.7 nothing")
    found = one(chart, Options(cpt="27096"))
    assert [document.name for document in found.documents] == ["copy.txt", "note 1.txt", "note 10.txt"]
    assert found.unread == [
        "not read: broken.pdf: it is damaged. Print it to a new PDF",
        "not read again: note 9.txt has the same text as copy.txt",
        "not read: tool.exe: .exe is not read. Give .txt, .md, .pdf, .docx, a scan (.png, .jpg, .tif), "
        "C-CDA (.xml) or HL7 v2 (.hl7)",
    ]


def test_no_link_in_a_folder_leads_out_round_or_goes_unsaid(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    chart = tmp_path / "chart"
    (chart / "old").mkdir(parents=True)
    written(chart / "note.txt", NOTE)
    links = {"out.txt": tmp_path / "secret.txt", "loop.txt": "loop.txt", "same": "old", "etc": "/etc"}
    for name, target in links.items():
        (chart / name).symlink_to(target)
    os.mkfifo(chart / "pipe.txt")
    found = one(chart, Options(cpt="27096"))
    assert [document.name for document in found.documents] == ["note.txt"]
    assert [line.removeprefix("not read: ").split(": ")[-1] for line in found.unread] == [
        "it is a link that leads out of the folder",
        "it cannot be opened (Too many levels of symbolic links)",
        "it is a link that leads out of the folder",
        "it is not an ordinary file",
        "it is a link to a folder, and no such link is followed",
    ]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (Options(cpt="27096", lob="HMO"), "--lob must be one of 'commercial'"),  # type: ignore[arg-type]
        (Options(cpt="27096", purpose="again"), "--purpose must be one of"),  # type: ignore[arg-type]
        (Options(cpt="27096", side="both"), "--side must be one of"),  # type: ignore[arg-type]
        (Options(cpt="27096", date="12/01/2025"), "--date must be a date such as 2025-12-01"),
    ],
)
def test_a_wrong_option_is_told_by_the_name_it_was_given_by(tmp_path: Path, options: Options, says: str) -> None:
    assert says in problem(written(tmp_path / "note.txt", NOTE), options)


def test_it_is_known_which_options_a_case_makes_idle(tmp_path: Path) -> None:
    assert Options(cpt="27096", policy="x", side="left").of_the_request() == ["--cpt", "--side"]
    chart = tmp_path / "chart"
    chart.mkdir()
    assert is_bare(chart)
    assert is_bare(tmp_path / "note.pdf")
    written(chart / "case.json", case())
    assert not is_bare(chart)
    assert not is_bare(tmp_path / "case.jsonl")


def test_the_pages_of_a_chart_are_told_wherever_it_is_read_from(tmp_path: Path) -> None:
    written(tmp_path / "case.json", case(documents=[{"path": "note.pdf"}]))
    (tmp_path / "note.pdf").write_bytes(as_pdf(NOTE))
    told: list[tuple[str, int, int]] = []
    with watched(lambda *page: told.append(page)):
        one(tmp_path / "case.json")
        one(tmp_path / "note.pdf", Options(cpt="27096"))
    assert [(Path(name).name, done, of) for name, done, of in told] == [("note.pdf", 1, 1)] * 2


def test_a_case_file_in_the_folder_says_what_is_asked(tmp_path: Path) -> None:
    written(tmp_path / "case.yaml", "id: c-9\nrequest: {cpt: 27096}\n")
    written(tmp_path / "a.txt", NOTE)
    found = one(tmp_path)
    assert (found.id, [document.name for document in found.documents]) == ("c-9", ["a.txt"])


def test_a_file_that_the_case_file_does_not_list_is_named_as_not_read(tmp_path: Path) -> None:
    written(tmp_path / "case.json", case(documents=[{"path": "a.txt"}]))
    for name in ("a.txt", "b.txt"):
        written(tmp_path / name, NOTE)
    found = one(tmp_path)
    assert len(found.documents) == 1
    assert found.unread == ["not read: b.txt: case.json does not list it"]


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_a_zip_is_a_record_too(tmp_path: Path) -> None:
    path = zipped(tmp_path / "chart.zip", {"../../a.txt": NOTE.encode(), "inner.zip": b"PK\3\4", "b.md": b"# B"})
    found = one(path, Options(cpt="27096"))
    assert [document.name for document in found.documents] == ["../../a.txt", "b.md"]
    assert len(found.unread) == 1
    assert not (tmp_path.parent / "a.txt").exists()


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = zipped(tmp_path / "bomb.zip", {f"{n}.txt": b" " * 90_000_000 for n in range(6)})
    assert "unpacks to over 500 MB" in problem(path, Options(cpt="27096"))


def test_a_folder_without_a_readable_document_says_so(tmp_path: Path) -> None:
    written(tmp_path / "a.xyz", "x")
    assert "it holds no document that can be read (not read: a.xyz" in problem(tmp_path, Options(cpt="1"))


def test_two_documents_of_one_name_are_told_apart(tmp_path: Path) -> None:
    documents = [{"name": "note", "text": "a"}, {"name": "note", "text": "b"}, {"name": "note (2)", "text": "c"}]
    found = one(written(tmp_path / "case.json", case(documents=documents)))
    assert [document.name for document in found.documents] == ["note", "note (3)", "note (2)"]
    assert "called 'note (3)'" in found.unread[0]


# --- What is wrong ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "it is empty"),
        ("{", "it is cut short"),
        ('{"id": "c-1", "request": {"cpt": "27096"}, "documents": [{"name": "n", "te', "it is cut short"),
        ("[]", "it holds no case"),
        ("42", "a case is an object"),
        ("[1]", "case 1: a case is an object"),
        ('{"id": 1, "id": 2}', "the field 'id' is given twice"),
        ('{"id": NaN}', "NaN is not JSON"),
        ("[" * 100_000, "nested too deeply"),
        ('{"id": ' + "9" * 5000 + "}", "a number is too long"),
        (case(id=None), "id is missing"),
        (case(id=""), "id must not be empty"),
        (case(id=True), "id must be text"),
        (case(request={}), "request is not usable: give request.cpt or request.description"),
        (case(request="27096"), "request must be an object"),
        (case(documents=[]), "documents must not be empty"),
        (case(documents={"a": 1}), "documents must be a list"),
        (case(documents=[{"name": "n", "text": " "}]), "documents[0] has no text"),
        (case(documents=[{"name": "n", "text": "\ud800"}]), "broken character"),
        (case(documents=[{"path": "gone.txt"}]), "documents[0].path: gone.txt: there is no such file"),
        (case(documents=[{"path": "x", "text": "y"}]), "documents[0] has both text and path"),
        (case(documents=[{"path": 5}]), "documents[0].path must be text"),
        (case(received="12/01/2025"), "received must be a date such as 2025-12-01"),
        (case(member={"dob": 1961}), "member.dob must be a date such as 2025-12-01"),
        (case(plan={"line_of_business": "HMO"}), "plan.line_of_business must be one of 'commercial', 'medicare_adv"),
        (case(request={"cpt": "1", "side": "both", "purpose": "x"}), "(1 more fields are wrong)"),
    ],
)
def test_what_is_wrong_is_one_line_with_the_field_and_the_mend(tmp_path: Path, content: Any, says: str) -> None:
    assert says in problem(written(tmp_path / "case.json", content))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("id: [", "not YAML at line"),
        ("a: &a [1]\nb: *a", "aliases (*) are not read"),
        ("id: 1\nid: 2", "a field is given twice"),
        ("id: \0", "a character that YAML does not allow|binary"),
        ("!!python/object:os.system {}", "not YAML at line 1"),
    ],
)
def test_yaml_that_cannot_be_read_says_where(tmp_path: Path, content: str, says: str) -> None:
    line = problem(written(tmp_path / "case.yaml", content))
    assert any(words in line for words in says.split("|"))


def test_no_problem_quotes_the_record(tmp_path: Path) -> None:
    secret = "Jane Roe has pain 8/10"
    for spoiled in (
        case(received=secret), case(documents=[{"name": "n", "text": {"a": secret}}]), case(request={"cpt": [secret]}),
        case(plan={"line_of_business": secret}), case(member=secret),
    ):  # fmt: skip
        assert "Jane" not in problem(written(tmp_path / "case.json", spoiled))


@pytest.mark.parametrize("name", ["gone.json", "gone.jsonl", "gone.zip", "gone.txt", "gone"])
def test_a_missing_file_is_missing(tmp_path: Path, name: str) -> None:
    assert "no such file" in problem(tmp_path / name, Options(cpt="27096")).lower()


def test_a_file_of_unknown_kind_says_what_is_read(tmp_path: Path) -> None:
    assert "'.xyz' is not read. Give a case or a note: .json" in problem(written(tmp_path / "a.xyz", "x"))


def test_a_plain_case_loads_in_a_blink(tmp_path: Path) -> None:
    """No child process for text: a case of twenty pages takes milliseconds."""
    path = written(tmp_path / "case.json", case(documents=[{"name": f"n{n}", "text": NOTE * 40} for n in range(20)]))
    one(path)
    began = time.perf_counter()
    one(path)
    assert time.perf_counter() - began < 0.05
