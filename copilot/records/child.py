"""The child process in which a chart is parsed: `python -m copilot.records.child KIND < file`.

`KIND` is a format to read, or `crop` with a place on a page, which gives a picture of it.

A chart may be damaged or hostile, so its parser gets little memory, little time, no files to write and no core dump.
Standard output carries JSON, one object a line: `{"done": 3, "of": 17}` as pages are read, then the result or
`{"problem": …}`. Nothing else is printed: a parser's own messages may quote the chart.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable

from copilot.records.page import Parsed, Unreadable

MEMORY, CPU_SECONDS = 1 << 30, 120
MOST_MEMORY, MOST_CPU_SECONDS = 4 << 30, 4 * 3600  # where pages are pictures (ocr.make_room)
A_PAGE, A_PICTURE = 1, 30  # seconds that a page read adds; they take about 0.03 and 5
Progress = Callable[[int, int], None]


def limit() -> None:
    """Set the limits, where the platform has them (POSIX)."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, MOST_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def grant() -> None:
    """More time for each page read, so that a long chart has what it needs and an endless page has not."""
    try:
        import resource
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    more = A_PICTURE if "rapidocr" in sys.modules else A_PAGE
    resource.setrlimit(resource.RLIMIT_CPU, (min(soft + more, hard), hard))


def parse(kind: str, data: bytes, progress: Progress) -> Parsed:
    """Parse `data` as `kind`; imports only what that kind needs."""
    if kind == "pdf":
        from copilot.records.pdf import parse as parser
    elif kind == "docx":
        from copilot.records.docx import parse as parser
    elif kind == "ccda":
        from copilot.records.ccda import parse as parser
    elif kind == "hl7":
        from copilot.records.hl7v2 import parse as parser
    elif kind == "picture":
        from copilot.records.picture import parse as parser
    else:
        raise Unreadable(f"this kind of file ({kind}) is not read")
    return parser(data, progress)


def main(kind: str, argument: str = "") -> None:
    out = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="replace")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)

    def say(message: dict[str, object]) -> None:
        out.write(json.dumps(message) + "\n")
        out.flush()

    def page_read(done: int, of: int) -> None:
        grant()
        say({"done": done, "of": of})

    limit()
    try:
        data = sys.stdin.buffer.read()
        if kind == "crop":
            from copilot.records.picture import crop

            result: dict[str, object] = {"png": crop(data, json.loads(argument))}
        else:
            result = parse(kind, data, page_read).joined()
    except Exception as error:
        result = {"problem": damage(error)}
    say(result)


def damage(error: Exception) -> str:
    """What a parser's error says to a person. The error's own text may quote the chart, so only its type is told."""
    match error:
        case Unreadable():
            return str(error)
        case MemoryError():
            return "it needs more memory than a chart may; it may be damaged. Print it to a new PDF"
    return f"it is damaged ({type(error).__name__}). Save or export it again"


if __name__ == "__main__":
    main(*sys.argv[1:])
