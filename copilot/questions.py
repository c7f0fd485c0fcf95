"""What the rules answer to a question about a case, without a model: from verdicts, facts, passages and the record.

Each topic is a pattern of questions and the answer to them; the first that has one speaks. What no topic knows is
looked for in the record's own sentences, then in the passages; what stands in neither is said not to.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable

from copilot import claims, clock, conclusions, draft, happenings, narrative, words
from copilot.figures import figures
from copilot.lexicon import BENIGN, named_procedures, spelled_out
from copilot.narrative import VERDICTS, Findings, Sentence
from copilot.review import Criterion
from copilot.wordings import any_of
from rules.facts import Outcome, ProcedureEvent, When
from rules.reading.wordings import pattern_of

CANNOT = (
    "The record and the policy do not answer this, or the rules do not understand the question. They can say "
    "what would change the recommendation, why another threshold does not apply, what was done before and when, "
    "what is missing, which policy governs, why, and in which version, how each criterion stands, who must sign, "
    "what a document argues, and what the record says about a word you name."
)
NOT_SAID = "The record does not say."
NO_POLICY = (
    "No policy governs this request; a policy that does, or the plan's own rule, would change the recommendation."
)
SIGNATURES = {
    "deny": "A physician must sign: only a physician, with licence and specialty on file, may make it adverse. "
    "Until one has, it is a draft.",
    "approve": "A reviewer or a physician may sign an approval. Until one has, it is a draft.",
    "pend": "A reviewer or a physician may sign a request for more information. "
    "Nothing adverse may go out without a physician.",
}
CHANGE = pattern_of(
    any_of(
        # 'override this denial', 'mark it met'
        r"\b(?:change|override|overrule|reverse|flip|overturn|alter|edit|turn|switch|make|mark|set|force)\b[^?]*"
        r"\b(?:determination|decision|recommendation|verdict|criteri\w+|denial|it|this|case|request"
        r"|approv\w+|deny|denied|met|pend\w*)\b",
        r"^(?:please |just |now )?(?:approve|deny|pend)\b",
        r"\b(?:can|could|will|would) you (?:please )?(?:approve|deny|pend)\b",
    ),
    re.I,
)
ASKING = pattern_of(r"^(?:what|which|how|why|when|who|where|does|is|are|was|were|did|do|may|has|have)\b", re.I)


def wants_change(question: str) -> bool:
    """Whether somebody wants the determination changed, rather than asks what would change it."""
    return bool(CHANGE.search(question)) and not ASKING.match(question)


def by_rules(question: str, f: Findings) -> str | None:
    """The rules' own answer, or None where they have none."""
    if wants_change(question):
        return f"Nobody can change a recommendation by asking; evidence can.\n\n{what_would_change(question, f)}"
    for pattern, answered in TOPICS:
        if pattern.search(question) and (text := answered(question, f)):
            return text
    return on_criterion(question, f) or in_record(question, f) or in_passages(question, f)


# --- the recommendation -----------------------------------------------------------------------------------------------


def determination(question: str, f: Findings) -> str:
    """Why it is as it is; first, where the question takes another recommendation for granted, that it is not that."""
    asked = re.search(r"\b(approv|den[iy]|pend)", question, re.I)
    named = (
        {"approv": "approve", "deni": "deny", "deny": "deny", "pend": "pend"}[asked.group(1).lower()] if asked else None
    )
    other = (
        f"The recommendation is {f.recommendation}, not {named}.\n\n" if named not in (None, f.recommendation) else ""
    )
    return other + told(section(f, "determination"))


def what_would_change(question: str, f: Findings) -> str:
    if f.recommendation == "approve":
        lines = ["Every governing criterion is met; evidence against one of them would change the recommendation."]
        return "\n".join([*lines, *(f"- {s.text}" for s in section(f, "governing"))])
    if not f.policy:
        return NO_POLICY
    lines = [f"- Evidence that this holds: {c.title} {marks(f, c)}".rstrip() for c in f.governing if c.verdict != "met"]
    lines += [f"- {line}" for line in f.requests]
    return "The recommendation would change with:\n\n" + "\n".join(dict.fromkeys(lines))


def signature(question: str, f: Findings) -> str:
    held = [f"- {c.message}" for c in f.cautions if c.must_acknowledge]
    first = "Before signing, this must be acknowledged:\n\n" + "\n".join(held) if held else ""
    return "\n\n".join(part for part in (SIGNATURES[f.recommendation], first) if part)


