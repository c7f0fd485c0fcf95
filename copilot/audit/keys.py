"""The key that seals events and the checkpoints it signs: three files in the data folder, outside the database.

    audit.key                the private key (Ed25519, hexadecimal), readable by this user only
    audit-keys.txt           the public keys that are trusted, one a line; add other machines' lines by hand
    audit-checkpoints.jsonl  one line a commit: how many events the log held and its root hash, signed; only appended

Whoever can write both the database and these files can rebuild everything: keep a copy of the last two elsewhere
and hand it to `necessity audit verify --trusted DIR`.
"""

from __future__ import annotations

import json
import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from copilot.canonical import canonical

KEY = "audit.key"
TRUSTED = "audit-keys.txt"
CHECKPOINTS = "audit-checkpoints.jsonl"
# Each kind of signed text starts with its own word, so that a signature of one kind is never taken for another's.
EVENT, CHECKPOINT, MANIFEST = b"necessity event\n", b"necessity checkpoint\n", b"necessity export\n"
SESSION = b"necessity session\n"  # a log-in session is kept under the signature of its token


class Sealer:
    """Signs with the private key of one data folder and appends to its file of checkpoints."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._key = _private_key(folder)
        self.public = self._key.public_key().public_bytes_raw().hex()
        if self.public not in trusted_keys(folder):
            _append(folder / TRUSTED, self.public + "\n")
        self._lock = threading.Lock()

    def sign(self, kind: bytes, message: bytes) -> str:
        """The signature of `message` as one of `kind`, in hexadecimal."""
        return self._key.sign(kind + message).hex()

    def checkpoint(self, size: int, root: str, at: str) -> None:
        """Put on file, signed and flushed to disk, that the log held `size` events with this root."""
        body = {"size": size, "root": root, "at": at, "key": self.public}
        line = canonical({**body, "signature": self.sign(CHECKPOINT, canonical(body).encode())}) + "\n"
        with self._lock:
            _append(self.folder / CHECKPOINTS, line)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A line of the file of checkpoints. `problem` says why it cannot be believed; then the figures mean nothing."""

    line: int
    size: int
    root: str
    at: str
    problem: str | None = None
    text: str = ""


def signed_by(key: str, kind: bytes, message: bytes, signature: str) -> bool:
    """Whether `signature` is that of `message`, as one of `kind`, by the holder of the public key."""
    if signature != signature.lower():  # one spelling only, so that no bit of it can change unnoticed
        return False
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), kind + message)
    except (InvalidSignature, ValueError):
        return False
    return True


def trusted_keys(folder: Path) -> frozenset[str]:
    """The public keys that are trusted in this folder."""
    path = folder / TRUSTED
    return frozenset(path.read_text("ascii", "replace").split()) if path.exists() else frozenset()


def checkpoints(folder: Path) -> list[Checkpoint]:
    """Every line of the file of checkpoints, checked against the trusted keys."""
    path, trusted = folder / CHECKPOINTS, trusted_keys(folder)
    lines = path.read_bytes().splitlines() if path.exists() else []
    return [_checkpoint(number, line, trusted) for number, line in enumerate(lines, 1)]


def _checkpoint(number: int, line: bytes, trusted: frozenset[str]) -> Checkpoint:
    try:
        data: dict[str, Any] = json.loads(line)
        signature, body = data.pop("signature"), data
        size, root, at, key = body["size"], body["root"], body["at"], body["key"]
    except (ValueError, KeyError, TypeError, AttributeError):
        return Checkpoint(number, 0, "", "", "is unreadable: edited, or torn by a power cut")
    whole = line == canonical({**body, "signature": signature}).encode()
    if not whole or key not in trusted or not signed_by(key, CHECKPOINT, canonical(body).encode(), signature):
        return Checkpoint(number, 0, "", "", "was edited, or signed by a key that is not trusted")
    return Checkpoint(number, size, root, at, None, line.decode())


def _private_key(folder: Path) -> Ed25519PrivateKey:
    """The folder's key, made on first use. Of two processes that make one at once, both use the first."""
    path = folder / KEY
    if not path.exists():
        made = folder / f".{KEY}.{os.getpid()}.{threading.get_ident()}"
        _append(made, Ed25519PrivateKey.generate().private_bytes_raw().hex() + "\n")
        try:
            os.link(made, path)
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text().strip()))


def _append(path: Path, text: str) -> None:
    """Append and flush to disk. A line that a power cut left unfinished is closed first, so that ours stands alone."""
    made = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        end = os.fstat(made).st_size
        if end and os.pread(made, 1, end - 1) != b"\n":
            text = "\n" + text
        os.write(made, text.encode())
        os.fsync(made)
    finally:
        os.close(made)
