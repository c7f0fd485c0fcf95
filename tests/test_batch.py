"""Many cases: each reviewed and recorded once, whatever is killed; what fails is said; nothing is paid for twice."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from copilot import batch, settings
from copilot.audit.verify import verify
from copilot.batch import offline
from copilot.batch.ledger import Ledger, address
from copilot.case import Case, CaseDocument
from copilot.cli import main
from copilot.model import Model, ModelFailure, Scripted
from copilot.problem import Problem
from copilot.review import Review
from copilot.settings import Settings
from copilot.signoff import sheet, sign
from copilot.store import Store, utc_now
from tests import batching, made
from tests.batching import AT_ONCE, DRAFT, governing
from tests.bench.batches import costs, grown
from tests.said import said
from tests.test_library import Hashed

Reviewing = Callable[[Case, Model | None, Sequence[Any]], Review]


@pytest.fixture
def in_force() -> Settings:
    return settings.load()


@pytest.fixture
def either(monkeypatch: pytest.MonkeyPatch, database_url: str) -> Settings:
    """Settings on SQLite, then on Postgres, where the queue of the test before is removed."""
    monkeypatch.setenv("NECESSITY_DATABASE_URL", database_url)
    if database_url.startswith("postgres"):
        engine = create_engine(database_url)
        with engine.begin() as connection:
            connection.execute(text("DROP TABLE IF EXISTS batch_items, batch_works, batch_answers, batch_unusable"))
            connection.execute(text("DROP SCHEMA IF EXISTS dbos CASCADE"))
        engine.dispose()
    return settings.load()


def run(in_force: Settings, cases: Sequence[Case], review: Reviewing = batching.review, model: Model | None = None,
        name: str = "b", governs: Callable[[Case], str] = governing, **options: Any) -> batch.Batch:  # fmt: skip
    with batch.opened(in_force, review, model, governs, name) as under_way:
        under_way.queue.configure(4, None)
        under_way.submit(cases, **options)
        under_way.wait(every=0.05)
    return under_way


@contextmanager
def ended(in_force: Settings, under_way: batch.Batch) -> Iterator[batch.Recorded]:
    with batch.recorded(in_force, under_way.name, under_way.unusable) as found:
        yield found


def counting(calls: list[str]) -> Reviewing:
    def review(case: Case, model: Model | None, corrections: Sequence[Any]) -> Review:
        calls.append(case.id)
        return batching.review(case, model, corrections)

    return review


# --- Once and no more ---------------------------------------------------------------------------------------------


def test_each_case_is_reviewed_once_and_its_review_stands_on_record(either: Settings):
    calls: list[str] = []
    under_way = run(either, list(batching.cases(5)), counting(calls))
    with ended(either, under_way) as found:
        reviews = list(found.results())
        assert [review.case_id for review in reviews] == [f"case-{n:06}" for n in range(5)]
        assert sorted(calls) == sorted(review.case_id for review in reviews)
        assert found.totals()["deny"] == 5
        assert verify(found.store).holds
        assert [len(found.store.reviews(review.case_id)) for review in reviews] == [1] * 5


def test_the_same_batch_again_does_nothing_and_gives_the_same_results(in_force: Settings):
    calls: list[str] = []
    cases = list(batching.cases(3))
    results = []
    for _ in range(2):
        with ended(in_force, run(in_force, cases, counting(calls))) as found:
            results.append(list(batch.lines(found.results())))
    assert len(calls) == 3
    assert results[0] == results[1]


def test_new_records_or_another_policy_are_new_work_and_the_same_case_elsewhere_is_none(either: Settings):
    calls: list[str] = []
    case = made.a_case("one")
    more = CaseDocument(name="reply", text="80 % relief at three months.")
    answered = case.model_copy(update={"documents": [*case.documents, more]})
    run(either, [case], counting(calls))
    run(either, [case], counting(calls), name="another file")
    assert len(calls) == 1
    run(either, [answered], counting(calls))
    assert len(calls) == 2
    under_way = run(either, [answered], counting(calls), governs=lambda case: "pack of next year")
    assert len(calls) == 3
    with ended(either, under_way) as found:
        assert len(found.store.reviews("one")) == 3
        assert len(found.store.versions("one", by="test")) == 2


def test_a_case_that_stands_in_the_input_twice_is_reviewed_once(in_force: Settings):
    case = made.a_case("one")
    other = case.model_copy(update={"urgency": "expedited"})
    under_way = run(in_force, [case, case, other])
    with ended(in_force, under_way) as found:
        assert len(list(found.results())) == 1
        (dead,) = found.dead_letters()
        assert dead.case_id == "one"
        assert "twice, with different contents" in dead.reason


def test_going_back_to_the_records_of_before_is_work_again(in_force: Settings):
    calls: list[str] = []
    before, after = made.a_case("one"), made.a_case("one", urgency="expedited")
    for case in (before, after, before):
        under_way = run(in_force, [case], counting(calls))
    assert len(calls) == 3
    with ended(in_force, under_way) as found:
        newest = found.store.latest_review("one")
        assert newest is not None
        assert newest.case_version == 3


def test_a_signed_case_is_left_alone_and_named(in_force: Settings, quick_hashes: None):
    with Store.open(in_force) as store:
        tokens = made.with_people(store)
        case = made.ready_to_sign(store, "one", "approve", "approval")
        seen = sheet(store, "one")
        acknowledged = [item.id for item in seen.items]
        sign(store, tokens["physician"], "one", decision="approve", seen=seen.hash, acknowledged=acknowledged,
             verify_letter=made.traced)  # fmt: skip
    calls: list[str] = []
    with ended(in_force, run(in_force, [case], counting(calls))) as found:
        assert "withdraw the sign-off" in next(found.dead_letters()).reason
    with ended(in_force, run(in_force, [made.a_case("one", urgency="expedited")], counting(calls))) as found:
        assert "withdraw the sign-off" in next(found.dead_letters()).reason
        assert found.store.state("one") == "signed"
    assert calls == []


def test_a_review_that_a_restored_record_lost_is_made_again(in_force: Settings, tmp_path: Path):
    calls: list[str] = []
    run(in_force, [made.a_case("one")], counting(calls))
    for path in tmp_path.glob("necessity.db*"):
        path.unlink()
    with ended(in_force, run(in_force, [made.a_case("one")], counting(calls))) as found:
        assert len(list(found.results())) == 1
    assert len(calls) == 2


# --- What fails ---------------------------------------------------------------------------------------------------


def failing(case: Case, model: Model | None, corrections: Sequence[Any]) -> Review:
    if case.id == "case-000001":
        raise KeyError(made.NAME)
    if case.id == "case-000002":
        raise Problem("the pack of this plan is damaged")
    return batching.review(case, model, corrections)


def test_what_fails_is_a_dead_letter_with_a_reason_and_the_rest_is_done(in_force: Settings):
    with ended(in_force, run(in_force, list(batching.cases(4)), failing)) as found:
        assert {letter.case_id: letter.reason for letter in found.dead_letters()} == {
            "case-000001": "the review failed (KeyError)",
            "case-000002": "the pack of this plan is damaged",
        }
        assert len(list(found.results())) == 2


def test_dead_letters_wait_until_they_are_taken_up_again(in_force: Settings):
    cases = list(batching.cases(4))
    run(in_force, cases, failing)
    with ended(in_force, run(in_force, cases)) as found:
        assert found.totals()["failed"] == 2
    with ended(in_force, run(in_force, cases, retry=True)) as found:
        assert found.totals()["failed"] == 0
        assert len(list(found.results())) == 4


def rules_where_no_model(case: Case, model: Model | None, corrections: Sequence[Any]) -> Review:
    try:
        return batching.review(case, model, corrections)
    except ModelFailure as failure:
        made_by_rules = said(case, "deny", {"prior-relief": "not_met"})
        draft = made_by_rules.draft.model_copy(update={"notice": str(failure)})
        return made_by_rules.model_copy(update={"draft": draft})


def test_a_model_that_fails_ends_in_the_rules_review_and_is_counted(in_force: Settings):
    model = Scripted([DRAFT, ModelFailure("The model's endpoint was busy (429).")])
    with ended(in_force, run(in_force, list(batching.cases(2)), rules_where_no_model, model)) as found:
        assert found.totals()["without_draft"] == {"The model's endpoint was busy (429).": 1}
        assert found.totals()["calls"] == 1


def test_an_answer_that_cannot_be_used_is_paid_for_all_the_same(either: Settings):
    model = Scripted([ModelFailure("The model refused to answer.", 90, 9)] * 2)
    with ended(either, run(either, list(batching.cases(2)), rules_where_no_model, model)) as found:
        totals = found.totals()
    assert (totals["calls"], totals["tokens_in"], totals["tokens_out"]) == (2, 180, 18)
    assert totals["deny"] == 2


def test_stopping_lets_what_is_under_way_finish_and_the_next_run_does_the_rest(in_force: Settings):
    calls: list[str] = []
    stopping = threading.Event()

    def review(case: Case, model: Model | None, corrections: Sequence[Any]) -> Review:
        calls.append(case.id)
        if len(calls) == 5:
            stopping.set()
        time.sleep(0.01)
        return batching.review(case, model, corrections)

    cases = list(batching.cases(30))
    with batch.opened(in_force, review, None, governing, "b", stopping) as under_way:
        under_way.queue.configure(2, None)
        under_way.submit(cases)
        under_way.wait(every=0.02)
    begun = len(calls)
    assert 5 <= begun < 30
    with ended(in_force, under_way) as found:
        assert len(list(found.results())) == begun
    stopping.clear()
    with ended(in_force, run(in_force, cases, review)) as found:
        assert len(list(found.results())) == 30
    assert Counter(calls) == Counter(case.id for case in cases)


# --- The model ----------------------------------------------------------------------------------------------------


def test_a_prompt_that_was_answered_is_not_asked_again(in_force: Settings):
    cases = list(batching.cases(3))
    model = Scripted(lambda prompt: DRAFT)
    run(in_force, cases, model=model)
    with ended(in_force, run(in_force, cases, model=model, governs=lambda case: "revised")) as found:
        totals = found.totals()
    assert len(model.prompts) == 3
    assert (totals["cached"], totals["deny"]) == (3, 3)


def test_no_patient_data_lies_in_the_queue(tmp_path: Path):
    in_force = settings.load()
    run(in_force, [made.a_case("one")])
    raw = b"".join(path.read_bytes() for path in tmp_path.glob("queue.db*"))
    assert b"one:" in raw
    for secret in (made.NAME, made.MEMBER, made.NOTE[:40]):
        assert secret.encode() not in raw
    assert {path.stat().st_mode & 0o077 for path in tmp_path.glob("queue.*")} == {0}


def test_reviews_begun_in_a_minute_are_limited(tmp_path: Path):
    calls: list[str] = []
    with batch.opened(settings.load(), counting(calls), None, governing, "b") as under_way:
        under_way.queue.configure(8, per_minute=3)
        under_way.submit(list(batching.cases(10)))
        time.sleep(1.5)
    assert len(calls) == 3


# --- Overnight files ----------------------------------------------------------------------------------------------


def test_requests_are_written_asked_elsewhere_and_their_answers_used_without_a_call(tmp_path: Path):
    in_force = settings.load()
    cases, model = list(batching.cases(3)), Scripted(lambda prompt: pytest.fail("the model was asked"))
    ledger = Ledger.open(address(in_force.database_url, in_force.folder()))

    review = rules_where_no_model
    count, (path,) = offline.write_requests(cases, review, model, ledger, tmp_path / "night")
    requests = [json.loads(line) for line in path.read_text().splitlines()]
    assert count == len(requests) == 3
    assert {request["url"] for request in requests} == {"/v1/chat/completions"}
    assert requests[0]["body"]["response_format"]["json_schema"]["strict"] is True
    assert path.stat().st_mode & 0o077 == 0

    def answer(request: dict[str, Any], **changes: Any) -> str:
        message = {"role": "assistant", "content": DRAFT.model_dump_json()}
        body = {"choices": [{"message": message, "finish_reason": "stop"}],
                "usage": {"prompt_tokens": 90, "completion_tokens": 9}}  # fmt: skip
        response = {"status_code": 200, "body": body}
        return json.dumps({"custom_id": request["custom_id"], "response": response, "error": None} | changes)

    returned = tmp_path / "answers.jsonl"
    returned.write_text("\n".join([
        answer(requests[0]), answer(requests[1]), answer(requests[2], error={"code": "batch_expired"}),
        "not json", answer({"custom_id": "somebody-else"}),
    ]))  # fmt: skip
    told: list[str] = []
    assert offline.read_answers(returned, ledger, utc_now(), lambda problem: told.append(str(problem))) == 2
    assert [line.split(":")[0].rsplit(" ", 1)[1] for line in told] == ["3", "4", "5"]
    assert offline.write_requests(cases, review, model, ledger, tmp_path / "night")[0] == 1
    with ended(in_force, run(in_force, cases[:2], model=model)) as found:
        assert (found.totals()["cached"], found.totals()["calls"]) == (2, 0)
    ledger.close()


def test_an_estimate_counts_the_prompts_of_a_sample_for_all_cases():
    found = offline.estimate(list(batching.cases(2)), 1000, rules_where_no_model, Scripted([]))
    assert found.cases == 1000
    assert found.tokens_in > 1000
    assert found.cost(2.0, 10.0) == pytest.approx((found.tokens_in * 2 + found.tokens_out * 10) / 1e6)


# --- The command --------------------------------------------------------------------------------------------------

LABELLED = Path(__file__).parent / "labelled" / "cases" / "aetna_sij.jsonl"


@pytest.fixture
def necessity(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Runs the command in this process; its exit status and what it said on standard error."""
    monkeypatch.setattr("copilot.library.configured", lambda settings: Hashed())

    def told(*words: object) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["necessity", *map(str, words)])
        with pytest.raises(SystemExit) as exit:
            main()
        return int(exit.value.code or 0), capsys.readouterr().err

    return told


