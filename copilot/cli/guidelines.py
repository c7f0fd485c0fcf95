"""`necessity guidelines`: list, search, index, add."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from copilot.cli.app import app
from copilot.problem import Problem

guidelines = typer.Typer(no_args_is_help=True, help="The guideline library.")
app.add_typer(guidelines, name="guidelines")

Payer = Annotated[str | None, typer.Option(help="Only what speaks to this payer.")]
Line = Annotated[str | None, typer.Option(help="Only what speaks to this line of business.")]
On = Annotated[str | None, typer.Option(help="Only what is in force on this date of service (YYYY-MM-DD).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


@guidelines.command("list")
def list_guidelines(as_json: AsJson = False) -> None:
    """The guidelines, their versions, and to whom they speak."""
    library = _library()
    if as_json:
        _print_json([_described(known) for known in library.guidelines])
    else:
        console = _console()
        for known in library.guidelines:
            console.print(f"[cyan]{known.id}[/], version {known.version}: {_plain(known.title)}")
            passages = f"{len(known.passages)} passages"
            console.print(
                f"  [dim]{passages}; {_audience(known)}; {known.publisher}; {known.status}[/]", highlight=False
            )
    _tell(library)


@guidelines.command()
def search(
    query: Annotated[str, typer.Argument(help="What to look for, in your own words.")],
    payer: Payer = None,
    line: Line = None,
    on: On = None,
    k: Annotated[int, typer.Option(min=1, max=100, help="How many passages.")] = 5,
    as_json: AsJson = False,
) -> None:
    """The passages that answer best, each with its guideline and version."""
    day, line = _date("--on", on), _line(line)
    library = _library()
    _prepare(library)
    hits = library.search(query, k, payer, line, day)
    if as_json:
        _print_json({"query": query, "results": [_found(hit) for hit in hits]})
    elif not hits:
        print("No passage was found. Ask in other words, or leave out --payer, --line and --on.")
    else:
        console = _console()
        for hit in hits:
            found = hit.passage
            console.print(f"[bold]{_plain(found.heading)}[/]  [dim]{hit.score:.2f}[/]")
            console.print(f"[cyan]{found.guideline} #{found.anchor}[/], version {found.version}: {_plain(found.title)}")
            console.print(_plain(found.text) + "\n")
    _tell(library)


@guidelines.command()
def index() -> None:
    """Build the search index where a text has changed, or say that it is up to date."""
    library = _library()
    built = _prepare(library, refresh=True)
    _tell(library)
    if not library.indexed:
        raise typer.Exit(1)
    count = f"{len(library.passages())} passages of {len(library.guidelines)} guidelines"
    print(f"Indexed {count}." if built else f"The index is up to date: {count}.")


@guidelines.command()
def add(
    file: Annotated[Path, typer.Argument(help="A policy: Markdown, text, PDF or DOCX.")],
    id: Annotated[str | None, typer.Option(help="Its id; default: from the file's name.")] = None,
    title: Annotated[str | None, typer.Option(help="Default: the document's first line.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Who issued it.")] = None,
    number: Annotated[str | None, typer.Option(help="Its published number.")] = None,
    url: Annotated[str | None, typer.Option(help="Where it is published.")] = None,
    effective: Annotated[str | None, typer.Option(help="In force from (YYYY-MM-DD); default: at any time.")] = None,
    until: Annotated[str | None, typer.Option(help="In force up to and with (YYYY-MM-DD).")] = None,
    payer: Annotated[list[str] | None, typer.Option(help="Whom it binds; may be repeated; default: anyone.")] = None,
    line: Annotated[list[str] | None, typer.Option(help="Line of business; may be repeated; default: any.")] = None,
) -> None:
    """Take a policy of yours into the library, split into passages, and say what was made of it."""
    from copilot import addition, settings
    from copilot.cli.reading import shown

    in_force = settings.load()
    stated = addition.Stated(
        id=id,
        title=title,
        publisher=publisher,
        number=number,
        url=url,
        effective_from=_date("--effective", effective),
        effective_to=_date("--until", until),
        payers=tuple(payer or ()),
        lines=tuple(filter(None, map(_line, line or ()))),
    )
    with shown():
        added = addition.add(file, stated, in_force.folder("guidelines"), _library().guidelines)
    made = added.guideline
    words = sum(len(passage.text.split()) for passage in made.passages)
    print(f"Added {made.key}: {made.title}")
    print(f"  {len(made.passages)} passages, {words} words, for {_audience(made)}, in force {_period(made)}")
    for passage in made.passages[:12]:
        print(f"  #{passage.anchor}: {passage.heading} ({len(passage.text.split())} words)")
    if len(made.passages) > 12:
        print(f"  and {len(made.passages) - 12} more")
    for note in added.notes:
        print(f"  note: {note}")
    print(
        f"  It stands in {added.path}: look it over, and complete its head. It decides nothing until a pack cites it."
    )
    library = _library()
    _prepare(library)
    _tell(library)


def _library() -> Any:
    from copilot import library, settings

    return library.open_library(settings.load())


def _prepare(library: Any, refresh: bool = False) -> bool:
    """Build the index where needed, with a progress bar on standard error while texts are embedded."""
    from rich.console import Console
    from rich.progress import Progress

    bar = Progress(console=Console(stderr=True))
    task = bar.add_task("Indexing guideline passages")

    def progress(done: int, total: int) -> None:
        bar.start()
        bar.update(task, completed=done, total=total)

    try:
        built: bool = library.refresh(progress) if refresh else library.prepare(progress)
    finally:
        if bar.live.is_started:
            bar.stop()
    return built


def _tell(library: Any) -> None:
    for notice in library.notices:
        print(f"necessity: {notice}", file=sys.stderr)


def _found(hit: Any) -> dict[str, Any]:
    found = hit.passage
    return {
        "guideline": found.guideline,
        "version": found.version,
        "passage": found.anchor,
        "title": found.title,
        "heading": found.heading,
        "score": hit.score,
        "text": found.text,
        "marks": list(found.marks),
        "effective": {"from": _iso(found.effective_from), "to": _iso(found.effective_to)},
        "payers": list(found.payers),
        "lines": list(found.lines),
    }


def _described(known: Any) -> dict[str, Any]:
    return {
        "id": known.id,
        "version": known.version,
        "title": known.title,
        "publisher": known.publisher,
        "number": known.number,
        "url": known.url,
        "effective": {"from": _iso(known.effective_from), "to": _iso(known.effective_to)},
        "payers": list(known.payers),
        "lines": list(known.lines),
        "licence": known.licence,
        "status": known.status,
        "passages": [passage.anchor for passage in known.passages],
        "file": known.file,
        "added": known.added,
    }


def _audience(known: Any) -> str:
    return f"{', '.join(known.payers) or 'any payer'}; {', '.join(known.lines) or 'any line'}"


def _period(known: Any) -> str:
    if known.effective_from is None and known.effective_to is None:
        return "at any time, since no date was given"
    start, end = _iso(known.effective_from), _iso(known.effective_to)
    return " ".join(part for part in (f"from {start}" if start else "", f"up to {end}" if end else "") if part)


def _date(option: str, given: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(given) if given else None
    except ValueError:
        raise Problem(f"{option}: {given} is no date; write it as 2025-12-01") from None


def _line(given: str | None) -> str | None:
    from copilot.guideline import LINES

    if given is not None and given not in LINES:
        raise Problem(f"--line: {given} is none of {', '.join(LINES)}")
    return given


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _print_json(content: Any) -> None:
    print(json.dumps(content, ensure_ascii=False, indent=1))


def _console() -> Any:
    from rich.console import Console

    return Console()


def _plain(text: str) -> str:
    """Text in which nothing is taken for markup, such as a mark in brackets."""
    from rich.markup import escape

    return escape(text)
