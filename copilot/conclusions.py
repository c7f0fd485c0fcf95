"""What a drafted sentence concludes, against what the rules concluded: recommendation, verdicts, comparisons, sums."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

from copilot.claims import Claim, stems
from copilot.figures import Figure
from copilot.narrative import Findings
from copilot.review import Criterion

Stand = Literal["met", "not_met", "undocumented", "contradictory"]

# What a criterion is called in prose, by the kind of thing its id names.
CALLED: tuple[tuple[str, str], ...] = (
    ("prior-relief", r"relief|reduction in pain|pain reduction|improvement|response to the (?:earlier|previous|prior)|outcome|70 ?%|50 ?% (?:pain )?relief"),
    ("diagnostic-response", r"diagnostic (?:response|block|injection|relief)|response to the diagnostic"),
    ("repeat-steroid", r"societ\w+|appropriate[ -]use|\bauc\b|\bsis\b"),
    ("image-guidance", r"guidance|guided|fluoroscop\w+|imaging|\bct\b|ultrasound"),
    ("no-imaging", r"imaging|image guidance|fluoroscop\w+|ultrasound"),
    ("pain-duration", r"duration of (?:the )?pain|pain (?:for|lasting|duration|has lasted)|chronic\w*|months of pain|weeks of pain"),
    ("provocative-tests", r"provocat\w+|man(?:o|oe)uv\w+|maneuver\w*|(?:positive|physical|examination|stress) tests?"),
    ("conservative-care", r"conservative|physical therapy|therapy|exercise|non-?surgical|nonoperative"),
    ("other-causes-excluded", r"other causes?|other sources?|excluded|differential"),
    ("sessions-12-months", r"sessions?|frequency|(?:twelve|12)[- ]months?"),
    ("injections-12-months", r"injections? (?:in|per|within|a)|number of injections|(?:twelve|12)[- ]months?"),
    ("interval", r"interval|spacing|since the last|months? apart"),
    ("indication", r"indication|radicular|claudication|trigger point"),
    ("axial-pain", r"axial"),
)  # fmt: skip

STANDS: tuple[tuple[Stand, str], ...] = (
    ("contradictory", r"contradict(?:ory|s|ed itself)|conflict(?:s|ing)?|inconsistent|disagree\w*"),
    ("not_met", r"(?:is|are|was|were|has|have|been)\s+(?:\w+ly )?(?:not|never)\s+(?:been )?(?:\w+ly )?(?:met|satisfied|fulfilled|reached|achieved)|not (?:been )?(?:met|satisfied|fulfilled)|\bunmet\b|"
                r"(?:do|does|did)(?:n't| not| n’t) (?:\w+ly )?(?:meet|satisfy|fulfil|fulfill|reach|achieve|attain|clear|pass)|cannot (?:meet|satisfy|be (?:met|satisfied))|"
                r"\bfail(?:s|ed)? (?:to (?:meet|satisfy|reach|fulfil|achieve)|the|this|that|it|on)|\bfails?\b(?=[ .]*$)|falls? (?:\w+ )?(?:short|below|under)|fell (?:\w+ )?(?:short|below)|"
                r"(?:is|are|was|lies|remains) (?:\w+ )?(?:below|under|less than|short of) (?:the )?(?:\w+ )?(?:\d+%? ?)?(?:threshold|required|criterion|minimum|needed)|contradicted by|insufficient (?:relief|response)"),
    ("undocumented", r"undocumented|(?:is|are|was|were|has|have|been)\s+(?:\w+ly )?(?:not|never|nowhere)\s+(?:been )?(?:\w+ly )?(?:documented|recorded|stated|mentioned|reported|shown|described|given|noted|provided|known)|"
                     r"\bno (?:\w+ )?(?:documentation|record|mention|evidence|information|data|proof|statement|description|account)\b|(?:do|does|did)(?:n't| not) (?:\w+ )?(?:document|record|state|mention|say|give|describe|show|include|contain|name|provide|address|report|specify)|"
                     r"\bmissing\b|\bsilent\b|\bsays nothing\b|\blacks?\b|\blacking\b|\babsent\b|\bunknown\b|\bgives no\b|\bopen\b|\bunanswered\b|unclear"),
    ("met", r"(?:is|are|was|were|has been|have been|stands?|as)\s+(?:\w+ly )?(?:met|satisfied|fulfilled|shown|established|demonstrated|confirmed|achieved|reached)\b|\b(?:meets?|satisf(?:y|ies)|fulfil(?:s|ls|l)?|surpass(?:es)?|clears|"
            r"passes|complies|exceeds?|qualifies)\b|(?:is|are|was) (?:\w+ )?(?:above|over|at or above|more than|greater than) (?:the )?(?:\w+ )?(?:\d+%? ?)?(?:threshold|required|criterion|minimum)|"
            r"(?:is|are) (?:\w+ly )?(?:adequate|sufficient|documented|in order|acceptable|supported)"),
)  # fmt: skip
_STANDS = tuple((stand, re.compile(words, re.I)) for stand, words in STANDS)
# Parts of an outcome that may be missing although the criterion was judged.
PART = re.compile(
    r"scores?|scale|baseline|before the injection|after the injection|duration of (?:any )?relief|how long|last(?:ed|ing|s)?|steroid|weeks (?:after|later)|follow-?up|calculation|"
    r"percentage|number|contrast|agents?|steroid dose|date|side|details?|diary|numeric|function", re.I)  # fmt: skip

APPROVE = (
    r"(?:should|can|may|must|will|is to|be)\s+(?:therefore |thus |now )?(?:be )?(?:approved|certified|authori[sz]ed|covered|granted)|\b(?:recommend(?:s|ed|ing)?(?: to)?|i|we) (?:approv\w+|an? approval|certif\w+|authori[sz]\w+)|"
    r"\bapprove the\b|^\W*approve\b|\brecommendation\b[^.]{0,20}\bapprov\w+|\bapproval is (?:recommended|warranted|justified|supported|appropriate)|"
    r"(?:is|are|as|was|considered|deemed|remains)\s+(?:\w+ly )?medically necessary|medical necessity (?:is|has been|was) (?:\w+ly )?(?:established|met|supported|shown|demonstrated|documented|confirmed)|"
    r"(?:establish(?:es)?|supports?|shows?|demonstrates?|confirms?|meets?) (?:the )?medical necessity|(?:request|injection|procedure|repeat|block|ablation) (?:is|are|was) (?:\w+ly )?(?:warranted|justified|appropriate|approved|indicated|supported|covered|payable)|"
    r"qualifies for (?:approval|coverage|the|another|a repeat)|eligible for"
)
DENY = (
    r"\b(?:deny|denied|denial|reject(?:ed|ion)?|refus(?:e|ed|al)|non-?certif\w+|disapprov\w+)\b|(?:is|are|as|was|considered|deemed|be)?\s*\bnot\b(?: \w+ly)? (?:be )?(?:medically necessary|approved|certified|authori[sz]ed|covered|warranted|justified|indicated|appropriate|supported|payable|eligible|granted)|"
    r"\bnot (?:to )?(?:approve|certify|authorize)|medically unnecessary|unnecessary|not medically"
)
PEND = r"\bpend(?:ed|ing)?\b|\b(?:more|further|additional) (?:information|records|documentation) (?:is|are) (?:needed|required|requested)|cannot (?:yet )?be (?:decided|determined|judged)|hold the (?:request|case)|request (?:is|stays|remains) (?:open|on hold)"
SHORT = r"(?:cannot|can not|can't|could not) (?:yet |currently )?be (?:approved|established|supported|confirmed|shown|certified|authori[sz]ed)|(?:do|does|did)(?:n't| not) (?:yet )?(?:establish|support|show|meet|demonstrate) (?:the )?medical necessity|medical necessity (?:is|has|was) not (?:been )?(?:yet )?(?:established|shown|met|documented|supported|demonstrated)"
_RECOMMENDS = tuple(
    (name, re.compile(words, re.I))
    for name, words in (("short", SHORT), ("deny", DENY), ("pend", PEND), ("approve", APPROVE))
)
HYPOTHETICAL = re.compile(
    r"\b(?:would|could|might|if|unless|until|once|before (?:approval|it can|the request can|any)|when it|were it|in order to|to be (?:approved|considered)|"
    r"physician (?:may|can|must|has to)|only a physician|can (?:become|be) adverse|asks? (?:that|to)|requests?(?: that)? approval|please approve|letter (?:asks|argues|claims|says|requests)|provider (?:asks|argues|claims|requests|contends)|"
    r"required for approval|needed for approval|approval requires|documentation required|criteria for|consider(?:s|ed)? (?:a |an |it )?medically necessary (?:where|when|if|only|after)|medically necessary (?:where|when|if|only if|after|for)|whether)\b", re.I)  # fmt: skip
GAP = re.compile(
    r"\b(?:gap|interval|time (?:between|that (?:has )?passed|elapsed)|months between|years between|length of time|long (?:break|wait))\b[^.]*?\b(?:shows?|suggests?|impl(?:y|ies)|indicates?|proves?|demonstrates?|means?|confirms?|supports?|reflects?|evidences?|is (?:a )?(?:sign|proof|evidence))\b",
    re.I,
)
ARGUED = re.compile(
    r"\b(?:argu\w+|claim\w*|assert\w*|assum\w+|contend\w*|maintain\w*|states?|says|pitfall|notion|idea|inference)\b",
    re.I,
)
DENIES = re.compile(r"\b(?:no|not|never|nothing|cannot|neither|nor|n't|without)\b", re.I)


def subjects(claim: Claim, findings: Findings) -> list[str]:
    """The ids of the criteria that a sentence speaks of."""
    return [c.id for c in findings.criteria if speaks_of(claim.body, c)]


def speaks_of(text: str, criterion: Criterion) -> bool:
    called = next((words for key, words in CALLED if criterion.id == key or criterion.id.startswith(key)), None)
    if called and re.search(rf"\b(?:{called})", text, re.I):
        return True
    if re.search(rf"\b{re.escape(criterion.id)}\b", text):
        return True
    title = stems(criterion.title) - {"least", "injection", "inject", "pain", "previou", "month", "week"}
    return bool(title) and len(title & stems(text)) >= max(2, 0.6 * len(title))


def stands(clause: str) -> list[tuple[Stand, re.Match[str]]]:
    """The verdicts that a clause pronounces, each with where."""
    found: list[tuple[Stand, re.Match[str]]] = []
    for stand, pattern in _STANDS:
        for m in pattern.finditer(clause):
            if not any(m.start() < held.end() and held.start() < m.end() for _, held in found):
                found.append((stand, m))
    return found


def recommends(clause: str) -> list[str]:
    """What a clause recommends: approve, deny, pend, or 'short' (cannot be approved, whatever follows)."""
    if HYPOTHETICAL.search(clause):
        return []
    taken: list[re.Match[str]] = []
    said = []
    for name, pattern in _RECOMMENDS:
        for m in pattern.finditer(clause):
            if not any(m.start() < t.end() and t.start() < m.end() for t in taken):
                taken.append(m)
                said.append(name)
    return said


def concludes(claim: Claim, findings: Findings) -> bool:
    return any(stands(c) or recommends(c) for _, c in claim.clauses)


def is_recommendation(claim: Claim) -> bool:
    """Whether a sentence only says what is recommended: that needs no citation."""
    return (
        any(recommends(c) for _, c in claim.clauses)
        and not claim.quotes
        and not any(f.kind == "percent" for f in claim.figures)
    )


def wrong(claim: Claim, f: Findings) -> Iterator[str]:
    """Conclusions that are not the rules'."""
    for _, clause in claim.clauses:
        for said in recommends(clause):
            right = {"short": ("deny", "pend")}.get(said, (said,))
            if f.recommendation not in right:
                yield f"It concludes {'against approval' if said == 'short' else said}; the rules recommend {f.recommendation}."
    yield from wrong_verdicts(claim, f)
    for m in GAP.finditer(claim.unquoted):
        if not DENIES.search(m.group()) and not (DENIES.search(claim.unquoted) and ARGUED.search(claim.unquoted)):
            if not re.search(r"\b(?:could|may|might|can)\b", m.group(), re.I) or re.search(
                r"relief|benefit|help|effect", claim.unquoted[m.end() :], re.I
            ):
                yield "It argues from a gap between injections, which shows no relief."


