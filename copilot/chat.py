"""Questions about a case, answered from the record, the policy and the verdicts, with citations.

The rules answer the common questions themselves. A model, where there is one, answers in better prose; what it says is
provisional until the guard has been through it, and what does not hold is left out. Nobody can talk a verdict over:
a request to change it is answered with the evidence that would.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from copilot import claims, draft, narrative, prompts
from copilot.guard import Guard
from copilot.model import Budget, Model, ModelFailure, Prompt, messages
from copilot.narrative import Findings
from copilot.questions import CANNOT, by_rules, wants_change
from copilot.review import Override, PassageHit

HISTORY = 6  # turns of the conversation that a model is shown


@dataclass(frozen=True)
class Turn:
    """One question and its final answer. The caller keeps them, case by case."""

    question: str
    answer: str


@dataclass(frozen=True)
class Piece:
    """A piece of an answer as it arrives. The last one is final: its text is the whole answer and replaces the rest."""

    text: str
    final: bool = False
    source: str = "rules"
    dropped: tuple[Override, ...] = ()
    notice: str | None = None
    prompt: Prompt | None = None


def ask(
    question: str,
    findings: Findings,
    history: Sequence[Turn] = (),
    model: Model | None = None,
    budget: Budget | None = None,
    search: Callable[[str], Sequence[PassageHit]] | None = None,
) -> Iterator[Piece]:
    """The answer, piece by piece: provisional ones while a model writes, then the final one.

    `search` finds passages for a question in the library; without it only the case's own passages are cited.
    """
    question = " ".join(question.split())[:1000]
    if search:
        findings = replace(findings, hits=(*findings.hits, *search(question)))
    own = by_rules(question, findings)
    if model is None or wants_change(question) or not question:
        yield Piece(own or CANNOT, final=True)
        return
    prompt = prompt_for(question, findings, history, model)
    said, mask = "", draft.masker(model, findings)
    try:
        for piece in model.stream(prompt, budget or Budget()):
            said += piece
            yield Piece(mask.restore(piece), source="llm")
    except ModelFailure as failure:
        yield Piece(own or CANNOT, final=True, notice=f"{failure} The rules answered.", prompt=prompt)
        return
    yield settled(mask.restore(said), own, findings, prompt)


def answer(question: str, findings: Findings, history: Sequence[Turn] = (), model: Model | None = None) -> Piece:
    """The final answer alone."""
    return list(ask(question, findings, history, model))[-1]


def settled(said: str, own: str | None, findings: Findings, prompt: Prompt) -> Piece:
    """The model's answer with everything left out that the guard holds against it."""
    guard = Guard(findings)
    kept, dropped = [], []
    for sentence in claims.split(said[:8000])[:40]:
        if reasons := guard.check(sentence):
            dropped.append(Override(where="chat", drafted=sentence, ruled=None, why="; ".join(reasons)))
        else:
            kept.append(sentence)
    if not kept:
        notice = "Nothing of the model's answer held; the rules answered."
        return Piece(own or CANNOT, True, "rules", tuple(dropped), notice, prompt)
    text = " ".join(kept)
    if dropped and own:
        text += f"\n\n{own}"
    notice = (
        f"{len(dropped)} of {len(kept) + len(dropped)} sentences did not hold and were left out." if dropped else None
    )
    return Piece(text, True, "llm", tuple(dropped), notice, prompt)


def prompt_for(question: str, findings: Findings, history: Sequence[Turn], model: Model) -> Prompt:
    """Instructions, the case and its review, the conversation, the question; masked like any prompt."""
    mask = draft.masker(model, findings)
    case = draft.prompt_for(findings, mask).messages[1][1]
    review = "\n".join(
        s.text for s in narrative.write(findings).sentences if s.section in ("determination", "governing", "supporting")
    )
    turns = [("user", f"{case}\n\n# REVIEW\n{mask(review)}"), ("assistant", "I have read the case.")]
    for turn in history[-HISTORY:]:
        turns += [("user", mask(turn.question)), ("assistant", mask(turn.answer)[:1500])]
    return messages(prompts.read("chat"), [*turns, ("user", mask(question))])
