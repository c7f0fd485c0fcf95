"""The record: what goes in comes out, on SQLite and on Postgres alike, and nobody's work is lost."""

from __future__ import annotations

import datetime as dt
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from copilot.case import CaseDocument
from copilot.problem import Problem
from copilot.store import Conflict, Store
from copilot.store.tables import HEAD, holds, metadata
from tests.made import MEMBER, NAME, Hands, a_case, a_review, opened, ready_to_sign

WORKER = "a.reviewer"


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def store(database_url: str, tmp_path: Path, hands: Hands) -> Iterator[Store]:
    with opened(database_url, tmp_path, hands) as store:
        yield store


def test_a_case_comes_out_as_it_went_in(store: Store) -> None:
    case = a_case(documents=[{"name": "note", "text": "tab\t nul \x00 accent é right-to-left \u202e smile \U0001f642"}])
    store.submit(case, WORKER)
    assert store.case("case-1", by=WORKER).case == case


def test_the_same_case_twice_changes_nothing(store: Store) -> None:
    first = store.submit(a_case(), WORKER)
    again = store.submit(a_case(), WORKER)
    assert (first.again, again.again, again.version) == (False, True, 1)


def test_another_case_under_the_same_id_is_refused(store: Store) -> None:
    store.submit(a_case(), WORKER)
    with pytest.raises(Conflict, match="other contents"):
        store.submit(a_case(question="Something else?"), WORKER)


@pytest.mark.parametrize("id", ["", "a\nb", "x" * 201])
def test_an_id_that_would_break_lists_is_refused(store: Store, id: str) -> None:
    with pytest.raises((Problem, ValueError)):
        store.submit(a_case(id), WORKER)


def test_the_same_request_for_the_same_member_is_noticed(store: Store) -> None:
    store.submit(a_case("first"), WORKER)
    assert store.submit(a_case("second"), WORKER).duplicates == ("first",)
    assert store.submit(a_case("other side", request={"cpt": "27096", "side": "right"}), WORKER).duplicates == ()
    assert store.submit(a_case("nobody", member={}), WORKER).duplicates == ()


def test_an_unknown_case_is_one_clear_line(store: Store) -> None:
    with pytest.raises(Problem, match="no case nowhere"):
        store.case("nowhere", by=WORKER)


def test_the_worklist_shows_the_soonest_due_first_and_finds_by_any_word(store: Store) -> None:
    store.submit(a_case("slow"), WORKER)
    store.submit(a_case("fast", urgency="expedited"), WORKER)
    store.submit(a_case("none", plan={"line_of_business": "medicare"}), WORKER)
    assert [item.case_id for item in store.worklist(by=WORKER)] == ["fast", "slow", "none"]
    assert [item.case_id for item in store.worklist(by=WORKER, search="quillf aetna FAST")] == ["fast"]
    assert [item.case_id for item in store.worklist(by=WORKER, search="100%_")] == []
    soon = store.worklist(by=WORKER, due_before=dt.datetime(2025, 11, 24, tzinfo=dt.UTC))
    assert [item.case_id for item in soon] == ["fast"]


def test_two_people_cannot_take_one_case(store: Store) -> None:
    store.submit(a_case(), WORKER)
    store.assign("case-1", "anna", "anna")
    with pytest.raises(Conflict, match="with anna now"):
        store.assign("case-1", "bert", "bert")
    store.assign("case-1", "bert", "anna", instead_of="anna")
    assert [item.case_id for item in store.worklist(by=WORKER, assignee="bert")] == ["case-1"]
    assert store.worklist(by=WORKER, unassigned=True) == ()


