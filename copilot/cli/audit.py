"""`necessity audit`: verify, show, replay, export."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from copilot.cli.app import app
from copilot.cli.people import BY, opened

audit = typer.Typer(no_args_is_help=True, help="The audit trail.")
app.add_typer(audit, name="audit")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


@audit.command()
def verify(
    trusted: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, help="Folder with copies of audit-keys.txt and "
                     "audit-checkpoints.jsonl that were kept elsewhere."),
    ] = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Whether the record is as it was written; names what was edited, deleted, inserted, reordered or cut off."""
    from copilot.audit.export import fingerprint
    from copilot.audit.verify import verify as check

    with opened() as store:
        checked = check(store, trusted)
        key = fingerprint(store.sealer.public)
    if as_json:
        point = checked.newest
        newest = point and {"events": point.size, "root": point.root, "at": point.at}
        print(json.dumps({
            "holds": checked.holds, "events": checked.events, "rows": checked.rows, "root": checked.root, "key": key,
            "checkpoint": newest, "findings": [{"where": f.where, "what": f.what} for f in checked.findings],
        }))  # fmt: skip
    else:
        for finding in checked.findings:
            print(finding)
        verdict = "hold" if checked.holds else f"do not hold: {len(checked.findings)} findings"
        print(f"{checked.events} events and {checked.rows} rows {verdict}. Root {checked.root[:16]}, key {key}.")
        if checked.newest:
            print(f"The newest checkpoint vouches for {checked.newest.size} events, at {checked.newest.at}.")
    raise typer.Exit(not checked.holds)


@audit.command()
def show(case_id: Annotated[str, typer.Argument(help="The case.")], as_json: AsJson = False) -> None:
    """What happened to a case, one event a line."""
    from copilot.audit.trail import events_of

    with opened() as store:
        events = events_of(store, case_id)
        store.record_event("audit shown", BY, case_id)
    for event in events:
        if as_json:
            print(json.dumps(event))
        else:
            detail = "  ".join(f"{name}: {_words(value)}" for name, value in event["detail"].items())
            print(f"{event['seq']:>6}  {event['at'][:19]}  {event['actor']}  {event['action']}  {detail}".rstrip())


@audit.command()
def replay(review_id: Annotated[str, typer.Argument(help="The review, as `review_id` has it.")]) -> None:
    """Compute a review's rules again from its receipt and compare them byte for byte."""
    from copilot import policies, reviewing, settings
    from copilot.audit.replay import replay as again

    in_force = settings.load()
    packs = policies.packs(in_force)
    with opened() as store:
        done = again(
            store, review_id, packs=packs, engine=reviewing.engine_version(),
            review=lambda case, corrections, deciding: reviewing.review(
                case, settings=in_force, corrections=corrections, packs=deciding
            ),
        )  # fmt: skip
        store.record_event("replayed", BY, None, review=review_id, same=done.same)
    for line in done.missing:
        print(f"missing: {line}")
    for part in done.differs:
        print(f"differs: {part}")
    print("The same, byte for byte." if done.same else "Not shown to be the same.")
    raise typer.Exit(not done.same)


@audit.command()
def export(
    case_id: Annotated[str, typer.Argument(help="The case.")],
    out: Annotated[Path, typer.Option(help="The new folder to write. It holds health information.")],
) -> None:
    """Write one case as a folder that proves itself: python3 DIR/verify.py."""
    from copilot.audit.export import export as write

    with opened() as store:
        write(store, case_id, out, by=BY)
    print(f"Written; check it anywhere with: python3 {out / 'verify.py'}", file=sys.stderr)


def _words(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