def test_the_command_writes_a_review_a_line_and_names_what_it_could_not_use(tmp_path: Path, necessity: Any):
    cases, out = tmp_path / "cases.jsonl", tmp_path / "results.jsonl"
    good = LABELLED.read_text().splitlines()[:3]
    cases.write_text("\n".join([*good, "{ broken", json.dumps({"id": "empty"})]))
    status, told = necessity("batch", cases, "--out", out, "--no-llm")
    assert status == 1
    reviews = [Review.model_validate_json(line) for line in out.read_text().splitlines()]
    assert [review.case_id for review in reviews] == [json.loads(line)["id"] for line in good]
    letters = [json.loads(line) for line in (tmp_path / "results.failed.jsonl").read_text().splitlines()]
    assert len(letters) == 2
    assert all(str(cases) in letter["reason"] for letter in letters)
    assert "3 reviewed" in told
    assert "2 failed" in told
    assert out.stat().st_mode & 0o077 == 0
    before = out.read_bytes()
    cases.write_text("\n".join(good))
    status, _ = necessity("batch", cases, "--out", out, "--no-llm")
    assert status == 0
    assert out.read_bytes() == before
    assert not (tmp_path / "results.failed.jsonl").exists()


@pytest.mark.parametrize("name", ["cases.jsonl", "cases.failed.jsonl"])
def test_a_batch_never_writes_over_its_own_cases(tmp_path: Path, necessity: Any, name: str):
    cases = tmp_path / name
    cases.write_text(LABELLED.read_text().splitlines()[0])
    before = cases.read_bytes()
    status, told = necessity("batch", cases, "--out", tmp_path / "cases.jsonl", "--no-llm")
    assert (status, told.count("\n"), "overwrite the cases" in told) == (2, 1, True)
    assert cases.read_bytes() == before


