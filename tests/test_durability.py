"""A process is killed while people sign: what was acknowledged is there, nothing is half there, the log holds."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from copilot.audit.keys import Sealer
from copilot.audit.verify import verify
from copilot.signoff import sheet, sign
from copilot.store import Store
from copilot.store.database import Transaction
from tests.made import opened, ready_to_sign, traced, with_people

pytestmark = pytest.mark.usefixtures("quick_hashes")


def work(url: str, folder: Path, token: str, first: int, told: Connection) -> None:
    """Sign one case after another, and tell each step once the store has acknowledged it."""
    with opened(url, folder) as store:
        for number in range(first, first + 100_000):
            id = f"case-{number}"
            ready_to_sign(store, id)
            told.send((id, "ready"))
            seen = sheet(store, id)
            sign(store, token, id, seen=seen.hash, decision="deny", verify_letter=traced,
                 acknowledged=[item.id for item in seen.items])  # fmt: skip
            told.send((id, "signed"))
            store.sent(id, "a.reviewer")
            told.send((id, "sent"))


def killed(work: Callable[..., None], *args: object, after: float | None = None) -> list[tuple[str, str]]:
    """What `work` told in a process of its own that is killed so many seconds after it first told something."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=work, args=(*args, theirs))
    process.start()
    theirs.close()
    if after is not None:
        ours.poll(60)
        time.sleep(after)
        os.kill(process.pid or 0, signal.SIGKILL)
    told = []
    try:
        while True:
            told.append(ours.recv())
    except EOFError:
        process.join()
        ours.close()
    assert process.exitcode == -signal.SIGKILL
    return told


def check(store: Store, told: list[tuple[str, str]]) -> None:
    """Every acknowledged step is there, and no case stands between two steps."""
    assert verify(store).findings == ()
    for id, step in told:
        case = store.case(id, by="x")
        signature = store.signature(id)
        if step == "ready":
            assert len(store.current_letters(id)) == 2
        else:
            assert signature is not None
            assert case.signature_id == signature.id
            assert set(signature.letter_ids) == {letter.id for letter in store.letters(id)}
            assert case.state in ("signed", "sent")
        if step == "sent":
            assert case.state == "sent"


@pytest.fixture
def prepared(database_url: str, tmp_path: Path) -> tuple[str, Path, str]:
    with opened(database_url, tmp_path) as store:
        token = with_people(store)["physician"]
    return database_url, tmp_path, token


@pytest.mark.parametrize("kills", [10, pytest.param(100, marks=pytest.mark.soak)])
def test_killed_at_random_points_nothing_acknowledged_is_lost_and_nothing_is_half_written(
    prepared: tuple[str, Path, str], kills: int
) -> None:
    url, folder, token = prepared
    chance, acknowledged = random.Random(), 0
    for kill in range(kills):
        told = killed(work, url, folder, token, kill * 100_000, after=chance.random() * 0.3)
        acknowledged += len(told)
        with opened(url, folder) as store:
            check(store, told)
    assert acknowledged >= kills


def die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize(
    ("thing", "name", "kept"),
    [(Transaction, "close", False), (Transaction, "event", False), (Sealer, "checkpoint", True)],
)  # fmt: skip
def test_killed_before_the_commit_nothing_is_there_and_after_it_everything(
    prepared: tuple[str, Path, str], monkeypatch: pytest.MonkeyPatch, thing: type, name: str, kept: bool
) -> None:
    url, folder, token = prepared
    with opened(url, folder) as store:
        ready_to_sign(store)

    def sign_and_die(told: Connection) -> None:
        with opened(url, folder) as store:
            seen = sheet(store, "case-1")
            setattr(thing, name, die)
            sign(store, token, "case-1", seen=seen.hash, decision="deny", verify_letter=traced,
                 acknowledged=[item.id for item in seen.items])  # fmt: skip

    assert killed(sign_and_die) == []
    with opened(url, folder) as store:
        assert verify(store).findings == ()
        assert (store.signature("case-1") is not None) is kept
        assert store.state("case-1") == ("signed" if kept else "under review")
        store.record_event("opened", "x", "case-1")
        assert verify(store).findings == ()
