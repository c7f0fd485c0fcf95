"""Around a model: what it was asked and what that took; answers kept, so that no prompt is paid for twice."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from copilot.canonical import digest
from copilot.draft import Answer as Draft
from copilot.model import Answer, Budget, Model, ModelFailure, Prompt, Reply, parsed, strict_schema

if TYPE_CHECKING:
    import datetime as dt

    from copilot.batch.ledger import Ledger


class Metered:
    """A model whose calls, tokens and seconds are counted: one for each case. `verdicts` are those that it drafted."""

    def __init__(self, model: Model) -> None:
        self.name, self.unmasked, self._model = model.name, model.unmasked, model
        self.calls, self.tokens_in, self.tokens_out, self.seconds = 0, 0, 0, 0.0
        self.verdicts: dict[str, str] = {}

    def answer(self, prompt: Prompt, shape: type[Answer], budget: Budget) -> Reply[Answer]:
        began = time.perf_counter()
        self.calls += 1
        try:
            reply = self._model.answer(prompt, shape, budget)
        except ModelFailure as failure:
            self._took(failure)
            raise
        finally:
            self.seconds += time.perf_counter() - began
        self._took(reply)
        if isinstance(reply.value, Draft):
            self.verdicts = {found.id: found.verdict for found in reply.value.criteria}
        return reply

    def _took(self, answer: Reply[Answer] | ModelFailure) -> None:
        self.tokens_in += answer.tokens_in
        self.tokens_out += answer.tokens_out

    def stream(self, prompt: Prompt, budget: Budget) -> Iterator[str]:
        return self._model.stream(prompt, budget)


class Kept:
    """A model whose answers are kept in the ledger by the hash of model, prompt and shape: one for each work."""

    def __init__(self, model: Model, ledger: Ledger, work: str | None, now: Callable[[], dt.datetime]) -> None:
        self.name, self.unmasked, self._model = model.name, model.unmasked, model
        self._ledger, self._work, self._now = ledger, work, now
        self.calls, self.cached = 0, 0

    def answer(self, prompt: Prompt, shape: type[Answer], budget: Budget) -> Reply[Answer]:
        from copilot.batch.ledger import Stored

        key = prompt_key(self.name, prompt, shape)
        kept = self._ledger.answer(key)
        if kept is not None:
            budget.spend(prompt)
            self.cached += 1
            return Reply(parsed(kept.answer, shape))
        self.calls += 1
        try:
            reply = self._model.answer(prompt, shape, budget)
        except ModelFailure as failure:
            if failure.tokens_in:
                self._ledger.note_unusable(self._work, failure.tokens_in, failure.tokens_out)
            raise
        stored = Stored(reply.value.model_dump_json(), reply.tokens_in, reply.tokens_out)
        self._ledger.keep_answer(key, stored, self._work, self._now())
        return reply

    def stream(self, prompt: Prompt, budget: Budget) -> Iterator[str]:
        return self._model.stream(prompt, budget)


def prompt_key(model: str, prompt: Prompt, shape: type[Answer]) -> str:
    """What an answer is kept under: the same model asked the same words for the same shape."""
    return digest([model, prompt.messages, shape.__name__, strict_schema(shape)])
