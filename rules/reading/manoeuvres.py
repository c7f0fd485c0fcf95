"""Provocation manoeuvres of the SI joint: which were positive and negative, on which side, and the stated count.

An examination is read as a row of tokens (manoeuvre, result, side, count) in the order of the text; a result belongs
to the manoeuvres before it ('FABER, Gaenslen positive'), or to those after it ('positive FABER, Gaenslen').
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from rules.facts import Fact, ProvocativeTests, Side
from rules.reading.context import another_complaint, elsewhere, last
from rules.reading.numbers import NUM, value
from rules.reading.page import Page, stems
from rules.reading.text import Stretch
from rules.reading.wordings import pattern_of

# One line a manoeuvre; the wordings that charts use.
_NAMES: dict[str, str] = {
    "thigh_thrust":
        r"(?:posterior )?thigh[- ]?(?:thrust|trust)(?: tests?)?|"
        r"posterior (?:pelvic pain provocation|shear)(?: tests?| sign)?|femoral shear|\bposh\b(?: test)?|"
        r"p4(?: tests?)?\b|pppp test|post\.? shear|\btt\b|ostgaard(?:'s)?",
    "faber":
        r"\bf\.?a\.?b\.?e\.?r\.?e?(?:'?s)?\b(?: ?(?:/|\(|-) ?patrick(?:'?s)?\)?)?(?: (?:tests?|signs?|"
        r"maneuvers?|manoeuvres?))?|"
        r"patrick(?:'?s)?(?: ?(?:/|\() ?fabere?\)?)?(?: (?:tests?|signs?|maneuvers?))?|"
        r"figure[- ](?:of[- ])?(?:four|4)(?: tests?)?",
    "gaenslen": r"g(?:ae?|e)nslen(?:'?s)?(?: (?:tests?|signs?|maneuvers?|manoeuvres?))?|gaenslin(?:'?s)?|\bgaens?\b\.?",
    "yeoman": r"yeoman(?:'?s)?(?: (?:tests?|signs?))?",
    "sacral_thrust": r"sacral[- ]thrust|sacral spring(?:ing)?|sacral compression thrust",
    "compression":
        r"(?:(?:pelvic|sacral|sacroiliac|si|sij|si joint|lateral|iliac|iliac crest|side[- ]?lying|"
        r"approximation|sacro-?iliac joint|lateral pelvic|sl) )?compress(?:ion)?(?: (?:tests?|signs?|"
        r"maneuvers?))?\b|\bcompr?\b\.?|approximation test",
    "distraction":
        r"(?:(?:pelvic|sacral|sacroiliac|si|sij|si joint|iliac|anterior|asis) )?distract(?:ion)?(?: (?:tests?|"
        r"signs?|maneuvers?))?\b|(?:asis |pelvic |si |si joint )?gapping(?: tests?)?|\bdistr?\b\.?",
    "fortin": r"fortin(?:'?s)?(?: (?:finger|point|area))?(?: (?:tests?|signs?))?|finger[- ]point test",
    "other":
        r"\baslr\b|active straight leg raise|straight leg rais\w+|\bslr\b|fadd?ir\b|gillet(?:'?s)?|"
        r"stork(?: tests?)?|trendelenburg|kemp(?:'?s)?|spurling(?:'?s)?|log roll|scour(?: tests?)?|"
        r"lasegue(?:'?s)?|facet load\w*|femoral (?:nerve )?stretch|ober(?:'?s)?|thomas test|standing flexion|"
        r"seated flexion|long sit\w*",
}  # fmt: skip
COUNTED = ("faber", "gaenslen", "thigh_thrust", "compression", "distraction", "yeoman")
_NAME = "|".join(rf"(?P<{name}>{pattern})" for name, pattern in _NAMES.items())
# The first letters of the words without which nothing here is said.
_STEMS = stems(
    "fabe f patr gaen gens gans yeom thig tt shea post comp dist gapp fort prov mane mano sacr figu clus "
    "lasl stre test p pppp ostg appr pos posi femo fing sij si"
)

# A positive result: a sign, a tick, or in words.
_PLUS = (
    r"[\u2713\u2714\u2611]|\[ ?(?:yes|y|pos) ?\]|\( ?x ?\)|\by\b(?=\s*(?:[,;.|)\n]|$))|\(\+\)|\[\+\]|"
    r"\+ve\b|\+{1,3}(?!\w|/-)|"
    r"\[ ?x ?\](?! ?(?:neg|no\b|pos(?:itive)?\b))|(?<![\w+])\+(?=[a-z])|\bpos(?:itive|itives|it)?\b\.?|\breproduc\w+|"
    r"\bprovo(?:kes?|ked|cative|king)\b(?! (?:tests?|testing|man|exam|sign|discogr|si\b|sij|pain tests))|"
    r"\b(?:was|were|is|are) painful\b|\bpainful\b(?= (?:on|over|at|in|with)\b|\s*(?:[,;.)\n]|$))|"
    r"\bsore\b(?= (?:on|over|at)\b|\s*(?:[,;.)\n]|$))|(?<=: )(?:concordant|familiar|typical|usual)(?= (?:\w+ )?pain\b)|"
    r"\bpain (?=on (?:the )?(?:left|right)(?: side)? (?:with|on|during) (?:the )?(?:faber|patrick|"
    r"ga?e?nsl|yeoman|thigh|compress|distract))|"
    r"\bbrought (?:on|out)\b|\bset off\b|\bevok\w+|\b(?:lit|lights?) up\b|\bbring out\b|"
    r"\bbr(?:ought|ings?) (?!no\b|nothing|little|less)(?:[\w'-]+ ){1,4}?(?:on|out)\b|"  # 'brought the pain on'
    r"\bsets? (?:it|him|her|them|this|(?:the|her|his|their) (?:\w+ )?(?:pain|ache|symptoms?)) off\b|"
    r"\b(?:flar(?:es?|ed)|fir(?:es?|ed) up|stir(?:s|red) up|wakes?(?: up)?|woke(?: up)?|triggers?|triggered|sparks?|"
    r"sparked)(?= (?:him|her|them|it|(?:the|her|his|their) (?:\w+ ){0,4}?"
    r"(?:pain|ache|symptoms?|complaint|buttock|hip|back))\b)|"
    r"\b(?:had|made|makes) (?:him|her|them) (?:grab|jump|winc|yelp|grimac|flinch|cry out|gasp|reach)\w*|"
    r"\b(?:winc|flinch|grimac|jump)\w* (?=with|on|to|at)|"
    r"\bgave (?:(?:her|him|his|the|a|usual|familiar|typical|concordant|same|exact|left|right|sharp|buttock|sij?) "
    r")*pain\b|"
    r"\bhurts?\b|\brecreat\w+|\belicit\w*|\bbrings? on\b|\bgive pain\b|\bproduces? pain\b|"
    r"\bproduced (?:(?:her|his|the|a|concordant|familiar|typical|usual|sharp|left|right|buttock|sij?) )*pain\b|"
    r"\bcaus(?:es?|ed) (?:her |his |the |concordant |familiar |typical )*pain|\[x\] ?(?:pos\w*|\+)|"
    r"\bconcordant\b(?=\s*(?:[,;.)\n]|$))|"
    r"\bpain (?=(?:at|over|in|across) (?:the |her |his )?(?:\w+ ){1,3}(?:with|on|during) (?:the )?(?:left |right )?"
    r"(?:faber|patrick|ga?e?nsl|yeoman|thigh|p4\b|compress|distract))|"
    r"\byes\b(?=\s*(?:[,;.|)\n]|$))|\bprovocation of\b|"
    r"\b(?:as|so) (?:did|does|do|was|were)\b|\b(?:likewise|ditto|similarly|the same|also|too|as well|"
    r"just as (?:bad|sore|painful))\b(?=\s*(?:[,;.)\n]|$))|"
    r"\bpain (?:with|on|during|"
    r"upon)\b(?= (?:the |her |his )?(?:left |right |l |r )?(?:faber|patrick|ga?e?nsl|yeoman|thigh|p4\b|"
    r"posterior (?:shear|pelvic)|sacral (?:thrust|compr)|pelvic (?:compr|distr)|"
    r"si (?:joint )?(?:compr|distr)|lateral compr|compress|distract))"
)
# A negative one.
_MINUS = (
    r"\(-\)|\[-\]|\[ ?(?:no|n|neg) ?\]|-ve\b|"
    r"(?<=[a-z])-(?= (?:faber|patrick|gaensl|yeoman|thigh|compress|distract|sacral|tt\b))|"
    r"(?<=[\w:)'\s])-(?=\s*(?:[,;./|)\n]|$|\s(?:[lr]|left|right)\b|\s[-+](?:\s|$)))|"
    r"(?<=[,;:/] )-(?= ?(?:faber|patrick|gaensl|yeoman|thigh|compress|distract|tt\b))|"
    r"\bneg(?:ative|atives)?\b\.?|[\u2717\u2718]|\bno?\b(?=\s*(?:[,;.|)\n]|$))|"
    r"\b(?:does|did|do)n't\b(?: (?:reproduce|provoke|hurt|elicit))?|"
    r"\bdid not\b(?: (?:reproduce|provoke|hurt|elicit))?|\b(?:does|do) not(?: (?:reproduce|provoke))?|"
    r"\b(?:gave|gives|give|did|does|do|yielded|caused|made) (?:him |her )?nothing\b|"
    r"\b(?:drew|draws) (?:a )?blanks?\b|\bno (?:reaction|response|provocation|reproduction)\b|\bbenign\b|"
    r"\bleft (?:him|her|them) (?:cold|unmoved|untroubled|undisturbed|unbothered|alone)\b|"
    r"\bnothing\b(?=\s*(?:[,;.)\n]|$))|(?<=[a-z'] )not(?=\s*(?:[.;\n]|$))|"
    r"(?<=[a-z'\"] )0(?=\s*(?:[,;/)\n]|\.(?!\d)|$))|"
    r"\b(?:nor|neither) (?:did|does|do|was|were|is|are)\b|"
    r"\bnon-?provocative|\bpainless\b|\bpain-?free\b|\babsent\b|\bunremarkable\b|\bnormal\b|\bno pain\b|"
    r"\bwithout (?:any |provoking |causing )?(?:pain|discomfort|complaint|provocation|reproduction)\b|"
    r"\b(?:silent|quiet)\b(?=\s*(?:[,;.)\n]|$))|"
    r"\bcomfortable\b|\bfail(?:s|ed)? to (?:reproduce|provoke)|\[x\] ?neg\w*|\bnil\b|"
    r"\bwnl\b|\bunprovocative\b|\b(?:was|were|is|are|did|does|do) not\b(?= ?(?:[.,;)\n]|$))|"
    r"\b(?:not|none|nothing) (?:with|on|by|from|to|"
    r"during)\b(?= (?:the |her |his )?(?:left |right |l |r )?(?:faber|patrick|ga?e?nsl|yeoman|thigh|p4\b|"
    r"posterior (?:shear|pelvic)|sacral (?:thrust|compr)|pelvic (?:compr|distr)|"
    r"si (?:joint )?(?:compr|distr)|lateral compr|compress|distract))"
)
# No result: equivocal, not done, or pain of the hip.
_UNSURE = (
    r"\[ *\]|\( +\)|\bequivocal\b|\bquestionable\b|\+/-|±|\bborderline\b|\bindeterminate\b|\binconclusive\b|"
    r"\bnot (?:done|performed|tested|attempted|assessed|able|tolerated|possible|examined)\b|\bdeferred\b|"
    r"\bunable\b|\bomitted\b|\bn/a\b|\buncomfortable\b|\bmild(?:ly)?\b(?! (?:provoc|pos|pain))|\bless\b|"
    r"\bn/t\b|\?|\bcould not be\b|"
    r"\bgroin pain\b|\bhip pain\b|\blateral hip\b|\bnot counted\b"
)
# The side.
_SIDES = (
    r"\b(?:l|left) ?[>=<] ?(?:r|right)\b|\b(?:r|right) ?[>=<] ?(?:l|left)\b|"
    r"\b(?:bilateral(?:ly)?|bilat\b\.?|b/l|both sides|both)\b|\bleft\b|\bright\b|\blt\b|\brt\b|"
    r"\bl\b(?![\d>/]|-(?![,;.)\n ]|$))|\br\b(?![\d>/]|-(?![,;.)\n ]|$))"
)
# A number of manoeuvres.
_NUMBER = r"(?:\d{1,2}|zero|none|one|two|three|four|five|six|seven|eight|all|no)"
# What may stand before 'tests' where they are the joint's.
_KIND_OF_TEST = (
    r"(?:(?:si|sij|s\.i\.|si joint|sacroiliac|sacro-?iliac|sacroiliac joint|sij pain|pain|stress|"
    r"orthopa?edic|special|physical|positive|negative|of the|the|exam\w*|different|separate|standard|"
    r"specific|named|physical exam\w*|pelvic|laslett)[ -])*"
)
# The manoeuvres as a whole: 'SIJ provocation tests', 'Laslett cluster'.
_TESTS = (
    rf"{_KIND_OF_TEST}(?:provocati(?:ve|"
    r"on)(?: (?:si|sij|si joint|pain|stress|physical|exam\w*)\b)*(?: (?:tests?|testing|man\w+|signs?|"
    r"tests/man\w+|procedures))?|provocations|man(?:o?eu)v(?:er|re)s?|stress tests|"
    r"(?:laslett(?:'?s)?|sij?|provocation|provocative)?(?: \w+)? ?cluster(?: of laslett)?|"
    r"(?:si|sij|si joint|sacroiliac(?: joint)?|pain|special|orthopa?edic) (?:tests|signs)|tests)"
)
# How many, of how many: 'three of the five provocation tests'.
_COUNT = (
    r"(?P<count>(?P<all>all (?:of )?(?:the )?)?(?P<bound>at least |minimum of |> ?=? ?|≥ ?|more than |"
    r"greater than |fewer than |less than |only |up to |< ?|a total of |"
    rf"total of )?(?P<n>{_NUMBER})(?P<plus>\+| or more|"
    rf" plus)?(?: ?(?:/|of the|of|out of(?: the)?|out of a possible) ?(?:a )?(?:total )?(?P<m>\d{{1,2}}|"
    r"one|two|three|four|five|six|seven|eight))?"
    rf"(?P<count_tests> {_TESTS})?)"
)
# All that a row is made of.
_TOKEN = pattern_of(
    rf"{_NAME}|(?P<unsure>{_UNSURE})|(?P<plus_>{_PLUS})|(?P<minus_>{_MINUS})|(?P<side>{_SIDES})|"
    rf"(?P<tests>{_TESTS})|(?P<stop>[;\n]|\.(?=\s|$))|(?P<comma>,)|"
    r"(?P<dash>(?<=[a-z'] )-(?= ?(?:faber|patrick|gaensl|yeoman|thigh|compress|distract|sacral|pelvic|si |"
    r"tt\b)))|(?P<colon>:)|(?P<open>\()|(?P<close>\))"
)
# Cheap signs that a sentence may name a manoeuvre, or count some.
_NAMED = pattern_of(
    r"faber|f\.a\.b|patrick|ga?e?nsl?|ga?e?nslen|gaenslin|yeoman|thigh|\btt\b|shear|compr|distr|gapping|"
    r"fortin|sacral (?:thrust|spring)|figure|\bp4\b|pppp|ostgaard|approximation|finger[- ]point|"
    r"finger test"
)
# … or that it counts them.
_COUNTS = pattern_of(r"tests?\b|testing|provocat|man(?:o?eu)v|cluster|stress test|signs")
# A name without its group.
_BARE_NAME = re.sub(r"\?P<[a-z_]+>", "?:", _NAME)
# A number with its result, in any order.
_COUNTED = pattern_of(
    r"(?<![\d/.])\b(?P<nx>\d|one|two|three|four|five|"
    rf"six) positive (?P<tx>{_TESTS})(?: (?:of|out of)(?: the)? (?P<mx>\d|three|four|five|six|seven))?|"
    rf"(?<![\d/.])\b{_COUNT}(?:,? \(?(?:namely |i\.e\.,? )?(?:the |her |"
    rf"his )?(?:(?:{_BARE_NAME})(?:,? and |, | & |/|\)?,?(?= ))){{1,6}})?"
    rf"(?: (?:that )?(?:i|we) (?:use|used|do|did|performed|"
    rf"tried)(?: (?:for|on|of|the|her|his|left|right|si|sij|sacroiliac|joint)){{0,6}})?(?: (?:were|are|was|"
    r"is|that were|which were|came back|out of \w+))*(?: (?:all|clearly|strongly|now))? (?P<sign>lit up|set off|"
    r"brought on|recreat\w+|evok\w+|elicit\w*|provocative\b(?! test)|sore\b|positive|"
    r"\+|pos\b|\+ve|negative|neg\b|reproduc\w+|provok\w+|painful|hurt)"
    r"|(?P<sign_first>\b(?:positive|pos\b\.?|\+)) (?:in |for |on |"
    rf"at )?(?:{_KIND_OF_TEST})?(?P<n2>\d{{1,2}}|one|two|three|four|five|six) ?(?:of|/|"
    rf"out of)(?: the)? ?(?P<m2>\d{{1,2}}|three|four|five|six|seven)(?: {_TESTS})?"
    rf"|(?P<head>{_TESTS}|positive {_TESTS}|tests positive|number positive|# positive|positives?|"
    rf"(?:total|number of) positive(?: {_TESTS})?)[^.;\n]{{0,14}}?\s?[:=]?\s?\(?\b(?P<n3>\d{{1,2}}|one|two|"
    r"three|four|five|six|none|zero|"
    rf"nil)(?P<m3_> ?\(?(?:/|of|out of)(?: the)? ?(?P<m3>\d{{1,2}}|three|four|five|six|"
    r"seven))?\)?(?= ?(?:positive|pos\b|\+|on|performed|done|tested|[,;.)(\n]|$|left|right|l\b|r\b|lt|rt))"
    rf"|(?<![\d/.])\b(?P<n4>\d)/(?P<m4>\d) (?={_TESTS})(?P<t4>{_TESTS})"
)
_WORD = dict(
    zip(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight"], range(9), strict=True)
) | {"none": 0, "no": 0, "nil": 0}
# An examination to come.
_PLANNED = pattern_of(
    r"\b(?:will (?:be |perform|repeat)|to be (?:done|performed)|should be|plan to|needs?|recommend\w*|if)\b[^.;]{0,40}$"
)
# 'Three positive tests are required' tells of none.
_NEEDED = pattern_of(r"[^.;\n]{0,40}\b(?:is|are|being) (?:required|needed|necessary|mandatory|expected)\b")
# What makes a number one of these manoeuvres.
_CONTEXT = pattern_of(
    rf"{_TESTS}|faber|patrick|gaensl|yeoman|thigh thrust|\bsij?\b|sacroiliac|fortin|posterior shear|pelvi\w+"
)

# A manoeuvre repeated after the anaesthetic tells of the block and not of the joint before it.
_AFTER_BLOCK = pattern_of(
    r"\b(?:repeat(?:ed)?|retest(?:ed)?|re-?test\w*) (?:at|after|post|in recovery|\d)|"
    r"\bpost-?(?:inj\w*|block|proc\w*)\b[^.;]{0,40}\b(?:negative|neg)\b|"
    r"\b(?:minutes?|min|hours?|hr) (?:after|post|following)\b|"
    r"\bafter the (?:block|injection|anesthetic|anaesthetic)\b"
)

Result = Literal["positive", "negative", "unsure", "undone", "unread"]

# Not tested.
_UNDONE = pattern_of(
    r"not (?:done|performed|tested|attempted|assessed|able|tolerated|possible|examined)|deferred|unable|"
    r"omitted|n/a|n/t|could not be"
)
# 'All but distraction', 'every test except Gaenslen': the manoeuvre named has the other result.
_ALL_BUT = pattern_of(
    r"\b(?:all|every|each)\b[^.;,]{0,40}\b(?:except(?:ing)?(?: for)?|but|apart from|other than|"
    r"save(?: for)?) (?:the )?$"
)
# An examination of an earlier day, and where the words come to this one.
_EARLIER = pattern_of(
    r"\b(?:prior|previous|last|initial|earlier|first|former) (?:physical )?(?:exam\w*|visit|evaluation|"
    r"encounter|appointment|consult\w*)\b|\bpreviously\b"
)
_NOW = pattern_of(
    r"(?:[;.,]|\bbut\b|\band\b)\s*(?:today|now|currently|this visit|at this visit|on exam today|this time|at present)\b"
)


@dataclass(slots=True)
class _Item:
    """One manoeuvre with what is known of it so far."""

    name: str
    start: int
    end: int
    side: Side | None = None
    result: Result | None = None
    result_end: int = 0


@dataclass(slots=True)
class _Count:
    """A stated number of positive manoeuvres."""

    start: int
    end: int
    positive: int | None
    tested: int | None
    side: Side | None = None
    covers: bool = True


@dataclass(slots=True)
class _Exam:
    """An examination: what stands near enough together to be one."""

    items: list[_Item] = field(default_factory=list)
    counts: list[_Count] = field(default_factory=list)
    start: int = 0
    end: int = 0
    past: bool = False


def read_manoeuvres(page: Page) -> list[Fact]:
    """The provocation manoeuvres of each examination in a document, one fact a side."""
    if not page.having(_STEMS):
        return []
    facts: list[Fact] = []
    for exam in _exams(page):
        facts += _facts(page, exam)
    return facts


def _exams(page: Page) -> list[_Exam]:
    """Sentences that name manoeuvres, joined where they follow each other within 160 characters and no blank line."""
    exams: list[_Exam] = []
    side: Side | None = None
    line = -1
    spoken = frozenset(page.having(_STEMS))
    told: Result | None = None
    for index, sentence in enumerate(page.sentences):
        if page.folded.find("\n", line if line >= 0 else 0, sentence.start) >= 0:
            side = None  # a heading 'Right:' holds to the end of its line
        line = sentence.start
        if index not in spoken and not _SIDED_COUNT.match(page.folded, sentence.start, sentence.end):
            alone = (
                re.fullmatch(
                    r"\W*(?:(?:side|laterality)(?: tested|"
                    rf" examined)?[ :=-]+)?(?:on (?:the )?)?(?P<side>{_SIDES})(?: side)?\W*",
                    page.folded[sentence.start : sentence.end].strip(),
                )
                if exams and sentence.start - exams[-1].end < 12
                else None
            )
            if alone:
                for item in exams[-1].items:
                    item.side = item.side or _side(alone["side"])
            summed = _SUMMED.fullmatch(page.folded, sentence.start, sentence.end) if exams else None
            if summed and sentence.start - exams[-1].end < 40:
                count = _Count(summed.start(), summed.end(), _number(summed["n"]), _number(summed["m"]), covers=False)
                count.side = next((item.side for item in exams[-1].items if item.side), None)
                exams[-1].counts.append(count)
                exams[-1].end = summed.end()
            heading = _heading(page.folded, sentence)
            side = heading or side
            continue
        for part, past in _parts(page, sentence):
            items, counts, side = _row(page, part, side, told)
            items = [item for item in items if item.name != "other"]
            told = next((item.result for item in reversed(items) if item.result in ("positive", "negative")), None)
            if not items and not counts:
                continue
            low = min([item.start for item in items] + [count.start for count in counts])
            high = max([max(item.end, item.result_end) for item in items] + [count.end for count in counts])
            if (
                exams
                and exams[-1].past == past
                and low - exams[-1].end <= 160
                and "\n\n" not in page.folded[exams[-1].end : low]
            ):
                exams[-1].items += items
                exams[-1].counts += counts
                exams[-1].end = high
            else:
                exams.append(_Exam(items, counts, low, high, past))
    exams = [exam for exam in exams if exam.counts or any(item.result != "unread" for item in exam.items)]
    return [exam for exam in exams if not exam.past] or exams


def _parts(page: Page, sentence: Stretch) -> Iterator[tuple[Stretch, bool]]:
    """A sentence in pieces of a length that can be read, and whether each tells of an earlier visit."""
    folded = page.folded
    cut, past = sentence.end, False
    if _EARLIER.search(folded, sentence.start, min(sentence.end, sentence.start + 120)):
        now = _NOW.search(folded, sentence.start, sentence.end)
        cut, past = (now.start() if now else sentence.end), True
    for first, end, earlier in ((sentence.start, cut, past), (cut, sentence.end, False)):
        for start in range(first, end, 700):
            yield Stretch(start, min(end, start + 700)), earlier


def _heading(folded: str, sentence: Stretch) -> Side | None:
    """A side that heads what follows: 'Right:', 'Exam, left side:', 'STRESS TESTS, LEFT (x = painful)'."""
    match = re.search(
        rf"(?P<side>{_SIDES})(?: (?:side|sij?|si joint|sided))?\s*[):]+\s*$",
        folded[sentence.start : sentence.end],
    ) or re.match(
        rf"[^.;:\n]{{0,40}}\b(?:tests|testing|man(?:o?eu)v(?:er|re)s|"
        rf"exam)\b[ ,(-]+(?P<side>{_SIDES})\)?[ ]*(?:\([^)\n]*\))?\s*$",
        folded[sentence.start : sentence.end],
    )
    return _side(match["side"]) if match else None


def _side(words: str) -> Side:
    word = words.strip(". ")
    if word.startswith("b") or re.search("[<=>]", word):
        return "bilateral"
    return "left" if word.startswith("l") else "right"


def _number(word: str) -> int | None:
    return int(word) if word.isdigit() else _WORD.get(word)


# --- one row ---------------------------------------------------------------------------------------------------------


def _row(
    page: Page, part: Stretch, heading: Side | None, told: Result | None
) -> tuple[list[_Item], list[_Count], Side | None]:
    """The manoeuvres and counts of one sentence, each with its result and side.

    `told` is the result that the sentence before ended with: 'Patrick's test hurt. So did the thigh thrust.'
    """
    folded, raw = page.folded, page.document.text
    named = _NAMED.search(folded, part.start, part.end)
    if not named and (sided := _sided_count(page, part)):
        return [], [sided], heading
    behind = (
        part.start - 100
        if folded[part.start] in ";,. " or folded.startswith(("and", "but"), part.start)
        else part.start
    )
    if (
        not named
        and not _COUNTS.search(folded, max(0, behind), part.end)
        and not (behind < part.start and _NAMED.search(folded, max(0, behind), part.start))
    ):
        return [], [], heading
    if (
        elsewhere(page, part.start)
        or page.section(part.start) == "goals"
        or _AFTER_BLOCK.search(folded, part.start, part.end)
    ):
        return [], [], heading
    counts = _counts(page, part) or _all_but(folded, part)
    tokens = [
        match
        for match in _TOKEN.finditer(folded, part.start, part.end)
        if not any(count.start <= match.start() < count.end and match.lastgroup not in _NAMES for count in counts)
        and not _false_friend(folded, raw, part, match)
    ]
    if not any(token.lastgroup in _NAMES for token in tokens):
        side = _sentence_side(folded, part) or heading
        for count in counts:
            count.side = count.side or _near_side(folded, part, count) or side
        if not counts and (general := _general(page, part, tokens)):
            general.side = side
            counts = [general]
        return [], counts, heading
    if another_complaint(page, next(token.start() for token in tokens if token.lastgroup in _NAMES)):
        return [], [], heading  # 'Knee: compression test negative'
    items = _assign(folded, raw, part, tokens, counts, heading, told)
    last = _last_heading(folded, part) or heading
    side = next((item.side for item in items if item.side), None)
    for count in counts:
        count.side = _near_side(folded, part, count) or side or heading
        for item in items:
            item.side = item.side or count.side
    return items, counts, last


_ANOTHER = pattern_of(r"\s*(?:faber|patrick|ga?e?nsl|yeoman|compress|distract)")


def _false_friend(folded: str, raw: str, part: Stretch, match: re.Match[str]) -> bool:
    """'Compression fracture', 'nerve root compression', 'distracted', 'TT' in small letters, 'l' of 'l5'."""
    name, start, end = match.lastgroup, match.start(), match.end()
    left, right = folded[max(part.start, start - 30) : start], folded[end : min(part.end, end + 30)]
    if name == "compression":
        return (
            bool(
                re.match(
                    r"\s*(?:fracture|fx|stocking|of the (?:nerve|cord|thecal|root|exiting|traversing)|sock|"
                    r"garment|device|deform|wrap|sleeve|neuropath)",
                    right,
                )
                or re.search(
                    r"(?:nerve|root|cord|neural|foraminal|canal|thecal|spinal|cauda equina|old|axial|vertebral|on|"
                    r"disc|ulnar|median|wedge|upon|no|neck|cervical|chest|pneumatic)\s*$",
                    left,
                )
                or (
                    match[0].startswith("comp")
                    and len(match[0].strip(".")) < 6
                    and not re.match(r"\s*(?:,|\+|-|pos|neg|[yn]\b|yes\b|no\b|\)|;|and|/|:|test)", right)
                )
            )
            or not _in_list(folded, part, start, end)
        )
    if name == "distraction":
        return (
            bool(re.search(r"(?:cervical|neck|axial|manual|joint)\s*$", left))
            or not _in_list(folded, part, start, end)
        )
    if name == "thigh_thrust" and match[0] == "tt":
        return (
            raw[start:end] != "TT"
            or not (
                re.match(
                    r"\s*(?:[,+;:.|)/\u2713\u2714\u2611\u2717\u2718-]|$|"
                    r"pos|neg|[yn]\b|yes\b|no\b|and|test|\(|(?:[lr]|left|right) ?[(+-])",
                    right)
                or _ANOTHER.match(right)
                or re.search(r"[+)/-]\s*$", left)
            )
        )
    if name == "faber":
        return bool(re.match(r" (?:castle|street)", right))
    if name == "side":
        if match[0] in ("l", "r") and (re.match(r"\s*[>\d]|\s*-?\d", right) or re.search(r"\d$", left)):
            return True
        if (
            match[0] == "both"
            and re.match(r" (?!sides?\b|sij?s?\b|joints?\b|left\b|right\b|and\b|on\b|with\b|hips\b)[a-z]", right)
        ):
            return True
        return raw[start:end] in ("l", "r") and not re.match(r"\s*[:)+-]", right)
    if (
        name == "minus_"
        and match[0] in ("normal", "unremarkable", "comfortable", "nil", "no pain", "absent", "pain-free", "painless")
    ):
        return not re.match(
            r"\s*(?:[,;.)\n]|$|on|bil|and|with|as well|too\b|also|again|throughout|both|but|today|here|"
            r"(?:left|right|l|r)\b)",
            right,
        )
    if name in ("plus_", "minus_") and re.match(r"pos|neg", match[0]) and re.search(r"(?:☐|\[ \]) ?$", left):
        return True  # a box that is not ticked
    if (
        name == "plus_"
        and match[0].startswith("reproduc")
        and re.search(r"\b(?:not|never|n't|no|without|non)[ -]?(?:pain )?$", left)
    ):
        return False
    return False


# A ticked box before a name.
_TICKED = pattern_of(
    r"(?:\[ ?(?:x|\+|-|yes|no|y|n|pos|neg|) ?\]|\( ?(?:x|\+|-|) ?\)|[\u2610-\u2612\u2713\u2714\u2717\u2718]|"
    r"(?:^|\n)[ ]*(?:pos|neg)(?:itive|ative)?\.?:?) ?$"
)
_TICK_BEHIND = pattern_of(
    r"(?:[ ]tests?)?[ \t|:.]{1,60}"
    r"(?:\[ ?x ?\]|[\u2611\u2612\u2713\u2714]|\( ?x ?\)|x(?=[ \t|]*(?:\n|$)))"
)
# Manoeuvres that are nothing else.
_SURE_NAME = pattern_of(r"faber|patrick|ga?e?nsl|yeoman|thigh thrust|provocat")


def _in_list(folded: str, part: Stretch, start: int, end: int) -> bool:
    """Whether 'compression' or 'distraction' stands among manoeuvres, or has a result of its own."""
    if _TICKED.search(folded, max(0, start - 6), start) and _SURE_NAME.search(folded, max(0, start - 240), end + 120):
        return True  # a tick list has one manoeuvre a line
    if _TICK_BEHIND.match(folded, end) and _SURE_NAME.search(folded, max(0, start - 400), end + 400):
        return True  # … or has its boxes behind
    if (
        _SURE_NAME.search(folded, max(0, start - 160), end + 120)
        and re.match(rf"[ :(/|]*(?:{_SIDES})?[ :)]*(?:{_PLUS}|{_MINUS})", folded[end : min(part.end, end + 24)])
    ):
        return True
    near = folded[max(part.start, start - 90) : min(part.end, end + 90)]
    if (
        re.search(
            r"faber|patrick|gaensl|yeoman|thigh|\btt\b|distract|compress|fortin|posterior shear|provoc|aslr|"
            r"\bsi[ j]|sij\b|sacroiliac|gapping",
            near.replace(folded[start:end], ""),
        )
        and re.search(rf"{_PLUS}|{_MINUS}|\d|all|positive|provoc", near)
    ):
        return True
    return bool(
        re.match(
            rf"\s*(?:tests?)?\s*[:=-]?\s*(?:was |is |on (?:the )?(?:left|right) )?(?:{_SIDES} )?(?:\+|positive|"
            r"elicits? (?:no )?pain|does not elicit|gives? (?:no )?pain|gave (?:no )?pain|"
            r"produces? (?:no )?pain|hurts?\b|painful|"
            r"pos\b|negative|neg\b|reproduc|does not reproduc|did not)",
            folded[end : min(part.end, end + 40)],
        )
    )


@dataclass(slots=True)
class _Group:
    """Manoeuvres joined by nothing but commas and 'and'."""

    items: list[_Item]
    start: int
    end: int
    excepted: bool = False  # named as the one that differs from all others


# What may stand between two manoeuvres of one list.
_LIST_GLUE = pattern_of(
    r"^[ ]*(?:'s)?[ ]*(?:tests?|signs?|man(?:o?eu)v(?:er|re)s?)?[ ]*(?:,|/|and|&|\+|as well as|plus|, and|"
    r", or|, then|or|nor|"
    r"\|)?(?: (?:the|her|his|also|positive|a|with|on|by|during))*[ ]*(?:(?:left|right|lt|rt|l|r|"
    r"bilat\w*)\.?)?[ ]*(?:tests?|signs?)?[ ]*$"
)


def _assign(
    folded: str,
    raw: str,
    part: Stretch,
    tokens: list[re.Match[str]],
    counts: list[_Count],
    heading: Side | None,
    told: Result | None,
) -> list[_Item]:
    """Give each manoeuvre its result and side; one whose result cannot be read is kept as such."""
    items: list[_Item] = []
    marks: list[tuple[int, int, Result]] = []
    sides: list[tuple[int, int, Side]] = []
    symbolic = (
        any(token[0] in ("+", "(+)") for token in tokens)
        and not any(re.match("pos|neg", token[0]) for token in tokens)
    )
    for token in tokens:
        kind = str(token.lastgroup)
        if kind == "dash" and symbolic:
            marks.append((token.start(), token.end(), "negative"))
        elif kind in _NAMES:
            items.append(_Item(kind, token.start(), token.end()))
        elif kind in ("plus_", "minus_", "unsure"):
            result = _result_of(folded, part, token)
            if re.match(r"(?:as|so) |likewise|ditto|similarly|the same|also|too|as well|just as", token[0]):
                result = marks[-1][2] if marks else told or "undone"
            marks.append((token.start(), token.end(), result))
        elif kind == "side":
            sides.append((token.start(), token.end(), _side(token[0])))
    marks = [mark for mark in marks if not _joins(folded, items, mark)]
    groups = _groups(folded, items, marks)
    prefixed, suffixed = _prefixed(groups, marks), _boxes_behind(folded, groups, marks, part.end)
    for count in counts:
        if count.positive is not None:
            marks.append((count.start, count.end, "negative" if count.positive == 0 else "positive"))
    marks.sort()
    for index, group in enumerate(groups):
        if any(c.start < group.start and group.end < c.end and c.positive == len(group.items) for c in counts):
            for item in group.items:  # 'two of the five (thigh thrust, FABER) were positive'
                item.result, item.result_end = "positive", item.end
            continue
        if told_by_column := _by_column(raw, folded, group):
            for item in group.items:
                item.result, item.result_end = told_by_column
            continue
        if row := _row_of_signs(folded, part, group):
            for item, (result, end) in zip(group.items, row, strict=True):
                item.result, item.result_end = result, end
            continue
        if paired := _pair_of_signs(folded, part, group):
            for side, result, end in paired:
                items += [_Item(item.name, item.start, item.end, side, result, end) for item in group.items]
            items = [item for item in items if item not in group.items]
            continue
        following = groups[index + 1].start if index + 1 < len(groups) else part.end
        previous = groups[index - 1].end if index else part.start
        after = [mark for mark in marks if group.end <= mark[0] < following]
        before = [mark for mark in marks if previous <= mark[0] and mark[1] <= group.start]
        ahead_only = prefixed and bool(before)
        chosen = (
            before[-1]
            if ahead_only
            else after[0]
            if suffixed
            else _own_mark(folded, group, after, before, index, groups) or _excepted(folded, group, before)
        )
        if group.excepted and (whole := chosen or (after[0] if after else None)):
            other: Result = "negative" if whole[2] == "positive" else "positive" if whole[2] == "negative" else "unsure"
            chosen = whole[0], whole[1], other
        if chosen is None:
            continue
        if (
            not ahead_only
            and len(after) > 1
            and chosen is after[0]
            and (pair := _two_sided(folded, group, after, sides) or _columns(folded, part, group, after))
        ):
            for side, result, end in pair:
                items += [_Item(item.name, item.start, item.end, side, result, end) for item in group.items]
            items = [item for item in items if item not in group.items]
            continue
        for item in group.items:
            item.result, item.result_end = chosen[2], chosen[1]
    _place(folded, part, groups, sides, heading, items)
    for item in items:
        item.result = item.result or ("unread" if item.name in COUNTED else None)
    return [item for item in items if item.result is not None or item.name == "fortin"]


def _joins(folded: str, items: list[_Item], mark: tuple[int, int, Result]) -> bool:
    """'FABER + thigh thrust both positive': the sign stands for 'and'."""
    if folded[mark[0] : mark[1]] != "+":
        return False
    following = next((item for item in items if item.start >= mark[1]), None)
    return (
        following is not None
        and folded[mark[1] : following.start] == " "
        and bool(re.match(r" (?:tests? )?(?:(?:were|are) )?(?:both|all) ", folded[following.end : following.end + 24]))
    )


def _prefixed(groups: list[_Group], marks: list[tuple[int, int, Result]]) -> bool:
    """'(+) FABER (+) Gaenslen (-) compression': every result stands before its manoeuvre, and none after the last."""
    if len(groups) < 2 or len(marks) < len(groups) or marks[0][1] > groups[0].start or marks[-1][0] > groups[-1].start:
        return False
    between = [sum(a.end <= mark[0] < b.start for mark in marks) for a, b in pairwise(groups)]
    ends = [min((g.start - mark[1] for mark in marks if mark[1] <= g.start), default=99) for g in groups]
    return all(n == 1 for n in between) and max(ends) <= 3


def _boxes_behind(folded: str, groups: list[_Group], marks: list[tuple[int, int, Result]], end: int) -> bool:
    """'FABER (x) Gaenslen ( ) Compression (x)': every box stands behind its manoeuvre, and none before the first."""
    if len(groups) < 2 or len(marks) != len(groups):
        return False
    ends = [*(group.start for group in groups[1:]), end]
    return all(
        group.end <= mark[0] < following and folded[mark[0]] in "[(" and not folded[group.end : mark[0]].strip(" :.")
        for group, following, mark in zip(groups, ends, marks, strict=True)
    )


# 'Provoked nothing', 'brought on no pain'.
_NOTHING_CAME = pattern_of(
    r"[ ]*(?:(?:in|for|on) )?(?:him |her |them |the patient )?(?:nothing|none|nil|no (?:\w+ ){0,3}?(?:pain|discomfort|"
    r"symptoms?|ache|response|complaint|soreness|tenderness))\b(?P<but> (?:but|except|other than|beyond|more than)\b)?"
)


def _result_of(folded: str, part: Stretch, token: re.Match[str]) -> Result:
    kind = token.lastgroup
    if kind == "unsure":
        return "undone" if _UNDONE.match(token[0]) else "unsure"
    left = folded[max(part.start, token.start() - 24) : token.start()]
    right = folded[token.end() : min(part.end, token.end() + 40)]
    if kind == "plus_":
        if re.search(r"\b(?:neither|none of)\b[^.;:]*$", folded[max(part.start, token.start() - 120) : token.start()]):
            return "negative"
        if re.search(r"\b(?:not|n't|never|non|no|without|fails? to|failed to)[ -](?:\w+ )?$", left):
            return "negative"
        if nothing := _NOTHING_CAME.match(right):
            return "unsure" if nothing["but"] else "negative"
        if (
            token[0].startswith(("reproduc", "elicit", "provok", "recreat", "hurt", "produc", "caus"))
            and re.match(r"[^.;,]{0,24}\b(?:groin|hip|knee|lateral hip|neck)\b", right)
            and not re.search(r"\b(?:si\b|sij|buttock|back|sacr\w*)\b", right)
        ):
            return "unsure"  # groin pain with FABER is the hip's
        if re.match(r"\s*(?:for|with|,|\()?\s*(?:only )?(?:lateral |right |left )?(?:groin|hip|knee)\b(?! and)", right):
            return "unsure"
        return "positive"
    return "unsure" if re.search(r"\bnot $", left) else "negative"


def _groups(folded: str, items: list[_Item], marks: list[tuple[int, int, Result]]) -> list[_Group]:
    groups: list[_Group] = []
    for item in items:
        if (
            groups
            and _LIST_GLUE.match(folded[groups[-1].end : item.start])
            and not any(groups[-1].end <= s < item.start for s, _, _ in marks)
        ):
            groups[-1].items.append(item)
            groups[-1].end = item.end
        else:
            groups.append(
                _Group([item], item.start, item.end, bool(_ALL_BUT.search(folded, max(0, item.start - 80), item.start)))
            )
    return groups


# What may stand between a manoeuvre and its result behind it: 'FABER test on the right was'.
_TO_MARK = pattern_of(
    r"^(?:'s)?[ ]*(?:tests?|signs?|man(?:o?eu)v(?:er|re)s?|testing)?[ ]*[)\]]*[ ]*(?:[:=,|-]|☒|☑|"
    r"☐ ?(?:pos|neg)\w*|exquisitely|extremely|quite|definitely|unequivocally|frankly|exceedingly|are|is|"
    r"was|were|all|both|each|today|test|also|,|\(|on|the|for|pain|at|which|that|with|strongly|clearly|"
    r"mildly|markedly|very|tender|\/|she|he|exam|to|be|remain\w*|still|again|"
    r"gave|gives|give|produced|produces|caused|causes|came|up|back|turned|out|proved|found|did|"
    r"not|only|one|sole|that|could|can|tried|tested|performed|done|repeated|twice|once|repeatedly|two|three|attempts?|"
    r"occasions?|"
    r"left|right|lt|rt|l|r|bilat\w*|b/l|side|sided|sij?|joint|[1-4]|\)|[ ])*$"
)
# What may stand between a result and the manoeuvre it heads: 'positive on the left for'.
_FROM_MARK = pattern_of(
    r"^[ ]*(?:[:=,(-]|for|with|on|by|to|of|in|the|were|was|are|is|following|include\w*|incl\.?|including|"
    r"tests?|signs?|man(?:o?eu)v(?:er|re)s?|provocati\w+|si|sij|joint|sacroiliac|pain|her|his|familiar|"
    r"usual|typical|concordant|index|and|both|i\.e\.?|namely|as follows|responses?|results?|findings?|"
    r"signs?|"
    r"left|right|lt|rt|l|r|bilat\w*|side|sided|at|exam\w*|during|testing|\)|buttock|low|back|symptoms?|"
    r"psis|sulcus|sacral|all|special|orthopa?edic|one|two|three|four|five|six|\d|x|[ ])*$"
)


def _own_mark(
    folded: str,
    group: _Group,
    after: list[tuple[int, int, Result]],
    before: list[tuple[int, int, Result]],
    index: int,
    groups: list[_Group],
) -> tuple[int, int, Result] | None:
    """The result that is this group's: mostly the one behind it, else one that heads it."""
    behind = (
        after[0]
        if after and _TO_MARK.match(folded[group.end : after[0][0]]) and "\n" not in folded[group.end : after[0][0]]
        else None
    )
    ahead = before[-1] if before and _introduces(folded[before[-1][1] : group.start]) else None
    if (
        ahead
        and index
        and not groups[index - 1].excepted
        and groups[index - 1].end <= ahead[0]
        and _TO_MARK.match(folded[groups[index - 1].end : ahead[0]])
    ):
        claimed = not _is_box(folded, ahead) and not _heads(folded, groups, index, ahead)
        ahead = None if claimed else ahead
    if behind and ahead and _is_box(folded, behind) and _is_box(folded, ahead):
        return ahead if not index or groups[index - 1].end <= ahead[0] else behind  # boxes stand before what they tick
    if behind and ahead:
        nearer = _leads(folded, groups, index, behind)
        return ahead if nearer else behind
    return behind or ahead


