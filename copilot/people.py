"""People: who they are, what their roles allow, and that it is really they.

Passwords are kept as argon2id hashes. Five failures in a row lock an account for a quarter of an hour. A session ends
after half an hour without use, after twelve hours in any case, and when its person is disabled.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, get_args

from sqlalchemy import delete, select

from copilot.audit.keys import SESSION, Sealer
from copilot.canonical import canonical
from copilot.problem import Problem
from copilot.store.database import Database, Transaction, moment, stamp
from copilot.store.tables import log_in_failures, sessions, users

if TYPE_CHECKING:
    from argon2 import PasswordHasher

Role = Literal["reviewer", "physician", "quality", "administrator"]
ROLES: tuple[Role, ...] = get_args(Role)

# What each role may do. Whoever manages people need not see any patient's record, and does not.
ACTS: dict[str, frozenset[Role]] = {
    "read cases": frozenset({"reviewer", "physician", "quality"}),
    "work on cases": frozenset({"reviewer", "physician"}),
    "decide adversely": frozenset({"physician"}),
    "see quality": frozenset({"quality", "physician", "administrator"}),
    "change guidelines": frozenset({"quality", "physician"}),
    "read the audit": frozenset({"quality", "administrator"}),
    "manage people": frozenset({"administrator"}),
}

FAILURES = 5
LOCKED = dt.timedelta(minutes=15)
IDLE = dt.timedelta(minutes=30)
LONGEST = dt.timedelta(hours=12)
SEEN_EVERY = dt.timedelta(minutes=1)  # how closely a session's last use is kept
SHORTEST_PASSWORD = 12
NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")


class NotAllowed(Problem):
    """The person's roles do not allow this."""


class LogInFailed(Problem):
    """Wrong name or password, or the account is locked or disabled. The text tells an attacker nothing."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may log in. `name` is what they log in with and what stands in the record as `by`."""

    name: str
    full_name: str
    roles: frozenset[Role]
    licence: str | None
    specialty: str | None
    disabled: bool

    def may(self, act: str) -> bool:
        """Whether one of the roles allows this act of `ACTS`."""
        return not self.disabled and bool(self.roles & ACTS[act])

    def must(self, act: str) -> None:
        """Raises NotAllowed where no role allows this act."""
        if not self.may(act):
            raise NotAllowed(f"{self.name}: to {act} takes the role {' or '.join(sorted(ACTS[act]))}")


def add(
    store: Database, name: str, password: str, roles: Collection[str], *, by: str, full_name: str,
    licence: str | None = None, specialty: str | None = None, only_first: bool = False,
) -> Person:  # fmt: skip
    """Add a person. `only_first`: only while there is nobody yet, for the log-in page's first administrator.

    Raises Problem where a field is unusable, the name is taken, or somebody was there first.
    """
    name = name.strip().lower()
    if not NAME.fullmatch(name):
        raise Problem("name: use up to 64 letters, digits, dots, dashes, underscores or @")
    columns = _columns(full_name, roles, licence, specialty)
    _check_password(password, name, full_name)
    hashed = _hasher().hash(password)
    with store.write() as tx:
        if only_first and tx.connection.execute(select(users.c.id).limit(1)).first():
            raise NotAllowed("there is an administrator already; log in")
        if tx.row(users, name) is not None:
            raise Problem(f"name: {name} is taken")
        tx.insert(users, id=name, **columns, password_hash=hashed, disabled=0, added=tx.at)
        tx.event("person added", by, subject=name, roles=sorted(set(roles)))
        return _person(tx.row(users, name))


