"""A whole run leaves no patient's name in a log, an exception, a temporary file or a file's name."""

from __future__ import annotations

import logging
import tempfile
import traceback
from pathlib import Path

import pytest

from copilot.audit.export import export
from copilot.audit.verify import verify
from copilot.case import CaseDocument
from copilot.problem import Problem
from copilot.signoff import sheet, sign, withdraw
from copilot.store.backup import backup, restore
from copilot.store.tables import cases
from tests.made import BORN, MEMBER, NAME, a_case, opened, ready_to_sign, traced, with_people

pytestmark = pytest.mark.usefixtures("quick_hashes")
WORDS = (*NAME.split(), MEMBER, BORN)


def names(told: str) -> list[str]:
    return [word for word in WORDS if word.lower() in told.lower()]


def test_no_patient_data_outside_the_record(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    caplog.set_level(logging.DEBUG)
    refusals = []
    with opened(database_url, tmp_path / "data") as store:
        token = with_people(store)["physician"]
        ready_to_sign(store)
        seen = sheet(store, "case-1")
        sign(store, token, "case-1", seen=seen.hash, decision="deny", verify_letter=traced,
             acknowledged=[item.id for item in seen.items])  # fmt: skip
        withdraw(store, token, "case-1", f"{NAME} called")
        store.pend("case-1", "x", f"asked {NAME}")
        for wrong in (
            lambda: store.submit(a_case(question=NAME), "x"),
            lambda: store.reply("case-1", [CaseDocument(name="clinic note", text=NAME)], "x"),
            lambda: sign(store, token, "case-1", seen="", decision="deny", verify_letter=traced, acknowledged=[]),
        ):
            with pytest.raises(Problem) as refused:
                wrong()
            refusals.append(str(refused.value))
        with pytest.raises(RuntimeError, match="refused") as broken, store.write() as tx:
            tx.insert(cases, id="case-1", state=NAME, urgency=MEMBER)
        refusals.append("".join(traceback.format_exception(broken.value)))
        restore(store, backup(store, tmp_path / "copy.zip", by="x"), by="x")
        export(store, "case-1", tmp_path / "out", by="x")
        assert verify(store).findings == ()
    paths = [path for path in tmp_path.rglob("*") if "pytest" not in path.name]
    assert list(temporary.rglob("*")) == []
    assert names(" ".join(str(path.relative_to(tmp_path)) for path in paths)) == []
    assert names(caplog.text) == []
    assert names("".join(capfd.readouterr())) == []
    assert names(" ".join(refusals)) == []
    outside = [p for p in (tmp_path / "data").rglob("*") if p.is_file() and not p.name.startswith("necessity.db")]
    assert names("".join(p.read_text("latin-1") for p in outside if p.suffix != ".zip")) == []