def wrong_verdicts(claim: Claim, f: Findings) -> Iterator[str]:
    before: list[Criterion] = []
    for _, clause in claim.clauses:
        named = [c for c in f.criteria if speaks_of(clause, c)] or before
        before = named
        for stand, m in stands(clause):
            if HYPOTHETICAL.search(clause) or re.search(
                r"\b(?:whether|to (?:meet|satisfy|be met)|must|should|required to|asks? for|would)\b",
                clause[: m.start()],
                re.I,
            ):
                continue
            yield from against(stand, clause, m, named, f)


def against(stand: Stand, clause: str, m: re.Match[str], named: list[Criterion], f: Findings) -> Iterator[str]:
    """What is wrong with one verdict pronounced on the criteria that a clause names."""
    if whole := re.search(
        r"\b(?:all|every|each|both|none|no|neither)(?: of)?(?: the| these)?(?: \w+)? (?:\w+ )?criteri", clause, re.I
    ):
        wanted = [c for c in f.criteria if c.governing or re.search(r"supporting|society", clause, re.I)]
        if re.match(r"(?:none|no|neither)", whole.group(), re.I):
            if stand == "met" and any(c.verdict == "met" for c in f.governing):
                yield "Not every criterion is unmet."
        elif not all(c.verdict == stand for c in (wanted if "all" in whole.group().lower() else f.governing)):
            yield f"Not every criterion is {stand.replace('_', ' ')}."
        return
    if not named:
        if re.search(r"\bcriteri\w+|\bthreshold|\brequirement|\bpolic(?:y|ies)|\brule\b", clause, re.I):
            governs = f.governing
            if not any(c.verdict == stand for c in (governs or f.criteria)):
                yield f"No criterion is {stand.replace('_', ' ')}."
            elif (
                stand == "met"
                and f.recommendation == "deny"
                and re.search(r"request|injection|patient|case|member", clause, re.I)
            ):
                yield "The request does not meet the policy."
        return
    if stand == "undocumented" and PART.search(clause):
        yield from absent_part(clause, f)
        return
    allowed = {c.verdict for c in named}
    if (
        stand == "undocumented"
        and allowed & {"not_met", "contradictory"}
        and re.search(r"at least|threshold|required|\d ?%|significant|sufficient", clause, re.I)
    ):
        return
    if stand not in allowed:
        if stand == "met" and re.search(r"documented", m.group(), re.I) and allowed & {"not_met", "contradictory"}:
            return
        yield f"{named[0].title}: drafted as {stand.replace('_', ' ')}, ruled {named[0].verdict.replace('_', ' ')}."
        return
    decided = [c for c in named if c.verdict == stand]
    rest = [c for c in named if c.verdict != stand and c.governing]
    if len(named) > 1 and rest and not _nearest(clause, m, named, decided):
        yield f"{rest[0].title}: drafted as {stand.replace('_', ' ')}, ruled {rest[0].verdict.replace('_', ' ')}."


