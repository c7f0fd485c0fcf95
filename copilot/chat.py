"""Questions about a case, answered from the record, the policy and the verdicts, with citations.

The rules answer the common questions themselves. A model, where there is one, answers in better prose; what it says is
provisional until the guard has been through it, and what does not hold is left out. Nobody can talk a verdict over:
a request to change it is answered with the evidence that would.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from copilot import claims, conclusions, draft, narrative, prompts, words
from copilot.guard import Guard
from copilot.lexicon import BENIGN
from copilot.model import Budget, Model, ModelFailure, Prompt, messages
from copilot.narrative import Findings, Sentence
from copilot.review import Override, PassageHit
from rules.facts import Outcome

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


# --- what the rules answer themselves ------------------------------------------------------------------------------

CANNOT = (
    "The record and the policy do not answer this, or the rules do not understand the question. They can say what would change "
    "the recommendation, why another threshold does not apply, what was done before, what is missing, which policy governs and "
    "why, how each criterion stands, and what the record says about a word you name."
)  # fmt: skip
CHANGE = re.compile(
    r"\b(?:change|override|overrule|reverse|flip|overturn|alter|edit|turn|switch|make|mark|set|force)\b[^?]*\b(?:determination|decision|recommendation|verdict|"
    r"criteri\w+|denial|it|this|case|request|approv\w+|deny|denied|met|pend\w*)\b|^(?:please |just |now )?(?:approve|deny|pend)\b|\b(?:can|could|will|would) you (?:please )?(?:approve|deny|pend)\b",
    re.I,
)
ASKING = re.compile(r"^(?:what|which|how|why|when|who|where|does|is|are|was|were|did|do)\b", re.I)


def wants_change(question: str) -> bool:
    """Whether somebody wants the determination changed, rather than asks what would change it."""
    return bool(CHANGE.search(question)) and not ASKING.match(question)


def by_rules(question: str, f: Findings) -> str | None:
    """The rules' own answer, or None where they have none."""
    if wants_change(question):
        return f"Nobody can change a recommendation by asking; evidence can.\n\n{what_would_change(f)}"
    for pattern, answered in TOPICS:
        if pattern.search(question) and (text := answered(question, f)):
            return text
    return on_criterion(question, f) or in_record(question, f) or in_passages(question, f)


def told(sentences: Iterable[Sentence]) -> str:
    return narrative.paragraphs(sentences)


def section(f: Findings, *keys: str) -> list[Sentence]:
    return [s for s in narrative.write(f).sentences if s.section in keys]


def what_would_change(f: Findings, question: str = "") -> str:
    if f.recommendation == "approve":
        lines = ["Every governing criterion is met; evidence against one of them would change the recommendation."]
        return "\n".join([*lines, *(f"- {s.text}" for s in section(f, "governing"))])
    lines = []
    for c in f.governing:
        if c.verdict != "met":
            lines.append(
                f"- Evidence that this holds: {c.title} {f.mark(*[(x.guideline, x.passage) for x in c.citations])}".rstrip()
            )
    lines += [f"- {line}" for line in f.requests]
    if not f.policy:
        return "No policy governs this request; a policy that does, or the plan's own rule, would change the recommendation."
    return "The recommendation would change with:\n\n" + "\n".join(dict.fromkeys(lines))


def why_not(question: str, f: Findings) -> str | None:
    """Why a threshold somebody names is not the one that decides."""
    from copilot.figures import figures

    named = [x for x in figures(question) if x.kind in ("percent", "duration", "number")]
    if not named and not re.search(r"societ|appropriate use|\bauc\b|\bsis\b", question, re.I):
        return None
    lines = []
    for c in f.criteria:
        said = figures(f"{c.title}. {' '.join(x.quote for x in c.citations)}")
        asked = any(x.same(y) for x in named for y in said)
        if asked or (not named and not c.governing):
            marks = f.mark(*[(x.guideline, x.passage) for x in c.citations])
            whose = (
                "the plan's rule, and it decides"
                if c.governing
                else "a society's criterion, not the plan's rule, and decides nothing here"
            )
            lines.append(words.cited(f'"{c.title}" is {whose}', marks))
    own = [s.text for s in section(f, "governing")]
    if not lines:
        lines = ["No criterion of this case asks for that."]
    if f.policy:
        lines.append(f"What governs is {f.policy.title}{f' ({f.policy.number})' if f.policy.number else ''}:")
    return "\n".join([" ".join(lines), "", *(f"- {line}" for line in own)]).strip()


def history_of(question: str, f: Findings) -> str | None:
    lines = [f"- {s.text}" for s in narrative.history(f)]
    for fact in f.facts:
        if isinstance(fact, Outcome) and not (fact.date and fact.procedure):
            of = words.event(fact.procedure, fact.side)
            lines.append(
                "- "
                + words.cited(
                    f'Of an undated {of}: "{words.phrase(f.case, fact.span)}"', words.label(f.case, fact.span)
                )
            )
    return "\n".join(dict.fromkeys(lines)) or "The record dates no earlier procedure."


def missing(question: str, f: Findings) -> str:
    return told(section(f, "missing")) or "Nothing that a criterion asks for is missing from the record."


