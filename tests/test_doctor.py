"""The doctor names what is wrong and how to mend it, and what is fine."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from copilot import doctor, settings
from copilot.cli.app import app
from tests.endpoint import serving


def found(what: str) -> list[doctor.Check]:
    return [c for c in doctor.examine(settings.load()) if c.what == what]


def test_a_fresh_installation_is_fine_and_says_what_else_is_possible() -> None:
    checks = list(doctor.examine(settings.load()))
    assert [c for c in checks if c.fine is False] == []
    assert "OPENAI_BASE_URL" in next(c.mend for c in checks if c.what == "model")


@pytest.mark.parametrize(
    ("behave", "mend"),
    [("401", "OPENAI_API_KEY"), ("404", "OPENAI_MODEL"), ("invalid json", "JSON schemas"), ("400", "JSON schemas"),
     ("not http json", "JSON schemas|no OpenAI-compatible|go on without")],
)  # fmt: skip
def test_an_endpoint_that_does_not_work_is_named_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, behave: str, mend: str
) -> None:
    with serving(behave, '{"ready": true}') as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_MODEL", "local")
        (check,) = list(doctor.model(settings.load()))
    assert check.fine is False
    assert any(part in check.mend for part in mend.split("|")), check


def test_an_endpoint_that_works_is_fine(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(answer='{"ready": true}') as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_MODEL", "local")
        (check,) = list(doctor.model(settings.load()))
    assert check.fine
    assert "placeholders" in check.found


def test_half_a_configuration_and_tracing_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("LANGSMITH_TRACING", "1")
    assert "OPENAI_MODEL" in found("model")[0].found
    assert "LANGSMITH_TRACING" in found("tracing")[0].found


def test_the_command_ends_with_1_where_something_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    run = CliRunner()
    import copilot.cli  # noqa: F401 - registers the commands

    assert run.invoke(app, ["doctor"]).exit_code == 0
    monkeypatch.setenv("LANGCHAIN_TRACING_V2", "true")
    wrong = run.invoke(app, ["doctor", "--json"])
    assert wrong.exit_code == 1
    assert any(c["fine"] is False for c in json.loads(wrong.stdout))
