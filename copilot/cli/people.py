"""`necessity users`, `necessity backup` and `necessity restore`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from copilot.cli.app import app
from copilot.problem import Problem

if TYPE_CHECKING:
    from copilot.store import Store

BY = "command line"

users = typer.Typer(no_args_is_help=True, help="People and their roles.")
app.add_typer(users, name="users")


@users.command("add")
def add_user(
    name: Annotated[str, typer.Argument(help="What the person logs in with.")],
    role: Annotated[list[str], typer.Option(help="reviewer, physician, quality or administrator; may be repeated.")],
    full_name: Annotated[str, typer.Option(help="The name letters are signed with, credentials included.")],
    licence: Annotated[str | None, typer.Option(help="Licence number; a physician needs one.")] = None,
    specialty: Annotated[str | None, typer.Option(help="Specialty; a physician needs one.")] = None,
) -> None:
    """Add a person. The password is asked for, or read as one line from standard input."""
    from copilot import people

    password = _password()
    with opened() as store:
        person = people.add(
            store, name, password, role, by=BY, full_name=full_name, licence=licence, specialty=specialty
        )
    print(f"{person.name} can log in as {', '.join(sorted(person.roles))}.", file=sys.stderr)


@users.command("list")
def list_users(as_json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False) -> None:
    """Everybody who can or could log in."""
    from copilot import people

    with opened() as store:
        everyone = people.everyone(store)
    told = [
        {"name": p.name, "full_name": p.full_name, "roles": sorted(p.roles), "licence": p.licence,
         "specialty": p.specialty, "disabled": p.disabled}
        for p in everyone
    ]  # fmt: skip
    if as_json:
        print(json.dumps(told))
        return
    for person in everyone:
        state = " (disabled)" if person.disabled else ""
        print(f"{person.name}{state}: {person.full_name}; {', '.join(sorted(person.roles))}")
    if not everyone:
        print("Nobody yet: necessity users add NAME --role administrator --full-name …", file=sys.stderr)


@users.command("change")
def change_user(
    name: Annotated[str, typer.Argument(help="Whom.")],
    role: Annotated[list[str] | None, typer.Option(help="The roles from now on; may be repeated.")] = None,
    full_name: Annotated[str | None, typer.Option(help="The name letters are signed with.")] = None,
    licence: Annotated[str | None, typer.Option(help="Licence number.")] = None,
    specialty: Annotated[str | None, typer.Option(help="Specialty.")] = None,
    password: Annotated[bool, typer.Option("--password", help="Ask for a new password.")] = False,
) -> None:
    """Change what is given of a person, and leave the rest."""
    from copilot import people

    new = _password() if password else None
    with opened() as store:
        people.change(store, name.strip().lower(), by=BY, roles=role, full_name=full_name, licence=licence,
                      specialty=specialty, password=new)  # fmt: skip


@users.command("disable")
def disable_user(name: Annotated[str, typer.Argument(help="Whose access ends now.")]) -> None:
    """Take away a person's access; what they did stays under their name."""
    from copilot import people

    with opened() as store:
        people.disable(store, name.strip().lower(), by=BY)


@users.command("enable")
def enable_user(name: Annotated[str, typer.Argument(help="Who may log in again.")]) -> None:
    """Give a person access again, also after too many wrong passwords."""
    from copilot import people

    with opened() as store:
        people.enable(store, name.strip().lower(), by=BY)


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="The ZIP file to write. It holds health information.")]) -> None:
    """Copy everything into one file, while others work."""
    from copilot.store.backup import backup as copy

    with opened() as store:
        copy(store, file, by=BY)
    print(f"{file}: {file.stat().st_size:,} bytes; keep it where patient records may lie.", file=sys.stderr)


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="A file that `necessity backup` wrote.")]) -> None:
    """Put a copy back, all of it or nothing. What is there now is saved first."""
    from copilot.audit.verify import verify
    from copilot.store.backup import restore as put_back

    with opened() as store:
        saved = put_back(store, file, by=BY)
        checked = verify(store)
    if saved:
        print(f"What was here before is saved in {saved}.", file=sys.stderr)
    for finding in checked.findings:
        print(finding)
    print(f"{checked.events} events restored; the audit trail {'holds' if checked.holds else 'does not hold'}.",
          file=sys.stderr)  # fmt: skip
    raise typer.Exit(not checked.holds)


@contextmanager
def opened() -> Iterator[Store]:
    """The record that the settings name. Raises Problem where its database fails (full, locked, gone)."""
    from sqlalchemy.exc import OperationalError

    from copilot import settings
    from copilot.store import Store

    try:
        with Store.open(settings.load()) as store:
            yield store
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise Problem(f"the database did not do it ({reason}); nothing was half done, try again") from None


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    return typer.prompt("Password", hide_input=True, confirmation_prompt=True)