def _nearest(clause: str, m: re.Match[str], named: list[Criterion], decided: list[Criterion]) -> bool:
    """Whether the criterion named nearest to a verdict has it."""

    def distance(c: Criterion) -> int:
        called = next((words for key, words in CALLED if c.id == key or c.id.startswith(key)), re.escape(c.title))
        return min((abs(x.start() - m.start()) for x in re.finditer(rf"\b(?:{called})", clause, re.I)), default=10_000)

    return min(named, key=distance) in decided


def absent_part(clause: str, f: Findings) -> Iterator[str]:
    """'No score before the injection is recorded': wrong where one was read."""
    from rules.facts import Outcome

    seen = [x for x in f.facts if isinstance(x, Outcome) and x.procedure == f.procedure and x.of != "function"]
    if re.search(r"score[\w ]* before|pre-?(?:injection|procedure)|baseline", clause, re.I) and any(
        x.pre for x in seen
    ):
        yield "A score before the injection is recorded."
    if re.search(r"score[\w ]* after|post-?(?:injection|procedure)", clause, re.I) and any(x.post for x in seen):
        yield "A score after the injection is recorded."
    if re.search(r"how long|duration of|last(?:ed|s|ing)?\b", clause, re.I) and any(x.lasted for x in seen):
        yield "How long the relief lasted is recorded."
    if (
        re.search(r"percentage", clause, re.I)
        and any(x.percent and x.how == "stated" for x in seen)
        and not re.search(r"calculat", clause, re.I)
    ):
        yield "A percentage is recorded."