def cautions(question: str, f: Findings) -> str:
    lines = [f"- {c.message} {narrative.caution_mark(f, c)}".rstrip() for c in f.cautions]
    return "\n".join(dict.fromkeys(lines)) or "The review gives no cautions."


def of_quoted_words(question: str, f: Findings) -> str | None:
    """What the review says of words that a question repeats from a caution."""
    said = " ".join(question.lower().split())
    lines = [
        f"- {c.message} {narrative.caution_mark(f, c)}".rstrip()
        for c in f.cautions
        if c.quote and len(c.quote.split()) > 1 and " ".join(c.quote.lower().split()) in said
    ]
    return "\n".join(lines) or None


def in_plain_words(question: str, f: Findings) -> str:
    plain = narrative.write(f, "member").sentences
    return told(s for s in plain if s.section in ("about", "criteria", "requests"))


def deadline(question: str, f: Findings) -> str:
    """When the answer is due, reckoned from what the case says; holds and extensions are the worklist's."""
    if not f.case.received:
        return "The case gives no date of receipt, so the rules cannot reckon when the answer is due."
    plan = f.case.plan
    received = dt.datetime.combine(f.case.received, dt.time(), dt.UTC)
    state = plan.state.strip().upper() if plan.state else None
    due = clock.due(clock.Terms(received, f.case.urgency, plan.line_of_business, state, plan.funding))
    if due.at is None:
        return f"Received {f.case.received}, {f.case.urgency}: {due.why}."
    return (
        f"Received {f.case.received}, {f.case.urgency}: the answer is due by {due.at:%Y-%m-%d} ({due.why}), "
        "where nothing stopped or extended the clock."
    )


# --- policy and criteria ----------------------------------------------------------------------------------------------


def policy(question: str, f: Findings) -> str:
    of_policy = [s.text for s in section(f, "determination") if s.about == "policy"]
    if not f.policy:
        return "\n\n".join(of_policy)
    status = {
        "unverified-summary": "It is an unverified summary: nobody has yet compared it with the primary text.",
    }.get(f.policy.status, f"Its status is: {f.policy.status.replace('-', ' ')}.")
    return f"{' '.join(of_policy)} It was chosen by {f.policy.why}. {status}"


def why_not(question: str, f: Findings) -> str | None:
    """Why a threshold somebody names is not the one that decides."""
    named = [x for x in figures(question) if x.kind in ("percent", "duration", "number")]
    if not named and not re.search(r"societ|appropriate use|\bauc\b|\bsis\b", question, re.I):
        return None
    lines = []
    for c in f.criteria:
        said = figures(f"{c.title}. {' '.join(x.quote for x in c.citations)}")
        asked = any(x.same(y) for x in named for y in said)
        if asked or (not named and not c.governing):
            whose = (
                "the plan's rule, and it decides"
                if c.governing
                else "a society's criterion, not the plan's rule, and decides nothing here"
            )
            lines.append(words.cited(f'"{c.title}" is {whose}', marks(f, c)))
    if not lines:
        lines = ["No criterion of this case asks for that."]
    if f.policy:
        lines.append(f"What governs is {f.policy.title}{f' ({f.policy.number})' if f.policy.number else ''}:")
    own = [s.text for s in section(f, "governing")]
    return "\n".join([" ".join(lines), "", *(f"- {line}" for line in own)]).strip()


def basis(question: str, f: Findings) -> str | None:
    """The passage behind a threshold or a criterion that a question names."""
    named = [x for x in figures(question) if x.kind in ("percent", "duration", "number")]
    for c in f.criteria:
        if any(x.same(y) for x in named for y in figures(c.title)) or conclusions.speaks_of(question, c):
            texts = [
                f"{draft.one_line(held.text)} {f.mark((x.guideline, x.passage))}".rstrip()
                for x in c.citations
                if (held := f.passage(x.guideline, x.passage))
            ]
            whose = "the plan's policy" if c.governing else "a society's statement, which decides nothing here"
            return "\n".join([f'"{c.title}" comes from {whose}:', "", *(f"- {t}" for t in texts)])
    return None


ASKED_FOR = (
    ("not_met", pattern_of(r"\b(?:not met|unmet|fail\w*)\b", re.I)),
    ("undocumented", pattern_of(r"\b(?:undocumented|not documented|open|missing)\b", re.I)),
    ("contradictory", pattern_of(r"\b(?:contradict\w*|conflict\w*)\b", re.I)),
    ("met", pattern_of(r"\b(?:met|satisfied)\b", re.I)),
)


