"""The language model: any OpenAI-compatible endpoint through LangChain, and a scripted one at the same seam.

A model drafts; it decides nothing. Every call is bounded: seconds for the whole review, tokens in and out, bytes of an
answer, retries. Whatever goes wrong ends in `ModelFailure`, whose text is the notice a reviewer reads; it never holds
what the record says.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from copilot.problem import Problem
from copilot.settings import Settings

Answer = TypeVar("Answer", bound=BaseModel)

SECONDS = 90.0  # for all calls of one review together
TOKENS_IN = 12_000
TOKENS_OUT = 2_500
RETRIES = 2
ANSWER_BYTES = 1_000_000
TRACERS = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2")


class ModelFailure(Exception):
    """The model gave nothing usable. The text says why in one sentence, for the reviewer.

    `tokens_in` and `tokens_out` are what an unusable answer took all the same, as the endpoint counted.
    """

    def __init__(self, why: str, tokens_in: int = 0, tokens_out: int = 0) -> None:
        super().__init__(why)
        self.tokens_in, self.tokens_out = tokens_in, tokens_out


@dataclass(frozen=True)
class Prompt:
    """Messages as (role, text), role `system` first: what never changes stands first, so that it can be cached."""

    messages: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        return "\n\n".join(f"### {role}\n{text}" for role, text in self.messages)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(json.dumps(self.messages, ensure_ascii=False).encode()).hexdigest()

    @property
    def tokens(self) -> int:
        return sum(tokens(text) for _, text in self.messages)


def tokens(text: str) -> int:
    """About how many tokens `text` takes: four characters each, every other character outside ASCII one of its own."""
    return (len(text) + 3) // 4 + (len(text) - len(text.encode("ascii", "ignore"))) // 2


@dataclass
class Budget:
    """What one review may spend on its model, and the way to stop it: `cancel.set()` from any thread."""

    seconds: float = SECONDS
    tokens_in: int = TOKENS_IN
    tokens_out: int = TOKENS_OUT
    cancel: threading.Event = field(default_factory=threading.Event)
    clock: Callable[[], float] = time.monotonic
    started: float = field(init=False)

    def __post_init__(self) -> None:
        self.started = self.clock()

    @property
    def left(self) -> float:
        return self.seconds - (self.clock() - self.started)

    def spend(self, prompt: Prompt) -> None:
        """Take the prompt's tokens from the budget, or fail before anything is sent."""
        if self.cancel.is_set():
            raise ModelFailure("The model's draft was cancelled.")
        if self.left <= 0:
            raise ModelFailure(f"The model took longer than {self.seconds:g} seconds.")
        if prompt.tokens > self.tokens_in:
            raise ModelFailure("The prompt would exceed the token budget of this review.")
        self.tokens_in -= prompt.tokens


@dataclass(frozen=True)
class Reply(Generic[Answer]):
    """An answer of the asked shape, and the tokens the endpoint counted (0 where it does not say)."""

    value: Answer
    tokens_in: int = 0
    tokens_out: int = 0


class Model(Protocol):
    """The seam. `unmasked` is true for an endpoint that may receive names and identifiers as they are."""

    name: str
    unmasked: bool

    def answer(self, prompt: Prompt, shape: type[Answer], budget: Budget) -> Reply[Answer]: ...

    def stream(self, prompt: Prompt, budget: Budget) -> Iterator[str]: ...


def parsed(text: str, shape: type[Answer]) -> Answer:
    """`text` as JSON of the asked shape. Raises ModelFailure where it is none."""
    if not text.strip():
        raise ModelFailure("The model's answer was empty.")
    if len(text) > ANSWER_BYTES:
        raise ModelFailure("The model's answer was far too long.")
    try:
        return shape.model_validate_json(text)
    except ValidationError:
        raise ModelFailure("The model's answer was not the JSON that was asked for.") from None


