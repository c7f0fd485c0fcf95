"""`necessity policies`: list, show, facts, check, add, verify."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from copilot.cli.app import app

if TYPE_CHECKING:
    from rules.pack import Criterion, Pack, Rule

policies = typer.Typer(no_args_is_help=True, help="The rule packs.")
app.add_typer(policies, name="policies")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


@policies.command("list")
def list_policies(as_json: AsJson = False) -> None:
    """The rule packs: whom they govern, since when, and how far they have been compared with their source."""
    known = _packs()
    if as_json:
        print(json.dumps([_described(pack) for pack in known], ensure_ascii=False))
        return
    console = _console()
    for pack in known:
        console.print(f"[cyan]{pack.policy}[/], version {pack.version}: {_plain(pack.title)}")
        console.print(f"  [dim]{_plain(_audience(pack))}; {', '.join(pack.applies_to.cpt)}; {_plain(_status(pack))}[/]")


@policies.command()
def show(policy: Annotated[str, typer.Argument(help="A policy's id, or id/from-date.")]) -> None:
    """A pack as a clinician would want to read it: each criterion with its source, mark and quote."""
    from copilot.policies import find

    pack = find(_packs(), policy)
    console = _console()
    console.print(f"[bold]{_plain(pack.title)}[/]  [dim]{pack.key}[/]")
    until = f" to {pack.effective.to}" if pack.effective.to else ""
    console.print(
        f"{_plain(pack.publisher)}; in force from {pack.effective.since}{until}; {', '.join(pack.applies_to.cpt)}"
    )
    console.print(f"{_plain(_audience(pack))}; {_plain(_status(pack))}")
    for number, states in pack.applies_to.states.items():
        console.print(f"  {number}: {' '.join(states)}", style="dim")
    if pack.applies_to.every_state:
        console.print("  and every other state, under a number not on file", style="dim")
    for revision in pack.revisions:
        console.print(f"[yellow]From {revision.since}:[/] {_plain(revision.note)}")
    for situation, keys in pack.require.items():
        console.print(f"\n[bold]{situation.replace('_', ' ').capitalize()}[/]: {', '.join(keys)}")
    for key, criterion in pack.criteria.items():
        _criterion(console, pack, key, criterion)
    if pack.not_encoded:
        console.print("\n[bold]For the reviewer to confirm[/] (asked by the source, checked by no rule here)")
        for line in pack.not_encoded:
            console.print(f"  - {_plain(line)}")
    if pack.supporting:
        console.print(f"\nShown beside it: {', '.join(pack.supporting)}", style="dim")


@policies.command()
def facts() -> None:
    """What a criterion can test: the derived facts, what each is measured in, and what it says."""
    from rules.derive import FACTS

    console = _console()
    for derived in FACTS.values():
        console.print(f"[cyan]{derived.name}[/]  [dim]{derived.measure}[/]  {_plain(derived.meaning)}")


@policies.command()
def check(
    publish: Annotated[bool, typer.Option("--publish", help="Add new versions to the list of published ones.")] = False,
) -> None:
    """Prove each pack against its guideline text and its own cases, and that nothing published changed."""
    from copilot.policies import MANIFEST, checked
    from copilot.settings import load
    from rules.check import publish as add_new
    from rules.pack import shipped

    if publish:
        for key in add_new(shipped(), MANIFEST):
            print(f"published {key}")
    wrong = checked(load())
    for line in wrong:
        print(line)
    if wrong:
        print(f"{len(wrong)} thing{'s' if len(wrong) > 1 else ''} to mend.", file=sys.stderr)
        raise typer.Exit(1)
    known = _packs()
    criteria = sum(len(pack.criteria) for pack in known)
    held = "quotes, thresholds, dates, cases, and nothing published changed"
    print(f"{len(known)} packs with {criteria} criteria hold: {held}.")


@policies.command()
def add(
    file: Annotated[Path, typer.Argument(help="The pack's YAML; cases in <name>.cases.yaml beside it are taken too.")],
) -> None:
    """Take a plan's own pack, after proving it."""
    from copilot.policies import add as take
    from copilot.settings import load

    pack, cases = take(load(), file)
    proved = "with its cases" if cases else "without cases of its own, so only its quotes and thresholds are proved"
    number = len(pack.criteria)
    print(f"Added {pack.key}, {number} criteri{'on' if number == 1 else 'a'}, {proved}.")


@policies.command()
def verify(
    policy: Annotated[str, typer.Argument(help="A policy's id, or id/from-date.")],
    by: Annotated[str, typer.Option("--by", help="Who compared the pack.")],
    source: Annotated[str, typer.Option("--source", help="With which text: its title, version and date.")],
) -> None:
    """Record that a person compared a pack with its primary text; lifts `unverified-summary`."""
    import datetime as dt

    from copilot.policies import find
    from copilot.policies import verify as record
    from copilot.settings import load

    settings = load()
    pack = find(_packs(), policy)
    made = record(settings, pack, by, source, dt.datetime.now(dt.UTC))
    print(f"{pack.key}: {made}. An edit of the pack's file voids this.")


# --- how things are shown -----------------------------------------------------------------------------------------


def _packs() -> tuple[Pack, ...]:
    from copilot.policies import packs
    from copilot.settings import load

    return packs(load())


def _criterion(console: Any, pack: Pack, key: str, criterion: Criterion) -> None:
    same = "" if key == criterion.id else f" ({key})"
    console.print(f"\n[cyan]{criterion.id}[/]{same}  {_plain(criterion.title)}  [dim]\\[{criterion.mark}][/]")
    console.print(f"  {_plain(_told(criterion))}")
    for citation in pack.citations(criterion):
        console.print(f"  [dim]{citation.guideline}#{citation.passage}:[/] {_plain(' '.join(citation.quote.split()))}")
    console.print(f"  [dim]asks for:[/] {_plain(criterion.ask)}")


def _told(rule: Rule) -> str:
    """'therapeutic relief at least 50 % for at least 3 months, or …'."""
    from rules.words import asked

    if rule.fact:
        wanted = ("yes" if rule.wanted else "no") if isinstance(rule.wanted, bool) else asked(rule)
        return f"{rule.fact.replace('_', ' ')}: {wanted}"
    inner = [f"({_told(part)})" if part.all or part.any else _told(part) for part in rule.all or rule.any]
    return ("; and " if rule.all else "; or ").join(inner)


def _audience(pack: Pack) -> str:
    if not pack.governs:
        return "supporting, governs nothing"
    payers = ", ".join(pack.applies_to.payers) or "any payer"
    return f"{payers}; {', '.join(line.replace('_', ' ') for line in pack.applies_to.lines)}"


def _status(pack: Pack) -> str:
    return pack.verified or f"{pack.status}, marks {' '.join(pack.marks())}"


def _described(pack: Pack) -> dict[str, Any]:
    return {
        "id": pack.policy, "version": pack.version, "title": pack.title, "publisher": pack.publisher,
        "number": pack.number, "to": pack.effective.to and pack.effective.to.isoformat(),
        "payers": list(pack.applies_to.payers), "lines": list(pack.applies_to.lines), "cpt": list(pack.applies_to.cpt),
        "governing": pack.governs, "status": "verified" if pack.verified else pack.status, "verified": pack.verified,
        "marks": list(pack.marks()), "criteria": sorted({c.id for c in pack.criteria.values()}), "sha256": pack.sha256,
    }  # fmt: skip


def _console() -> Any:
    from rich.console import Console

    return Console(highlight=False, soft_wrap=False)


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)
