"""One case as a folder for an auditor: everything that was recorded of it, readable, and proved by its own verify.py.

    README.txt verify.py manifest.json      what this is, the check, each file's hash signed
    rows.json proof.json                    the rows as stored; the events, their seals and their places in the log
    record-1.json review-1.json events.json signatures.json corrections.json letters/…   the same to read

No file is named for a person or a case.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select

from copilot.audit.keys import CHECKPOINT, MANIFEST, trusted_keys
from copilot.audit.verify import LogTree
from copilot.canonical import canonical
from copilot.problem import Problem
from copilot.store.database import Database, stamp
from copilot.store.tables import RECORDS, audit_log

STANDALONE = Path(__file__).with_name("standalone.py")


def export(store: Database, case_id: str, out: Path, *, by: str) -> Path:
    """Write the folder `out` and return it; the export goes on record.

    Raises Problem where there is no such case, or `out` exists already.
    """
    out = Path(out)
    if out.exists():
        raise Problem(f"--out: {out.name} exists already; name a new folder")
    with store.write() as tx:
        if tx.row(RECORDS["cases"], case_id) is None:
            raise Problem(f"no case {case_id}")
        tx.event("exported", by, case_id)
    with store.read() as connection:
        rows = {name: _rows_of(connection, name, case_id) for name in RECORDS if name != "users"}
        leaves = connection.execute(select(audit_log.c.leaf).order_by(audit_log.c.seq)).scalars().all()
        told = select(audit_log).where(audit_log.c.case_id == case_id).order_by(audit_log.c.seq)
        events = [dict(row._mapping) for row in connection.execute(told)]
    files = _readable(rows, events)
    files["proof.json"] = _json(_proof(store, leaves, events))
    files["rows.json"] = _json(_plain(rows))
    files["verify.py"] = STANDALONE.read_bytes()
    files["README.txt"] = _readme(store).encode()
    body = {
        "case_id": case_id, "key": store.sealer.public,
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
    }  # fmt: skip
    files["manifest.json"] = _json({**body, "signature": store.sealer.sign(MANIFEST, canonical(body).encode())})
    return _written(out, files)


def fingerprint(key: str) -> str:
    """A public key in the short form that people compare."""
    return hashlib.sha256(bytes.fromhex(key)).hexdigest()[:16]


def _rows_of(connection: Any, table: str, case_id: str) -> list[dict[str, Any]]:
    column = "id" if table == "cases" else "case_id"
    query = RECORDS[table].select().where(RECORDS[table].c[column] == case_id).order_by(RECORDS[table].c.id)
    return [dict(row._mapping) for row in connection.execute(query)]


def _plain(rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """The rows for JSON: a letter's bytes stand there as their hash, which is how the row's own hash has them."""
    def value(item: Any) -> Any:
        return {"sha256": hashlib.sha256(item).hexdigest()} if isinstance(item, bytes | memoryview) else item

    return {table: [{k: value(v) for k, v in row.items()} for row in held] for table, held in rows.items()}


def _proof(store: Database, leaves: Sequence[str], events: list[dict[str, Any]]) -> dict[str, Any]:
    """The case's events with their paths to the root, and that root signed now."""
    tree = LogTree(leaves)
    body = {"size": len(leaves), "root": tree.get_root().hex(), "at": stamp(store.now()), "key": store.sealer.public}
    signature = store.sealer.sign(CHECKPOINT, canonical(body).encode())
    proved = [
        # pymerkle's path starts with the leaf itself; the rest are the siblings from the bottom up.
        {**event, "path": [step.hex() for step in tree.prove_inclusion(event["seq"]).path[1:]]}
        for event in events
    ]
    keys = sorted(trusted_keys(store.data_dir))
    return {"checkpoint": {**body, "signature": signature}, "keys": keys, "events": proved}


def _readable(rows: dict[str, list[dict[str, Any]]], events: list[dict[str, Any]]) -> dict[str, bytes]:
    """The same contents for people: one file a version, a review, a letter."""
    files = {f"record-{row['number']}.json": _json(json.loads(row["content"])) for row in rows["case_versions"]}
    files |= {f"review-{row['number']}.json": _json(json.loads(row["content"])) for row in rows["reviews"]}
    for name in ("corrections", "signatures", "voids", "holds"):
        files[f"{name}.json"] = _json(rows[name])
    shown = ("seq", "at", "actor", "action", "subject", "detail")
    files["events.json"] = _json([{name: event[name] for name in shown} for event in events])
    for row in rows["letters"]:
        stem = f"letters/{row['number']}-{row['kind']}-{row['audience']}{'-final' if row['final_of'] else ''}"
        files[f"{stem}.docx"] = bytes(row["docx"])
        if row["pdf"] is not None:
            files[f"{stem}.pdf"] = bytes(row["pdf"])
    return files


def _readme(store: Database) -> str:
    return (
        "One case as it was recorded: every version of its record, every review, correction, letter and signature,\n"
        "and the events of the audit log that tell of them.\n\n"
        "To check that nothing was changed since, with Python 3 and nothing else:\n\n"
        "    python3 verify.py\n\n"
        f"It prints the fingerprint of the key that signed this folder, {fingerprint(store.sealer.public)};\n"
        "compare it with the one that the plan gave you by another way. Here is a person's health information.\n"
    )


def _json(value: Any) -> bytes:
    return (json.dumps(value, indent=1, sort_keys=True, ensure_ascii=True) + "\n").encode()


def _written(out: Path, files: dict[str, bytes]) -> Path:
    """All files or none: written beside, then moved into place. Readable by this user only."""
    partial = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        for name, data in files.items():
            path = partial / name
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(data)
        partial.rename(out)
    except OSError as error:
        shutil.rmtree(partial, ignore_errors=True)
        raise Problem(f"--out: no writing there ({error.strerror})") from None
    return out