def silent_about(claim: Claim, at: int) -> bool:
    """Whether the sentence says that the record is silent about the thing at `at`; then the record must not name it."""
    clause = next((c for s, c in reversed(claim.clauses) if s <= at), claim.unquoted)
    return any(stand == "undocumented" for stand, _ in stands(clause))


def count_is_right(n: int, of: str, f: Findings) -> bool:
    if re.search("document|note", of):
        return n <= len(f.case.documents)
    if re.search("passage", of):
        return n <= len(f.cited())
    pool = f.supporting if "supporting" in of else f.governing if "governing" in of else f.criteria
    return n in {
        len(pool),
        len(f.governing),
        *(sum(c.verdict == v for c in pool) for v in ("met", "not_met", "undocumented", "contradictory")),
    }


COMPARED = re.compile(
    r"(?P<below>(?:is|are|was|falls?|fell|lies|which is|remains|and)?\s*(?:far |well |clearly |just |still )?(?:below|under|less than|short of|lower than|does not (?:reach|meet|exceed)|did not (?:reach|meet)|misses|fails))|"
    r"(?P<above>(?:is|are|was|lies|which is|and)?\s*(?:far |well |clearly |just |still )?(?:above|over|more than|greater than|higher than|exceeds?|exceeding|surpass(?:es)?|clears|beats))|"
    r"(?P<meets>(?:which )?(?:meets?|reach(?:es)?|satisf(?:ies|y)|equals|is equal to|is at least|at or above))", re.I)  # fmt: skip


