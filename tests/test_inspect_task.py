"""The evaluation as a task of inspect-ai: another tool runs the model, the rules still decide."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.test_library import Hashed

inspect_ai = pytest.importorskip("inspect_ai")

CASES = Path(__file__).parent / "labelled" / "cases" / "aetna_sij.jsonl"


@pytest.mark.filterwarnings("ignore")  # inspect-ai's own
def test_inspect_compares_the_draft_of_a_model_with_what_the_rules_made_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("copilot.library.configured", lambda settings: Hashed())
    from inspect_ai.model import ModelOutput, ModelUsage, get_model

    from copilot.inspect_task import necessity
    from tests.batching import DRAFT

    labelled = tmp_path / "labelled.jsonl"
    lines = [line for line in CASES.read_text().splitlines() if not json.loads(line)["held_out"]][:3]
    labelled.write_text("\n".join(lines))
    approving = ModelOutput.from_content("mockllm/model", DRAFT.model_dump_json())
    # Without it the mock counts the tokens, and fetches a tokenizer for that.
    approving.usage = ModelUsage(input_tokens=90, output_tokens=9, total_tokens=99)
    model = get_model("mockllm/model", custom_outputs=[approving] * 20, memoize=False)
    (log,) = inspect_ai.eval(necessity(str(labelled)), model=model, log_dir=str(tmp_path / "log"), display="none")
    assert log.status == "success"
    said = {score.name: {name: metric.value for name, metric in score.metrics.items()} for score in log.results.scores}
    labels = [json.loads(line)["label"]["recommendation"] for line in lines]
    assert said["drafted"]["accuracy"] == pytest.approx(labels.count("approve") / 3)
    assert said["drafted"]["false_approvals"] == sum(label != "approve" for label in labels)
    assert said["guarded"]["without_answer"] == 0
    for sample in log.samples:
        member = json.loads(lines[[json.loads(line)["id"] for line in lines].index(sample.id)])["member"]["name"]
        assert all(member not in str(event) for event in sample.events if event.event == "model")