class Scripted:
    """A model that answers from a script: a fake for tests, demonstrations and red-teaming.

    `script` is a callable of the prompt, or a sequence of answers given one after the other. An answer is an object of
    the asked shape, a dict of its fields, raw text, or an exception to raise. Prompts are kept in `prompts`.
    """

    def __init__(self, script: Callable[[Prompt], Any] | Iterable[Any], name: str = "scripted", unmasked: bool = False):
        self.name, self.unmasked = name, unmasked
        self.prompts: list[Prompt] = []
        answers = None if callable(script) else iter(script)
        self._next = script if callable(script) else lambda _: next(answers, ModelFailure("The script has ended."))

    def answer(self, prompt: Prompt, shape: type[Answer], budget: Budget) -> Reply[Answer]:
        said = self._say(prompt, budget)
        if isinstance(said, BaseModel):
            said = said.model_dump()
        text = said if isinstance(said, str) else json.dumps(said)
        return Reply(parsed(text, shape), prompt.tokens, tokens(text))

    def stream(self, prompt: Prompt, budget: Budget) -> Iterator[str]:
        said = str(self._say(prompt, budget))
        yield from (said[i : i + 24] for i in range(0, len(said), 24))

    def _say(self, prompt: Prompt, budget: Budget) -> Any:
        budget.spend(prompt)
        self.prompts.append(prompt)
        said = self._next(prompt)
        if isinstance(said, Exception):
            raise said
        return said


class Endpoint:
    """Any OpenAI-compatible server: a cloud, vLLM, llama.cpp, Ollama.

    `longest` bounds each string of an answer in characters, for small local models that run on without end; servers
    that turn a JSON schema into a grammar honour it. `keep` is the folder in which every prompt that leaves is kept
    under its hash.
    """

    def __init__(
        self, name: str, base_url: str | None = None, api_key: str | None = None, *, unmasked: bool = False,
        retries: int = RETRIES, backoff: float = 0.5, longest: int | None = None,
        extra: dict[str, Any] | None = None, keep: Path | None = None,
    ):  # fmt: skip
        refuse_tracing()
        self.name, self.base_url, self.unmasked = name, base_url, unmasked
        self._api_key, self._retries, self._backoff, self._longest = api_key, retries, backoff, longest
        self._extra, self._keep = extra, keep

    def answer(self, prompt: Prompt, shape: type[Answer], budget: Budget) -> Reply[Answer]:
        """One structured answer. Raises ModelFailure, and nothing else, when there is none."""
        self._send(prompt, budget)
        schema = {"name": shape.__name__, "schema": strict_schema(shape, self._longest), "strict": True}

        def call() -> Any:
            with self._chat(budget) as chat:
                # Its first step gives the whole message; `include_raw` would start threads that outlive the call.
                asked = chat.with_structured_output(schema, method="json_schema").first
                return asked.invoke(list(prompt.messages))

        message = self._persist(call, budget)
        used = message.usage_metadata or {}
        taken = used.get("input_tokens", 0), used.get("output_tokens", 0)
        finish = message.response_metadata.get("finish_reason")
        if message.additional_kwargs.get("refusal") or finish == "content_filter":
            raise ModelFailure("The model refused to answer.", *taken)
        if finish == "length":
            raise ModelFailure("The model's answer was cut off at its token limit.", *taken)
        try:
            return Reply(parsed(_text(message), shape), *taken)
        except ModelFailure as failure:
            raise ModelFailure(str(failure), *taken) from None

    def stream(self, prompt: Prompt, budget: Budget) -> Iterator[str]:
        """The answer as it is written. A failure on the way raises ModelFailure; what came before was provisional."""
        import queue

        self._send(prompt, budget)
        arriving: queue.Queue[str | Exception | None] = queue.Queue()

        def call() -> None:
            try:
                with self._chat(budget) as chat:
                    finish = None
                    for chunk in chat.stream(list(prompt.messages)):
                        if budget.cancel.is_set() or budget.left <= 0:
                            return
                        finish = chunk.response_metadata.get("finish_reason") or finish
                        arriving.put(_text(chunk))
                if finish is None:
                    raise ModelFailure("The model's answer broke off.")
                arriving.put(None)
            except Exception as error:
                arriving.put(error)

        threading.Thread(target=call, daemon=True).start()
        size = 0
        while True:
            try:
                piece = arriving.get(timeout=max(0.01, min(0.1, budget.left)))
            except queue.Empty:
                if budget.cancel.is_set():
                    raise ModelFailure("The answer was cancelled.") from None
                if budget.left <= 0:
                    raise ModelFailure(f"The model took longer than {budget.seconds:g} seconds.") from None
                continue
            if piece is None:
                return
            if isinstance(piece, Exception):
                raise _failure(piece) from None
            size += len(piece)
            if size > ANSWER_BYTES:
                raise ModelFailure("The model's answer was far too long.")
            yield piece

    def _send(self, prompt: Prompt, budget: Budget) -> None:
        """Take the prompt from the budget and keep it, before anything leaves."""
        budget.spend(prompt)
        if self._keep:
            keep_sent(self._keep, prompt)

    def _persist(self, call: Callable[[], Any], budget: Budget) -> Any:
        """`call`, tried again with growing pauses where trying again may help, while time is left."""
        for attempt in range(self._retries + 1):
            try:
                return _within(budget, call)
            except ModelFailure:
                raise
            except Exception as error:
                failure, pause = _failure(error), self._pause(error, attempt)
                if attempt == self._retries or not _may_pass(error) or pause >= budget.left:
                    raise failure from None
            if budget.cancel.wait(pause):
                raise ModelFailure("The model's draft was cancelled.")
        raise AssertionError("unreachable")

    def _pause(self, error: Exception, attempt: int) -> float:
        asked = getattr(getattr(error, "response", None), "headers", {}).get("retry-after", "")
        return float(asked) if asked.isdigit() else self._backoff * 2**attempt

    def _chat(self, budget: Budget) -> Any:
        return _Chat(self, budget)


