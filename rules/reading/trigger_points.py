"""Trigger points found on examination, or stated to be absent: taut bands, twitch responses, tender nodules."""

from __future__ import annotations

import re

from rules.facts import Fact, Finding
from rules.reading.context import denied, elsewhere
from rules.reading.page import Page, stems
from rules.reading.procedures import side_in
from rules.reading.text import Stretch
from rules.reading.wordings import pattern_of

# The first letters of the words without which nothing here is said.
_STEMS = stems(
    "trig taut twit jump nodu trp trps mtrp mtps band hype knot myof cord stra"
)
# The muscles.
_MUSCLE = (
    r"(?:trap\w*|levator\w*|rhomboid\w*|glut\w*|piriformis|quadratus|ql\b|paraspinal\w*|splenius|"
    r"multifid\w*|infraspinatus|supraspinatus|scapul\w*|masseter|scalene\w*|suboccipital\w*|"
    r"sternocleido\w*|scm\b|lumbar|cervical|thoracic|muscles?|latissimus|pector\w*|deltoid|erector|"
    r"iliocostal\w*|longissimus|psoas|tfl)"
)
# Enough on its own; its denial is a denial of trigger points.
_MAJOR = pattern_of(
    r"\b(?:myofascial |active |latent |focal |discrete |palpable |tender |"
    r"multiple )*trigger[- ](?:points?|pts?\b|"
    r"spots?|areas?|zones?)(?!'?s? ?(?:inj\w*|shots?|blocks?|tpi|therapy|treat\w*|sessions?|series|procedure|needling|"
    r"release))|\b(?:mtr?ps?|trps?)\b(?! ?(?:inj\w*|shots?))|"
    r"\b(?:palpable |firm |tight |tender |ropy |ropey )*taut (?:\w+ )?bands?\b|"
    r"\b(?:palpable|taut|tender|ropy|ropey|cord-?like|tight|rope-?like|firm|tense|fibrous|"
    r"contracted) (?:bands?|strands?|cords?)\b|"
    r"\bbands? (?:again )?(?:are |is )?(?:palpable|felt|present)\b|"
    r"\bhyper-?irritable (?:nodul\w+|spots?|bands?|points?|foc\w+)"
)
# Supports a trigger point; its absence alone denies none.
_MINOR = pattern_of(
    r"\b(?:local )?twitch(?: response| sign)?s?\b|\bjump sign\b|"
    r"\b(?:tender|palpable|discrete|residual|firm|myofascial|muscle|muscular|"
    r"irritable) (?:\w+ )?(?:nodul\w+|knots?)\b|"
    rf"\bnodul\w+ (?:in|of|within|at) (?:the )?(?:\w+ ){{0,3}}?{_MUSCLE}|"
    rf"\b{_MUSCLE}[ :,-]+(?:(?:a|an|one|two|pea-?sized?|small|hard|large) )*knots?\b|"
    rf"\b{_MUSCLE} (?:\w+ )?(?:nodul\w+|bands?|knots?)\b|"
    rf"\bknots? (?:are |is |were )?(?:palpable|felt|palpated) (?:in|over|along|within)(?: the)?(?: \w+)? {_MUSCLE}"
)
# 'Could not be found', said after it.
_NOT_FOUND = pattern_of(
    r"^[^.;\n]{0,40}?\b(?:could not be|were not|was not|not|cannot be|none|no longer|absent|"
    r"did not)\b(?: \w+){0,2} ?(?:found|palpa\w+|felt|identified|elicited|appreciated|present|detected|"
    r"seen|there|absent)?"
)
# What is no muscle's: 'thyroid nodule', 'migraine trigger'.
_OTHER = pattern_of(
    r"\b(?:thyroid|lung|pulmonary|breast|prostate|vocal|lymph|heberden|bouchard|rheumatoid|skin|liver|"
    r"adrenal|parotid|finger|thumb|migraine|seizure|asthma|allerg\w*|headache|gag|flashback|emotional|eye|"
    r"eyelid|rubber|resistance|elastic|exercise|thera)[- ]*(?:\w+ )?$"
)
# 'No imaging guidance for the trigger points' denies the imaging.
_NO_IMAGE = pattern_of(
    r"\b(?:no|without|not)\b(?: \w+){0,3} (?:guidance|imaging|ultrasound|fluoro\w*|change|relief|help|charge)\b[^.;]*$"
)
# 'Trigger points last year' are of then.
_OF_THEN = pattern_of(r"[^.;,\n]{0,24}?\b(?:last year|in (?:19|20)\d\d|years? ago|in the past)\b")
# To be looked for, or to be treated.
_PLANNED = pattern_of(
    r"\b(?:if|will|would|should|plan\w*|look for|assess for|evaluate for|history of|hx of|consider|for|"
    r"treat\w*|inject\w*|into|to|discuss\w*|explain\w*|educat\w*|what)\s(?:\w+ ){0,3}$"
)


