"""The evaluation as a task of inspect-ai: another tool runs the model, the rules still decide."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

CASES = Path(__file__).parent / "labelled" / "cases" / "aetna_sij.jsonl"


@pytest.mark.skipif(importlib.util.find_spec("inspect_ai") is None, reason="the extra `inspect` is not installed")
def test_inspect_compares_the_draft_of_a_model_with_what_the_rules_made_of_it(tmp_path: Path):
    cases = [case for case in map(json.loads, CASES.read_text().splitlines()) if not case["held_out"]][:3]
    labelled = tmp_path / "labelled.jsonl"
    labelled.write_text("\n".join(map(json.dumps, cases)))
    command = [sys.executable, "-m", "tests.inspecting", str(labelled), str(tmp_path / "log")]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found = json.loads(done.stdout.splitlines()[-1])
    labels = [case["label"]["recommendation"] for case in cases]
    assert found["status"] == "success"
    assert found["scores"]["drafted"]["accuracy"] == pytest.approx(labels.count("approve") / 3)
    assert found["scores"]["drafted"]["false_approvals"] == sum(label != "approve" for label in labels)
    assert found["scores"]["guarded"]["without_answer"] == 0
    for case in cases:
        assert "# RECORD" in found["shown"][case["id"]]
        assert case["member"]["name"] not in found["shown"][case["id"]]
