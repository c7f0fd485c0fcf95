"""Any OpenAI-compatible endpoint, over real HTTP; whatever goes wrong ends in time, in the rules' own review."""

from __future__ import annotations

import json
import threading
import time

import pytest

from copilot import draft, narrative, reconcile, settings
from copilot.model import Budget, Endpoint, ModelFailure, Prompt, Scripted, configured, messages, what_was_sent
from copilot.problem import Problem
from tests.endpoint import serving
from tests.founding import FOUNDING
from tests.test_reconcile import RIGHT

ANSWER = json.dumps(RIGHT)
SLOW = ("silent", "drips")  # these never end by themselves, so the limit set here must end them


def limit(behave: str) -> float:
    """Seconds: short where the limit is what is tested, else more than a busy machine needs."""
    return 1.5 if behave in SLOW else 60


def endpoint(url: str) -> Endpoint:
    return Endpoint("fake", url, "key", backoff=0.01)


def test_a_good_endpoint_gives_a_draft_that_is_kept() -> None:
    with serving(answer=ANSWER) as server:
        drafted = draft.write(endpoint(server.url), FOUNDING)
    assert drafted.answer is not None
    assert (drafted.tokens_in, drafted.tokens_out) == (100, 20)
    asked = server.asked[0]
    assert asked["messages"][0]["role"] == "system"
    assert asked["response_format"]["type"] == "json_schema"
    assert asked["response_format"]["json_schema"]["schema"]["additionalProperties"] is False
    assert asked["temperature"] == 0


@pytest.mark.parametrize(
    ("behave", "notice"),
    [
        ("refuses", "refused"), ("filtered", "refused"), ("truncates", "cut off"),
        ("truncates silently", "not the JSON"),
        ("empty", "empty"), ("no choices", "could not be read"),
        ("invalid json", "not the JSON"), ("other json", "not the JSON"),
        ("huge", "far too long"), ("429", "busy"), ("500", "500"), ("400", "400"), ("401", "refused the key"),
        ("404", "does not know this model"), ("hangs up", "could not be reached"), ("not http json", "not"),
        ("silent", "seconds"), ("drips", "seconds"),
    ],
)  # fmt: skip
def test_each_misbehaviour_ends_in_a_full_review_by_the_rules_in_time(behave: str, notice: str) -> None:
    with serving(behave, ANSWER) as server:
        drafted = draft.write(endpoint(server.url), FOUNDING, Budget(seconds=limit(behave)))
        settled = reconcile.reconcile(drafted, FOUNDING)
    assert notice in (settled.draft.notice or "")
    assert settled.draft.source == "rules"
    assert settled.narrative == narrative.write(FOUNDING).text


def test_a_dead_endpoint_ends_in_a_full_review_by_the_rules() -> None:
    with serving() as server:
        url = server.url
    drafted = draft.write(endpoint(url), FOUNDING, Budget(seconds=60))
    assert "could not be reached" in (drafted.draft.notice or "")


def test_a_busy_endpoint_is_asked_again() -> None:
    with serving("429 once", ANSWER) as server:
        assert draft.write(endpoint(server.url), FOUNDING).answer is not None
        assert len(server.asked) == 2


@pytest.mark.parametrize(("behave", "calls"), [("500", 3), ("400", 1), ("refuses", 1)])
def test_retries_are_bounded_and_only_where_they_may_help(behave: str, calls: int) -> None:
    with serving(behave, ANSWER) as server:
        draft.write(endpoint(server.url), FOUNDING)
        assert len(server.asked) == calls


def test_a_notice_repeats_nothing_that_the_endpoint_or_the_record_said() -> None:
    with serving("500", ANSWER) as server:
        notice = draft.write(endpoint(server.url), FOUNDING).draft.notice or ""
    assert notice == "The model's endpoint answered 500. The rules wrote this review."


def test_a_call_can_be_cancelled_from_another_thread() -> None:
    budget = Budget(seconds=60)
    threading.Timer(0.3, budget.cancel.set).start()
    with serving("silent") as server:
        started = time.monotonic()
        drafted = draft.write(endpoint(server.url), FOUNDING, budget)
        assert time.monotonic() - started < budget.seconds
    assert "cancelled" in (drafted.draft.notice or "")


def test_a_prompt_over_the_token_budget_is_not_sent() -> None:
    with serving(answer=ANSWER) as server:
        drafted = draft.write(endpoint(server.url), FOUNDING, Budget(tokens_in=100))
        assert server.asked == []
    assert "token budget" in (drafted.draft.notice or "")


def test_an_answer_is_streamed_as_it_is_written() -> None:
    with serving(answer="The record does not say. " * 4) as server:
        pieces = list(endpoint(server.url).stream(messages("s", [("user", "q")]), Budget()))
    assert len(pieces) > 2
    assert "".join(pieces) == "The record does not say. " * 4


@pytest.mark.parametrize("behave", ["breaks off", "500", "silent", "drips"])
def test_a_stream_that_fails_says_so_in_time(behave: str) -> None:
    with serving(behave, "word " * 100) as server, pytest.raises(ModelFailure):
        list(endpoint(server.url).stream(Prompt((("user", "q"),)), Budget(seconds=limit(behave))))


@pytest.mark.parametrize("name", ["LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"])
def test_no_model_runs_while_tracing_would_send_prompts_away(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "true")
    with pytest.raises(Problem, match=name):
        Endpoint("any", "http://127.0.0.1:9/v1")
    monkeypatch.setenv(name, "false")
    assert Endpoint("any", "http://127.0.0.1:9/v1").name == "any"


def test_the_settings_name_the_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    assert configured(settings.load()) is None
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:8080/v1")
    with pytest.raises(Problem, match="OPENAI_MODEL"):
        configured(settings.load())
    monkeypatch.setenv("OPENAI_MODEL", "local")
    found = configured(settings.load())
    assert found is not None
    assert (found.name, found.unmasked) == ("local", False)
    monkeypatch.setenv("NECESSITY_UNMASKED_ENDPOINTS", "https://elsewhere.example/v1, http://127.0.0.1:8080/v1/")
    trusted = configured(settings.load())
    assert trusted is not None
    assert trusted.unmasked


def test_what_was_sent_is_kept_under_its_hash_and_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(answer=ANSWER) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_MODEL", "local")
        chosen = settings.load()
        drafted = draft.write(configured(chosen), FOUNDING)
    assert drafted.prompt is not None
    kept = what_was_sent(chosen, drafted.prompt.sha256)
    assert kept == drafted.prompt
    assert "Oyelaran" not in kept.text
    path = chosen.data_dir / "sent" / f"{kept.sha256}.json"
    assert path.stat().st_mode & 0o077 == 0
    path.write_text(path.read_text().replace("pain", "gain"))
    with pytest.raises(Problem, match="was changed"):
        what_was_sent(chosen, kept.sha256)
    with pytest.raises(Problem, match="no prompt"):
        what_was_sent(chosen, "../../etc/passwd")


def test_nothing_of_a_prompt_is_logged(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> None:
    caplog.set_level("DEBUG")
    with serving(answer=ANSWER) as server:
        draft.write(endpoint(server.url), FOUNDING)
    seen = caplog.text + "".join(capsys.readouterr())
    assert "pain relief" not in seen


def test_a_script_stands_at_the_same_seam() -> None:
    with pytest.raises(ModelFailure, match="not the JSON"):
        Scripted(["no json"]).answer(Prompt((("user", "q"),)), draft.Answer, Budget())
    assert "".join(Scripted(["a longer answer"]).stream(Prompt((("user", "q"),)), Budget())) == "a longer answer"
