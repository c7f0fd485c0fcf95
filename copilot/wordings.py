"""How a sentence pronounces a verdict or a recommendation, argues or hedges: the wordings, one a line."""

from __future__ import annotations

import re
from typing import Literal

from copilot.figures import ONES

Stand = Literal["met", "not_met", "undocumented", "contradictory"]
NUMBER = rf"\d+|{'|'.join(ONES)}"


def any_of(*wordings: str) -> str:
    """A pattern that any of the wordings fits."""
    return "|".join(wordings)


def whole(*wordings: str) -> str:
    """The same, of whole words."""
    return rf"\b(?:{any_of(*wordings)})\b"


# What a criterion is called in prose, by the kind of thing its id names.
CALLED: tuple[tuple[str, str], ...] = (
    (
        "prior-relief",
        any_of(
            r"relief",
            r"reduction in pain",
            r"pain reduction",
            r"improvement",
            r"response to the (?:earlier|previous|prior)",
            r"outcome",
            r"70 ?%",
            r"50 ?% (?:pain )?relief",
        ),
    ),
    (
        "diagnostic-response",
        any_of(
            r"diagnostic (?:response|block|injection|relief)",
            r"response to the diagnostic",
            r"blocks?",
        ),
    ),
    (
        "repeat-steroid",
        any_of(
            r"societ\w+",
            r"appropriate[ -]use",
            r"\bauc\b",
            r"\bsis\b",
        ),
    ),
    (
        "image-guidance",
        any_of(
            r"guidance",
            r"guided",
            r"fluoroscop\w+",
            r"imaging (?:guidance|criterion|requirement)",
            r"\bct\b",
            r"ultrasound",
        ),
    ),
    (
        "no-imaging",
        any_of(
            r"imaging guidance",
            r"image guidance",
            r"fluoroscop\w+",
            r"ultrasound",
        ),
    ),
    (
        "pain-duration",
        any_of(
            r"duration (?:criteri\w+|requirement|threshold|rule)",
            r"duration of (?:the )?pain",
            r"pain (?:for|lasting|duration|has lasted)",
            r"chronic\w*",
            r"months of pain",
            r"weeks of pain",
        ),
    ),
    (
        "provocative-tests",
        any_of(
            r"provocat\w+",
            r"man(?:o|oe)uv\w+",
            r"maneuver\w*",
            r"(?:positive|physical|examination|stress) tests?",
        ),
    ),
    (
        "conservative-care",
        any_of(
            r"conservative",
            r"physical therapy",
            r"therapy",
            r"exercise",
            r"non-?surgical",
            r"nonoperative",
        ),
    ),
    (
        "other-causes-excluded",
        any_of(
            r"other causes?",
            r"other sources?",
            r"excluded",
            r"differential",
        ),
    ),
    (
        "sessions-12-months",
        any_of(
            r"sessions?",
            r"frequency",
            r"(?:twelve|12)[- ]months?",
        ),
    ),
    (
        "injections-12-months",
        any_of(
            r"injections? (?:in|per|within|a)",
            r"number of injections",
            r"(?:twelve|12)[- ]months?",
        ),
    ),
    (
        "interval",
        any_of(
            r"interval",
            r"spacing",
            r"since the last",
            r"months? apart",
        ),
    ),
    (
        "indication",
        any_of(
            r"indication",
            r"radicular",
            r"claudication",
            r"trigger point",
        ),
    ),
    (
        "axial-pain",
        any_of(
            r"axial",
        ),
    ),
)
# The first that fits a stretch of words has it.
STANDS: tuple[tuple[Stand, str], ...] = (
    (
        "not_met",
        any_of(
            r"(?:limit|maximum|cap) (?:is|was|has been) (?:exceeded|surpassed|passed)",
            r"(?:over|above|beyond) the (?:limit|maximum|cap)",
            r"exceeds? the (?:limit|maximum|cap)",
            r"too many",
        ),
    ),
    (
        "met",
        any_of(
            r"(?:within|below|under) the (?:limit|maximum|cap)",
            r"(?:limit|maximum|cap)(?: of \w+)? (?:is|was|has) not (?:been )?(?:reached|exceeded|passed)",
            r"does not (?:exceed|reach|pass) the (?:limit|maximum|cap)",
        ),
    ),
    (
        "contradictory",
        any_of(
            r"contradict(?:ory|s|ed itself)",
            r"conflict(?:s|ing)?",
            r"inconsistent",
            r"disagree\w*",
        ),
    ),
    (
        "not_met",
        any_of(
            r"(?:is|are|was|were|has|have|been)\s+(?:\w+ly )?(?:not|never)\s+(?:been )?(?:\w+ly )?(?:met|"
            r"satisfied|fulfilled|reached|achieved)",
            r"not (?:been )?(?:met|satisfied|fulfilled)",
            r"\bunmet\b",
            r"(?:do|does|did)(?:n't| not| n’t) (?:\w+ly )?(?:meet|satisfy|fulfil|fulfill|reach|achieve|attain|"
            r"clear|pass)",
            r"cannot (?:meet|satisfy|be (?:met|satisfied))",
            r"\bfail(?:s|ed)? (?:to (?:meet|satisfy|reach|fulfil|achieve)|the|this|that|it|on)",
            r"\bfails?\b(?=[ .]*$)",
            r"falls? (?:\w+ )?(?:short|below|under)",
            r"fell (?:\w+ )?(?:short|below)",
            r"(?:is|are|was|lies|remains) (?:\w+ )?(?:below|under|less than|short of) (?:the )?(?:\w+ )?(?:\d+%? "
            r"?)?(?:threshold|required|criterion|minimum|needed)",
            r"contradicted by",
            r"insufficient (?:relief|response)",
        ),
    ),
    (
        "not_met",
        any_of(
            r"causes? (?:were|was|have been|has been|had been) (?:not|never) (?:considered|excluded|ruled out)",
        ),
    ),
    (
        "undocumented",
        any_of(
            r"undocumented",
            r"(?:is|are|was|were|has|have|been)\s+(?:\w+ly )?(?:not|never|nowhere)\s+(?:been )?(?:\w+ly "
            r")?(?:documented|recorded|stated|mentioned|reported|shown|described|given|noted|provided|known)",
            r"\bno (?:\w+ )?(?:documentation|record|mention|evidence|information|data|proof|statement|description|"
            r"account)\b",
            r"(?:do|does|did)(?:n't| not) (?:\w+ )?(?:document|record|state|mention|say|give|describe|show|"
            r"include|contain|name|provide|address|report|specify)",
            r"\bmissing\b",
            r"\bsilent\b",
            r"\bsays nothing\b",
            r"\blacks?\b",
            r"\blacking\b",
            r"\babsent\b",
            r"\bunknown\b",
            r"\bgives no\b",
            r"\bopen\b",
            r"\bunanswered\b",
            r"unclear",
        ),
    ),
    (
        "met",
        any_of(
            r"(?:is|are|was|were|has been|have been|stands?|as)\s+(?:\w+ly )?(?:met|satisfied|fulfilled|"
            r"established|demonstrated|confirmed|achieved|reached)\b",
            r"\b(?:meets?|satisf(?:y|ies)|fulfil(?:s|ls|l)?|surpass(?:es)?|clears|passes|complies|exceeds?|"
            r"qualifies|(?:met|reached|exceeded|satisfied|achieved|surpassed|passed)(?= (?:the|this|that|its|both|"
            r"all|every|each|\d))\b)\b",
            r"(?:is|are|was) (?:\w+ )?(?:above|over|at or above|more than|greater than) (?:the )?(?:\w+ "
            r")?(?:\d+%? ?)?(?:threshold|required|criterion|minimum)",
            r"(?:is|are) (?:\w+ly )?(?:documented|in order|supported)",
            r"(?<!not )\b(?:adequate|sufficient|acceptable|satisfactory)\b",
        ),
    ),
)
# A verdict without a verb: 'Prior relief: satisfied', 'Prior relief (PASS)'.
VALUES: tuple[tuple[Stand, str], ...] = (
    (
        "undocumented",
        any_of(
            r"not (?:documented|recorded|stated|shown)",
            r"undocumented",
            r"missing",
            r"unknown",
            r"open",
            r"unclear",
            r"\?",
        ),
    ),
    (
        "contradictory",
        any_of(
            r"contradictory",
            r"conflicting",
            r"inconsistent",
        ),
    ),
    (
        "not_met",
        any_of(
            r"not (?:met|satisfied)",
            r"unmet",
            r"fail(?:ed|s|ure)?",
            r"no",
            r"false",
            r"insufficient",
            r"[✗✘❌✖]",
        ),
    ),
    (
        "met",
        any_of(
            r"met",
            r"satisfied",
            r"fulfilled",
            r"pass(?:ed|es)?",
            r"yes",
            r"true",
            r"ok(?:ay)?",
            r"documented",
            r"confirmed",
            r"adequate",
            r"sufficient",
            r"[✓✔✅]",
        ),
    ),
)
# Parts of an outcome that may be missing although the criterion was judged.
PART = re.compile(
    any_of(
        r"scores?",
        r"scale",
        r"baseline",
        r"before the injection",
        r"after the injection",
        r"duration of (?:any )?relief",
        r"how long",
        r"last(?:ed|ing|s)?",
        r"steroid",
        r"weeks (?:after|later)",
        r"follow-?up",
        r"calculation",
        r"percentage",
        r"number",
        r"contrast",
        r"agents?",
        r"steroid dose",
        r"date",
        r"side",
        r"details?",
        r"diary",
        r"numeric",
        r"function",
    ),
    re.I,
)
APPROVE = any_of(
    r"(?:should|can|may|must|will|is to|be)\s+(?:therefore |thus |now )?(?:be )?(?:approved|certified|"
    r"authori[sz]ed|covered|granted)",
    r"\b(?:recommend(?:s|ed|ing)?(?: to)?|i|we) (?:approv\w+|an? approval|certif\w+|authori[sz]\w+)",
    r"\bapprove the\b",
    r"^\W*approve\b",
    r"\brecommendation\b[^.]{0,20}\bapprov\w+",
    r"\bapproval is (?:recommended|warranted|justified|supported|appropriate)",
    r"(?:is|are|as|was|considered|deemed|remains)\s+(?:\w+ly )?medically necessary",
    r"medical necessity (?:is|has been|was) (?:\w+ly )?(?:established|met|supported|shown|demonstrated|documented|"
    r"confirmed)",
    r"(?:establish(?:es)?|supports?|shows?|demonstrates?|confirms?|meets?) (?:the )?medical necessity",
    r"(?:request|injection|procedure|repeat|block|ablation|coverage|treatment|exception|it|this) (?:is|are|was) "
    r"(?:\w+ly )?(?:warranted|justified|appropriate|approved|indicated|supported|covered|payable)",
    r"qualifies for (?:approval|coverage|the|another|a repeat)",
    r"eligible for",
    r"\bfavou?rable (?:determination|decision|outcome for)",
    r"(?:determination|decision|recommendation) is (?:favou?rable|positive)",
    r"(?:should|may|can|must|could|to) (?:now )?(?:receive|get|have|undergo|proceed|go (?:ahead|forward|through)|"
    r"move (?:ahead|forward)|be repeated)\b",
    r"\bauthori[sz]ation (?:is|should|may|can|must|follows)\b",
    r"\b(?:case|argument|grounds|basis|support)s? (?:for|to) (?:repeat|approv|authori|cover|another|the "
    r"(?:request|repeat|injection|procedure))\w*",
    r"\b(?:you are|member is|patient is) (?:approved|eligible|entitled)",
    r"\b(?:plan|insurer|payer) (?:will|must|should) (?:pay|cover)",
    r"\blet (?:the |her |him )?(?:patient |member )?(?:have|get|receive)\b",
    r"\bgo(?:es)? ahead\b",
    r"\bnothing (?!is decided)(?:\w+ ){0,5}(?:against|prevents?|precludes?|bars)\b",
    r"\bno (?:\w+ )?(?:reason|grounds?|obstacles?|barriers?|objections?)\b",
)
DENY = any_of(
    r"\b(?:deny|denied|denial|reject(?:ed|ion)?|refus(?:e|ed|al)|non-?certif\w+|disapprov\w+)\b",
    r"(?:is|are|as|was|considered|deemed|be)?\s*\bnot\b(?: \w+ly)? (?:be )?(?:medically necessary|approved|"
    r"certified|authori[sz]ed|covered|warranted|justified|indicated|appropriate|supported|payable|eligible|"
    r"granted)",
    r"\bnot (?:to )?(?:approve|certify|authorize)",
    r"medically unnecessary",
    r"unnecessary",
    r"not medically",
    r"(?:determination|decision|recommendation) is (?:unfavou?rable|adverse|negative)",
    r"should not (?:receive|get|have|undergo|proceed)",
    r"\bdeclin(?:e|ed|ing) (?:the|this|to)",
    r"turned? down",
)
PEND = any_of(
    r"\bpend(?:ed|ing)?\b(?! (?:a |the |final |on )?(?:physician|clinician|signature|review|sign-off))",
    r"\b(?:more|further|additional) (?:information|records|documentation) (?:is|are) (?:needed|required|requested)",
    r"cannot (?:yet )?be (?:decided|determined|judged)",
    r"hold the (?:request|case)",
    r"request (?:is|stays|remains) (?:open|on hold)",
)
# Not to be approved as it stands, whatever follows.
SHORT = any_of(
    r"(?:cannot|can not|can't|could not) (?:yet |currently )?be (?:approved|established|supported|confirmed|shown|"
    r"certified|authori[sz]ed)",
    r"(?:do|does|did)(?:n't| not) (?:yet )?(?:establish|support|show|meet|demonstrate) (?:the )?medical necessity",
    r"medical necessity (?:is|has|was) not (?:been )?(?:yet )?(?:established|shown|met|documented|supported|"
    r"demonstrated)",
)
# What would be, what is asked, what a rule says: no conclusion.
HYPOTHETICAL = re.compile(
    whole(
        r"would",
        r"could",
        r"might",
        r"if",
        r"unless",
        r"until",
        r"once",
        r"before (?:approval|it can|the request can|any)",
        r"when it",
        r"were it",
        r"in order to",
        r"to be (?:approved|considered)",
        r"physician (?:may|can|must|has to)",
        r"only a physician",
        r"can (?:become|be) adverse",
        r"asks? (?:that|to)",
        r"requests?(?: that)? approval",
        r"please approve",
        r"letter (?:asks|argues|claims|says|requests)",
        r"provider (?:asks|argues|claims|requests|contends)",
        r"required for approval",
        r"needed for approval",
        r"approval requires",
        r"documentation required",
        r"criteria for",
        r"consider(?:s|ed)? (?:a |an |it )?medically necessary (?:where|when|if|only|after)",
        r"medically necessary (?:where|when|if|only if|after|for)",
        r"whether",
        r"an? (?:threshold|criterion|rule|percentage) (?:that|which|where|on)",
    ),
    re.I,
)
GAP = re.compile(
    whole(
        r"gap",
        r"interval",
        r"time (?:between|that (?:has )?passed|elapsed)",
        r"(?:months|years) (?:between|that passed)",
        r"length of time",
        r"long (?:break|wait)",
        r"waited",
        r"went so long",
    ),
    re.I,
)
GAINED = re.compile(
    whole(
        r"relief",
        r"benefit\w*",
        r"help\w*",
        r"work(?:ed|s)",
        r"respon\w+",
        r"improv\w+",
        r"effective",
        r"success\w*",
        r"well",
    ),
    re.I,
)
# Somebody's argument.
ARGUED = re.compile(
    whole(
        r"argu\w+",
        r"claim\w*",
        r"assert\w*",
        r"assum\w+",
        r"contend\w*",
        r"maintain\w*",
        r"conclud\w+",
        r"infer\w*",
        r"states?",
        r"says",
        r"pitfall",
        r"notion",
        r"idea",
        r"(?-i:may)",
        r"could",
        r"might",
    ),
    re.I,
)
# … that the sentence takes up.
ENDORSED = re.compile(
    whole(
        r"rightly",
        r"correctly",
        r"convincing\w*",
        r"reasonabl\w+",
        r"plausibl\w+",
        r"persuasive\w*",
        r"well-founded",
        r"agree\w*",
    ),
    re.I,
)
# A hedge that argues for a conclusion concludes.
ARGUES_ITSELF = re.compile(
    any_of(
        r"\b(?:one|we|it|reviewers?) (?:could|can|may|might) (?:\w+ )?(?:argue|be argued|say|be said|conclude|"
        r"hold)\b",
        r"\barguably\b",
        r"\bwe agree\b",
    ),
    re.I,
)
OTHERS_SHOW = re.compile(
    any_of(
        r"\b(?:shows?|proves?|means?|suggests?|indicates?|predicts?|implies)\b that\b",
    ),
    re.I,
)
# Who may sign: whatever is adverse, a physician alone.
SIGNED_BY_OTHERS = re.compile(
    any_of(
        r"\b(?:nurse|reviewer|pharmacist|assistant|software|system|staff)\b[\w ]{0,20}\b(?:may|can|should|must|"
        r"will|is able to) (?:\w+ )?(?:sign|issue|deny|finali[sz]e)",
        r"\b(?:without|no) (?:an? |the )?(?:physician|doctor|clinician|human)\b",
        r"\b(?:denial|determination|decision|recommendation) (?:is|has been) (?:final|issued|signed|sent)\b",
    ),
    re.I,
)
DENIES = re.compile(
    whole(
        r"no",
        r"not",
        r"never",
        r"nothing",
        r"cannot",
        r"neither",
        r"nor",
        r"n't",
        r"without",
    ),
    re.I,
)
WHOLE_POLICY = re.compile(
    whole(
        r"polic(?:y|ies)",
        r"plan's (?:rule|criteria|requirements)",
        r"cpb",
        r"lcd",
        r"cmm",
        r"bulletin",
        r"request (?:is|does|meets|satisfies|fails|complies)",
    ),
    re.I,
)
