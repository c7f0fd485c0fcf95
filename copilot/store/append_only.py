"""The database itself refuses to change or delete an event. Who removes the triggers is found out by `audit verify`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

REFUSAL = "audit_log is append-only"
PROTECT = {
    "sqlite": [
        f"CREATE TRIGGER audit_log_no_{verb} BEFORE {verb} ON audit_log BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for verb in ("update", "delete")
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
        "CREATE TRIGGER audit_log_no_change BEFORE UPDATE OR DELETE ON audit_log "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON audit_log "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ],
}
RELEASE = {
    "sqlite": [f"DROP TRIGGER IF EXISTS audit_log_no_{verb}" for verb in ("update", "delete")],
    "postgresql": [
        f"DROP TRIGGER IF EXISTS audit_log_no_{what} ON audit_log" for what in ("change", "truncate")
    ],
}


def protect(connection: Connection) -> None:
    """From here on an event can be added and nothing else."""
    for statement in PROTECT[connection.dialect.name]:
        connection.exec_driver_sql(statement)


@contextmanager
def released(connection: Connection) -> Iterator[None]:
    """Within one transaction, let the log be replaced whole, as a restore does."""
    for statement in RELEASE[connection.dialect.name]:
        connection.exec_driver_sql(statement)
    yield
    protect(connection)
