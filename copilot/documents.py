"""A file of the record as text with offsets.

Plain text is read here; everything else is parsed in a child process with limits on memory and time, because a chart
may be damaged or hostile. A file that gives no text is a failure that says so, never an empty chart.
"""

from __future__ import annotations

import io
import json
import os
import queue
import re
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from copilot.problem import Problem

MAX_BYTES = 100_000_000
MAX_TEXT = 20_000_000  # characters; a 300-page chart has about one million
STALLED_SECONDS = 600.0  # without a further page, on a busy machine; the child's own limits end what is endless

TEXT_SUFFIXES = (".txt", ".text", ".md")
SUFFIXES: dict[str, tuple[str, ...]] = {
    "text": TEXT_SUFFIXES, "pdf": (".pdf",), "docx": (".docx",), "picture": (".png", ".jpg", ".jpeg", ".tif", ".tiff"),
    "ccda": (".xml",), "hl7": (".hl7",),
}  # fmt: skip
READABLE = ".txt, .md, .pdf, .docx, a scan (.png, .jpg, .tif), C-CDA (.xml) or HL7 v2 (.hl7)"

Progress = Callable[[int, int], None]
_watching: ContextVar[Callable[[str, int, int], None] | None] = ContextVar("watching", default=None)


@contextmanager
def watched(tell: Callable[[str, int, int], None]) -> Iterator[None]:
    """Within it, `tell(name, done, of)` hears of each page read of any file, wherever the reading was asked for."""
    token = _watching.set(tell)
    try:
        yield
    finally:
        _watching.reset(token)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A document as loaded. `pages`: the offset in `text` at which each page starts, () where there are none.
    `doubtful`: spans of `text` that may be misread; `spots`: where each stands, (page from 1, left, top, right, bottom
    as fractions of the page); `pictures`: how each looks (PNG in base64). `notes`: what was not read and why, one
    line each."""

    text: str
    pages: tuple[int, ...] = ()
    kind: str = "text"
    notes: tuple[str, ...] = ()
    doubtful: tuple[tuple[int, int], ...] = ()
    spots: tuple[tuple[float, ...], ...] = ()
    pictures: tuple[str, ...] = ()


def text_of(path: Path | str, progress: Progress | None = None) -> Loaded:
    """The text of a file. `progress(done, of)` is told of each page read.

    Raises Problem, one line, for a file that is missing, over 100 MB, encrypted, damaged, mislabelled, binary or
    empty, or whose parser needs more memory or time than a chart may.
    """
    path = Path(path)
    return text_of_bytes(read_bytes(path), str(path), progress)


def text_of_bytes(data: bytes, name: str, progress: Progress | None = None) -> Loaded:
    """As `text_of`, for content in memory (a member of a zip, an attachment). `name` has the suffix and is quoted."""
    if not data.strip():
        raise Problem(f"{name}: it is empty. Send the file again")
    kind = _kind(data, name)
    loaded = Loaded(decode(data, name)) if kind == "text" else _parse_apart(kind, data, name, progress)
    if not loaded.text.strip():
        raise Problem(f"{name}: no text was found in it. Send a copy with text, or the text itself")
    if len(loaded.text) > MAX_TEXT:
        raise Problem(f"{name}: it holds more text than a chart ({MAX_TEXT:,} characters are read). Split it")
    return loaded


def read_bytes(path: Path) -> bytes:
    """The content of a file, or a Problem that names it."""
    try:
        if path.is_dir():
            raise Problem(f"{path}: it is a folder, not a file")
        if (size := path.stat().st_size) >= MAX_BYTES:
            limit = f"files under {MAX_BYTES // 1_000_000} MB are read"
            raise Problem(f"{path}: it has {size / 1e6:,.0f} MB; {limit}. Split it")
        if not path.is_file():
            raise Problem(f"{path}: it is not an ordinary file")
        return path.read_bytes()
    except FileNotFoundError:
        raise Problem(f"{path}: there is no such file") from None
    except OSError as error:
        raise Problem(f"{path}: it cannot be opened ({error.strerror or 'unknown reason'})") from None


def decode(data: bytes, name: str) -> str:
    """Plain text: UTF-8, or UTF-16 with its mark, or Windows-1252. Line ends become \\n, as Python reads text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif b"\0" in data:
        raise Problem(f"{name}: it is binary, not text. Give {READABLE}")
    else:
        encoding = "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        try:
            text = data.decode("cp1252" if encoding != "utf-16" else encoding)
        except UnicodeDecodeError:
            raise Problem(f"{name}: it is not text in UTF-8. Save it as UTF-8 text") from None
    if sum(character < " " and character not in "\t\n\r\f\v" for character in text[:4000]) > len(text[:4000]) / 50:
        raise Problem(f"{name}: it is binary, not text. Give {READABLE}")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _kind(data: bytes, name: str) -> str:
    """What the file is, by its content; a Problem where its name says otherwise or nothing here reads it."""
    suffix = Path(name).suffix.lower()
    named = next((kind for kind, suffixes in SUFFIXES.items() if suffix in suffixes), None)
    found = _sniff(data)
    if found == "ole":
        raise Problem(f"{name}: it is an old Word file (.doc) or is protected by a password. Save it as plain .docx")
    if found in SUFFIXES and found != named and (named or found != "text"):
        raise Problem(f"{name}: it is a {found} file, whatever its name says. Rename it to {SUFFIXES[found][0]}")
    if named is None or found not in SUFFIXES:
        what = f"{suffix or 'a file without a suffix'} is not read" if found in SUFFIXES else f"its content is {found}"
        raise Problem(f"{name}: {what}. Give {READABLE}")
    return named


