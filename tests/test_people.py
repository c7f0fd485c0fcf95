"""People: roles allow what they should, and a password is guessed five times at most."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text

from copilot import people
from copilot.people import LogInFailed, NotAllowed
from copilot.problem import Problem
from copilot.store import Store
from copilot.store.tables import sessions
from tests.made import PASSWORD, Hands, opened

pytestmark = pytest.mark.usefixtures("quick_hashes")


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def store(database_url: str, tmp_path: Path, hands: Hands) -> Iterator[Store]:
    with opened(database_url, tmp_path, hands) as store:
        people.add(store, "Ann", PASSWORD, ["reviewer"], by="test", full_name="Ann Marrow, RN")
        yield store


def test_a_person_logs_in_by_name_in_any_case_and_is_known_by_the_token(store: Store) -> None:
    token, person = people.log_in(store, " ANN ", PASSWORD)
    assert (person.name, person.full_name) == ("ann", "Ann Marrow, RN")
    assert people.who(store, token) == person
    assert people.who(store, token + "x") is None
    assert people.who(store, None) is None


def test_five_failures_lock_even_the_right_password_out_until_time_passes(store: Store, hands: Hands) -> None:
    for _ in range(5):
        with pytest.raises(LogInFailed):
            people.log_in(store, "ann", "wrong")
    with pytest.raises(LogInFailed):
        people.log_in(store, "ann", PASSWORD)
    hands.pass_(minutes=16)
    people.log_in(store, "ann", PASSWORD)


def test_guesses_at_the_same_time_are_counted_one_by_one(store: Store) -> None:
    def guess(number: int) -> None:
        with pytest.raises(LogInFailed):
            people.log_in(store, "ann", f"guess {number}")

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(6)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    with pytest.raises(LogInFailed):
        people.log_in(store, "ann", PASSWORD)


def test_four_failures_and_a_success_start_the_count_anew(store: Store) -> None:
    for _ in range(2):
        for _ in range(4):
            with pytest.raises(LogInFailed):
                people.log_in(store, "ann", "wrong")
        people.log_in(store, "ann", PASSWORD)


def test_a_refusal_does_not_tell_whether_the_name_exists(store: Store) -> None:
    with pytest.raises(LogInFailed) as unknown:
        people.log_in(store, "nobody", PASSWORD)
    with pytest.raises(LogInFailed) as wrong:
        people.log_in(store, "ann", "wrong")
    assert str(unknown.value) == str(wrong.value)


def test_a_session_ends_unused_and_in_any_case_after_twelve_hours(store: Store, hands: Hands) -> None:
    token, _ = people.log_in(store, "ann", PASSWORD)
    hands.pass_(minutes=29)
    assert people.who(store, token)
    hands.pass_(minutes=29)
    assert people.who(store, token)
    hands.pass_(minutes=31)
    assert people.who(store, token) is None
    token, _ = people.log_in(store, "ann", PASSWORD)
    for _ in range(26):
        hands.pass_(minutes=28)
        people.who(store, token)
    assert people.who(store, token) is None


def test_nobody_with_the_database_alone_makes_a_session_or_takes_another_persons(store: Store) -> None:
    from hashlib import sha256

    from sqlalchemy import insert, update

    people.add(store, "bea", PASSWORD, ["reviewer"], by="test", full_name="Bea Bolt")
    token, _ = people.log_in(store, "bea", PASSWORD)
    forged = f"{'x' * 43}.ann"
    with store.write() as tx:
        row = {"id": sha256(forged.encode()).hexdigest(), "user_id": "ann", "began": tx.at, "last_seen": tx.at}
        tx.connection.execute(insert(sessions).values(row))
        tx.connection.execute(update(sessions).values(user_id="ann"))
    assert people.who(store, forged) is None
    assert people.who(store, token) is None


def test_logging_out_ends_the_session(store: Store) -> None:
    token, _ = people.log_in(store, "ann", PASSWORD)
    people.log_out(store, token)
    assert people.who(store, token) is None


def test_a_disabled_person_is_out_at_once_and_can_be_let_in_again(store: Store) -> None:
    token, _ = people.log_in(store, "ann", PASSWORD)
    people.disable(store, "ann", by="test")
    assert people.who(store, token) is None
    with pytest.raises(LogInFailed):
        people.log_in(store, "ann", PASSWORD)
    people.enable(store, "ann", by="test")
    people.log_in(store, "ann", PASSWORD)


def test_a_new_password_ends_every_session(store: Store) -> None:
    token, _ = people.log_in(store, "ann", PASSWORD)
    people.change_password(store, "ann", PASSWORD, "another harbour kite")
    assert people.who(store, token) is None
    with pytest.raises(LogInFailed):
        people.log_in(store, "ann", PASSWORD)
    people.log_in(store, "ann", "another harbour kite")


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"name": "no spaces"}, "name:"),
        ({"password": "short"}, "password: use at least 12"),
        ({"password": "aaaaaaaaaaaaaaa"}, "password: choose"),
        ({"roles": ["king"]}, "role: king; use"),
        ({"roles": []}, "role: none"),
        ({"roles": ["physician"]}, "licence number and a specialty"),
        ({"full_name": " "}, "full name"),
        ({"name": "ann"}, "taken"),
    ],
)
def test_an_unusable_field_is_named(store: Store, changes: dict, line: str) -> None:
    given = {"name": "bert", "password": PASSWORD, "roles": ["reviewer"], "full_name": "Bert Low"} | changes
    with pytest.raises(Problem, match=line):
        people.add(store, by="test", **given)


def test_a_person_is_changed_in_what_is_given_and_only_that(store: Store) -> None:
    token, _ = people.log_in(store, "ann", PASSWORD)
    with pytest.raises(Problem, match="licence number and a specialty"):
        people.change(store, "ann", by="root", roles=["physician"])
    ann = people.change(store, "ann", by="root", roles=["physician"], licence="CA A9", specialty="Pain medicine")
    assert (ann.full_name, ann.roles, ann.licence) == ("Ann Marrow, RN", {"physician"}, "CA A9")
    assert people.who(store, token) == ann
    people.change(store, "ann", by="root", password="forgotten harbour kite")
    assert people.who(store, token) is None
    people.log_in(store, "ann", "forgotten harbour kite")
    with pytest.raises(Problem, match="nobody is called bert"):
        people.change(store, "bert", by="root", full_name="Bert")


def test_only_one_first_administrator_can_be_made(database_url: str, tmp_path: Path) -> None:
    with opened(database_url, tmp_path) as store:
        first = {"roles": ["administrator"], "full_name": "First One", "by": "log-in page", "only_first": True}
        people.add(store, "first", PASSWORD, **first)
        with pytest.raises(NotAllowed):
            people.add(store, "second", PASSWORD, **first)
        assert [person.name for person in people.everyone(store)] == ["first"]


def test_who_manages_people_does_not_read_cases(store: Store) -> None:
    admin = people.add(store, "root", PASSWORD, ["administrator"], by="test", full_name="Rita Root")
    assert admin.may("manage people")
    with pytest.raises(NotAllowed, match="physician or quality or reviewer"):
        admin.must("read cases")


def test_neither_passwords_nor_tokens_are_stored_in_clear(store: Store) -> None:
    token, _ = people.log_in(store, "ann", PASSWORD)
    with store.read() as connection:
        for table in ("users", "sessions", "audit_log"):
            stored = repr(connection.execute(text(f"SELECT * FROM {table}")).all())
            assert PASSWORD not in stored
            assert token not in stored
        assert "$argon2id$" in connection.execute(text("SELECT password_hash FROM users")).scalar_one()


def test_the_cost_of_a_password_hash_is_at_least_what_owasp_asks() -> None:
    hasher = PasswordHasher()  # what people uses when no test lowers it: 19 MiB and two passes at least
    assert hasher.memory_cost >= 19 * 1024
    assert hasher.time_cost >= 2
