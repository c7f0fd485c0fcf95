"""One case for an auditor: a folder that proves itself with nothing but Python."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from copilot.audit import standalone
from copilot.audit.export import export, fingerprint
from copilot.audit.keys import EVENT
from copilot.problem import Problem
from copilot.signoff import sheet, sign
from copilot.store import Store
from tests.made import NAME, opened, ready_to_sign, traced, with_people

pytestmark = pytest.mark.usefixtures("quick_hashes")


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Iterator[Store]:
    with opened(database_url, tmp_path / "data") as store:
        token = with_people(store)["physician"]
        for id in ("other", "case-1", "third"):
            ready_to_sign(store, id)
            seen = sheet(store, id)
            sign(store, token, id, seen=seen.hash, decision="deny", verify_letter=traced,
                 acknowledged=[item.id for item in seen.items])  # fmt: skip
        yield store


@pytest.fixture
def folder(store: Store, tmp_path: Path) -> Path:
    return export(store, "case-1", tmp_path / "out", by="auditor")


def test_the_folder_holds_by_its_own_script_in_a_bare_python(store: Store, folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    shutil.move(folder, elsewhere)
    command = [sys.executable, "-I", "-S", str(elsewhere / "verify.py"), fingerprint(store.sealer.public)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, f"holds; key {fingerprint(store.sealer.public)}\n"), done.stderr
    command[-1] = "0" * 16
    assert subprocess.run(command, capture_output=True).returncode == 1


def test_everything_of_the_case_and_nothing_of_another_is_in_it(folder: Path) -> None:
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {"record-1.json", "review-1.json", "letters/1-adverse-member.docx", "signatures.json"} <= names
    whole = "".join(path.read_text("latin-1") for path in folder.rglob("*") if path.is_file())
    assert '"other"' not in whole
    assert "argon2" not in whole
    assert json.loads((folder / "events.json").read_text())[-1]["action"] == "exported"
    assert not any(word in name for name in names for word in (*NAME.split(), "case-1"))


@pytest.mark.parametrize("flips", [40, pytest.param(400, marks=pytest.mark.soak)])
def test_any_flipped_bit_of_any_file_is_found(folder: Path, flips: int) -> None:
    chance = random.Random(3)
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "verify.py")
    for _ in range(flips):
        path = chance.choice(files)
        whole = path.read_bytes()
        data = bytearray(whole)
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(bytes(data))
        try:
            problems = standalone.check(folder)
        except (ValueError, KeyError, TypeError):
            problems = ["unreadable"]
        if not problems:  # white space of the manifest, or a letter's case in a hexadecimal number
            assert path.name == "manifest.json"
            before, after = json.loads(whole), json.loads(bytes(data))
            assert json.dumps(before).lower() == json.dumps(after).lower()
        path.write_bytes(whole)
    assert standalone.check(folder) == []


def test_a_file_added_or_missing_is_named(folder: Path) -> None:
    (folder / "extra.txt").write_text("x")
    (folder / "review-1.json").unlink()
    assert standalone.check(folder) == ["extra.txt: added after the export", "review-1.json: missing"]


def test_rows_that_no_longer_fit_their_events_are_named_even_under_a_signed_manifest(folder: Path) -> None:
    rows = json.loads((folder / "rows.json").read_text())
    review = rows["reviews"][0]
    review["content"] = review["content"].replace("deny", "approve")
    del rows["letters"][0]
    (folder / "rows.json").write_text(json.dumps(rows))
    proof = json.loads((folder / "proof.json").read_text())
    proof["events"][2]["actor"] = "somebody else"
    (folder / "proof.json").write_text(json.dumps(proof))
    told = "\n".join(standalone.check_proof(folder, "case-1"))
    assert f"reviews {review['id']}: edited" in told
    assert "letters" in told
    assert f"event {proof['events'][2]['seq']}" in told


def test_the_scripts_own_signature_check_agrees_with_the_library() -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    public = key.public_key().public_bytes_raw().hex()
    for number in range(5):
        message = str(number).encode() * number
        signature = key.sign(EVENT + message).hex()
        assert standalone.signed_by(public, EVENT, message, signature)
        assert not standalone.signed_by(public, EVENT, message + b"x", signature)
        assert not standalone.signed_by(public, EVENT, message, signature[:-2] + "00")
        assert not standalone.signed_by(public[:-2] + "00", EVENT, message, signature)


def test_an_unknown_case_or_a_taken_folder_is_one_clear_line(store: Store, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="exists already"):
        export(store, "case-1", folder, by="auditor")
    with pytest.raises(Problem, match="no case nowhere"):
        export(store, "nowhere", tmp_path / "new", by="auditor")
    assert not (tmp_path / "new").exists()