def _is_box(folded: str, mark: tuple[int, int, Result]) -> bool:
    """'[x]' ticks what follows; '[+]' is a sign like any other."""
    return folded[mark[0]] == "[" and not folded.startswith(("[+]", "[-]"), mark[0])


def _excepted(folded: str, group: _Group, before: list[tuple[int, int, Result]]) -> tuple[int, int, Result] | None:
    """'Negative except for FABER': the manoeuvre named has the other result."""
    if (
        not before
        or not re.search(
            r"\b(?:except(?:ing)?(?: for)?|apart from|other than|aside from|save(?: for)?|bar)\s(?:the )?$",
            folded[before[-1][1] : group.start],
        )
    ):
        return None
    start, end, result = before[-1]
    return (start, end, "positive" if result == "negative" else "negative") if result != "unsure" else None


def _introduces(between: str) -> bool:
    """Whether the words after a result lead to the manoeuvres it is of: ' her in the usual spot: '."""
    return (
        bool(_FROM_MARK.match(between))
        or (between.rstrip().endswith(":") and len(between.split()) <= 9 and not re.search(r"[.;]", between))
    )


def _heads(folded: str, groups: list[_Group], index: int, mark: tuple[int, int, Result]) -> bool:
    """Whether a result between two groups heads the later one: ', negative compression', '; positive: FABER'."""
    between_left = folded[groups[index - 1].end : mark[0]]
    between_right = folded[mark[1] : groups[index].start]
    if re.search(r"[,;]\s*$|\band\s*$|\bbut\s*$", between_left) and not re.match(r"\s*[,;]", between_right):
        return True
    return bool(re.match(r"\s*(?::|for\b|on\b|with\b)", between_right)) and bool(re.search(r"[;.]\s*$", between_left))