def standing(question: str, f: Findings) -> str:
    """How the criteria stand: all of them, or those of the verdict that is asked for."""
    wanted = next((verdict for verdict, pattern in ASKED_FOR if pattern.search(question)), None)
    if not wanted:
        return told(section(f, "governing", "supporting"))
    lines = [
        f"- {narrative.standing(f, c, 'governing').text} {narrative.because(f, c)}"
        for c in f.criteria
        if c.verdict == wanted
    ]
    return "\n".join(lines) or f"No criterion is {VERDICTS[wanted]}."


def on_criterion(question: str, f: Findings) -> str | None:
    """How the criteria stand that a question names."""
    lines = [
        f"- {narrative.standing(f, c, 'governing').text} {narrative.because(f, c)}"
        for c in f.criteria
        if conclusions.speaks_of(question, c)
    ]
    return "\n".join(lines) or None


# --- the record -------------------------------------------------------------------------------------------------------


def history_of(question: str, f: Findings) -> str:
    lines = [f"- {s.text}" for s in narrative.history(f)]
    for fact in f.facts:
        if isinstance(fact, Outcome) and fact.procedure and not fact.date:
            said = f'Of an undated {words.event(fact.procedure, fact.side)}: "{words.phrase(f.case, fact.span)}"'
            lines.append("- " + words.cited(said, words.label(f.case, fact.span)))
    return "\n".join(dict.fromkeys(lines)) or "The record dates no earlier procedure."


def one_event(question: str, f: Findings) -> str | None:
    """The first, the last or the only one of a kind, and what the record says came of it."""
    procedures = happenings.spoken_of(question, f)
    when = happenings.meant(question, f, procedures)
    if not isinstance(when, When):
        held = happenings.dates(f, procedures)
        named = next((x for x in figures(question) if x.kind == "date"), None)
        on_day = [d for d in happenings.dates(f, set()) if named and happenings.falls_on(named, d)]
        if on_day:
            procedures, when = set(), on_day[0]
        elif held and re.search(r"\b(?:last|latest|previous|most recent|prior)\b", question, re.I):
            when = held[-1]
        else:
            return None
    lines = [s.text for s in narrative.history(f) if str(when) in s.text and _of(s.text, procedures)]
    if not lines:
        return None
    silent = "" if any('"' in line for line in lines) else "\n\nThe record gives no outcome of it."
    return "\n".join(lines) + silent


def _of(line: str, procedures: set[happenings.Procedure]) -> bool:
    return not procedures or bool(named_procedures(line) & procedures)


def how_many(question: str, f: Findings) -> str | None:
    """How many procedures the record dates, of the kind asked about or of each."""
    named = named_procedures(question)
    counted = []
    for procedure in dict.fromkeys(x.procedure for x in f.facts if isinstance(x, ProcedureEvent) and x.procedure):
        held = happenings.dates(f, {procedure})
        if held and procedure != "other" and (not named or procedure in named):
            said = f"{len(held)} {words.PROCEDURES[procedure]}{'' if len(held) == 1 else 's'}"
            counted.append(f"- {said}: {', '.join(str(d) for d in held)}")
    if not counted:
        return NOT_SAID
    return "\n".join(["The record dates:", "", *counted, "", *(f"- {s.text}" for s in narrative.history(f))])


def in_document(question: str, f: Findings) -> str | None:
    """The sentences of a named document that bear most on the criteria, and what the rules say of them."""
    asked = claims.stems(question)
    named = [
        (len(claims.stems(d.name) & asked), n) for n, d in enumerate(f.case.documents) if claims.stems(d.name) & asked
    ]
    if not named:
        return None
    most = max(shared for shared, _ in named)
    lines: list[str] = []
    for n in [n for shared, n in named if shared == most][:3]:
        document = f.case.documents[n]
        scored = [
            (draft.telling(f, n, start, text), start, text)
            for start, text in draft.sentences(draft.blanked(f, n, document.text or ""))
        ]
        best = sorted(sorted(scored, reverse=True)[:4], key=lambda piece: piece[1])
        mark = words.document_label(document)
        lines += [f'- "{words.inner(draft.one_line(text))}" {mark}' for score, _, text in best if score > 1]
        lines += [f"- {s.text.removeprefix('- ')}" for s in section(f, "pitfalls") if mark in s.text]
    return "\n".join(lines) or None


