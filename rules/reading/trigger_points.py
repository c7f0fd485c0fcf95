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
# What is done to a trigger point.
_DONE = (
    r"(?:inj\w*|shots?|blocks?|tpis?|therapy|therapies|treat\w*|sessions?|series|procedures?|needl\w+|release\w*|work|"
    r"massage)"
)
# 'Never had trigger point or any other injections', 'no trigger points have been injected' deny what was done.
_NONE_DONE_RIGHT = pattern_of(
    rf"^(?:[ ,/()&-]+(?:(?:or|and|nor|any|other|a|an|of|botox|botulinum|toxin|epidural|steroid|facet|joint|nerve|"
    rf"sacroiliac|sij?|medial branch|bursa\w*|cortisone|dry|similar|such|kind|type|soft[- ]tissue|spinal|spine|local|"
    rf"an[ae]esthetic|prolotherapy|ablation|rfa|acupuncture)\b[ ,/()&-]*){{0,8}}){_DONE}\b|"
    rf"^:? (?:(?:have|has|had|been|were|was|are|ever|yet|none|never|not|to be|since|so far) ){{0,4}}"
    rf"(?:inject(?:ed|able)?|treated|needled|released|shot)\b"
)
_NONE_DONE_LEFT = pattern_of(
    r"\b(?:never|not|no|denies|without)\b(?: \w+)? (?:had|has|having|tried|trying|received|receiving|undergone|"
    r"undergoing|underwent|offered|given|got|gotten|prior|previous|past|earlier|hx|history)\b"
    r"(?: (?:of|any|a|an|her|his|own|with)\b)* $"
)
# 'Trigger points not assessed by video', 'no palpation for trigger points' tell that nobody looked.
_LOOKED = r"(?:assess\w*|exam\w*|evaluat\w*|check\w*|test\w*|sought|look\w*|search\w*|survey\w*|explor\w*|mapp\w*)"
_NOT_LOOKED_RIGHT = pattern_of(
    rf"^[:,]? ?(?:(?:is|are|was|were|have|has|been|be|being|could|can|cannot|can't|couldn't|not|never|n't|unable|to|"
    rf"also|formally|today) ?){{1,5}}(?:able )?{_LOOKED}\b|"
    rf"^ (?:{_LOOKED}|palpation|mapping)\b(?![ :=-]*(?:is |was |today )*(?:neg|unremark|normal|clear|absent|"
    r"none|without|-))|"
    r"^[^.;\n]{0,40}? (?:palpated|felt|elicited|confirmed|found|identified|appreciated|located)\b"
    r"[^.;\n]{0,12}? "
    r"(?:because|due to|owing to|as (?:this|it|she|he|we|the)|since (?:this|it|she|he|we|the)|"
    r"by (?:video|phone|tele\w+)|over (?:video|the (?:phone|tele\w+|video))|on (?:video|screen|the phone)|remotely|"
    r"deferred)\b"
)
_NOT_LOOKED_LEFT = pattern_of(
    rf"\b(?:no|not|n't|cannot|never|without|unable to|impossible to|nor)\b(?: \w+){{0,2}}? "
    rf"(?:{_LOOKED}|(?:palpat(?:e|ion)|feel|press|prod)(?= for\b))\b"
    r"(?: (?:for|any|the|of|her|his|to|find|or|muscles?|locate|focal|discrete|active)\b)* $"
)
# A visit at which nobody could touch the patient: 'no hands-on examination', 'phone visit, not examined'.
_NO_HANDS = pattern_of(
    r"\b(?:no|without|not an?|lacks|unable to (?:do|perform)|could not (?:do|perform))(?: \w+)? "
    r"(?:hands[- ]?on|in[- ]person|tactile|physical|palpat\w+) (?:physical )?(?:exam\w*|assessment)\b|"
    r"\b(?:unable to|cannot|could not|can't|couldn't) (?:be )?(?:palpated?|touch(?:ed)?|examined?)\b"
    r"(?! (?:any|an?|for|the (?:trigger|taut)|trigger|taut|band\w*)\b)|"
    r"\b(?:exam\w*|palpation) (?:is |was )?(?:not (?:possible|done|performed|feasible|able)|deferred|impossible|"
    r"limited (?:by|to) (?:video|phone|tele\w+|what|inspection|observation))"
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
        if not present and (_NO_IMAGE.search(left) or _unexamined(page, left, right)):
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


def _unexamined(page: Page, left: str, right: str) -> bool:
    """Whether a denial tells of no treatment, or of nobody who looked: neither says that there is no trigger point."""
    return (
        _NONE_DONE_RIGHT.search(right) is not None
        or _NONE_DONE_LEFT.search(left) is not None
        or _NOT_LOOKED_RIGHT.search(right) is not None
        or _NOT_LOOKED_LEFT.search(left) is not None
        or page.once("no hands", lambda: _NO_HANDS.search(page.folded) is not None)
    )


def _injected(words: str, right: str, left: str) -> bool:
    """'Trigger points were injected', 'trigger pt: 9/10 to 3/10 after injection' tell what was done, not found."""
    if not re.search(r"trigger|trp|mtp", words):
        return False
    return (
        bool(re.match(r"[^.;\n]{0,30}\b(?:inject\w*|treated|needled|after inj\w*|relief|\d ?/ ?10|%)", right))
        or bool(re.search(r"\b(?:inj\w*|shots?|relief|s/p|after)\b(?: \w+){0,4} $", left))
    )
