"""The evaluation as a task of inspect-ai, to compare models with a tool that teams know (extra `inspect`).

    inspect eval copilot/inspect_task.py -T labelled=$PWD/cases.jsonl --model openai/NAME
    inspect eval copilot/inspect_task.py -T labelled=$PWD/cases.jsonl --model openai-api/local/NAME --model-base-url URL

The path is whole, since inspect works in this file's folder. The model that it runs drafts; the rules decide. Scores:
whether the recommendation after the rules is right, what the draft alone would have been, and false denials and
approvals of both. A case without a draft is scored by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import anyio.from_thread
from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import (
    ChatMessage,
    ChatMessageAssistant,
    ChatMessageSystem,
    ChatMessageUser,
    GenerateConfig,
    ResponseSchema,
    get_model,
)
from inspect_ai.scorer import Metric, SampleScore, Score, Target, accuracy, metric, scorer, stderr
from inspect_ai.solver import Generate, Solver, TaskState, solver
from inspect_ai.util import json_schema

from copilot import evaluation
from copilot.evaluation import Outcome
from copilot.evaluation.outcome import judge
from copilot.evaluation.ready import Ready, ready
from copilot.model import Answer, Budget, ModelFailure, Prompt, Reply, parsed
from copilot.problem import Problem

TURNS = {"system": ChatMessageSystem, "user": ChatMessageUser, "assistant": ChatMessageAssistant}


@task
def necessity(labelled: str) -> Task:
    """Reviews of the labelled cases in a file, drafted by the model that is evaluated."""
    prepared = ready(no_llm=True)
    problems: list[Problem] = []
    cases = list(evaluation.read(Path(labelled), prepared.policies, problems.append))
    if not cases:
        raise Problem(f"{labelled}: no case there can be evaluated")
    samples = [
        Sample(id=case.case.id, input=f"Review case {case.case.id}.", target=case.recommendation,
               metadata={"policy": case.policy, "difficulty": case.difficulty, "tags": list(case.tags)})
        for case in cases
    ]  # fmt: skip
    return Task(
        dataset=MemoryDataset(samples, name=Path(labelled).stem),
        solver=review(prepared, {case.case.id: case for case in cases}),
        scorer=[guarded(), drafted()],
    )


class Inspected:
    """The model under evaluation, at the seam of ours. Its calls are made on inspect's own loop, and logged by it."""

    unmasked = False

    def __init__(self) -> None:
        self._model = get_model()
        self.name = str(self._model)

    def answer(self, prompt: Prompt, shape: type[Answer], budget: Budget) -> Reply[Answer]:
        budget.spend(prompt)
        schema = ResponseSchema(name=shape.__name__, json_schema=json_schema(shape))
        config = GenerateConfig(temperature=0, max_tokens=budget.tokens_out, response_schema=schema)
        said: list[ChatMessage] = [TURNS[role](content=text) for role, text in prompt.messages]
        try:
            output = anyio.from_thread.run(lambda: self._model.generate(said, config=config))
        except Exception as error:
            raise ModelFailure(f"The model could not be asked ({type(error).__name__}).") from None
        used = (output.usage.input_tokens, output.usage.output_tokens) if output.usage else (0, 0)
        return Reply(parsed(output.completion, shape), *used)

    def stream(self, prompt: Prompt, budget: Budget) -> Iterator[str]:
        raise ModelFailure("The model is asked for whole answers only.")


@solver
def review(prepared: Ready, cases: dict[Any, evaluation.Labelled]) -> Solver:
    """The whole way of a case, with the model under evaluation for the draft."""

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        case, model = cases[state.sample_id], Inspected()
        outcome = await anyio.to_thread.run_sync(judge, case, prepared.review, prepared.passage_text, model)
        state.store.set("outcome", outcome.json())
        state.output.completion = outcome.recommendation or f"not reviewed: {outcome.failed}"
        return state

    return solve


def _said(state: TaskState) -> Outcome:
    return Outcome.of_json(state.store.get("outcome"))


def _score(label: str, said: str | None, outcome: Outcome) -> Score:
    unsafe = said if said in ("approve", "deny") and said != label else None
    kind = {"approve": "false approval", "deny": "false denial"}.get(unsafe or "")
    about = {"unsafe": kind, "could_not_tell": said == "pend" != label, "said": said or "nothing"}
    return Score(value=said == label, answer=said, explanation="; ".join(outcome.wrong) or None, metadata=about)


def _counting(wanted: str, of: str) -> Metric:
    def count(scores: list[SampleScore]) -> float:
        return float(sum((sample.score.metadata or {}).get(of) == wanted for sample in scores))

    return count


@metric
def false_denials() -> Metric:
    """How many cases were denied though the label does not deny."""
    return _counting("false denial", "unsafe")


@metric
def false_approvals() -> Metric:
    """How many cases were approved though the label does not approve."""
    return _counting("false approval", "unsafe")


@metric
def without_answer() -> Metric:
    """How many cases have no recommendation to score: no review, or no draft."""
    return _counting("nothing", "said")


METRICS = [accuracy(), stderr(), false_denials(), false_approvals(), without_answer()]


@scorer(metrics=METRICS)
def guarded() -> Any:
    """The recommendation after the rules."""

    async def score(state: TaskState, target: Target) -> Score:
        outcome = _said(state)
        return _score(target.text, outcome.recommendation, outcome)

    return score


@scorer(metrics=METRICS)
def drafted() -> Any:
    """The recommendation that the model drafted, before the rules."""

    async def score(state: TaskState, target: Target) -> Score:
        outcome = _said(state)
        return _score(target.text, outcome.drafted, outcome)

    return score
