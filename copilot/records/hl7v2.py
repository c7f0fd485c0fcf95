"""HL7 v2 messages (ORU, MDM): the text of their observations, a line each, with the time of each report."""

from __future__ import annotations

import base64
import binascii
import logging
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from copilot.records.page import Parsed, Unreadable

WITHDRAWN = {"D": "deleted", "W": "wrong", "X": "not obtainable", "I": "pending"}  # OBX-11
# Segments that are read, and those that only stand around a report.
READ = ("OBR", "TXA", "OBX", "NTE")
AROUND = ("MSH", "PID", "EVN", "PV1", "PV2", "PD1", "ORC", "SFT", "FHS", "BHS", "BTS", "FTS", "MSA", "PRT")
_SEGMENT = re.compile(r"[A-Z][A-Z0-9]{2}")
TEXT = {"TX", "FT", "ST", "CE", "CWE", "NM", "SN", "DT", "TM", "TS", "DTM", ""}


def parse(data: bytes, progress: Callable[[int, int], None]) -> Parsed:
    """The observations of every message. Raises Unreadable for damaged messages and for those of two patients."""
    import hl7

    logging.getLogger("hl7").setLevel(logging.CRITICAL + 1)  # it logs what it cannot parse, text and all
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    text = text.replace("\r\n", "\r").replace("\n", "\r").strip("\x0b\x1c\r ")
    try:
        messages = [hl7.parse(part) for part in _messages(text)]
    except (hl7.HL7Exception, IndexError, ValueError, KeyError) as error:
        raise Unreadable("it is a damaged HL7 message. Send it again") from error
    if len({_patient(message) for message in messages} - {""}) > 1:
        raise Unreadable("it holds messages about more than one patient. Send each patient's alone")
    notes: list[str] = []
    lines = [line for message in messages for line in _lines(message, notes)]
    others = Counter(str(segment[0]) for message in messages for segment in message)
    for name, count in others.items():
        if name not in READ + AROUND:
            what = f"{name} segments" if _SEGMENT.fullmatch(name) else "lines that are no segment"
            notes.append(f"{what} not read ({count})")
    return Parsed(["\n".join(lines).strip("\n")], notes=notes)


def _messages(text: str) -> list[str]:
    parts: list[list[str]] = []
    for segment in text.split("\r"):
        if segment.startswith("MSH"):
            parts.append([])
        if parts and segment.strip():
            parts[-1].append(segment)
    return ["\r".join(part) + "\r" for part in parts]


def _patient(message: Any) -> str:
    return _field(_segment(message, "PID"), 3).split("^")[0]


def _lines(message: Any, notes: list[str]) -> Iterator[str]:
    for segment in message:
        name = str(segment[0])
        if name == "OBR":
            yield ""
            yield from _heading(_field(segment, 4), _field(segment, 7))
        elif name == "TXA":
            yield from _heading(_field(segment, 2), _field(segment, 4))
        elif name == "OBX":
            yield from _observation(segment, notes)
        elif name == "NTE":
            yield from _plain(_field(segment, 3)).split("\n")


def _heading(identifier: str, time: str) -> Iterator[str]:
    title = _named(identifier)
    if title:
        yield title
    if len(time) >= 8 and time[:8].isdigit():
        yield f"Date: {time[:4]}-{time[4:6]}-{time[6:8]}"


def _observation(segment: Any, notes: list[str]) -> Iterator[str]:
    kind, status = _field(segment, 2), _field(segment, 11)
    number = _field(segment, 1) or "?"
    if status in WITHDRAWN:
        notes.append(f"observation {number} not read: {WITHDRAWN[status]}")
        return
    if kind == "ED":
        yield from _encapsulated(_field(segment, 5), number, notes)
        return
    if kind not in TEXT:
        notes.append(f"observation {number} not read: its type is {kind[:10]}")
        return
    value = _plain(_field(segment, 5).replace("~", "\n"))
    if kind in ("CE", "CWE"):
        value = _named(_field(segment, 5))
    elif kind == "SN":  # comparator^number^separator^number
        value = value.replace("^", "")
    if kind in ("TX", "FT"):
        yield from value.split("\n")
    else:
        unit = _named(_field(segment, 6))
        yield f"{_named(_field(segment, 3))}: {value} {unit}".rstrip()


def _encapsulated(value: str, number: str, notes: list[str]) -> Iterator[str]:
    """Encapsulated data: source^type^subtype^encoding^data."""
    parts = value.split("^")
    if len(parts) < 5 or parts[3].lower() != "base64":
        notes.append(f"observation {number} not read: the file in it is not base64")
        return
    try:
        content = base64.b64decode(parts[4], validate=True)
    except binascii.Error:
        notes.append(f"observation {number} not read: the file in it is damaged")
        return
    if content.startswith(b"%PDF-"):
        from copilot.records.pdf import parse as parse_pdf

        parsed = parse_pdf(content, lambda done, of: None)
        notes += parsed.notes
        yield from "\n\n".join(parsed.pages).split("\n")
    elif parts[1].upper() == "TEXT":
        yield from content.decode("utf-8", "replace").splitlines()
    else:
        notes.append(f"observation {number} not read: the file in it is of a kind that is not read")


def _segment(message: Any, name: str) -> Any:
    return next((segment for segment in message if str(segment[0]) == name), None)


def _field(segment: Any, number: int) -> str:
    return str(segment[number]) if segment is not None and len(segment) > number else ""


def _named(coded: str) -> str:
    """The words of a coded element: `code^words^system`."""
    parts = coded.split("^")
    return (parts[1] if len(parts) > 1 and parts[1] else parts[0]).strip()


_ESCAPED = re.compile(r"\\(\.br|\.sp|\.in[+-]?\d*|\.ti[+-]?\d*|[FSTREHN]|X(?:[0-9A-Fa-f]{2})+)\\")
_MEANS = {"F": "|", "S": "^", "T": "&", "R": "~", "E": "\\", "H": "", "N": ""}


def _plain(text: str) -> str:
    r"""Without escape sequences: \.br\ is a line's end, \T\ an ampersand. What is no known sequence stays as it is: the
    library's own unescaping drops it, and logs the text."""

    def meant(match: re.Match[str]) -> str:
        sequence = match[1]
        if sequence.startswith("X"):
            return bytes.fromhex(sequence[1:]).decode("latin-1")
        return _MEANS.get(sequence, "\n")

    return _ESCAPED.sub(meant, text)
