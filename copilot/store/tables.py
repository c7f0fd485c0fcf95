"""The tables. Times are ISO 8601 text in UTC, contents canonical JSON text, so that a row's hash is that of its bytes.

`RECORDS` are the tables whose every row is vouched for by an event in `audit_log`; the others hold what may be lost.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, MetaData, String, Table, Text, UniqueConstraint

HEAD = "0001"  # the newest migration; a test holds it against copilot/migrations

metadata = MetaData()


def _table(name: str, *columns: Column | UniqueConstraint) -> Table:
    return Table(name, metadata, Column("id", String, primary_key=True), *columns)


def _case() -> Column:
    return Column("case_id", String, ForeignKey("cases.id"), nullable=False, index=True)


def _text(name: str, **options: bool) -> Column:
    return Column(name, Text, nullable=options.pop("nullable", False), **options)


cases = _table(
    "cases",
    _text("state", index=True),
    _text("assignee", nullable=True, index=True),
    _text("urgency"),
    _text("line", nullable=True),
    _text("funding", nullable=True),
    _text("jurisdiction", nullable=True),
    _text("payer", nullable=True),
    _text("cpt", nullable=True),
    _text("description", nullable=True),
    _text("member_id", nullable=True),
    _text("member_name", nullable=True),
    _text("received"),
    _text("submitted"),
    _text("due", nullable=True, index=True),
    _text("request_key", nullable=True, index=True),
    Column("version", Integer, nullable=False),
    _text("recommendation", nullable=True),
    _text("needs", nullable=True),
    _text("signature_id", nullable=True),  # the signature in force
)
case_versions = _table(
    "case_versions", _case(), Column("number", Integer, nullable=False), _text("content"), _text("sha256"),
    _text("why"), _text("by"), _text("at"), UniqueConstraint("case_id", "number"),
)  # fmt: skip
reviews = _table(
    "reviews", _case(), Column("number", Integer, nullable=False), _text("review_id", index=True),
    Column("case_version", Integer, nullable=False), _text("content"), _text("corrections"), _text("by"), _text("at"),
    UniqueConstraint("case_id", "number"),
)  # fmt: skip
corrections = _table(
    "corrections", _case(), Column("number", Integer, nullable=False), _text("kind"), _text("content"),
    _text("reason"), _text("by"), _text("at"), UniqueConstraint("case_id", "number"),
)  # fmt: skip
letters = _table(
    "letters", _case(), Column("number", Integer, nullable=False), _text("review_id"), _text("kind"),
    _text("audience"), Column("docx", LargeBinary, nullable=False), Column("pdf", LargeBinary),
    _text("final_of", nullable=True), _text("by"), _text("at"), UniqueConstraint("case_id", "number"),
)  # fmt: skip
signatures = _table(
    "signatures", _case(), _text("review_id"), _text("letter_ids"), _text("decision"), _text("reason", nullable=True),
    _text("words"), _text("acknowledged"), _text("parts"), _text("seen"), _text("by"), _text("full_name"),
    _text("role"), _text("licence", nullable=True), _text("specialty", nullable=True), _text("at"),
)  # fmt: skip
voids = _table(
    "voids", _case(), Column("signature_id", String, ForeignKey("signatures.id"), nullable=False, unique=True),
    _text("kind"), _text("words"), _text("by"), _text("at"),
)  # fmt: skip
holds = _table(
    "holds", _case(), _text("kind"), _text("began"), _text("ended", nullable=True), Column("days", Integer),
    _text("reason"), _text("by"),
)  # fmt: skip
users = _table(
    "users", _text("full_name"), _text("roles"), _text("password_hash"), _text("licence", nullable=True),
    _text("specialty", nullable=True), Column("disabled", Integer, nullable=False), _text("added"),
)  # fmt: skip

RECORDS = {
    t.name: t
    for t in (cases, case_versions, reviews, corrections, letters, signatures, voids, holds, users)
}  # fmt: skip

log_in_failures = _table(
    "log_in_failures", Column("count", Integer, nullable=False), _text("locked_until", nullable=True),
)  # fmt: skip
sessions = _table("sessions", _text("user_id"), _text("began"), _text("last_seen"))

audit_log = Table(
    "audit_log",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    _text("at"),
    _text("actor"),
    _text("action"),
    _text("case_id", nullable=True, index=True),
    _text("subject", nullable=True),
    _text("detail"),  # no patient data: identifiers, counts, hashes
    _text("records"),  # [[table, id, hash of the row after this event, or null where it was deleted], …]
    _text("key"),
    _text("leaf"),
    _text("seal"),
)
# The right edge of the Merkle tree over audit_log, so that an append need not read the whole log.
audit_tree = Table(
    "audit_tree", metadata, Column("id", Integer, primary_key=True), Column("size", Integer, nullable=False),
    _text("peaks"),
)  # fmt: skip
