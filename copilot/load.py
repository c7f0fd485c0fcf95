"""Cases from files: JSON, YAML, JSON Lines, a bare note, a folder or a zip of notes.

Every problem is one line that names the file, the line or field, and how to mend it, and quotes nothing of a record.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from pydantic import ValidationError

from copilot.case import Case, CaseDocument
from copilot.documents import MAX_BYTES, SUFFIXES, decode, read_bytes, text_of
from copilot.folder import as_document, files, record
from copilot.problem import Problem
from rules.facts import Side
from rules.request import Line, Purpose

CASE_SUFFIXES = (".json", ".yaml", ".yml")
LINES_SUFFIXES = (".jsonl", ".ndjson")
NOTE_SUFFIXES = tuple(suffix for suffixes in SUFFIXES.values() for suffix in suffixes)


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says of a note that comes without a case around it. `date` is the date of service."""

    payer: str | None = None
    lob: Line | None = None
    state: str | None = None
    policy: str | None = None
    cpt: str | None = None
    purpose: Purpose | None = None
    side: Side | None = None
    date: dt.date | str | None = None

    def of_the_request(self) -> list[str]:
        """The options given that a case says itself; a policy may be pinned for any."""
        return [f"--{one.name}" for one in fields(self) if one.name != "policy" and getattr(self, one.name) is not None]


# The field that each option fills, so that a wrong one is told by the name it was given by.
OPTION_OF = {
    "plan.line_of_business": "--lob", "request.purpose": "--purpose", "request.side": "--side",
    "request.date_of_service": "--date",
}  # fmt: skip


def load(
    path: Path | str, options: Options = Options(), on_problem: Callable[[Problem], None] | None = None,
    *, request_wanted: bool = True,
) -> Iterator[Case]:  # fmt: skip
    """The cases of a file, folder or zip, in order, each with the text of its documents.

    Raises Problem at the first case that cannot be used; with `on_problem`, tells it and goes on with the next case.
    Without `request_wanted`, a bare record is a case that asks for nothing in particular, to be read and not judged.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if path.is_dir() or suffix == ".zip":
        yield from _of_record(path, options, request_wanted)
    elif suffix in CASE_SUFFIXES or suffix in LINES_SUFFIXES:
        yield from _of_file(path, on_problem)
    elif suffix in NOTE_SUFFIXES:
        loaded = text_of(path)
        note = as_document({"name": path.name}, loaded)
        unread = [f"{path.name}: {line}" for line in loaded.notes]
        yield _bare(path, options, request_wanted, [note], unread)
    else:
        given = f"'{suffix}' is not read" if suffix else "it has no suffix to tell what it is"
        known = " ".join((*CASE_SUFFIXES, *LINES_SUFFIXES, *NOTE_SUFFIXES, ".zip"))
        read_bytes(path)  # a missing file is missing before it is anything else
        raise Problem(f"{path}: {given}. Give a case or a note: {known}, or a folder")


# --- Files of cases -----------------------------------------------------------------------------------------------


def _of_file(path: Path, on_problem: Callable[[Problem], None] | None) -> Iterator[Case]:
    for where, parse in _entries(path):
        try:
            cases = _cases(parse(), where, path.parent)
        except Problem as problem:
            if on_problem is None:
                raise
            on_problem(problem)
        else:
            yield from cases


def _cases(data: Any, where: str, folder: Path) -> list[Case]:
    """A case of ours, or the cases of a FHIR bundle."""
    if not isinstance(data, dict):
        raise Problem(f"{where}: a case is an object with id, request and documents")
    if "resourceType" not in data:
        return [_case(data, where, folder)]
    from copilot.fhir.request import cases_of

    try:
        cases = cases_of(data)
    except Problem as problem:
        raise Problem(f"{where}: {problem}") from None
    for case in cases:
        case.unread += _named_apart(case.documents)
    return cases


def _entries(path: Path) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Where each case stands ('cases.jsonl line 3') and how to parse it, so that one bad line spoils no other."""
    suffix = path.suffix.lower()
    if suffix in LINES_SUFFIXES:
        yield from _json_lines(path)
        return
    text = decode(read_bytes(path), str(path))
    if not text.strip():
        raise Problem(f"{path}: it is empty. A case has id, request and documents")
    if suffix == ".json":
        lines = [line for line in text.split("\n") if line.strip()]
        if len(lines) > 1 and lines[0].lstrip().startswith("{") and lines[0].rstrip().endswith("}"):
            yield from _json_lines(path)  # one object a line, whatever the file is called
            return
        found = json_of(text, str(path))
    else:
        found = _yaml(text, str(path))
    if isinstance(found, list):
        if not found:
            raise Problem(f"{path}: it holds no case")
        for number, item in enumerate(found, 1):
            yield f"{path} case {number}", lambda item=item: item
    else:
        yield str(path), lambda: found