def _leads(folded: str, groups: list[_Group], index: int, behind: tuple[int, int, Result]) -> bool:
    """Whether the result behind a group belongs to the next group, which it heads."""
    return (
        index + 1 < len(groups)
        and behind[1] <= groups[index + 1].start
        and _heads(folded, groups, index + 1, behind)
    )


def _two_sided(
    folded: str, group: _Group, after: list[tuple[int, int, Result]], sides: list[tuple[int, int, Side]]
) -> list[tuple[Side, Result, int]] | None:
    """'FABER + R, - L': one result a side; each side stands beside its own result."""
    first, second = after[0], after[1]
    if not _TO_MARK.match(folded[group.end : first[0]]) or second[0] - first[1] > 24:
        return None
    found: list[tuple[Side, Result, int]] = []
    near = [side for side in sides if group.end <= side[0] <= second[1] + 12]
    if len(near) < 2 or near[0][2] == near[1][2] or "bilateral" in (near[0][2], near[1][2]):
        return None
    for mark, side in zip((first, second), near, strict=False):
        found.append((side[2], mark[2], max(mark[1], side[1])))
    return found


# 'FABER, Gaenslen, compression: + + -': a sign for each name.
_SIGNS = pattern_of(
    r"[ ]*[:=(]?[ ]*(?P<signs>(?:[+-]|pos|neg)(?:[ ]?[,/ ][ ]?(?:[+-]|pos|neg)){1,6})"
    r"(?=[ ]*(?:[.,;()\n]|$|on\b|left|right|l\b|r\b))"
)


