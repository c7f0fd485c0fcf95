"""The inspect-ai task with a model that approves everything: a process of its own, for inspect leaves streams open.

    python -m tests.inspecting LABELLED LOG_DIR     prints the scores, and what the model was shown, as JSON
"""

from __future__ import annotations

import json
import sys

import inspect_ai
from inspect_ai.log import resolve_sample_attachments
from inspect_ai.model import ModelOutput, ModelUsage, get_model

from copilot import library
from copilot.inspect_task import necessity
from tests.batching import DRAFT
from tests.test_library import Hashed


def main(labelled: str, logs: str) -> None:
    library.configured = lambda settings: Hashed()
    approving = ModelOutput.from_content("mockllm/model", DRAFT.model_dump_json())
    # Without it the mock counts the tokens, and fetches a tokenizer for that.
    approving.usage = ModelUsage(input_tokens=90, output_tokens=9, total_tokens=99)
    model = get_model("mockllm/model", custom_outputs=[approving] * 20, memoize=False)
    (log,) = inspect_ai.eval(necessity(labelled), model=model, log_dir=logs, display="none")
    scores = {score.name: {n: m.value for n, m in score.metrics.items()} for score in log.results.scores}
    samples = [resolve_sample_attachments(sample, "full") for sample in log.samples]
    shown = {s.id: " ".join(str(e.input) for e in s.events if e.event == "model") for s in samples}
    print(json.dumps({"status": log.status, "scores": scores, "shown": shown}))


if __name__ == "__main__":
    main(*sys.argv[1:])