def change(
    store: Database, name: str, *, by: str, roles: Collection[str] | None = None, full_name: str | None = None,
    licence: str | None = None, specialty: str | None = None, password: str | None = None,
) -> Person:  # fmt: skip
    """Change what is given of a person, leave the rest. A new password ends their sessions. Raises as `add` does."""
    hashed = _hasher().hash(password) if password is not None else None
    with store.write() as tx:
        _required(tx, name)
        kept = _person(tx.row(users, name))
        columns = _columns(
            full_name or kept.full_name, roles or kept.roles, licence or kept.licence, specialty or kept.specialty
        )
        if password is not None:
            _check_password(password, name, columns["full_name"])
            columns["password_hash"] = hashed
        tx.change(users, name, **columns)
        if password is not None:
            tx.connection.execute(delete(sessions).where(sessions.c.user_id == name))
        tx.event("person changed", by, subject=name, roles=json.loads(columns["roles"]), password=password is not None)
        return _person(tx.row(users, name))


def everyone(store: Database) -> tuple[Person, ...]:
    """All people, by name, the disabled ones included."""
    with store.read() as connection:
        return tuple(map(_person, connection.execute(select(users).order_by(users.c.id)).all()))


def disable(store: Database, name: str, *, by: str) -> None:
    """Take away a person's access at once; what they did stays under their name. Raises Problem for an unknown name."""
    with store.write() as tx:
        _required(tx, name)
        tx.change(users, name, disabled=1)
        tx.connection.execute(delete(sessions).where(sessions.c.user_id == name))
        tx.event("person disabled", by, subject=name)


def enable(store: Database, name: str, *, by: str) -> None:
    """Give access back, or unlock after failures. Raises Problem for an unknown name."""
    with store.write() as tx:
        _required(tx, name)
        tx.change(users, name, disabled=0)
        tx.delete(log_in_failures, name)
        tx.event("person enabled", by, subject=name)


def change_password(store: Database, name: str, old: str, new: str) -> None:
    """Change one's own password; every session ends. Raises LogInFailed where the old one is wrong."""
    person = _checked(store, name, old)
    _check_password(new, person.name, person.full_name)
    hashed = _hasher().hash(new)
    with store.write() as tx:
        tx.change(users, person.name, password_hash=hashed)
        tx.connection.execute(delete(sessions).where(sessions.c.user_id == person.name))
        tx.event("password changed", person.name, subject=person.name)


def log_in(store: Database, name: str, password: str) -> tuple[str, Person]:
    """A new session's token, to be kept in a cookie, and the person. Raises LogInFailed."""
    person = _checked(store, name, password)
    token = f"{secrets.token_urlsafe(32)}.{person.name}"
    with store.write() as tx:
        tx.connection.execute(delete(sessions).where(sessions.c.began < stamp(store.now() - LONGEST)))
        tx.insert(sessions, id=_session_id(store.sealer, token), user_id=person.name, began=tx.at, last_seen=tx.at)
        tx.event("logged in", person.name)
    return token, person


def log_out(store: Database, token: str) -> None:
    """End a session. A token that is no session's changes nothing."""
    with store.write() as tx:
        session = tx.row(sessions, _session_id(store.sealer, token))
        if session is not None:
            tx.delete(sessions, session.id)
            tx.event("logged out", session.user_id)


def who(store: Database, token: str | None) -> Person | None:
    """The person whose session this is, or None where it ended or never was. Using a session keeps it alive."""
    if not token:
        return None
    with store.read() as connection:
        found = connection.execute(_session(store.sealer, token)).one_or_none()
    if found is None or not _alive(found, store.now()):
        return None
    if store.now() - moment(found.last_seen) >= SEEN_EVERY:
        with store.write() as tx:
            tx.change(sessions, _session_id(store.sealer, token), last_seen=tx.at)
    return _person(found)


def signer(tx: Transaction, token: str, now: dt.datetime) -> Person:
    """Within a transaction, whose live session this is. Raises LogInFailed where it is nobody's."""
    found = tx.connection.execute(_session(tx.sealer, token)).one_or_none()
    if found is None or not _alive(found, now):
        raise LogInFailed("the session has ended; log in again")
    return _person(found)


def _session(sealer: Sealer, token: str):
    joined = select(users, sessions.c.began, sessions.c.last_seen).join(sessions, sessions.c.user_id == users.c.id)
    return joined.where(sessions.c.id == _session_id(sealer, token), users.c.id == token.partition(".")[2])