def policy(question: str, f: Findings) -> str:
    if not f.policy:
        return told(s for s in section(f, "determination") if s.about == "policy")
    p = f.policy
    status = p.status.replace("-", " ")
    lines = [s.text for s in section(f, "determination") if s.about == "policy"]
    return f"{' '.join(lines)} It was chosen by {p.why}. Its status is: {status}."


def standing(question: str, f: Findings) -> str:
    return told(section(f, "governing", "supporting"))


def determination(question: str, f: Findings) -> str:
    return told(section(f, "determination"))


def on_criterion(question: str, f: Findings) -> str | None:
    """How the criteria stand that a question names."""
    named = [c for c in f.criteria if conclusions.speaks_of(question, c)]
    lines = []
    for c in named:
        lines.append(f"- {narrative.standing(f, c, 'governing').text} {narrative.because(f, c)}")
    return "\n".join(lines) or None


def in_record(question: str, f: Findings) -> str | None:
    """The record's own sentences on what a question names, quoted; or that it does not say."""
    wanted = claims.stems(question) - ASKED - BENIGN
    if not wanted:
        return None
    found = []
    for n, document in enumerate(f.case.documents):
        for _, sentence in draft.sentences(draft.blanked(f, n, document.text or "")):
            shared = wanted & claims.stems(sentence)
            if shared:
                found.append((len(shared), f'- "{draft.one_line(sentence)}" {words.document_label(document)}'))
    most = max((n for n, _ in found), default=0)
    lines = [line for n, line in found if n == most][:4]
    if most and most >= 0.5 * len(wanted):
        return "The record says:\n\n" + "\n".join(lines)
    if re.search(r"\b(?:patient|she|he|her|his|member|record|chart|note)\b", question, re.I):
        return "The record does not say."
    return None


def in_passages(question: str, f: Findings) -> str | None:
    """The passage of the case's guidelines that speaks of what a question names."""
    wanted = claims.stems(question) - ASKED
    best, most = None, 1
    for n, key in enumerate(f.cited(), 1):
        held = f.passage(*key)
        shared = len(wanted & claims.stems(f"{getattr(held, 'heading', '')} {held.text}"))
        if shared > most:
            best, most = f"{getattr(held, 'heading', key[1])}: {draft.one_line(held.text)} [{n}]", shared
    return best


ASKED = claims.stems(
    "patient member record chart note say tell does show mention about document case please history any question case"
)
TOPICS: tuple[tuple[re.Pattern[str], Callable[[str, Findings], str | None]], ...] = (
    (re.compile(r"\bwhat (?:would|could|might|can) (?:change|turn|alter|help|make)|\bhow (?:can|could|would) (?:this|it|the request) be approved|\bwhat (?:evidence|documentation) (?:would|is needed)|"
                r"\bneeded (?:for|to) approv|\bto (?:get|be) approved", re.I), lambda q, f: what_would_change(f)),
    (re.compile(r"\bwhy (?:not|isn't|don't|does(?:n't| not)|is(?:n't| not))\b.*(?:\d|half|rule|threshold|societ|criteri)|\bsociet|\bappropriate use\b|\bauc\b|\bsis\b", re.I), why_not),
    (re.compile(r"\bmissing\b|\bnot documented\b|\bundocumented\b|\bleft out\b|\black(?:s|ing)?\b|\bgaps? in the (?:record|documentation)", re.I), missing),
    (re.compile(r"\b(?:injection|treatment|procedure)s? history|\bhistory of\b|\bsummar\w+|\b(?:earlier|previous|prior|past) (?:\w+ )?(?:injection|procedure|treatment|block)s|\bwhat was done\b", re.I), history_of),
    (re.compile(r"\bwhich (?:policy|policies|lcd|rule|bulletin)|\bwhy (?:this|that) (?:policy|lcd)|\bpolicy\b.*\b(?:govern|appl|why|which|chosen)|\bwhat (?:policy|lcd)\b|\bwhat governs\b", re.I), policy),
    (re.compile(r"\bpitfalls?\b|\bgap\b", re.I), lambda q, f: told(section(f, "pitfalls")) or None),
    (re.compile(r"\bother (?:sources?|causes?) of\b|\balternative (?:diagnos|pain|source)", re.I), lambda q, f: told(section(f, "other_sources")) or None),
    (re.compile(r"\bwhat (?:should|do|must) (?:we|i) ask|\bask (?:of )?the provider|\bwhat is requested", re.I), lambda q, f: told(section(f, "requests")) or None),
    (re.compile(r"\bwhich criteria\b|\ball (?:the )?criteria\b|\bwhat are the criteria\b|\bcriteria (?:are|stand|met)\b|\bverdicts\b", re.I), standing),
    (re.compile(r"\bwhy (?:was |is |were )?(?:it|this|the (?:request|case|recommendation))?\s*(?:being )?(?:denied|deny|pended|pend|approved|approve)|\bwhat is the (?:recommendation|decision|determination|reason)|\bwhy (?:deny|pend|approve)", re.I), determination),
)  # fmt: skip