def test_a_review_is_kept_and_counts_for_the_worklist(store: Store) -> None:
    case = a_case()
    store.submit(case, WORKER)
    review = a_review(case)
    store.save_review(review, WORKER)
    store.save_review(review, WORKER)  # again: no change
    latest = store.latest_review("case-1")
    assert latest is not None
    assert (latest.review, latest.number) == (review, 1)
    store.save_review(a_review(a_case(), "pend"), WORKER)
    store.save_review(review, WORKER)  # after another one: it counts again
    latest = store.latest_review("case-1")
    assert latest is not None
    assert (latest.review, latest.number) == (review, 3)
    assert store.review(review.review_id).review == review
    (item,) = store.worklist(by=WORKER, needs="physician")
    assert (item.recommendation, item.state) == ("deny", "under review")


def test_a_review_of_an_older_record_is_refused(store: Store) -> None:
    case = a_case()
    store.submit(case, WORKER)
    store.revise(a_case(question="Is it?"), WORKER, "question added")
    with pytest.raises(Conflict, match="changed while it was reviewed"):
        store.save_review(a_review(case), WORKER)


def test_a_reply_adds_documents_and_both_reviews_stay(store: Store, hands: Hands) -> None:
    case = a_case()
    store.submit(case, WORKER)
    store.save_review(a_review(case, "pend"), WORKER)
    store.pend("case-1", WORKER, "asked for the procedure note")
    hands.pass_(days=3)
    number = store.reply("case-1", [CaseDocument(name="procedure note", text="90% relief for 4 months.")], WORKER)
    answered = store.case("case-1", by=WORKER)
    assert (number, answered.state, len(answered.case.documents)) == (2, "under review", 2)
    store.save_review(a_review(answered.case, "approve"), WORKER)
    assert [r.review.recommendation for r in store.reviews("case-1")] == ["pend", "approve"]
    assert [v.why for v in store.versions("case-1", by=WORKER)] == ["submitted", "provider's reply"]


def test_a_reply_is_refused_where_nobody_asked_or_a_name_is_taken(store: Store) -> None:
    store.submit(a_case(), WORKER)
    with pytest.raises(Conflict, match="not pended"):
        store.reply("case-1", [CaseDocument(name="note 2", text="x")], WORKER)
    store.pend("case-1", WORKER, "asked")
    with pytest.raises(Conflict, match="is taken"):
        store.reply("case-1", [CaseDocument(name="clinic note", text="other")], WORKER)
    assert store.case("case-1", by=WORKER).version == 1


def test_a_pend_stops_the_clock_and_the_answer_starts_it_again(store: Store, hands: Hands) -> None:
    store.submit(a_case(plan={"funding": "self_funded", "state": None}), WORKER)
    before = store.case("case-1", by=WORKER).due.at
    hands.pass_(days=2)
    store.pend("case-1", WORKER, "asked")
    assert store.case("case-1", by=WORKER).due.stopped
    hands.pass_(days=10)
    store.resume("case-1", WORKER)
    after = store.case("case-1", by=WORKER).due.at
    assert before is not None
    assert after is not None
    assert after - before == dt.timedelta(days=10)
    assert store.worklist(by=WORKER)[0].due.at == after


def test_an_extension_is_given_once_and_only_as_long_as_the_time_frame_allows(store: Store) -> None:
    store.submit(a_case(received="2026-02-02", plan={"line_of_business": "medicare_advantage"}), WORKER)
    with pytest.raises(Conflict, match="14 days at most"):
        store.extend("case-1", 15, WORKER, "records awaited")
    store.extend("case-1", 14, WORKER, "records awaited")
    due = store.case("case-1", by=WORKER).due.at
    assert due is not None
    assert due.date() == dt.date(2026, 2, 23)
    with pytest.raises(Conflict, match="extended already"):
        store.extend("case-1", 1, WORKER, "again")


def test_nothing_is_sent_before_it_is_signed(store: Store) -> None:
    ready_to_sign(store)
    with pytest.raises(Conflict, match="before it is signed"):
        store.sent("case-1", WORKER)