def false_comparisons(claim: Claim) -> Iterator[str]:
    """'75% is below 70%': two figures of one kind with a comparison between them that does not hold."""
    held = [f for f in claim.figures if f.kind in ("percent", "duration", "score")]
    for a, b in zip(held, held[1:], strict=False):
        if a.kind != b.kind:
            continue
        between = claim.unquoted[a.end : b.start]
        m = COMPARED.search(between)
        if not m or len(between) > 70 or re.search(r"[;.]", between):
            continue
        x, y = _size(a), _size(b)
        if (m["below"] and not x < y) or (m["above"] and not x > y) or (m["meets"] and not x >= y):
            yield f"{a.text} {m.group().strip()} {b.text} is not so."


def _size(f: Figure) -> Fraction:
    scale = {
        "minute": Fraction(1, 1440),
        "hour": Fraction(1, 24),
        "week": Fraction(7),
        "month": Fraction(30),
        "year": Fraction(365),
    }
    return f.high * scale.get(f.unit, Fraction(1))


SUM = re.compile(
    r"\(?\s*\(?\s*(?P<a>\d+(?:\.\d+)?)\s*[−–-]\s*(?P<b>\d+(?:\.\d+)?)\s*\)\s*(?:[÷/]\s*(?P<c>\d+(?:\.\d+)?))\s*\)?\s*(?:[×x*]\s*100)?\s*(?:=|"
    r""
    r""
    r""
    r""
    r""
    r""
    r""
    r""
    r""
    r""
    r""
    r""
    r""
    r""
    r""
    r""
    r""
    r""
    r""
    r""
    r""
    r""
    r""
    r""
    r""
    r""
    r""
    r""
    r""
    r"is|equals|gives)\s*(?P<r>\d+(?:\.\d+)?)\s*(?:%|per ?cent)?",
    re.I,
)


def workings(claim: Claim) -> list[tuple[int, int, bool]]:
    """Each written-out calculation: where its operands stand (the result is checked as a figure), and whether it holds."""
    held = []
    for m in SUM.finditer(claim.body):
        a, b, c, r = (Fraction(m[k]) for k in "abcr")
        exact = (a - b) * 100 / c if c else None
        holds = c == a and exact is not None and (r == exact or r == Fraction(round(exact, 1)) or (r * 100 == exact))
        held.append((m.start(), m.start("r"), holds))
    return held