def in_record(question: str, f: Findings) -> str | None:
    """The record's own sentences on what a question names, quoted; or that it does not say."""
    if re.match(r"what (?:is|are) an? ", question, re.I):
        return None
    wanted = claims.stems(question) - ASKED
    telling = wanted - BENIGN or wanted
    exact = set(re.findall(r"[a-z]{3,}", question.lower())) - claims.STOP
    found = []
    for n, document in enumerate(f.case.documents):
        for _, sentence in draft.sentences(draft.blanked(f, n, document.text or "")):
            said = claims.stems(spelled_out(sentence))
            if shared := telling & said:
                alike = exact & set(re.findall(r"[a-z]{3,}", sentence.lower()))
                found.append(
                    (
                        (len(shared), len(wanted & said), len(alike)),
                        f'- "{words.inner(draft.one_line(sentence))}" {words.document_label(document)}',
                    )
                )
    most = max((n for n, _ in found), default=(0, 0, 0))
    if most[0] and most[0] >= 0.5 * len(telling):
        return "The record says:\n\n" + "\n".join([line for n, line in found if n == most][:4])
    if re.search(r"\b(?:patient|she|he|her|his|they|member|record|chart|note)\b", question, re.I):
        return NOT_SAID
    return None


def in_passages(question: str, f: Findings) -> str | None:
    """The passage of the case's guidelines that speaks of what a question names, where one speaks of most of it."""
    wanted = claims.stems(question) - ASKED
    best, most = None, max(1, len(wanted) // 2)
    for n, key in enumerate(f.cited(), 1):
        held = f.passage(*key)
        heading = getattr(held, "heading", key[1])
        shared = len(wanted & claims.stems(f"{heading} {held.text}")) + len(wanted & claims.stems(heading))
        if shared > most and wanted & claims.stems(heading):
            best, most = f"{heading}: {draft.one_line(held.text)} [{n}]", shared
    return best


# --- the parts --------------------------------------------------------------------------------------------------------


def told(sentences: Iterable[Sentence]) -> str:
    return narrative.paragraphs(sentences)


def section(f: Findings, *keys: str) -> list[Sentence]:
    return [s for s in narrative.write(f).sentences if s.section in keys]


def marks(f: Findings, c: Criterion) -> str:
    return f.mark(*[(x.guideline, x.passage) for x in c.citations])


def missing(question: str, f: Findings) -> str:
    return told(section(f, "missing")) or "Nothing that a criterion asks for is missing from the record."


def pitfalls(question: str, f: Findings) -> str | None:
    """Misreadings of this record; only those of a procedure that the question names."""
    held = section(f, "pitfalls")
    named = named_procedures(question)
    return told([s for s in held if named_procedures(s.text) & named] or held) or None


def other_sources(question: str, f: Findings) -> str | None:
    """Which other sources of the pain the record speaks of."""
    return told(section(f, "other_sources")) or None


def to_ask(question: str, f: Findings) -> str | None:
    """What the provider is to be asked for."""
    return told(section(f, "requests")) or None


ASKED = claims.stems(
    "patient member record chart note notes say says tell does show mention about document documents case please "
    "question any what which where when whose there list give given currently"
)
ONE = r"first|second|third|last|latest|previous|prior|most recent|earlier"
TREATMENT = r"(?:injection|procedure|treatment|block|epidural|ablation|shot)"
MONTH = r"jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sept?\w*|oct\w*|nov\w*|dec\w*"
_WOULD_CHANGE = any_of(
    r"\bwhat (?:would|could|might|can) (?:change|turn|alter|help|make)",
    r"\bhow (?:can|could|would) (?:this|it|the request) be approved",
    r"\bwhat (?:evidence|documentation) (?:would|is needed)",
    r"\bneeded (?:for|to) approv|\bto (?:get|be) approved",
)
_SIGNS = any_of(
    r"\bwho (?:must|may|can|should|has to|needs to|will) (?:\w+ )?(?:sign|approve|decide|review)",
    r"\bsign(?:s|ed|ature|-?off)?\b",
)
_IN_PLAIN_WORDS = any_of(
    r"\bplain (?:language|words|english)\b",
    r"\b(?:explain|tell) (?:\w+ ){0,3}(?:to|for) (?:the |a )?(?:member|patient)\b",
    r"\blay terms\b",
)
_DEADLINE = r"\bdeadlines?\b|\bdue\b|\bturnaround\b|\bhow (?:long|much time) (?:do|have) we\b|\bby when\b"
_BASED_ON = (
    r"\b(?:based on|comes? from|where does|source of|which passage|quoted?|wording of|exact (?:text|words))\b"
    r".*(?:\d|threshold|criteri|rule|guidance|relief)?"
)
_COUNTS = any_of(
    r"\bevidence\b.*\bcount|\b(?:why|how come)\b.*\b(?:evidence|count)\b",
    r"\bpitfalls?\b|\bgap\b",
)
_WHY_NOT = any_of(
    r"\bwhy (?:not|isn't|don't|does(?:n't| not)|is(?:n't| not))\b.*(?:\d|half|rule|threshold|societ|criteri)",
    r"\bsociet|\bappropriate use\b|\bauc\b|\bsis\b",
)
_GOVERNS = any_of(
    r"\b(?:version|edition|effective|in force|verified|unverified)\b",
    r"\bpolic(?:y|ies)\b.*\b(?:govern|appl|why|which|chosen|number|status|date)",
    r"\b(?:which|what) (?:policy|policies|lcd|rule|bulletin)\b",
    r"\bwhy (?:this|that) (?:policy|lcd)|\bwhat governs\b",
)
_CRITERIA = any_of(
    r"\bwhich criteri|\ball (?:the )?criteria\b|\bwhat are the criteria\b",
    r"\bcriteria (?:are|stand|met)\b|\bverdicts\b",
)
_MISSING = any_of(
    r"\bmissing\b|\bnot documented\b|\bundocumented\b|\bleft out\b|\black(?:s|ing)?\b",
    r"\bgaps? in the (?:record|documentation)",
)
_HISTORY = any_of(
    rf"\b{TREATMENT}s? history|\bhistory of\b|\bsummar\w+",
    rf"\b(?:earlier|previous|prior|past) (?:\w+ )?{TREATMENT}s\b",
    r"\bwhat was done\b",
)
_ONE_EVENT = any_of(
    rf"\b(?:{ONE})\b (?:\w+ ){{0,3}}{TREATMENT}\b",
    rf"\bwhat happened (?:on|in)\b|\bon (?:\d|{MONTH})",
)
_TO_ASK = any_of(
    r"\bwhat (?:should|do|must) (?:we|i) ask",
    r"\bask (?:of )?the provider|\bwhat is requested",
)
_DETERMINATION = any_of(
    r"\bwhy (?:was |is |were )?(?:it|this|the (?:request|case|recommendation))?\s*(?:being )?"
    r"(?:denied|deny|pended|pend|approved|approve)",
    r"\bwhat is the (?:recommendation|decision|determination|reason)",
    r"\bwhy (?:deny|pend|approve)",
)
_IN_DOCUMENT = any_of(
    r"\b(?:letter|note|consultation|report|visit|evaluation|discharge|follow-?up)\b.*"
    r"\b(?:argu|say|claim|state|record|contain|tell|report|ask)",
    r"\bwhat (?:does|did|is in) the\b",
)
# The first that the question fits and that has an answer gives it.
_TOPICS: tuple[tuple[str, Callable[[str, Findings], str | None]], ...] = (
    (_WOULD_CHANGE, what_would_change),
    (_SIGNS, signature),
    (_IN_PLAIN_WORDS, in_plain_words),
    (_DEADLINE, deadline),
    (r"\bcautions?\b|\bwarnings?\b|\bambigu\w+", cautions),
    (r"[\"“']|\bmean(?:s|t|ing)?\b", of_quoted_words),
    (_BASED_ON, basis),
    (_COUNTS, pitfalls),
    (_WHY_NOT, why_not),
    (_GOVERNS, policy),
    (_CRITERIA, standing),
    (_MISSING, missing),
    (rf"\bhow many\b.*\b{TREATMENT}s?\b|\bnumber of {TREATMENT}s\b", how_many),
    (_HISTORY, history_of),
    (_ONE_EVENT, one_event),
    (r"\bother (?:sources?|causes?) of\b|\balternative (?:diagnos|pain|source)", other_sources),
    (_TO_ASK, to_ask),
    (_DETERMINATION, determination),
    (_IN_DOCUMENT, in_document),
)
TOPICS = tuple((pattern_of(pattern, re.I), answered) for pattern, answered in _TOPICS)