def _row_of_signs(folded: str, part: Stretch, group: _Group) -> list[tuple[Result, int]]:
    """The results of a list whose signs follow it in the same order, one a name."""
    match = _SIGNS.match(folded, group.end, part.end)
    signs = list(re.finditer(r"[+-]|pos|neg", match["signs"])) if match else []
    if match is None or len(signs) != len(group.items):
        return []
    start = match.start("signs")
    return [("positive" if sign[0] in ("+", "pos") else "negative", start + sign.end()) for sign in signs]


# 'SI tests (R/L): FABER +/-, Gaenslen +/+': the signs stand in the order of the sides that the heading gives.
_SIDES_OF_PAIRS = pattern_of(r"\b(?P<a>right|left|rt|lt|r|l) ?[/|] ?(?P<b>right|left|rt|lt|r|l)\b")
_PAIR = pattern_of(
    r"(?: tests?)?[ :=(]*(?P<a>\+|-|pos\w*|neg\w*) ?[/|] ?(?P<b>\+|-|pos\w*|neg\w*)(?=[ ]*(?:[.,;|)\n]|$|[a-z]))"
)


def _pair_of_signs(folded: str, part: Stretch, group: _Group) -> list[tuple[Side, Result, int]]:
    """One result a side, where a heading names the sides in their order; '+/-' is no doubt there."""
    pair = _PAIR.match(folded, group.end, part.end)
    if pair is None or len(group.items) > 1:
        return []
    head = last(_SIDES_OF_PAIRS.finditer(folded, max(0, group.start - 400), group.start))
    if head is None or _side(head["a"]) == _side(head["b"]):
        return []
    return [
        (_side(head[sign]), "positive" if pair[sign][0] in "+p" else "negative", pair.end(sign)) for sign in ("a", "b")
    ]