def test_a_worker_stops_when_nothing_waits(necessity: Any):
    status, told = necessity("worker", "--no-llm", "--until-empty")
    assert (status, "working" in told) == (0, True)


@pytest.mark.parametrize("words", [
    ("nowhere.jsonl",), (LABELLED, "--write-requests", "x"), (LABELLED, "--out", "/"),
])  # fmt: skip
def test_what_cannot_be_done_is_one_line(necessity: Any, tmp_path: Path, words: tuple[Any, ...]):
    status, told = necessity("batch", "--out", tmp_path / "results.jsonl", "--no-llm", *words)
    assert status == 2
    assert told.count("\n") == 1


# --- Killed -------------------------------------------------------------------------------------------------------


# Processes are forked from one that has imported all they need: importing it takes longer than the batch.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.batching", "dbos", "psycopg", "alembic.command"])


def started(*what: str) -> BaseProcess:
    """A process of `tests.batching` that is ready."""
    told, to = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=batching.forked, args=(dict(os.environ), to, *what))
    process.start()
    to.close()
    assert told.recv() == "ready"
    return process


def killed(process: BaseProcess) -> None:
    process.kill()
    process.join()


def finished(process: BaseProcess) -> None:
    process.join(1200)
    assert process.exitcode == 0


def after(calls: Path, count: int) -> None:
    """Wait until the model has been called that often."""
    while not calls.exists() or calls.read_bytes().count(b"\n") < count:
        time.sleep(0.01)