class _Chat:
    """A LangChain chat model over an HTTP client of its own, closed when the call is over."""

    def __init__(self, endpoint: Endpoint, budget: Budget):
        self._endpoint, self._budget = endpoint, budget

    def __enter__(self) -> Any:
        import httpx2
        from langchain_openai import ChatOpenAI
        from pydantic import SecretStr

        _quiet()
        wait = max(0.1, self._budget.left)
        self._client = httpx2.Client(
            timeout=httpx2.Timeout(wait, connect=min(5.0, wait)), transport=_bounded_transport()
        )
        return ChatOpenAI(
            model=self._endpoint.name,
            base_url=self._endpoint.base_url,
            api_key=SecretStr(self._endpoint._api_key or "none"),
            temperature=0,
            max_tokens=self._budget.tokens_out,
            timeout=self._client.timeout,
            max_retries=0,
            use_responses_api=False,  # it keeps prompts on the provider's side
            http_client=self._client,
            extra_body=self._endpoint._extra,
        )

    def __exit__(self, *_: object) -> None:
        self._client.close()


def configured(settings: Settings) -> Endpoint | None:
    """The endpoint that the settings name, or None where they name none. Raises Problem where they say half of it."""
    if not (settings.openai_base_url or settings.openai_api_key):
        return None
    if not settings.openai_model:
        raise Problem("OPENAI_MODEL: not set; name the endpoint's model, or unset OPENAI_BASE_URL and OPENAI_API_KEY")
    key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else None
    trusted = {url.strip().rstrip("/") for url in (settings.unmasked_endpoints or "").split(",") if url.strip()}
    return Endpoint(
        settings.openai_model, settings.openai_base_url, key,
        unmasked=(settings.openai_base_url or "").rstrip("/") in trusted, keep=settings.folder("sent"),
    )  # fmt: skip


def keep_sent(folder: Path, prompt: Prompt) -> None:
    """Keep what leaves under its hash, readable by this user alone. The same prompt is kept once."""
    path = folder / f"{prompt.sha256}.json"
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(prompt.messages, file, ensure_ascii=False)


def what_was_sent(settings: Settings, sha256: str) -> Prompt:
    """The prompt with this hash, as it left. Raises Problem where none was kept or it is no longer what it was."""
    path = settings.data_dir / "sent" / f"{sha256}.json"
    if not re.fullmatch(r"[0-9a-f]{64}", sha256) or not path.is_file():
        raise Problem("no prompt with this hash was sent from here; a review names its own under receipt.prompt_sha256")
    prompt = Prompt(tuple((role, text) for role, text in json.loads(path.read_text(encoding="utf-8"))))
    if prompt.sha256 != sha256:
        raise Problem("the kept prompt was changed after it was sent: its text no longer has this hash")
    return prompt


def refuse_tracing() -> None:
    """LangSmith would send every prompt to a third party: no model runs while it is switched on."""
    for name in TRACERS:
        if os.environ.get(name, "").strip().lower() not in ("", "0", "false", "no", "off"):
            raise Problem(f"{name}: tracing would send patient data to a third party; unset it")


