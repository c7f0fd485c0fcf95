"""What is wrong with this installation, and how to mend it. Each check says one thing; none changes a case."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel

from copilot.problem import Problem
from copilot.settings import Settings

SECONDS = 30.0  # for the model's answer to the check's one question


@dataclass(frozen=True)
class Check:
    """What was looked at, whether it is in order (None: it is, but worth knowing), and what to do where it is not."""

    what: str
    fine: bool | None
    found: str
    mend: str = ""


def examine(settings: Settings) -> Iterator[Check]:
    """Every check in turn. One that cannot be made is a finding, never an error."""
    checks: tuple[tuple[str, Callable[[Settings], Iterator[Check]]], ...] = (
        ("data folder", data_folder), ("tracing", tracing), ("model", model), ("embeddings", embeddings),
        ("guideline index", guideline_index), ("database", database), ("policies", policies), ("scans", scans),
    )  # fmt: skip
    for what, made in checks:
        try:
            yield from made(settings)
        except Problem as problem:
            yield Check(what, False, str(problem))
        except Exception as error:
            yield Check(what, False, f"the check itself failed ({type(error).__name__})", "report this")


def data_folder(settings: Settings) -> Iterator[Check]:
    folder = settings.folder()
    probe = folder / f".doctor-{os.getpid()}"
    try:
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        yield Check("data folder", False, f"{folder}: {error.strerror}", "name a folder of yours in NECESSITY_DATA_DIR")
        return
    if os.name == "posix" and folder.stat().st_mode & 0o077:
        yield Check("data folder", False, f"{folder} can be read by other users", f"chmod 700 {folder}")
        return
    yield Check("data folder", True, str(folder))


def tracing(settings: Settings) -> Iterator[Check]:
    from copilot.model import refuse_tracing

    try:
        refuse_tracing()
    except Problem as problem:
        yield Check("tracing", False, str(problem), "unset it; no model runs until then")


class Pong(BaseModel):
    """The shape asked of the endpoint: the smallest there is."""

    ready: bool


def model(settings: Settings) -> Iterator[Check]:
    """One question with a structured answer, over the endpoint as a review would use it."""
    from copilot.model import Budget, Endpoint, ModelFailure, configured, messages

    endpoint = configured(settings)
    if endpoint is None:
        yield Check(
            "model",
            None,
            "none configured: the rules write every review",
            "to have drafts, set OPENAI_BASE_URL and OPENAI_MODEL (and OPENAI_API_KEY where the server wants one)",
        )
        return
    where = settings.openai_base_url or "the provider's default address"
    address = urlsplit(settings.openai_base_url or "https://")
    if address.scheme == "http" and address.hostname not in ("127.0.0.1", "localhost", "::1"):
        yield Check(
            "model", None, f"{where} is reached without encryption", "use https unless the network is yours alone"
        )
    sent = "names and identifiers as they are" if endpoint.unmasked else "placeholders for names and identifiers"
    probe = Endpoint(endpoint.name, settings.openai_base_url, _key(settings), retries=0)
    started = time.monotonic()
    try:
        probe.answer(
            messages("Answer with JSON.", [("user", "Are you ready?")]), Pong, Budget(seconds=SECONDS, tokens_out=40)
        )
    except ModelFailure as failure:
        yield Check("model", False, f"{endpoint.name} at {where}: {failure}", _advice(str(failure)))
        return
    yield Check(
        "model",
        True,
        f"{endpoint.name} at {where} gave a structured answer in {time.monotonic() - started:.1f} s; it is sent {sent}",
    )


def _key(settings: Settings) -> str | None:
    return settings.openai_api_key.get_secret_value() if settings.openai_api_key else None


def _advice(failure: str) -> str:
    for said, advice in (
        ("could not be reached", "is the server running, and does OPENAI_BASE_URL end in /v1?"),
        ("refused the key", "set OPENAI_API_KEY to a key of this endpoint"),
        ("does not know", "check OPENAI_MODEL and that OPENAI_BASE_URL ends in /v1"),
        ("not the JSON", "this server or model does not do JSON schemas; use one that does (llama.cpp, vLLM, Ollama)"),
        ("400", "this server or model does not do JSON schemas; use one that does (llama.cpp, vLLM, Ollama)"),
        ("longer than", "the model is too slow for reviews; use a smaller one, or a faster machine"),
        ("429", "the endpoint's limit is reached; wait, or raise it"),
        ("could not be read", "this address is no OpenAI-compatible endpoint; it usually ends in /v1"),
    ):
        if said in failure:
            return advice
    return "reviews go on without it: the rules write them"


def embeddings(settings: Settings) -> Iterator[Check]:
    if settings.embedding_model:
        where = settings.embedding_base_url or settings.openai_base_url or "the provider's default address"
        yield Check(
            "embeddings", None, f"{settings.embedding_model} at {where}: guideline texts and search queries go there"
        )


def guideline_index(settings: Settings) -> Iterator[Check]:
    from copilot.library import open_library

    library = open_library(settings)
    library.prepare()
    for notice in library.notices:
        yield Check("guideline index", False, notice, "necessity guidelines index")
    if library.indexed:
        found = library.search("pain relief after an injection", 1)
        told = f"{len(library.passages())} passages indexed" if found else "a search found nothing"
        yield Check("guideline index", bool(found), told, "" if found else "necessity guidelines index")
    elif not library.notices:
        yield Check("guideline index", None, "not built; searches go through the texts", "necessity guidelines index")


def database(settings: Settings) -> Iterator[Check]:
    address = settings.database_url
    shown = address.split("@")[-1].split("///")[-1] if "://" in address else address
    if address.startswith("sqlite") and not os.path.exists(address.removeprefix("sqlite:///")):
        yield Check("database", True, f"{shown}: made when it is first needed")
        return
    from copilot.store import Store

    with Store.open(settings) as store:
        yield Check("database", True, f"{store.engine.dialect.name} at {shown} answers")


def policies(settings: Settings) -> Iterator[Check]:
    from copilot.policies import checked, packs

    wrong = checked(settings)
    for line in wrong:
        yield Check("policies", False, line, "necessity policies check")
    known = packs(settings)
    unverified = [pack.policy for pack in known if not pack.verified]
    if not wrong:
        yield Check("policies", True, f"{len(known)} packs hold")
    if unverified:
        yield Check("policies", None, f"not yet compared with their primary texts: {', '.join(unverified)}",
                    "necessity policies verify ID --by NAME --source TEXT")  # fmt: skip


def scans(settings: Settings) -> Iterator[Check]:
    from copilot.records import ocr

    if not ocr.installed():
        yield Check("scans", None, "scanned pages cannot be read: text recognition is not installed", ocr.MEND)


def told(checks: list[Check]) -> list[dict[str, Any]]:
    """The checks as JSON shows them."""
    return [{"what": c.what, "fine": c.fine, "found": c.found, "mend": c.mend} for c in checks]