def hold(in_force: Settings, calls: Path, count: int, kills: int) -> None:
    """Every case is reviewed exactly once on record, at most 16 calls a kill were repeated, the audit trail holds."""
    asked = Counter(calls.read_text().splitlines())
    assert len(asked) == count
    assert asked.total() - count <= AT_ONCE * kills
    with Store.open(in_force) as store, batch.recorded(in_force, "made", []) as ended:
        assert [review.case_id for review in ended.results()] == [case.id for case in batching.cases(count)]
        assert ended.totals()["deny"] == count
        with store.read() as connection:
            reviews = connection.execute(text("SELECT count(*), count(DISTINCT case_id) FROM reviews")).one()
        assert tuple(reviews) == (count, count)
        assert verify(store).holds


def kill_on_sqlite(count: int, kills: int, calls: Path) -> None:
    draw = random.Random(5)
    for n in range(kills):
        process = started("batch", str(count), str(calls))
        after(calls, (n + 1) * count // (kills + 1))
        time.sleep(draw.uniform(0, 0.3))
        killed(process)
    finished(started("batch", str(count), str(calls)))
    hold(settings.load(), calls, count, kills)


def test_a_batch_killed_again_and_again_does_every_case_exactly_once(tmp_path: Path):
    kill_on_sqlite(60, 2, tmp_path / "calls")


@pytest.mark.soak
def test_a_batch_of_a_thousand_killed_twenty_times_does_every_case_exactly_once(tmp_path: Path):
    kill_on_sqlite(1000, 20, tmp_path / "calls")


def kill_workers(count: int, kills: int, calls: Path) -> None:
    """Two processes share the work; now one is killed, now the other, and the one that lives takes over its cases."""
    draw = random.Random(6)
    first = started("batch", str(count), str(calls))
    second = started("work", str(calls))
    for n in range(kills):
        after(calls, (n + 1) * count // (kills + 1))
        time.sleep(draw.uniform(0, 0.2))
        if n % 2:
            killed(first)
            first = started("batch", str(count), str(calls))
        else:
            killed(second)
            second = started("work", str(calls))
    finished(first)
    killed(second)
    hold(settings.load(), calls, count, kills + 1)


@pytest.fixture
def on_postgres(monkeypatch: pytest.MonkeyPatch, postgres: str) -> None:
    admin = create_engine(postgres, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS batches WITH (FORCE)"))
        connection.execute(text("CREATE DATABASE batches"))
    admin.dispose()
    monkeypatch.setenv("NECESSITY_DATABASE_URL", postgres.replace("/postgres?", "/batches?"))


def test_two_workers_on_postgres_take_over_from_each_other(tmp_path: Path, on_postgres: None):
    kill_workers(60, 2, tmp_path / "calls")


@pytest.mark.soak
def test_two_workers_on_postgres_killed_twenty_times_do_every_case_exactly_once(tmp_path: Path, on_postgres: None):
    kill_workers(1000, 20, tmp_path / "calls")


@pytest.mark.soak
def test_a_hundred_thousand_cases_take_no_more_memory_and_no_more_time_a_case_at_the_end(tmp_path: Path):
    samples = grown(100_000, tmp_path)
    early, late = costs(samples)
    tenth = next(size for done, _, size, _ in samples if done >= 10_000)
    print(f"{samples[-1][1]:.0f} s, {early:.1f} ms a case at first, {late:.1f} at last, {samples[-1][2]:.0f} MB")
    assert samples[-1][0] == 100_000
    assert late < 1.5 * early
    assert samples[-1][2] < 1.2 * tenth + 50
    with Store.open(settings.load()) as store:
        assert verify(store).holds


def test_on_sqlite_a_second_process_is_told_to_wait(tmp_path: Path):
    process = started("batch", "400", str(tmp_path / "calls"))
    try:
        with pytest.raises(Problem, match="one works at a time"):
            run(settings.load(), [made.a_case("one")])
    finally:
        killed(process)