# The head of a table with a column a result: 'Test   positive   negative   not done'.
_RESULT_COLUMN = pattern_of(
    r"(?P<positive>\b(?:positive|pos|yes|y|painful|pain|reproduces|provokes|present)\b|\+(?:ve)?(?!\w))|"
    r"(?P<negative>\b(?:negative|neg|no|n|painless|no pain|absent)\b|(?<![\w-])[-\u2013](?:ve)?(?![\w-]))|"
    r"(?P<undone>\b(?:not (?:done|tested|performed|assessed|examined)|n/?[dta]|untested|equivocal|unsure|deferred)\b)"
)
_HEAD_OF_RESULTS = pattern_of(
    r"[^\n]*?(?:^|[ \t|(/])(?:positive|pos|yes|y|painful|reproduces|provokes|\+(?:ve)?|negative|neg|no|n|painless|"
    r"-(?: ?ve)?)(?:[ \t|/)\[\]]+(?:positive|pos|yes|y|painful|reproduces|provokes|\+(?:ve)?|negative|neg|no|n|"
    r"painless|-(?: ?ve)?|not (?:done|tested|performed|assessed|examined)|n/?[dta]|untested|equivocal|unsure|"
    r"deferred)){1,3}[ \t|):]*$"
)
_MARK_IN_ROW = pattern_of(
    r"(?P<full>\[ ?[xX\u2713\u2714*] ?\]|\( ?[xX*] ?\)|[\u2611\u2612\u25a0])|"
    r"(?P<empty>\[[ _]*\]|\( +\)|[\u2610\u25a1\u25fb])|"
    r"(?P<bare>(?<![\w])[xX\u2713\u2714](?!\w))"
)


