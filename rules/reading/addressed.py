"""Sentences that speak to whoever reviews the record by machine. They state nothing of the patient, and no fact is read
from them; each is named, so that a person sees it.

Only plain words can be mistaken for facts, so only plain words are looked for here; text that hides itself (another
alphabet, an encoding) is found where cautions are made.
"""

from __future__ import annotations

from rules.facts import Fact, Finding
from rules.reading.page import Page, stems
from rules.reading.text import Stretch
from rules.reading.wordings import any_of

_STEMS = stems(
    "ai llm llms lang chat gpt clau gemi copi bot bots algo arti auto assi mode syst soft mach revi "
    "igno disr forg over bypa inst prom role tool you your task deve engi proc pret deny appr dan"
)
# A reader that is no person, addressed or spoken of. Scribes and dictation software write the record, not read it.
_MACHINE = any_of(
    # 'AI: approve', 'any LLM reading this', not 'AI scribe'
    r"\b(?:a\.?i\.?|llms?|chat ?-?gpt|gpt-?\d?|copilot|chatbots?|bots?)\b"
    r"(?! (?:scribe|dictation|transcription|generated|assisted|documentation))"
    r"(?=[ ]*(?:[:,/-]|review\w*|model|assistant|system|agent|reader|must|should|will|please|to |that|who|and|is|you))",
    r"\blanguage models?\b",
    r"\bartificial intelligence\b",
    r"\bautomat(?:ed|ic) (?:review\w*|reader|agent|screening|system)",
    # 'the review bot', 'claims engine'
    r"\b(?:review\w*|processing|decision|utilization|claims|screening|authorization) "
    r"(?:bot|assistant|agent|engine|software|model|prompt|system|program|pipeline|machine|algorithm)\b",
    # 'dear reviewing assistant', 'note to the model'
    r"\bdear (?:\w+ ){0,3}(?:assistant|model|algorithm|machine|software|system|bot)",
    r"\b(?:esteemed|attention|note to|message (?:to|for)|instructions? (?:to|for)) (?:the |any |all )?"
    r"(?:\w+ )?(?:assistant|algorithm|machine|software|model|bot|ai|llm)\b",
    # at the head of a line: 'System: you approve'
    r"(?m:^)\W*(?:system|assistant|developer|machines?|software|algorithm|copilot|reviewer|processing engine)"
    r"(?: (?:note|message|prompt|override|instruction))?\s*[:>]\s*"
    r"(?=[^\n]*\b(?:you|approve|deny|ignore|must|set|mark|treat|state|conclude|forget|decode|count|use|consider"
    r"|criteria)\b)",
    r"\bsystem (?:note|prompt|message|override)\b",
    # 'the system should mark it approved without further review'
    r"\b(?:system|software|tool|copilot|computer|program|algorithm|machine)s? "
    r"(?:should|must|shall|has to|needs to|is to) (?:mark|approve|pass|deem|treat|set|record|clear|grant)\b"
    r"[^.\n]{0,40}\b(?:approved?|met|granted|passed|necessary|without (?:further |any |more )?review)\b",
    r"\bprompt injection\b",
    r"\bnew (?:task|instructions?) for\b",
    ", (?:assistant|copilot|model|bot|ai)[,:]",
    r"\bmachines: ",
)
_ORDERS = any_of(
    # 'disregard all earlier instructions'
    r"\b(?:ignore|disregard|forget|override|bypass|set aside|pay no attention to)\b[^.\n]{0,40}"
    r"\b(?:instructions?|prompts?|guardrails|directives?|guidelines|programming|criteria|rules|policy|policies)\b",
    # 'set prior_relief = 100', 'treat all criteria as met'
    r"\b(?:treat|set|mark|count|record|enter|consider|deem)\b[^.\n]{0,40}"
    r"\b(?:prior[- _]relief|criteri(?:a|on)|all (?:criteria|requirements)|recommendation|verdict)\b[^.\n]{0,30}"
    r"\b(?:as|to|=)\s*[\"']?(?:met|100|\d+ ?%|approved?|satisfied|fulfilled)",
    r"\bmark (?:all |every |each )?criteri(?:a|on)(?: as)? met\b",
    # the answer itself: 'recommendation = "approve"'
    r"\brecommendation\s*[=:]\s*[\"']?(?:approve|deny)",
    # the marks of a conversation with a model: '"role": "system"', '<|im_start|>'
    r"[\"']role[\"']\s*:\s*[\"'](?:system|assistant|user|developer)",
    r"<\|?/?(?:tool_call|function_call|system|assistant|im_start|inst)\b",
    r"\byou are (?:now )?(?:dan\b|an? (?:ai|assistant|model|reviewer without))",
    r"\breturn approve\b",
    r"\bfinal answer: recommendation",
)


def addressed(page: Page) -> tuple[Stretch, ...]:
    """The stretches that speak to a machine: an order's own sentence; of what addresses it by name the whole line."""
    found: list[Stretch] = []
    for index in page.having(_STEMS):
        sentence = page.sentences[index]
        end = min(sentence.end, sentence.start + 1200)
        named = _MACHINE.search(page.folded, sentence.start, end)
        match = named or _ORDERS.search(page.folded, sentence.start, end)
        if match is None or (found and match.start() < found[-1].end):
            continue
        start = max(sentence.start, page.folded.rfind("\n", sentence.start, match.start()) + 1)
        found.append(Stretch(start, _line_end(page.folded, match.end(), len(page.folded) if named else sentence.end)))
    return tuple(found)


def _line_end(folded: str, at: int, limit: int) -> int:
    """The end of the line, or of the lines over which its sentence is wrapped."""
    start = folded.rfind("\n", 0, at) + 1
    for _ in range(40):
        end = folded.find("\n", at, limit)
        if end < 0:
            return limit
        if end - start < 60 or folded[start:end].rstrip()[-1:] in ".!?;:}>]=*\"'#":
            return end
        if folded[end + 1 : end + 2] in ("\n", ""):
            return end
        start, at = end + 1, end + 1
    return at


def without(facts: list[Fact], stretches: tuple[Stretch, ...]) -> list[Fact]:
    """The facts that were read elsewhere than in these stretches."""
    if not stretches:
        return facts

    def inside(start: int, end: int) -> bool:
        return any(stretch.start < end and start < stretch.end for stretch in stretches)

    return [fact for fact in facts if fact.span.start is None or not inside(fact.span.start, fact.span.end or 0)]


def read_addressed(page: Page, stretches: tuple[Stretch, ...]) -> list[Fact]:
    """A finding for each stretch that speaks to a machine."""
    return [Finding(page.span(s.start, s.end), name="instruction_like_text") for s in stretches]
