"""`necessity policies impact`: which stored reviews another version would change."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from copilot.cli.people import opened
from copilot.cli.policies import policies


@policies.command()
def impact(
    old: Annotated[str, typer.Argument(help="The version that governed: id/from-date.")],
    new: Annotated[str, typer.Argument(help="The version to try: id/from-date, or a pack file.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else, a line each.")] = False,
) -> None:
    """List the stored reviews under OLD that would come out differently under NEW."""
    from copilot import reviewing, settings
    from copilot.impact import impact as changed
    from copilot.impact import named
    from copilot.policies import packs

    in_force = settings.load()
    known = packs(in_force)
    before, after, found = named(known, old), named(known, new), 0
    with opened() as store:
        for hit in changed(
            store, before, after, packs=known,
            review=lambda case, corrections, deciding: reviewing.review(
                case, settings=in_force, corrections=corrections, packs=deciding
            ),
        ):  # fmt: skip
            found += 1
            if as_json:
                told = [{"where": c.where, "before": c.before, "after": c.after} for c in hit.changes]
                print(json.dumps({"case_id": hit.case_id, "review_id": hit.review_id, "state": hit.state,
                                  "changes": told}))  # fmt: skip
            else:
                print(f"{hit.case_id} ({hit.state}): {'; '.join(map(str, hit.changes))}")
    count = f"{found} stored review{'' if found == 1 else 's'}"
    print(f"{count} under {before.key} would come out differently.", file=sys.stderr)