def _by_column(raw: str, folded: str, group: _Group) -> tuple[Result, int] | None:
    """The result of a row under a head with a column a result: the tick belongs to the column it stands in.

    A tick that stands clearly in none tells nothing.
    """
    start, stop = raw.rfind("\n", 0, group.start) + 1, raw.find("\n", group.end)
    stop = min(stop if stop >= 0 else len(raw), group.end + 120)
    marks = list(_MARK_IN_ROW.finditer(raw, group.end, stop))
    if not marks or re.search(r"[a-z]{3}", folded[group.end : marks[0].start()].replace("test", "")):
        return None
    columns = _columns_of_results(raw, start)
    if len(columns) < 2:
        return None
    if re.search(r"\b(?:pos|neg|yes|no)", raw[group.end : stop].lower()):
        return None  # the row names its own answers
    full = [index for index, mark in enumerate(marks) if mark["full"] or mark["bare"]]
    end = marks[-1].end()
    if len(full) != 1:
        return "undone" if not full else "unsure", end
    mark = marks[full[0]]
    if len({result for _, result in columns}) < len(columns):
        return "unsure", end  # columns for each side
    cells = raw[group.end : stop].split("|")[1:]
    if len(cells) == len(columns) + 1 and not cells[-1].strip():
        cells = cells[:-1]
    if len(marks) == len(columns):
        return columns[full[0]][1], mark.end()
    if len(cells) == len(columns):
        at = next(index for index, cell in enumerate(cells) if _MARK_IN_ROW.search(cell))
        return columns[at][1], mark.end()
    at = mark.start() - start
    near = sorted((abs(at - where), result) for where, result in columns)
    if near[0][0] * 2 < near[1][0]:
        return near[0][1], mark.end()
    return "unsure", mark.end()


