"""A folder or a zip as a record: every file in it is a document, or a line that says why it is not."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from copilot.documents import MAX_BYTES, Loaded, read_bytes, text_of_bytes
from copilot.problem import Problem

MAX_FILES = 2000
MAX_UNPACKED = 500_000_000

Files = Iterable[tuple[str, Callable[[], bytes]]]  # name, and how to get the content


def record(path: Path, unread: list[str], but: str = "") -> list[dict[str, Any]]:
    """Every document of a folder or zip, by name. What is not read is told to `unread`, a line each."""
    found = files(path) if path.is_dir() else _members(path)
    documents = documents_of(((name, content) for name, content in found if name != but), unread)
    if not documents:
        why = f" ({unread[0]})" if unread else ""
        raise Problem(f"{path}: it holds no document that can be read{why}")
    return documents


def documents_of(given: Files, unread: list[str]) -> list[dict[str, Any]]:
    """The documents in files given by name and content; what is not read is told to `unread`, a line each."""
    documents: list[dict[str, Any]] = []
    same: dict[str, str] = {}
    for name, content in given:
        try:
            loaded = text_of_bytes(content(), name)
        except Problem as problem:
            unread.append(f"not read: {problem}")
            continue
        unread += [f"{name}: {note}" for note in loaded.notes]
        words = " ".join(loaded.text.split())
        if words in same:
            unread.append(f"not read again: {name} has the same text as {same[words]}")
            continue
        same[words] = name
        documents.append(as_document({"name": name}, loaded))
    return documents


def files(path: Path) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """The files of a folder, by name; one that is a link out of it is refused when its content is asked for."""
    inside = _led_to(path)
    found = [item for item in path.rglob("*") if item.is_symlink() or not item.is_dir()]
    found.sort(key=lambda item: _natural(str(item)))
    if len(found) > MAX_FILES:
        raise Problem(f"{path}: it holds {len(found)} files; up to {MAX_FILES} are read. Split it")
    for item in found:
        name = item.relative_to(path).as_posix()
        if not _led_to(item).is_relative_to(inside):
            yield name, lambda name=name: _refuse(f"{name}: it is a link that leads out of the folder")
        elif item.is_dir():
            yield name, lambda name=name: _refuse(f"{name}: it is a link to a folder, and no such link is followed")
        else:
            yield name, lambda item=item: read_bytes(item)


def _led_to(path: Path) -> Path:
    """Where a path leads through its links; a link that leads to itself leads nowhere else."""
    return Path(os.path.realpath(path))


def _members(path: Path) -> Iterator[tuple[str, Callable[[], bytes]]]:
    try:
        archive = zipfile.ZipFile(path)
    except FileNotFoundError:
        raise Problem(f"{path}: there is no such file") from None
    except (zipfile.BadZipFile, OSError, NotImplementedError):
        raise Problem(f"{path}: it is not a zip, or a damaged one. Pack it again") from None
    with archive:
        members = sorted((item for item in archive.infolist() if not item.is_dir()), key=lambda i: _natural(i.filename))
        if len(members) > MAX_FILES:
            raise Problem(f"{path}: it holds {len(members)} files; up to {MAX_FILES} are read. Split it")
        if sum(item.file_size for item in members) > MAX_UNPACKED:
            raise Problem(f"{path}: it unpacks to over {MAX_UNPACKED // 1_000_000} MB. Split it")
        for item in members:
            yield item.filename, lambda item=item: _member(archive, item)


def _member(archive: zipfile.ZipFile, item: zipfile.ZipInfo) -> bytes:
    """A member, unpacked no further than MAX_BYTES whatever its header claims."""
    if item.flag_bits & 1:
        raise Problem(f"{item.filename}: it is protected by a password. Pack it without one")
    try:
        with archive.open(item) as file:
            content = file.read(MAX_BYTES)
    except Exception:  # zipfile raises what its codecs raise
        raise Problem(f"{item.filename}: it is damaged in the zip. Pack it again") from None
    if len(content) >= MAX_BYTES:
        raise Problem(f"{item.filename}: it has over {MAX_BYTES // 1_000_000} MB")
    return content


def _refuse(line: str) -> bytes:
    raise Problem(line)


def _natural(name: str) -> list[Any]:
    """Page 10 after page 9."""
    return [(1, int(part), "") if part.isdecimal() else (0, 0, part.lower()) for part in re.split(r"(\d+)", name)]


def as_document(given: dict[str, Any], loaded: Loaded) -> dict[str, Any]:
    return given | {
        "text": loaded.text, "pages": list(loaded.pages),
        "doubtful": list(loaded.doubtful), "spots": list(loaded.spots), "pictures": list(loaded.pictures),
    }  # fmt: skip
