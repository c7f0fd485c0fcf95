"""What a batch would ask a model, without asking: its size, and files for a provider's half-price overnight service.

The files are those of the OpenAI Batch API: requests of at most 50,000 lines and 200 MB, answers one a line. Answers
that are read back are kept like any other; the batch then finds them and asks nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from copilot.answers import prompt_key
from copilot.batch.ledger import Ledger, Stored
from copilot.canonical import digest
from copilot.case import Case
from copilot.documents import read_bytes
from copilot.draft import Answer as Draft
from copilot.draft import Rewritten
from copilot.model import Answer, Budget, Model, ModelFailure, Prompt, Reply, parsed, strict_schema
from copilot.problem import Problem

if TYPE_CHECKING:
    import datetime as dt

    from copilot.batch import Reviewer

MOST_LINES, MOST_BYTES = 50_000, 200_000_000  # of one file, as the Batch API takes them
SAMPLE = 20
TOKENS_OUT = 600  # of one answer, where none has been measured yet
SHAPES = {shape.__name__: shape for shape in (Draft, Rewritten)}


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a batch will probably take, from a sample of its cases. Tokens are of all its cases."""

    cases: int
    sampled: int
    tokens_in: int
    tokens_out: int

    def cost(self, price_in: float, price_out: float) -> float:
        """In the currency of the prices, which are for a million tokens."""
        return (self.tokens_in * price_in + self.tokens_out * price_out) / 1e6


class Asked:
    """A model that is asked and does not answer, unless the answer is kept: it notes what it would be asked."""

    def __init__(self, model: Model, ledger: Ledger | None = None) -> None:
        self.name, self.unmasked, self._ledger = model.name, model.unmasked, ledger
        self.prompts: dict[str, tuple[Prompt, type[Any], int]] = {}

    def answer(self, prompt: Prompt, shape: type[Answer], budget: Budget) -> Reply[Answer]:
        key = prompt_key(self.name, prompt, shape)
        kept = self._ledger.answer(key) if self._ledger else None
        budget.spend(prompt)
        if kept is not None:
            return Reply(parsed(kept.answer, shape))
        self.prompts[key] = (prompt, shape, budget.tokens_out)
        raise ModelFailure("The model is asked later.")

    def stream(self, prompt: Prompt, budget: Budget) -> Iterator[str]:
        raise ModelFailure("The model is asked later.")


def estimate(cases: Sequence[Case], total: int, review: Reviewer, model: Model) -> Estimate:
    """The tokens that `total` cases like these will take."""
    sample = cases[:SAMPLE]
    asked = [prompt for case in sample for prompt, _, _ in _asked(case, review, Asked(model)).prompts.values()]
    share = total / max(1, len(sample))
    tokens_in = sum(prompt.tokens for prompt in asked)
    return Estimate(total, len(sample), round(tokens_in * share), round(TOKENS_OUT * len(asked) * share))


def _asked(case: Case, review: Reviewer, model: Asked) -> Asked:
    review(case, model, ())
    return model


def write_requests(
    cases: Iterable[Case], review: Reviewer, model: Model, ledger: Ledger, out: Path,
    each: Callable[[], None] = lambda: None,
) -> tuple[int, list[Path]]:  # fmt: skip
    """Write into `out` what the model is still to be asked; how many requests that are, and the files.

    A second round, after answers were read back, holds the requests to mend what the rules found wrong in them.
    """
    files = _Files(out)
    seen: set[str] = set()
    try:
        for case in cases:
            for key, asked in _asked(case, review, Asked(model, ledger)).prompts.items():
                if key not in seen:
                    seen.add(key)
                    files.add(json.dumps(_request(key, model.name, *asked), ensure_ascii=False) + "\n")
            each()
    finally:
        files.close()
    return len(seen), files.paths


def _request(key: str, model: str, prompt: Prompt, shape: type[Any], tokens_out: int) -> dict[str, Any]:
    schema = {"name": shape.__name__, "schema": strict_schema(shape), "strict": True}
    return {
        "custom_id": f"{shape.__name__}-{key}",
        "method": "POST",
        "url": "/v1/chat/completions",
        "body": {
            "model": model,
            "messages": [{"role": role, "content": text} for role, text in prompt.messages],
            "temperature": 0,
            "max_completion_tokens": tokens_out,
            "response_format": {"type": "json_schema", "json_schema": schema},
        },
    }


class _Files:
    """Files of requests, each within the limits, for this user alone."""

    def __init__(self, out: Path) -> None:
        self._out, self._lines, self._bytes = out, 0, 0
        self._file: TextIO | None = None
        self.paths: list[Path] = []

    def add(self, line: str) -> None:
        size = len(line.encode())
        if self._file is None or self._lines == MOST_LINES or self._bytes + size > MOST_BYTES:
            self._next()
        assert self._file is not None
        self._file.write(line)
        self._lines, self._bytes = self._lines + 1, self._bytes + size

    def _next(self) -> None:
        self.close()
        path = self._out / f"requests-{len(self.paths) + 1:03}.jsonl"
        try:
            self._out.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            path.touch(mode=0o600)
            self._file = path.open("w", encoding="utf-8")
        except OSError as error:
            raise Problem(f"{path}: no writing there ({error.strerror}); name another folder") from None
        self.paths.append(path)
        self._lines = self._bytes = 0

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def read_answers(path: Path, ledger: Ledger, now: dt.datetime, on_problem: Callable[[Problem], None]) -> int:
    """Keep the answers of a file that the service returned; how many. Each one that cannot be used is told."""
    kept = 0
    text = read_bytes(path).decode("utf-8", errors="replace")
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            shape, key, stored = _answer(json.loads(line))
            parsed(stored.answer, SHAPES[shape])
            ledger.keep_answer(key, stored, None, now)
            kept += 1
        except ModelFailure as failure:
            on_problem(Problem(f"{path} line {number}: {failure}"))
        except (ValueError, KeyError, TypeError, IndexError, AttributeError):
            on_problem(Problem(f"{path} line {number}: no answer of the Batch API to a request of ours"))
    return kept


def _answer(line: dict[str, Any]) -> tuple[str, str, Stored]:
    shape, _, key = line["custom_id"].partition("-")
    if shape not in SHAPES or len(key) != len(digest("")):
        raise KeyError(shape)
    if line.get("error") or line["response"]["status_code"] != 200:
        raise ModelFailure("The model's endpoint did not answer this request.")
    body = line["response"]["body"]
    choice, used = body["choices"][0], body.get("usage") or {}
    if choice.get("finish_reason") == "length":
        raise ModelFailure("The model's answer was cut off at its token limit.")
    if choice["message"].get("refusal"):
        raise ModelFailure("The model refused to answer.")
    taken = used.get("prompt_tokens", 0), used.get("completion_tokens", 0)
    return shape, key, Stored(choice["message"]["content"], *taken)
