"""Relief in words that give no amount: documented as a word, and not computable."""

from __future__ import annotations

from rules.reading.numbers import NUM
from rules.reading.outcomes.wordings.results import RELIEF_NOUN
from rules.reading.wordings import one_of, pattern_of, words

# How it was: 'tremendous', 'partial', 'short-lived'.
_PRAISE = one_of(
    "good|great|excellent|significant|substantial|marked|tremendous|wonderful",
    "fantastic|amazing|dramatic|remarkable|nice|decent|moderate|modest|some",
    "partial|temporary|transient|brief|limited|minimal|mild|slight|fair",
    "little(?: if any)?",
    "considerable|meaningful|outstanding|terrific|huge|profound|superb|lovely",
    "satisfactory|adequate|sustained|prolonged|poor|short-lived|lasting",
    "near-complete|nearly complete|almost complete|positive|favou?rable|strong",
    r"robust|solid|real|major|appreciable|noticeable|similar|same|\w+ful",
)
# What it did, or how the patient is: 'helped', 'worked wonders', 'is thrilled'.
_HELPED = one_of(
    "helped|relieved|improved",
    "(?:much |mostly |a (?:lot|bit|little) |somewhat |slightly |way )?better",
    "beautifully",
    "worked (?:well|great|wonders|nicely)",
    "responded (?:well|favou?rably|nicely|to)",
    "did (?:well|great|very well|wonders)",
    "much improved|over the moon|delighted|thrilled|pleased|happy with",
    "doing (?:well|better)",
    "eased|wonders|quieted|loved it|took the edge off|takes the edge off|a (?:big|huge|real) help",
    "turned (?:the|a) corner|life[- ]changing|night and day|a godsend|like a charm|a new (?:man|woman|person)",
    "well tolerated and helpful",
    "beneficial|effective|successful",
)
_NOT = r"(?:not|never|[a-z]{2,6}n't)"
_SO = "(?:very|that|so|all that|terribly|particularly|especially|really|too|overly)"
_IT = "(?:things |it |her |him |the pain )?"
# It did little: 'hardly touched it', 'not very helpful', 'doesn't think the injection did much', 'down a notch'.
LITTLE_DONE = words(
    r"(?:hardly|barely|scarcely) (?:touch\w*|help\w*|did|does|budged|ma[dk]es?|moved|better|improved|worked)",
    rf"not {_SO} (?:helpful|effective|beneficial|successful|impressed|good|great|much (?:help|better|relief))",
    "(?:little|negligible|scant|marginal) (?:help|use|value|benefit|improvement|effect|difference|change)",
    "of limited (?:help|use|value|benefit)",
    # 'TPI benefit: slight'
    r"(?:benefit|relief|response|improvement|effect)(?: \w+){0,2}?(?: ?[:=-]| was| is| has been) ?"
    "(?:slight|minimal|negligible|marginal|poor|scant|little)(?! (?:more|by))",
    rf"{_NOT} (?:help\w*|do|done|accomplish\w*|change\w*|improve\w*) {_IT}(?:{_SO} )?much",
    rf"{_NOT} (?:think|feel|believe|sure|convinced) [^.;,%\d]{{0,50}}?(?:did|does|has done|helped)(?: {_SO})? much",
    "(?:took|takes|knocked|brought) it down an? notch|only an? notch",
    r"(?<!not )(?<!n't )(?:underwhelm\w*|disappoint(?:ed|ing))",
)
# Of these little is said to have come: 'a little better', 'minimal relief'; not 'minimal pain, good relief' …
LITTLE = words(
    "(?:only )?a (?:little|bit|tad|touch)(?! more)|little|slight(?:ly)?|minimal(?:ly)?|mild(?:ly)?|marginal(?:ly)?",
    "barely|hardly|scarcely|poor|scant|negligible",
    after=r"\b(?! pain(?! relief)| ache| discomfort| symptoms?)[^,;:]*$",
)
# … and after the word: 'helped a little', 'improved only slightly', 'helped "a bit"'.
LITTLE_AFTER = pattern_of(
    r"[ \"',]*(?:it |her |him |things |the pain )?(?:but |and |though )?(?:maybe |perhaps |just |only )?[\"']?"
    r"(?:a (?:little|bit|tad|touch)(?: bit)?(?! (?:more|further|by))|slightly|minimally|marginally|very little|not much"
    r"|barely)\b"
)
# Relief is spoken of.
VERBAL = words(
    rf"{_PRAISE} (?:\w+,? ){{0,2}}?{RELIEF_NOUN}",
    rf"{_HELPED}\b|relief\b",
    after="",
)
# The noun itself, with an adjective: relief is spoken of even where no procedure is named beside it.
FELT = words(
    "decent|good|great|excellent|significant|substantial|marked|moderate|some",
    "partial|temporary|minimal|mild|similar|same|little|considerable|meaningful",
    "sustained|complete",
    after=r" (?:\w+ )?(?:pain )?relief\b",
)
# How a sentence opens that goes on about the procedure of the sentence before: 'She did great'.
OPENS_ON_THE_PATIENT = words(
    "it|this|that|she|he|they|pt|patient|there|reports?|states",
    "the (?:inj|shot|block|proc)",
    "good|great|excellent|significant|some|minimal|partial|with",
    before=r"\W*",
)
# A drop without its ends: 'down a few points'.
POINTS = words(
    "a couple of|a few|several",
    r"\d{1,2}|one|two|three|four|five|six|seven|eight",
    after=r" points?\b",
)
# … and with the score it fell from: 'down by 3 points from 8', 'a two-point drop from a baseline of 7'.
POINTS_FROM = pattern_of(
    rf"\b(?P<fall>{NUM})[ -]points?\b(?: (?:drop|decrease|reduction|improvement|fall|lower|less|better|down))?"
    r"(?: in (?:\w+ )?pain)?,? (?:from|off) (?:an? |her |his |the )?"
    r"(?:(?:baseline|initial|usual|original|score|starting|pre-?\w+) )*"
    rf"(?:of )?(?:an? )?(?P<pre>{NUM})(?![\d%]| ?(?:weeks?|months?|days?|hours?|percent|%))"
)
FELL = words(r"down|drop\w*|f[ae]ll\w*|less|lower\w*|decreas\w*|reduc\w*|improve\w*|better|decline\w*|off")
# Words before it that take it back: 'no great response'.
DENIED = words("no|not|without|denies|never", after=r"\s(?:\w+ ){0,2}$")