def read_trigger_points(page: Page) -> list[Fact]:
    """Each sentence that finds a trigger point or denies one. A missing twitch denies nothing where a band is felt."""
    sure: list[Finding] = []
    weak: list[Finding] = []
    for index in page.having(_STEMS):
        sentence = page.sentences[index]
        for start in range(sentence.start, sentence.end, 600):
            part = Stretch(start, min(sentence.end, start + 600))
            major = _in_part(page, part, _MAJOR)
            minor = _in_part(page, part, _MINOR)
            found = [f for f in (*major, *minor) if f.present]
            denials = [f for f in major if not f.present]
            if found and not denials:
                sure.append(min(found, key=lambda f: f.span.start or 0))
            elif denials:
                sure.append(denials[0])
            else:
                weak += minor[:1]
    if not any(f.present for f in sure):
        sure += weak
    return sorted(sure, key=lambda f: f.span.start or 0)


def _in_part(page: Page, part: Stretch, pattern: re.Pattern[str]) -> list[Finding]:
    if elsewhere(page, part.start):
        return []
    facts = []
    for match in pattern.finditer(page.folded, part.start, part.end):
        left = page.folded[max(part.start, match.start() - 60) : match.start()]
        right = page.folded[match.end() : min(part.end, match.end() + 60)]
        if _OTHER.search(left[-26:]):
            continue
        present = not (
            re.match(r"(?: \w+){0,2}[:=-]? ?(?:is |was )?(?:neg\b|negative|none\b|no\b|absent|-ve)", right)
            or denied(page, match.start(), match.end())
            or _NOT_FOUND.match(right)
        )
        if (
            elsewhere(page, match.start())
            or re.match(
                r" (?:in|of) (?:his |her )?(?:mother|father|sister|brother)\b| (?:may|might|will|would) ",
                right,
            )
        ):
            continue
        if not present and _NO_IMAGE.search(left):
            continue
        if present and _OF_THEN.match(right):
            continue
        if present and (_PLANNED.search(left) or _injected(match[0], right, left)):
            continue
        start = match.start()
        if not present and (cue := re.search(r"\b(?:no|without|denies|negative for|not|nor)\b[^.;]*$", left)):
            start -= len(left) - cue.start()
        facts.append(
            Finding(
                page.span(start, match.end()),
                name="trigger_point",
                present=present,
                side=side_in(page.folded, max(part.start, match.start() - 24), min(part.end, match.end() + 24)),
            )
        )
    return facts


def _injected(words: str, right: str, left: str) -> bool:
    """'Trigger points were injected', 'trigger pt: 9/10 to 3/10 after injection' tell what was done, not found."""
    if not re.search(r"trigger|trp|mtp", words):
        return False
    return (
        bool(re.match(r"[^.;\n]{0,30}\b(?:inject\w*|treated|needled|after inj\w*|relief|\d ?/ ?10|%)", right))
        or bool(re.search(r"\b(?:inj\w*|shots?|relief|s/p|after)\b(?: \w+){0,4} $", left))
    )