def test_two_people_editing_one_letter_do_not_overwrite_each_other(store: Store) -> None:
    ready_to_sign(store)
    review = store.latest_review("case-1")
    assert review is not None
    first = store.current_letters("case-1")["member"]
    args = ("case-1", review.review.review_id, "adverse", "member")
    store.save_letter(*args, b"mine", None, "anna", instead_of=first.id)
    with pytest.raises(Conflict, match="saved meanwhile"):
        store.save_letter(*args, b"yours", None, "bert", instead_of=first.id)
    assert [letter.docx for letter in store.letters("case-1") if letter.audience == "member"][-1] == b"mine"


def test_a_letter_drawn_from_an_older_review_is_refused(store: Store) -> None:
    case = ready_to_sign(store)
    old = store.reviews("case-1")[-1].review.review_id
    store.save_review(a_review(case, "pend"), WORKER)
    with pytest.raises(Conflict, match="reviewed again"):
        store.save_letter("case-1", old, "adverse", "member", b"late", None, WORKER)


def test_a_change_without_an_event_is_not_stored(store: Store) -> None:
    store.submit(a_case(), WORKER)
    with pytest.raises(RuntimeError, match="no event"), store.write() as tx:
        tx.insert(holds, id="h", case_id="case-1", kind="pend", began=tx.at, ended=None, days=None, reason="", by="x")
    assert store.case("case-1", by=WORKER).holds == ()


def test_the_database_refuses_to_change_or_delete_an_event(store: Store) -> None:
    store.submit(a_case(), WORKER)
    for statement in ("UPDATE audit_log SET actor = 'x'", "DELETE FROM audit_log"):
        with pytest.raises((DBAPIError, RuntimeError), match=r"append-only|refused"), store.write() as tx:
            tx.connection.execute(text(statement))


def test_the_audit_log_names_no_patient(store: Store) -> None:
    ready_to_sign(store)
    store.pend("case-1", WORKER, f"{NAME} must see a therapist")
    with store.read() as connection:
        told = repr(connection.execute(text("SELECT * FROM audit_log")).all())
    for word in (*NAME.split(), MEMBER, "1961-"):
        assert word not in told


def test_many_writers_at_once_lose_nothing(store: Store) -> None:
    def submit(worker: int) -> None:
        for number in range(10):
            store.submit(a_case(f"{worker}-{number}"), f"worker {worker}")

    threads = [threading.Thread(target=submit, args=(worker,)) for worker in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(store.worklist(by=WORKER)) == 40


def test_opening_again_finds_everything_and_migrates_once(bare_database_url: str, tmp_path: Path) -> None:
    with opened(bare_database_url, tmp_path) as store:
        store.submit(a_case(), WORKER)
    with opened(bare_database_url, tmp_path) as store:
        assert store.case("case-1", by=WORKER).version == 1


def test_two_that_open_an_empty_database_at_once_both_get_it(bare_database_url: str, tmp_path: Path) -> None:
    problems: list[BaseException] = []

    def open_it() -> None:
        try:
            opened(bare_database_url, tmp_path).close()
        except BaseException as error:
            problems.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert problems == []


def test_migrations_lead_to_the_tables_as_written(store: Store) -> None:
    config = Config()
    config.set_main_option("script_location", "copilot:migrations")
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD
    with store.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_newer_database_is_refused(bare_database_url: str, tmp_path: Path) -> None:
    with opened(bare_database_url, tmp_path) as store, store.write() as tx:
        tx.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Problem, match="newer"):
        opened(bare_database_url, tmp_path)


@pytest.mark.parametrize(
    "url", ["nonsense", "mysql://x/y", "postgresql://nobody@127.0.0.1:1/none", "sqlite:////nowhere/at/all.db"]
)
def test_an_unusable_address_is_one_clear_line(url: str, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="NECESSITY_DATABASE_URL") as found:
        Store.open(url, tmp_path)
    assert "\n" not in str(found.value)


def test_only_this_user_may_read_the_files(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with opened("", folder) as store:
        store.submit(a_case(), WORKER)
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) & 0o077 for path in folder.iterdir()}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert set(modes.values()) == {0}, modes
