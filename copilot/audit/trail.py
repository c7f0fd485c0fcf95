"""One event's hash, and the right edge of the Merkle tree (RFC 9162: leaves 0x00, nodes 0x01) that grows with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from copilot.canonical import canonical
from copilot.problem import Problem

if TYPE_CHECKING:
    from copilot.store import Store

# A peak is a full subtree: its height and its hash in hexadecimal. Peaks stand from left (highest) to right.
Peak = tuple[int, str]

SIGNED = ("seq", "at", "actor", "action", "case_id", "subject", "detail", "records", "key")
EMPTY_ROOT = hashlib.sha256(b"").hexdigest()


def leaf_bytes(event: Mapping[str, Any]) -> bytes:
    """What is hashed of an event: its columns, in order, as canonical JSON."""
    return canonical([_plain(event[name]) for name in SIGNED]).encode()


def leaf_of(event: Mapping[str, Any]) -> str:
    """The event's leaf hash."""
    return hashlib.sha256(b"\x00" + leaf_bytes(event)).hexdigest()


def row_hash(table: str, row: Mapping[str, Any]) -> str:
    """The hash of a row of any table, over every column as stored."""
    values = {name: _plain(value) for name, value in row.items()}
    return hashlib.sha256(canonical([table, values]).encode()).hexdigest()


def _plain(value: Any) -> Any:
    return {"sha256": hashlib.sha256(value).hexdigest()} if isinstance(value, bytes | memoryview) else value


def grown(peaks: list[Peak], leaf: str) -> list[Peak]:
    """The peaks after one more leaf."""
    peaks, new = list(peaks), (0, leaf)
    while peaks and peaks[-1][0] == new[0]:
        height, left = peaks.pop()
        new = (height + 1, _node(left, new[1]))
    return [*peaks, new]


def root_of(peaks: list[Peak]) -> str:
    """The tree's root hash."""
    if not peaks:
        return EMPTY_ROOT
    root = peaks[-1][1]
    for _, left in reversed(peaks[:-1]):
        root = _node(left, root)
    return root


def _node(left: str, right: str) -> str:
    return hashlib.sha256(b"\x01" + bytes.fromhex(left) + bytes.fromhex(right)).hexdigest()


def events_of(store: Store, case_id: str) -> list[dict[str, Any]]:
    """A case's events, oldest first: seq, at, actor, action, subject, detail. Raises Problem where there are none."""
    from sqlalchemy import select

    from copilot.store.tables import audit_log

    shown = [audit_log.c[name] for name in ("seq", "at", "actor", "action", "subject", "detail")]
    query = select(*shown).where(audit_log.c.case_id == case_id).order_by(audit_log.c.seq)
    with store.read() as connection:
        rows = connection.execute(query).all()
    if not rows:
        raise Problem(f"no case {case_id}")
    return [{**row._mapping, "detail": json.loads(row.detail)} for row in rows]