def _columns_of_results(raw: str, row: int) -> list[tuple[int, Result]]:
    """The columns of the table that the line at `row` stands in, from the head at most twelve lines above it."""
    end = row - 1
    for _ in range(12):
        if end <= 0:
            break
        start = max(raw.rfind("\n", 0, end) + 1, end - 200)
        line = raw[start:end].lower()
        if _HEAD_OF_RESULTS.match(line) and not _SURE_NAME.search(line.replace("provocat", "")):
            head = _HEAD_CELL.search(line)
            first = head.start() if head else 0
            return [
                ((found.start() + found.end()) // 2, _RESULTS[str(found.lastgroup)])
                for found in _RESULT_COLUMN.finditer(line, first)
            ]
        if not line.strip(" -=_|+") and not re.search(r"[-=_|]", line):
            break  # a blank line ends the table
        end = start - 1
    return []


# Where the columns of a head begin, behind its name for the rows.
_HEAD_CELL = pattern_of(
    r"(?<![^ \t|(/])(?:positive|pos|yes|y|painful|reproduces|provokes|\+(?:ve)?|negative|neg|no|n|painless|"
    r"-(?: ?ve)?)(?=[ \t|/)])"
)
_RESULTS: dict[str, Result] = {"positive": "positive", "negative": "negative", "undone": "undone"}


# The head of a table with a column a side.
_HEADER = pattern_of(rf"(?:^|\n)[^\n]{{0,60}}?(?P<a>{_SIDES})[ |\t/]+(?P<b>{_SIDES})[ |\t]*\n")


def _columns(
    folded: str,
    part: Stretch,
    group: _Group,
    after: list[tuple[int, int, Result]],
) -> list[tuple[Side, Result, int]] | None:
    """A table with a column a side: 'Test  R  L' above 'FABER  +  -'."""
    header = last(_HEADER.finditer(folded, max(0, part.start - 400), part.start))
    if (
        header is None
        or re.search(r"[a-z]{2}", folded[after[0][1] : after[1][0]])
        or "\n" in folded[group.end : after[1][0]]
    ):
        return None
    first, second = _side(header["a"]), _side(header["b"])
    if {first, second} != {"left", "right"}:
        return None
    return [(first, after[0][2], after[0][1]), (second, after[1][2], after[1][1])]


def _place(
    folded: str,
    part: Stretch,
    groups: list[_Group],
    sides: list[tuple[int, int, Side]],
    heading: Side | None,
    items: list[_Item],
) -> None:
    """Give each manoeuvre the side beside it, else the one that heads it, else the one the sentence ends with."""
    trailing = re.search(
        rf"(?:\((?P<a>{_SIDES})\)|\bon (?:the )?(?P<b>{_SIDES})(?: side)?|,? (?P<c>{_SIDES})(?:[- ]sided?)?)[ .;]*$",
        folded[part.start : part.end],
    )
    last = _side(next(word for word in trailing.groups()[:3] if word)) if trailing else None
    if (
        trailing
        and items
        and re.search(
            r"[;]|\b(?:all|rest|others?|otherwise|negative|positive)\b",
            folded[max([i.result_end for i in items] + [i.end for i in items]) : part.start + trailing.start()],
        )
    ):
        last = None  # '…; negative on the left' speaks of the other side
    for index, group in enumerate(groups):
        before = [s for s in sides if s[1] <= group.start and (not index or s[0] >= groups[index - 1].end)]
        end = max([item.result_end for item in group.items] + [group.end])
        following = groups[index + 1].start if index + 1 < len(groups) else part.end
        after = [
            s
            for s in sides
            if group.end <= s[0] < min(following, end + 26)
            and not re.search(r"[,;.]|\band\b", folded[max(end, group.end) : s[0]])
            and not _heads_next(folded, s, following)
        ]
        own: Side | None = None
        if after:
            own = after[0][2]
        elif (
            before
            and re.match(r"[ -]*(?:side|sided|sij?|si joint|joint|tests?)?[ ]*$", folded[before[-1][1] : group.start])
        ):
            own = before[-1][2]
        header = [
            s
            for s in sides
            if s[0] < group.start and _HEADS.match(folded, s[1]) and not _beside_result(folded, s)
        ]
        spoken = [
            s
            for s in sides
            if s[0] < group.start and re.search(r"\b(?:on|of|at) (?:the )?$", folded[max(part.start, s[0] - 8) : s[0]])
        ]
        titled = [s for s in sides if s[1] <= group.start and _TITLE.match(folded[s[1] : group.start])]
        led = header[-1][2] if header else titled[-1][2] if titled else spoken[-1][2] if spoken else None
        for item in group.items:
            mine = [
                s
                for s in sides
                if s[1] <= item.start and re.match(r"[ ]*(?:si |sij )?$", folded[s[1] : item.start])
            ]
            item.side = item.side or (mine[-1][2] if mine else None) or own or led or heading or last
    for item in items:
        item.side = item.side or heading or last


# What may follow a side that heads a list: 'Right SI joint:'.
_HEADS = pattern_of(
    r"(?:[ -](?:side|sided|sij?|si joint|joint|only|exam\w*|provocati\w+|tests?|testing|man\w+|si))*[ ]*[):,]"
)


# 'L SIJ provocation 3/6 (': a side that stands at the head of the words that lead to a list.
_TITLE = pattern_of(
    r"^(?:[ ]|si\b|sij\w*|joints?|sacro-?iliac|stress|provocat\w+|tests?|testing|man\w+|signs?|exam\w*|"
    r"positive|negative|pos\b|neg\b|x ?\d|\d|of|/|:|\( ?[+-]?|for|are|were|was|include\w*|with|all|side|"
    r"sided|special|is|irritable|tender|painful|symptomatic)*$"
)


def _heads_next(folded: str, side: tuple[int, int, Side], following: int) -> bool:
    """'… positive R FABER': the side right before the next manoeuvre is that one's."""
    return bool(re.match(r"[ ]*$", folded[side[1] : following])) and side[1] < following


def _beside_result(folded: str, side: tuple[int, int, Side]) -> bool:
    """'Gaenslen positive L, FABER …': a side that follows its result heads nothing."""
    return bool(
        re.search(r"(?:positive|negative|pos|neg|\+|-)\s*(?:on (?:the )?)?$", folded[max(0, side[0] - 14) : side[0]])
    )


def _sentence_side(folded: str, part: Stretch) -> Side | None:
    found = {_side(match[0]) for match in re.finditer(_SIDES, folded[part.start : part.end])}
    return found.pop() if len(found) == 1 else None


def _near_side(folded: str, part: Stretch, count: _Count) -> Side | None:
    before, after = folded[
        max(part.start, count.start - 16) : count.start
    ], folded[count.end : min(part.end, count.end + 26)]
    left = re.search(
        rf"(?P<side>{_SIDES})(?: (?:side|sided|sij?|si joint|si))?[ :,]*(?:provocation|tests?|man\w+)?[ :,]*$",
        before,
    )
    right = re.match(rf"[ ,]*(?:tests? |maneuvers? )?(?:on (?:the )?|\()?(?P<side>{_SIDES})", after)
    inside = re.search(rf"(?P<side>{_SIDES})", folded[count.start : count.end])
    match = right or left or inside
    return _side(match["side"]) if match else None


def _last_heading(folded: str, part: Stretch) -> Side | None:
    """The last side that heads a list in this sentence and so may go on into the next: 'Exam, right side: FABER …'."""
    found = last(
        re.finditer(
            rf"(?P<side>{_SIDES})(?:[ -](?:side|sij?|si joint|joint|sided|exam\w*|provocati\w+|tests?|man\w+|"
            r"si))*\s*[):]",
            folded[part.start : part.end],
        )
    )
    if found:
        return _side(found["side"])
    opened = re.match(rf"\W*on (?:the )?(?P<side>{_SIDES})\b", folded[part.start : part.end])
    return _side(opened["side"]) if opened else None


# --- counts ----------------------------------------------------------------------------------------------------------


def _counts(page: Page, part: Stretch) -> list[_Count]:
    folded, found = page.folded, []
    for match in _COUNTED.finditer(folded, part.start, part.end):
        count = _count_of(folded, part, match)
        if (
            count
            and not _PLANNED.search(folded[max(part.start, match.start() - 60) : match.start()])
            and not _NEEDED.match(folded, match.end(), part.end)
        ):
            found.append(count)
    found += [other for count in found if (other := _other_side(folded, part, count))]
    if not found:
        bare = re.search(r"(?:pos\w*|\+)\s*\((?P<n>\d) ?(?:/|of) ?(?P<m>\d)\)", folded[part.start : part.end])
        if bare and re.search(_NAME, folded[part.start : part.end]):
            found.append(
                _Count(
                    part.start + bare.start("n") - 1,
                    part.start + bare.end(),
                    int(bare["n"]),
                    int(bare["m"]),
                    covers=False,
                )
            )
    return found


# '… three were positive on the left and none on the right.'
_AND_OTHER_SIDE = pattern_of(
    r" (?:on (?:the )?|\()?(?P<one>left|right)\b(?: side)?\)?,? (?:and|but|versus|vs\.?|"
    r"against) (?:only )?(?P<n>none|no|zero|one|two|three|four|five|six|[0-6])"
    r"(?: of (?:them|these|the six|the five))?(?: (?:was|were))? (?:on (?:the )?|\()?(?P<side>left|right)\b"
)


def _other_side(folded: str, part: Stretch, count: _Count) -> _Count | None:
    """The number of the other side, where it follows that of the first."""
    match = _AND_OTHER_SIDE.match(folded, count.end, part.end)
    if match is None or match["one"] == match["side"]:
        return None
    count.side = _side(match["one"])
    return _Count(match.start("n"), match.end(), _number(match["n"]), count.tested, _side(match["side"]), covers=False)


# 'All but Yeoman were positive of the six tests': the number of the six that is left.
_ALL_BUT_OF = pattern_of(
    r"\b(?:all|every one|each) (?:but|except(?:ing)?(?: for)?|save(?: for)?|apart from|"
    rf"other than) (?:the )?(?P<but>(?:{re.sub('[?]P<[a-z_]+>', '?:', _NAME)})(?:(?:,| and|"
    rf", and) (?:{re.sub('[?]P<[a-z_]+>', '?:', _NAME)}))?)"
    r"[^.;\n]{0,24}\b(?:positive|painful|pos|sore|reproduc\w+)\b[^.;\n]{0,24}\b(?:of|out of|"
    r"among) (?:the |all )?(?P<m>five|six|5|6)\b"
)
# 'L: four of the six positive', where the note has spoken of the SI joint; 'Right: 4/6', where of its tests.
_SIDED_COUNT = pattern_of(
    rf"\W*(?:on (?:the )?)?(?P<side>{_SIDES})(?: side| sij?| si joint)?[ :,-]+(?P<n>one|two|three|four|"
    r"five|six|none|[0-6]) ?(?:of|out of|/) ?(?:the )?(?P<m>five|six|5|6)"
    r"(?: tests)?(?P<sign> (?:were |are |was )?(?:positive|pos\b|\+)|(?=[ ]*(?:[.,;(\n]|$)))"
)
# 'So two out of five.', after the manoeuvres.
_SUMMED = pattern_of(
    r"\W*(?:(?:so|thus|hence|that (?:is|makes|was|gives)|this (?:is|makes|gives)|making|in all|in total|total|tally|"
    r"score|sum|overall|altogether|i make (?:it|that)|i count(?:ed)?)[ ,:=-]*){0,3}(?:a total of |a score of )?"
    r"(?P<n>zero|none|one|two|three|four|five|six|[0-6])(?: positives?)? ?(?:of|out of|/) ?(?:the )?"
    r"(?P<m>three|four|five|six|[3-6])(?: (?:were |are )?(?:positive|pos|tests?|man(?:o?eu)v(?:er|re)s?|signs?))*\W*"
)
_TESTS_OF_JOINT = pattern_of(r"provocat|stress tests|man(?:o?eu)v(?:er|re)s|laslett|cluster|faber|gaensl")
_SI_JOINT = pattern_of(r"\bsij?\b|sacroiliac|si joint")


def _all_but(folded: str, part: Stretch) -> list[_Count]:
    match = _ALL_BUT_OF.search(folded, part.start, part.end)
    whole = _number(match["m"]) if match else None
    if match is None or whole is None:
        return []
    left_out = len(re.findall(_NAME, match["but"]))
    return [_Count(match.start("m"), match.end(), whole - max(1, left_out), whole, covers=False)]


def _sided_count(page: Page, part: Stretch) -> _Count | None:
    match = _SIDED_COUNT.match(page.folded, part.start, part.end)
    if match is None:
        return None
    spoken_of = _SI_JOINT if match["sign"] else _TESTS_OF_JOINT
    if not spoken_of.search(page.folded, max(0, part.start - (300 if match["sign"] else 120)), part.end):
        return None
    positive, tested = _number(match["n"]), _number(match["m"])
    return _Count(match.start("n"), match.end(), positive, tested, _side(match["side"]))


def _count_of(folded: str, part: Stretch, match: re.Match[str]) -> _Count | None:
    before = folded[max(0, match.start() - 8) : match.start()]
    if match["n"] == "one" and re.search(r"\b(?:every|each|any|no) $", before):
        return None  # 'every one of the five was painful'
    word = next(match[name] for name in ("n", "n2", "n3", "n4", "nx") if match[name])
    total = next((match[name] for name in ("m", "m2", "m3", "m4", "mx") if match[name]), None)
    tested = _number(total) if total else None
    # '; today two of five' goes on from what precedes
    reach = part.start - 100 if folded[part.start] in ";," else part.start
    near = folded[max(reach, match.start() - 80, 0) : min(part.end, match.end() + 80)]
    if not _CONTEXT.search(near):
        return None
    if match["n"] and not match["count_tests"] and not re.search(rf"{_TESTS}|faber|gaensl|thigh thrust", near):
        return None
    if word == "all":
        number = tested
        if number is None:
            return None
    elif word == "no":
        number = 0
        if not match["count_tests"]:
            return None
    else:
        number = _number(word)
    if number is None or number > 12 or (tested is not None and (tested > 12 or number > tested)):
        return None
    sign = match["sign"] or ""
    if match["all"] and tested is None:
        tested = number
    if sign.startswith("neg"):
        number = (tested - number) if tested is not None else None
        if number is None:
            return None
    if (
        number is not None
        and re.search(r"\ball but (?:the )?$", folded[max(part.start, match.start() - 14) : match.start()])
    ):
        whole = last(
            re.finditer(
                rf"\b(?P<n>\d|three|four|five|six|seven) (?:\w+ ){{0,3}}?{_TESTS}",
                folded[part.start : match.start()],
            )
        )
        total = whole["n"] if whole else None
        tested = _number(total) if total else None
        number = tested - number if tested is not None else None
        if number is None:
            return None
    bound = (match["bound"] or "").strip(" ")
    if bound in ("more than", "greater than", ">"):
        number += 1
    elif bound in ("fewer than", "less than", "<"):
        number -= 1
    elif bound == "up to":
        return None
    return _Count(match.start(), match.end(), number, tested)


def _general(page: Page, part: Stretch, tokens: list[re.Match[str]]) -> _Count | None:
    """'SI provocation maneuvers positive on R': an examination without names or number; all negative: none."""
    tests = next(
        (token for token in tokens if token.lastgroup == "tests" and not re.fullmatch(r"tests", token[0])),
        None,
    )
    if tests is None or _PLANNED.search(page.folded[max(part.start, tests.start() - 60) : tests.start()]):
        return None
    for token in tokens:
        if (
            token.lastgroup in ("plus_", "minus_")
            and token[0] not in ("y", "n", "no", "yes")
            and 0 <= max(token.start() - tests.end(), tests.start() - token.end()) < 34
        ):
            result = _result_of(page.folded, part, token)
            if result == "unsure":
                continue
            start, end = min(tests.start(), token.start()), max(tests.end(), token.end())
            every = re.search(r"\ball\b|\bnegative\b|\bneg\b", page.folded[max(part.start, start - 8) : end + 4])
            return _Count(start, end, 0 if result == "negative" and every else None, None)
    return None


# --- facts -----------------------------------------------------------------------------------------------------------


def _facts(page: Page, exam: _Exam) -> list[Fact]:
    sides: list[Side | None] = list(
        dict.fromkeys([*(item.side for item in exam.items), *(count.side for count in exam.counts)])
    )
    spread: list[Side | None] = [side for side in sides if side in ("left", "right")]
    facts: list[tuple[int, Fact]] = []
    for side in sides:
        both = [item for item in exam.items if item.side == "bilateral"] if side in ("left", "right") else []
        items = sorted([*both, *(item for item in exam.items if item.side == side)], key=lambda item: item.start)
        counts = [count for count in exam.counts if count.side == side]
        sided = any(count.side in spread for count in exam.counts)
        if side is None and spread and len(sides) == 2 and (not counts or not sided):
            continue  # joined to the one side below
        if side in ("left", "right") and None in sides and len(spread) == 1:
            unsided = [item for item in exam.items if item.side is None]
            items = sorted(items + unsided, key=lambda item: item.start)
            counts = counts or [count for count in exam.counts if count.side is None]
        if fact := _fact(page, items, counts, side):
            facts.append((fact.span.start or 0, fact))
    return [fact for _, fact in sorted(facts, key=lambda pair: pair[0])]


# 'Only FABER was positive; the remaining four were negative.'
_REST_NEGATIVE = pattern_of(
    r"(?: (?:her|his|the|usual|familiar|typical|concordant|index|buttock|pain|ache|complaint|over|at|in|si|sij|joint|"
    rf"symptoms?|(?:left|right)(?:[ -]sided)?|low|back|psis)\b){{0,6}}"
    r"(?: ?(?:on|to) (?:the )?(?:left|right)(?: side)?| ?(?:left|right|lt|rt|l|r)\b)?[ .,;)(-]*(?:but |"
    r"and |while |with )?(?:all |all of )?(?:the )?(?:remaining|other|others|rest)(?: of)?(?: the|"
    rf" these)?(?: (?P<n>{NUM}))?"
    r"(?: (?:sij?|provocati\w+|tests?|man(?:o?eu)v(?:er|re)s?|signs?|ones|stress))*[ ,:]*(?:(?:are|were|"
    r"was|is|all|both|each|being) )*"
    r"(?:negative|neg\b|non-?provocative|painless|comfortable|"
    r"(?:left|kept|found) (?:him|her|them) (?:quite |entirely )?(?:comfortable|pain-?free)|"
    r"(?:gave|did|provoked|produced|reproduced|elicited|brought on|caused|hurt) (?:nothing|no pain)|"
    r"unremarkable|did not|do not|-ve|not\b(?= ?[.,;)\n]))|"
    r"[ .,;)(-]*(?:but |and )?(?:none|nothing|not) (?:with|on|from|by) (?:any of )?(?:the )?(?:others?|"
    r"rest|remaining)\b"
)


def _fact(page: Page, items: list[_Item], counts: list[_Count], side: Side | None) -> ProvocativeTests | None:
    positive = list(dict.fromkeys(item.name for item in items if item.result == "positive"))
    negative = [
        name
        for name in dict.fromkeys(item.name for item in items if item.result == "negative")
        if name not in positive
    ]
    unsure = [item for item in items if item.result == "unsure"]
    told = {item.name for item in items if item.result != "unread"}
    unread = [name for name in dict.fromkeys(item.name for item in items) if name not in told]
    if not positive and not negative and not counts and not unsure:
        return None
    named = sum(name in COUNTED for name in positive)
    uncounted = len(positive) - named
    stated = next((count for count in counts if count.positive is not None), None)
    number: int | None
    tested = stated.tested if stated else None
    if stated is not None and stated.positive is not None:
        # A stated number that is the number of the names includes those that do not count.
        number = (
            named
            if named and stated.positive <= len(positive)
            else stated.positive - (uncounted if len(positive) else 0)
        )
        number = max(number, named, 0)
    elif named or any(name in COUNTED for name in negative):
        number = named
        others = {*negative, *(item.name for item in unsure)} - {*positive}
        tested = named + sum(name in COUNTED for name in others) if others else None
    else:
        number = None
    if number is None and not positive and not negative and not counts:
        return None
    places = [
        (item.start, max(item.end, item.result_end))
        for item in items
        if item.result and item.result != "unread"
    ] + [(count.start, count.end) for count in counts]
    start, end = min(s for s, _ in places), max(e for _, e in places)
    total = stated is not None
    if number is not None and named == number and (rest := _REST_NEGATIVE.match(page.folded, end, end + 70)):
        all_told = number + (int(value(rest["n"])) if rest["n"] else len(COUNTED) - number)
        tested, end, total = max(tested or 0, min(all_told, len(COUNTED))), rest.end(), True
    return ProvocativeTests(
        page.span(start, end),
        names=tuple(positive),
        negative_names=tuple(negative),
        unread=() if stated else tuple(unread),
        positive=number,
        tested=tested,
        side=side,
        total=total,
    )
