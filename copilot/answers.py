"""Around a model: what it was asked and what that took."""

from __future__ import annotations

import time
from collections.abc import Iterator

from copilot.model import Answer, Budget, Model, Prompt, Reply


class Metered:
    """A model whose calls, tokens and seconds are counted: one for each case."""

    def __init__(self, model: Model) -> None:
        self.name, self.unmasked, self._model = model.name, model.unmasked, model
        self.calls, self.tokens_in, self.tokens_out, self.seconds = 0, 0, 0, 0.0

    def answer(self, prompt: Prompt, shape: type[Answer], budget: Budget) -> Reply[Answer]:
        began = time.perf_counter()
        self.calls += 1
        try:
            reply = self._model.answer(prompt, shape, budget)
        finally:
            self.seconds += time.perf_counter() - began
        self.tokens_in += reply.tokens_in
        self.tokens_out += reply.tokens_out
        return reply

    def stream(self, prompt: Prompt, budget: Budget) -> Iterator[str]:
        return self._model.stream(prompt, budget)