def strict_schema(shape: type[BaseModel], longest: int | None = None) -> dict[str, Any]:
    """The JSON schema of `shape` in the strict dialect: all fields required, none besides them, no titles."""

    def strict(node: Any) -> Any:
        if isinstance(node, list):
            return [strict(item) for item in node]
        if not isinstance(node, dict):
            return node
        made = {
            k: strict(v) for k, v in node.items() if k not in ("default",) and not (k == "title" and isinstance(v, str))
        }
        if made.get("type") == "object" and "properties" in made:
            made |= {"required": list(made["properties"]), "additionalProperties": False}
        if longest and made.get("type") == "string" and "enum" not in made:
            made["maxLength"] = longest
        if longest and made.get("type") == "array":
            made["maxItems"] = 8
        return made

    result: dict[str, Any] = strict(shape.model_json_schema())
    return result


def _within(budget: Budget, call: Callable[[], Any]) -> Any:
    """What `call` returns, or ModelFailure once the time is over or it was cancelled, whatever the server does."""
    done, result = threading.Event(), []

    def run() -> None:
        try:
            result.append(call())
        except BaseException as error:
            result.append(error)
        done.set()

    threading.Thread(target=run, daemon=True).start()
    while not done.wait(timeout=max(0.01, min(0.05, budget.left))):
        if budget.cancel.is_set():
            raise ModelFailure("The model's draft was cancelled.")
        if budget.left <= 0:
            raise ModelFailure(f"The model took longer than {budget.seconds:g} seconds.")
    if isinstance(result[0], BaseException):
        raise result[0]
    return result[0]


def _bounded_transport() -> Any:
    """A transport that stops reading an answer that grows past any reasonable size."""
    import httpx2

    class Bounded(httpx2.SyncByteStream):
        def __init__(self, stream: Any):
            self._stream = stream

        def __iter__(self) -> Iterator[bytes]:
            size = 0
            for chunk in self._stream:
                size += len(chunk)
                if size > 4 * ANSWER_BYTES:
                    raise ModelFailure("The model's answer was far too long.")
                yield chunk

        def close(self) -> None:
            self._stream.close()

    class Transport(httpx2.HTTPTransport):
        def handle_request(self, request: Any) -> Any:
            response = super().handle_request(request)
            response.stream = Bounded(response.stream)
            return response

    return Transport()


def _may_pass(error: Exception) -> bool:
    """Whether the same call may succeed a little later: rate limits, server errors, a connection that broke."""
    import openai

    if isinstance(error, openai.APIStatusError):
        return error.status_code in (408, 409, 425, 429) or error.status_code >= 500
    return isinstance(error, openai.APIConnectionError)


def _failure(error: BaseException) -> ModelFailure:
    """The notice for an error. It names the kind of trouble and never repeats what the endpoint said."""
    import openai

    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ModelFailure):
            return cause
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, openai.APITimeoutError):
        return ModelFailure("The model did not answer in time.")
    if isinstance(error, openai.APIStatusError):
        why = {401: "refused the key", 403: "refused the key", 404: "does not know this model or address",
               413: "found the prompt too long", 429: "was busy (429)"}  # fmt: skip
        return ModelFailure(f"The model's endpoint {why.get(error.status_code, f'answered {error.status_code}')}.")
    if isinstance(error, openai.APIConnectionError):
        return ModelFailure("The model's endpoint could not be reached.")
    if isinstance(error, openai.LengthFinishReasonError):
        return ModelFailure("The model's answer was cut off at its token limit.")
    if isinstance(error, openai.ContentFilterFinishReasonError):
        return ModelFailure("The model refused to answer.")
    return ModelFailure("The model's endpoint gave an answer that could not be read.")


def _text(message: Any) -> str:
    content = message.content
    if isinstance(content, str):
        return content
    return "".join(part.get("text", "") for part in content if isinstance(part, dict))


def _quiet() -> None:
    """The client libraries log request bodies when asked to debug: prompts do not belong in a log."""
    import logging

    for name in ("openai", "httpx2", "httpcore2", "langchain_openai", "langchain_core"):
        logging.getLogger(name).setLevel(logging.WARNING)


def messages(system: str, turns: Sequence[tuple[str, str]]) -> Prompt:
    return Prompt((("system", system), *turns))