def _alive(found, now: dt.datetime) -> bool:
    fresh = now - moment(found.last_seen) < IDLE and now - moment(found.began) < LONGEST
    return fresh and not found.disabled


def _checked(store: Database, name: str, password: str) -> Person:
    """The person whose name and password these are. The hash is computed for unknown names too, to take as long."""
    from argon2.exceptions import InvalidHashError, VerificationError

    name = name.strip().lower()[:64]
    with store.read() as connection:
        row = connection.execute(select(users).where(users.c.id == name)).one_or_none()
    try:
        right = _hasher().verify(row.password_hash if row else _nobodys_hash(), password) and row is not None
    except (VerificationError, InvalidHashError):
        right = False
    with store.write() as tx:
        failures = tx.row(log_in_failures, name)
        locked = failures is not None and failures.locked_until is not None and failures.locked_until > tx.at
        refused = _count(tx, name, right, locked, store.now()) if row else "log-in failed"
        if row is not None and row.disabled:
            refused = "log-in failed"
    if refused:
        raise LogInFailed(
            "wrong name or password, or the account is locked; after five failures it opens again in 15 minutes"
        )
    return _person(row)


def _count(tx: Transaction, name: str, right: bool, locked: bool, now: dt.datetime) -> str | None:
    """Keep the count of failures. Returns why the log-in is refused, even with the right password, or None."""
    if locked:
        tx.event("log-in refused", name, subject=name)
        return "locked"
    if right:
        tx.delete(log_in_failures, name)
        return None
    failures = tx.row(log_in_failures, name)
    count = (failures.count if failures and not failures.locked_until else 0) + 1
    until = stamp(now + LOCKED) if count >= FAILURES else None
    tx.delete(log_in_failures, name)
    tx.insert(log_in_failures, id=name, count=count, locked_until=until)
    tx.event("locked out" if until else "log-in failed", name, subject=name, count=count)
    return "wrong"


def _columns(full_name: str, roles: Collection[str], licence: str | None, specialty: str | None) -> dict[str, Any]:
    """A person's columns. Raises Problem with the field that cannot be used."""
    full_name = " ".join(full_name.split())
    licence, specialty = (licence or "").strip() or None, (specialty or "").strip() or None
    if not full_name or not full_name.isprintable() or len(full_name) > 200:
        raise Problem("full name: give it, in at most 200 characters; letters are signed with it")
    unknown = set(roles) - set(ROLES)
    if unknown or not roles:
        raise Problem(f"role: {', '.join(sorted(unknown)) or 'none'}; use {', '.join(ROLES)}")
    if "physician" in roles and not (licence and specialty):
        raise Problem("a physician needs a licence number and a specialty on file")
    told = canonical(sorted(set(roles)))
    return {"full_name": full_name, "roles": told, "licence": licence, "specialty": specialty}


def _check_password(password: str, name: str, full_name: str) -> None:
    words = [name, *full_name.lower().split()]
    if not SHORTEST_PASSWORD <= len(password) <= 1000:
        raise Problem(f"password: use at least {SHORTEST_PASSWORD} characters")
    if len(set(password)) < 5 or password.lower() in words:
        raise Problem("password: choose one that is harder to guess")


def _required(tx: Transaction, name: str) -> None:
    if tx.row(users, name) is None:
        raise Problem(f"name: nobody is called {name}")


def _person(row) -> Person:
    roles = frozenset(json.loads(row.roles))
    return Person(row.id, row.full_name, roles, row.licence, row.specialty, bool(row.disabled))


def _session_id(sealer: Sealer, token: str) -> str:
    """What a session is kept under. The token names its person, and only who holds the key beside the database can make
    this of it: with the database alone nobody makes a session, or makes one somebody else's, and signs with it."""
    return sealer.sign(SESSION, token.encode("utf-8", "replace"))


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _nobodys_hash() -> str:
    return _hasher().hash(secrets.token_urlsafe(16))