MAGIC = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"\x89PNG\r\n\x1a\n", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"II*\0", "picture"),
    (b"MM\0*", "picture"),
    (b"GIF8", "a picture of another kind"),
    (b"{\\rtf", "rich text"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\0", "a program"),
)


def _sniff(data: bytes) -> str:
    """What the content is: a kind of SUFFIXES, or words for the person who sent it."""
    if data.startswith(b"PK\x03\x04"):
        try:
            names = zipfile.ZipFile(io.BytesIO(data)).namelist()
        except Exception:  # a zip cut short; the parser of the kind it claims to be says so
            return "docx" if b"word/" in data[:4096] or b"[Content_Types].xml" in data[:4096] else "a zip"
        return "docx" if any(re.fullmatch(r"word/document\d*\.xml", one) for one in names) else "a zip"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    start = data[:4096].lstrip(b"\xef\xbb\xbf\x0b \t\r\n")
    if start.startswith((b"MSH|", b"FHS|", b"BHS|")):
        return "hl7"
    if start.startswith(b"<") and re.search(rb"<(?:\w+:)?ClinicalDocument\b", data[:65536]):
        return "ccda"
    if start.startswith(b"<?xml"):
        return "XML of another kind than C-CDA"
    return next((what for magic, what in MAGIC if data.startswith(magic)), "text")


def picture_of(path: Path | str, page: int, place: tuple[float, ...] = (0, 0, 1, 1)) -> bytes:
    """A PNG of a page (from 1) of a PDF or scan, or of a place on it: left, top, right, bottom as fractions.

    What a person compares a doubtful figure with (`Loaded.spots`). Raises Problem as `text_of` does.
    """
    import base64

    path = Path(path)
    made = _apart(["crop", json.dumps([page, *place])], read_bytes(path), str(path), None)
    return base64.b64decode(made["png"])


def _parse_apart(kind: str, data: bytes, name: str, progress: Progress | None) -> Loaded:
    result = _apart([kind], data, name, progress)
    return Loaded(
        result["text"], tuple(result["pages"]), kind, tuple(result["notes"]),
        tuple((start, end) for start, end in result["doubtful"]), tuple(map(tuple, result["spots"])),
        tuple(result["pictures"]),
    )  # fmt: skip


def _apart(task: list[str], data: bytes, name: str, progress: Progress | None) -> dict[str, Any]:
    """Have a child process do it; its end, however it comes, is a result or one line."""
    if progress is None and (tell := _watching.get()):
        progress = partial(tell, name)
    command = [sys.executable, "-m", "copilot.records.child", *task]
    home = Path(__file__).parents[1]  # so that the child finds this package, installed or not
    with (
        _as_file(data) as content,
        subprocess.Popen(command, cwd=home, stdin=content, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child,
    ):
        try:
            result = _result(child, progress)
        finally:
            child.kill()
    if result is None:
        raise Problem(f"{name}: it takes more memory or time than a chart may, or is damaged. Print it to a new PDF")
    if "problem" in result:
        raise Problem(f"{name}: {result['problem']}")
    return result


def _result(child: subprocess.Popen[bytes], progress: Progress | None) -> dict[str, Any] | None:
    """The child's last line, or None where it died or stalled."""
    lines: queue.Queue[bytes] = queue.Queue()

    def collect() -> None:
        assert child.stdout
        for line in child.stdout:
            lines.put(line)
        lines.put(b"")

    threading.Thread(target=collect, daemon=True).start()
    while True:
        try:
            line = lines.get(timeout=STALLED_SECONDS)
        except queue.Empty:
            return None
        if not line:
            return None
        message = json.loads(line)
        if "done" not in message:
            return message
        if progress:
            progress(message["done"], message["of"])


def _as_file(data: bytes) -> BinaryIO:
    """An open file that holds `data` and has no name on disk, so that nothing of a chart is left behind."""
    if hasattr(os, "memfd_create"):
        file: BinaryIO = os.fdopen(os.memfd_create("chart"), "w+b")
    else:
        import tempfile

        file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    file.write(data)
    file.seek(0)
    return file
