"""The commands for people, copies and the audit trail, as somebody at a terminal meets them."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from typer.testing import CliRunner, Result

from copilot import settings
from copilot.cli.app import app
from copilot.problem import Problem
from copilot.store import Conflict, Store, utc_now
from tests.made import PASSWORD, a_case, ready_to_sign

pytestmark = pytest.mark.usefixtures("quick_hashes")


def run(*words: str, says: str = "") -> Result:
    result = CliRunner().invoke(app, list(words), input=says)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_people_are_added_listed_and_disabled() -> None:
    run("users", "add", "Ann", "--role", "reviewer", "--full-name", "Ann Marrow", says=PASSWORD + "\n")
    run("users", "disable", "ann")
    (ann,) = json.loads(run("users", "list", "--json").stdout)
    assert (ann["name"], ann["roles"], ann["disabled"]) == ("ann", ["reviewer"], True)
    assert "ann (disabled): Ann Marrow; reviewer" in run("users", "list").stdout


def test_an_unusable_field_ends_with_status_2_and_one_line(tmp_path: Path) -> None:
    words = ["users", "add", "x", "--role", "king", "--full-name", "X Y"]
    done = subprocess.run([sys.executable, "-m", "copilot", *words], input=PASSWORD, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "necessity: role: king; use reviewer, physician, quality, administrator\n"


def test_records_are_deleted_once_their_period_is_over_and_not_before() -> None:
    with Store.open(settings.load()) as store:
        store.submit(a_case("young"), "x")
    ten_years = dt.timedelta(days=3653)
    with Store.open(settings.load(), now=lambda: utc_now() - ten_years) as store:
        store.submit(a_case("old"), "x")
    assert run("retention", "list").stdout == "old\n"
    with pytest.raises(Conflict, match="kept 10 years"):
        run("retention", "delete", "young")
    run("retention", "delete", "old")
    assert run("retention", "list").stdout == ""
    assert "hold." in run("audit", "verify").stdout


def test_the_audit_commands_verify_show_and_export(tmp_path: Path) -> None:
    with Store.open(settings.load()) as store:
        ready_to_sign(store)
    assert "hold." in run("audit", "verify").stdout
    assert json.loads(run("audit", "verify", "--json").stdout)["holds"] is True
    shown = run("audit", "show", "case-1").stdout
    assert "submitted" in shown
    assert "where: recommendation" in shown
    run("audit", "export", "case-1", "--out", str(tmp_path / "out"))
    done = subprocess.run([sys.executable, str(tmp_path / "out" / "verify.py")], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    with pytest.raises(Problem, match="no case nowhere"):
        run("audit", "show", "nowhere")


def test_a_tampered_record_ends_with_status_1_and_names_the_row() -> None:
    with Store.open(settings.load()) as store:
        store.submit(a_case(), "x")
        path = store.data_dir / "necessity.db"
    connection = sqlite3.connect(path)
    connection.execute("UPDATE cases SET assignee = 'me'")
    connection.commit()
    connection.close()
    result = run("audit", "verify")
    assert result.exit_code == 1
    assert "cases case-1: edited" in result.stdout


def test_a_database_that_fails_on_the_way_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OperationalError("INSERT …", {}, sqlite3.OperationalError("database or disk is full"))

    monkeypatch.setattr(Store, "record_event", full)
    with Store.open(settings.load()) as store:
        store.submit(a_case(), "x")
    with pytest.raises(Problem, match="disk is full"):
        run("audit", "show", "case-1")


def test_backup_and_restore(tmp_path: Path) -> None:
    with Store.open(settings.load()) as store:
        store.submit(a_case(), "x")
    run("backup", str(tmp_path / "copy.zip"))
    result = run("restore", str(tmp_path / "copy.zip"))
    assert result.exit_code == 0
    assert "is saved in" in result.stderr


def test_help_loads_nothing_heavy() -> None:
    code = "import sys, copilot.cli; print([m for m in ('sqlalchemy', 'alembic', 'argon2') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
