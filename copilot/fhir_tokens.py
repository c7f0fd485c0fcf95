"""Tokens of FHIR clients. The server keeps only their SHA-256: NECESSITY_FHIR_TOKENS=name:hash,name:hash."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping

from copilot.problem import Problem


def new_token() -> tuple[str, str]:
    """A token for a client, and the hash that goes into NECESSITY_FHIR_TOKENS."""
    token = secrets.token_urlsafe(32)
    return token, _hash(token)


def tokens_of(setting: str | None) -> dict[str, str]:
    """{name: hash} of the setting. Raises Problem where it is of another form."""
    found = {}
    for part in (setting or "").split(","):
        if not part.strip():
            continue
        name, _, digest = part.strip().partition(":")
        if not re.fullmatch(r"[\w-]+", name) or not re.fullmatch(r"[0-9a-fA-F]{64}", digest):
            raise Problem("NECESSITY_FHIR_TOKENS: give name:sha256 pairs with commas between; see necessity fhir token")
        found[name] = digest.lower()
    return found


def client_of(token: str, tokens: Mapping[str, str]) -> str | None:
    """Whose token it is. Every known hash is compared, so that the time it takes tells nothing."""
    shown = _hash(token)
    found = [name for name, known in tokens.items() if hmac.compare_digest(known, shown)]
    return found[0] if found else None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
