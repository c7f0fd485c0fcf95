#!/usr/bin/env python3
"""Checks this folder with nothing but Python 3: python3 verify.py [FINGERPRINT]

What is proved: every file is as the plan exported it; every row of the case is as its last event says; every event was
sealed when it was written and stands in the log whose root is in checkpoint.json. All of it is signed with one key,
whose fingerprint is printed: compare it with the one the plan gave you by another way, or give it as an argument.
What is not proved: that the plan holds no other events on this case after the checkpoint.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

EVENT, CHECKPOINT, MANIFEST = b"necessity event\n", b"necessity checkpoint\n", b"necessity export\n"
SIGNED = ("seq", "at", "actor", "action", "case_id", "subject", "detail", "records", "key")

# --- Ed25519 (RFC 8032), verification only ------------------------------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]


def recovered_x(y: int, sign: int) -> int | None:
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


def point(data: bytes) -> Point | None:
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = recovered_x(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


def plus(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(scalar: int, p: Point) -> Point:
    result: Point = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = plus(result, p)
        p, scalar = plus(p, p), scalar >> 1
    return result


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = recovered_x(BASE_Y, 0) or 0
BASE: Point = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def signed_by(key: str, kind: bytes, message: bytes, signature: str) -> bool:
    try:
        public, data = bytes.fromhex(key), bytes.fromhex(signature)
    except (ValueError, TypeError):
        return False
    if len(public) != 32 or data.hex() != signature:
        return False
    a, r, s = point(public), point(data[:32]), int.from_bytes(data[32:], "little")
    if a is None or r is None or s >= ORDER:
        return False
    digest = hashlib.sha512(data[:32] + public + kind + message).digest()
    left, right = times(s, BASE), plus(r, times(int.from_bytes(digest, "little") % ORDER, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


# --- hashes, as the program makes them ----------------------------------------------------------------------------


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode()


def leaf_of(event: dict[str, Any]) -> str:
    return hashlib.sha256(b"\x00" + canonical([event[name] for name in SIGNED])).hexdigest()


def row_hash(table: str, row: dict[str, Any]) -> str:
    return hashlib.sha256(canonical([table, row])).hexdigest()


def root_from(leaf: str, index: int, size: int, path: list[str]) -> str | None:
    """RFC 9162, section 2.1.3.2: the root that this leaf and path lead to."""
    node, place, last = bytes.fromhex(leaf), index - 1, size - 1
    for step in path:
        if last == 0:
            return None
        sibling = bytes.fromhex(step)
        if place & 1 or place == last:
            node = hashlib.sha256(b"\x01" + sibling + node).digest()
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            node = hashlib.sha256(b"\x01" + node + sibling).digest()
        place, last = place >> 1, last >> 1
    return node.hex() if last == 0 else None


# --- the checks ---------------------------------------------------------------------------------------------------


def check(folder: Path, fingerprint: str | None = None) -> list[str]:
    """Everything that is not as it was exported, one line each; empty where all of it holds."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    key, problems = manifest["key"], []
    if fingerprint and hashlib.sha256(bytes.fromhex(key)).hexdigest()[:16] != fingerprint.lower():
        problems.append("manifest.json: signed with another key than the one you expect")
    body = {"case_id": manifest["case_id"], "files": manifest["files"], "key": key}
    if not signed_by(key, MANIFEST, canonical(body), manifest["signature"]):
        problems.append("manifest.json: edited; its signature does not fit")
    here = {str(p.relative_to(folder).as_posix()) for p in folder.rglob("*") if p.is_file()} - {"manifest.json"}
    here = {name for name in here if "__pycache__" not in name}
    for name in sorted(here - set(manifest["files"])):
        problems.append(f"{name}: added after the export")
    for name, digest in sorted(manifest["files"].items()):
        if name not in here:
            problems.append(f"{name}: missing")
        elif hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
            problems.append(f"{name}: edited")
    if not {"proof.json", "rows.json"} <= here:
        return problems
    try:
        return problems + check_proof(folder, manifest["case_id"])
    except (ValueError, KeyError, TypeError, OSError) as error:
        return [*problems, f"proof.json or rows.json: unreadable ({type(error).__name__})"]


def check_proof(folder: Path, case_id: str) -> list[str]:
    proof = json.loads((folder / "proof.json").read_text("utf-8"))
    tables = json.loads((folder / "rows.json").read_text("utf-8"))
    problems, point, vouched = [], proof["checkpoint"], {}
    keys = {point["key"], *proof["keys"]}
    body = {name: point[name] for name in ("at", "key", "root", "size")}
    if not signed_by(point["key"], CHECKPOINT, canonical(body), point["signature"]):
        problems.append("proof.json: the checkpoint's signature does not fit")
    for event in proof["events"]:
        name, leaf = f"event {event['seq']} ({event['action']})", leaf_of(event)
        sealed = event["key"] in keys and signed_by(event["key"], EVENT, bytes.fromhex(leaf), event["seal"])
        if event["leaf"] != leaf or event["case_id"] != case_id or not sealed:
            problems.append(f"{name}: edited")
        elif root_from(leaf, event["seq"], point["size"], event["path"]) != point["root"]:
            problems.append(f"{name}: does not stand in the log that the checkpoint vouches for")
        for table, id, digest in json.loads(event["records"]):
            vouched[table, id] = digest
    rows = {(table, row["id"]): row_hash(table, row) for table, held in tables.items() for row in held}
    for place in sorted({*rows, *vouched}):
        if rows.get(place) != vouched.get(place):
            what = "missing" if place not in rows else "edited" if vouched.get(place) else "no event tells of it"
            problems.append(f"{place[0]} {place[1]}: {what}")
    return problems


def main() -> int:
    folder = Path(__file__).resolve().parent
    try:
        problems = check(folder, sys.argv[1] if len(sys.argv) > 1 else None)
        key = json.loads((folder / "manifest.json").read_text("utf-8"))["key"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"manifest.json: missing or unreadable ({type(error).__name__})")
        return 1
    for problem in problems:
        print(problem)
    print(f"{'does not hold' if problems else 'holds'}; key {hashlib.sha256(bytes.fromhex(key)).hexdigest()[:16]}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