def _json_lines(path: Path) -> Iterator[tuple[str, Callable[[], Any]]]:
    empty = True
    try:
        with path.open("rb") as file:
            for number, line in enumerate(_bounded_lines(file), 1):
                if line.strip():
                    empty = False
                    where = f"{path} line {number}"
                    yield where, lambda line=line, where=where: json_of(decode(line.strip(), where), where)
    except OSError as error:
        raise Problem(f"{path}: it cannot be opened ({error.strerror or 'unknown reason'})") from None
    if empty:
        raise Problem(f"{path}: it is empty. Each line is a case with id, request and documents")


def _bounded_lines(file: BinaryIO) -> Iterator[bytes]:
    while line := file.readline(MAX_BYTES):
        if len(line) == MAX_BYTES:
            raise Problem(f"{file.name}: a line has over {MAX_BYTES // 1_000_000} MB. Give one case a line")
        yield line


def json_of(text: str, where: str) -> Any:
    """JSON as it must be: each field once, no NaN. Raises Problem, which says where it stands and quotes no value."""
    def no_constant(name: str) -> Any:
        raise Problem(f"{where}: {name} is not JSON. Give a number or null")

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
            raise Problem(f"{where}: the field {twice[:40]!r} is given twice. Keep one")
        return found

    try:
        return json.loads(text, object_pairs_hook=once, parse_constant=no_constant)
    except json.JSONDecodeError as error:
        at = f"line {error.lineno} column {error.colno}" if error.lineno > 1 else f"column {error.colno}"
        ends = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")
        cut = ": it is cut short" if ends else ""
        raise Problem(f"{where}: not JSON at {at} ({error.msg}){cut}") from None
    except RecursionError:
        raise Problem(f"{where}: it is nested too deeply for a case") from None
    except ValueError:  # a number with thousands of digits
        raise Problem(f"{where}: not JSON: a number is too long") from None


def _yaml(text: str, where: str) -> Any:
    import yaml

    from copilot.plain_yaml import Loader

    try:
        found = list(yaml.load_all(text, Loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        at = f" at line {mark.line + 1} column {mark.column + 1}" if mark else ""
        raise Problem(f"{where}: not YAML{at} ({error.problem or 'not readable'})") from None
    except (yaml.YAMLError, ValueError):
        raise Problem(f"{where}: not YAML: it holds a character that YAML does not allow") from None
    except RecursionError:
        raise Problem(f"{where}: it is nested too deeply for a case") from None
    return found[0] if len(found) == 1 else found


def _case(data: dict[str, Any], where: str, folder: Path | None = None) -> Case:
    """A case with its documents' text. `folder`: where `path`s may lead, and no further."""
    documents = data.get("documents")
    unread: list[str] = []
    if isinstance(documents, list):
        found: list[Any] = []
        for index, item in enumerate(documents):
            found += _with_text(item, f"{where}: documents[{index}]", folder, unread)
        data = data | {"documents": [_named(item, number) for number, item in enumerate(found, 1)]}
    try:
        case = Case.model_validate(data)
    except ValidationError as error:
        raise Problem(f"{where}: {in_words(error)}") from None
    _check_text(case, where)
    case.unread = [*case.unread, *unread, *_named_apart(case.documents)]
    return case


def _check_text(case: Case, where: str) -> None:
    for index, document in enumerate(case.documents):
        if not (document.text or "").strip():
            raise Problem(f"{where}: documents[{index}] has no text. Give text, or path to a file")
    try:
        case.model_dump_json()
    except ValueError:  # half of a surrogate pair, as a broken export leaves it
        raise Problem(f"{where}: a text holds a broken character (half a pair). Export it again as UTF-8") from None


def _named_apart(documents: list[CaseDocument]) -> list[str]:
    """Evidence names its document, so no two may share a name: the second 'note' becomes 'note (2)'. Says so."""
    notices = []
    taken = {document.name for document in documents}
    seen: set[str] = set()
    for document in documents:
        if document.name in seen:
            plain, number = document.name, 2
            while f"{plain} ({number})" in taken:
                number += 1
            document.name = f"{plain} ({number})"
            taken.add(document.name)
            notices.append(f"two documents are named {plain!r}; the later one is called {document.name!r} here")
        seen.add(document.name)
    return notices


def in_words(error: ValidationError) -> str:
    """The first thing wrong with a case: the field and what it must be, never the value that stood there."""
    first = error.errors(include_url=False, include_input=False)[0]
    field = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"]).lstrip(".")
    more = f" ({error.error_count() - 1} more fields are wrong)" if error.error_count() > 1 else ""
    return f"{field or 'the case'} {expected(first)}{more}"


def expected(error: Any) -> str:
    """What a field must be, from one of pydantic's errors."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "missing":
        return "is missing"
    if kind.startswith(("date", "day")):
        return "must be a date such as 2025-12-01"
    if kind == "literal_error":
        return f"must be one of {context['expected']}"
    if kind == "value_error":
        return f"is not usable: {context['error']}"
    if kind in ("too_short", "string_too_short"):
        return "must not be empty"
    plain = {"string": "text", "list": "a list", "model": "an object", "dict": "an object", "int": "a whole number"}
    return f"must be {plain.get(kind.split('_')[0], 'of another type')}"


# --- Documents given by path, folder or zip -----------------------------------------------------------------------


def _named(item: Any, number: int) -> Any:
    return {**item, "name": f"document {number}"} if isinstance(item, dict) and not item.get("name") else item


def _with_text(item: Any, where: str, folder: Path | None, unread: list[str]) -> list[Any]:
    """A document whose `path` is read into `text`; a folder or zip becomes its documents."""
    if not isinstance(item, dict) or not (given := item.get("path")):
        return [item]
    if folder is None:
        raise Problem(f"{where}.path needs a case file beside it")
    if not isinstance(given, str):
        raise Problem(f"{where}.path must be text")
    if item.get("text"):
        raise Problem(f"{where} has both text and path. Keep one")
    try:
        path = (folder / given).resolve()
        inside = path.is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):
        raise Problem(f"{where}.path is not a usable path") from None
    if not inside:
        raise Problem(f"{where}.path leads out of the case's folder. Put the file beside the case")
    try:
        if path.is_dir() or path.suffix.lower() == ".zip":
            return [{**item, **one} for one in record(path, unread)]
        loaded = text_of(path)
    except Problem as problem:
        raise Problem(f"{where}.path: {str(problem).removeprefix(str(path.parent)).lstrip('/')}") from None
    unread += [f"{given}: {note}" for note in loaded.notes]
    return [as_document({"name": path.name} | item, loaded)]


def _of_record(path: Path, options: Options, request_wanted: bool) -> Iterator[Case]:
    """A folder or zip as a case: a case file in it says what is asked, or else the options do."""
    if inside := _case_files(path):
        yield from _of_folder(path, inside[0])
        return
    unread: list[str] = []
    documents = record(path, unread)
    yield _bare(path, options, request_wanted, documents, unread)


def _of_folder(folder: Path, file: Path) -> Iterator[Case]:
    """The cases of a folder's case file. Where it lists no documents, the files beside it are the record; where it
    does, a file that it does not list is named as not read."""
    for where, parse in _entries(file):
        data = parse()
        if not isinstance(data, dict) or "resourceType" in data:
            yield from _cases(data, where, folder)
            continue
        unread: list[str] = []
        if data.get("documents"):
            listed = {str(item.get("path")) for item in data["documents"] if isinstance(item, dict)}
            others = (name for name, _ in files(folder) if name != file.name and not _listed(name, listed))
            unread = [f"not read: {name}: {file.name} does not list it" for name in others]
        else:
            data = data | {"documents": record(folder, unread, but=file.name)}
        case = _case(data, where, folder)
        case.unread += unread
        yield case


def _listed(name: str, listed: set[str]) -> bool:
    """Whether a file, or a folder it stands in, is given as a document's path."""
    return any(PurePosixPath(name).is_relative_to(PurePosixPath(one)) for one in listed)


def is_bare(path: Path) -> bool:
    """Whether it is a record without a case around it, so that options say what is asked."""
    if path.is_dir():
        return not _case_files(path)
    return path.suffix.lower() not in CASE_SUFFIXES + LINES_SUFFIXES


def _case_files(folder: Path) -> list[Path]:
    return [folder / name for name in ("case.json", "case.yaml", "case.yml") if (folder / name).is_file()]


def _bare(
    path: Path, options: Options, request_wanted: bool, documents: list[dict[str, Any]], unread: list[str]
) -> Case:  # fmt: skip
    """A record as the case that the options describe."""
    try:
        return _case(_asked(options, path, request_wanted) | {"documents": documents, "unread": unread}, str(path))
    except Problem as problem:
        line = str(problem)
        for field, option in OPTION_OF.items():
            line = line.replace(f"{path}: {field} ", f"{path}: {option} ")
        raise Problem(line) from None


def _asked(options: Options, path: Path, request_wanted: bool) -> dict[str, Any]:
    """A case without its documents, as the command line describes it."""
    if not options.cpt and request_wanted:
        raise Problem(f"{path}: a record alone does not say what is asked for. Give --cpt CODE")
    return {
        "id": path.resolve().stem,
        "plan": {
            "payer": options.payer, "line_of_business": options.lob, "state": options.state, "policy": options.policy,
        },
        "request": {
            "cpt": options.cpt, "description": None if options.cpt else "nothing in particular",
            "purpose": options.purpose, "side": options.side,
            "date_of_service": options.date.isoformat() if isinstance(options.date, dt.date) else options.date,
        },
    }  # fmt: skip
