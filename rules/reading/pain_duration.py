"""How long the pain has been present: lengths of time, onset dates and 'for years', each tied to the pain itself.

A length is the pain's only where the words between say so: 'pain for 5 months', 'a 7-month history of LBP', 'present
since 2022'. Lengths of relief, therapy, follow-up, age and of other complaints are not.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from rules.facts import Bound, Document, Duration, Fact, Finding, PainDuration, ProvocativeTests, Unit, When
from rules.reading.context import another_complaint, elsewhere, last
from rules.reading.numbers import NUM, value
from rules.reading.page import Page
from rules.reading.wordings import pattern_of

# The pain, by any name.
_PAIN = (
    r"\b(?:pain(?:s|ful)?|pn(?= (?:x|for|since)\b|[.,;:]|$)|ach(?:e|es|y|ing)|discomfort|soreness|lbp|"
    r"symptoms?|sx|sxs|(?:pseudo-?)?claudica\w+|radiculopath\w+|radiculitis|radic\b|radicular|sciatica|"
    r"sacroiliitis|lumbago|cervicalgia|distribution|problem|complaints?|"
    r"(?:sij?|si|sacroiliac|facet|back) (?:joint )?(?:dysfunction|syndrome|trouble|arthropathy|"
    r"arthralgia)|low(?:er)? back|buttocks?|axial)\b"
)
# Verbs and headings that say how long something has been there; they need a pain to speak of.
_LASTS = (
    r"\b(?:present(?!s|ed|ing|ly|ation| (?:illness|visit|time|injection|level|relapse|recurrence|flare))|ongoing|"
    r"on-going|bother\w*|troubl\w+|persist\w*|hurt(?:s|ing)?|suffer\w*|going on|gone on|symptomatic|"
    r"been (?:so|like (?:this|that)|(?:this|that) way|the case|there)|"
    r"put(?:ting)? up with (?:it|this|these|that)|struggl\w+|been with (?:him|her|me|them)|dealing with|"
    r"dealt with|living with|lived with|plagued|"
    r"experienc\w+|had (?:it|this|these)|carried (?:it|this)|"
    r"(?:total )?duration(?! of (?:relief|action|benefit|effect|response|the (?:local|an)|visit|treatment|"
    r"therapy))|"
    r"time ?(?:course|frame)|how long|onset)\b"
)
_ANCHOR = pattern_of(f"{_PAIN}|{_LASTS}")
_PAIN_RE = pattern_of(_PAIN)
# That it began: 'onset', 'came on', 'since'.
_ONSET = pattern_of(
    r"\b(?:onset|began|(?<!since the )begin(?:s|ning)?|begun|(?<!since the )start(?:ed|s|ing)?|"
    r"came on|come on|developed|appeared|arose|"
    r"(?:first |originally )?came (?:about |up )?(?=in\b|on\b|after\b|during\b|following\b)|"
    r"first (?:noted|noticed|felt|occurred|developed|began|came|appeared|started)|"
    r"dat(?:es?|ing|ed)(?: back)?|first (?:complain\w*|report\w*|mention\w*)|"
    r"go(?:es|ing)? back|went back|since|woke (?:up )?with|initiated|commenced|injured|injury|doi)\b"
)
# That it was gone, or less, for the length.
_AWAY = (
    r"gone(?! on)|away|quiet\w*|at bay|vanish\w*|disappear\w*|lifted(?! by)|let up|dissolv\w*|abolish\w*|melted|"
    r"abat\w*|subsid\w*|eliminat\w*|under (?:good |better |fair )?control|(?<!poorly )(?<!not )(?<!badly )"
    r"(?<!inadequately )controlled|manageable|settl\w*|calm\w*"
)
# What may not stand between the pain and the length.
_BREAKS = pattern_of(
    rf"\b(?:{_AWAY})\b|"
    r"\b(?:relie\w*|improv\w*|better(?! part)|less|half (?:of|as|what|the|her|his)|reduc\w*|decreas\w*|"
    r"baby|infant|toddler|benefi\w+|held|lasts|episodes|spells|hold(?:s|ing)?|stable|"
    r"free|resol\w+|"
    r"eas(?:ed|ier|ing)|respon[ds]\w*|help\w*|gave|provided|inj\w*|shots?|blocks?|esis?|tfesi|ilesi|siji|"
    r"mbbs?|rfas?|"
    r"ablat\w*|rf\b|epidural\w*|pt\b(?! (?:c/o|reports|states|has|had|w/|with))|physical therapy|"
    r"physio\w*|therapy|exercis\w*|hep\b|chiro\w*|acupunct\w*|massage|nsaids?|ibuprofen|naproxen|"
    r"meloxicam|gabapentin|tylenol|meds?\b|medicat\w*|tried|"
    r"treat\w*|took|taking|takes|using|used|care\b|conservative|brace|tens\b|return(?:ed|ing)|recur\w*|"
    r"com(?:ing|es?) back|(?:came|is|are|was|been|now) back|creeping back|follow\w*|f/?u|seen|visits?|rtc|"
    r"off work|diagnos\w*|"
    r"out\b(?! of)|last(?:ed) (?:for )?a good|"
    r"worse(?:n(?:ed|ing))?(?! (?:with|on|when|in|at|after|by|leaning|sitting|standing|walking|turning|"
    r"than))|"
    r"flare\w*|exacerbat\w+|no better|ago\b|"
    r"(?:every|each)(?! (?:single )?(?:day|morning|night|week|waking)\b)|until|till|through|within|per\b|dropped|fell|"
    r"down(?! (?:to|into|the|her|his|both) )|score\w*|rated|nrs|vas|now|today|mri|x-?ray|films?|ct\b|"
    r"labs?)\b|%|/10|\bfor the past visit"
)
# The words that may stand last between the pain and the length.
_LINK = pattern_of(
    r"(?:^|[ ,:;(\[~\"'/>=<-])(?:x|for|of|since|over|past|last|spanning|lasting|lasted|ongoing|present|"
    r"approximately|duration|nearly|almost|these|this|the|some|a|an|good|about|is|has been|been|was|"
    r"been present|going on|persisting|persistent|standing|now|"
    r"as|past few|total|totalling|history|hx|began|started|onset|came on|first noticed|more than|>)?[ ,:;(\[~\"'=>-]*$"
)
# … and those that may not: 'by six weeks', 'after 3 months'.
_NOT_LAST = pattern_of(
    r"\b(?:at|by|after|in|within|every|each|until|to|from|before|prior|under|limited to|up to|"
    r"q)\b[ ~]*(?:the |about |a )?$"
)
# An age: '54 years old', 'aged 54'.
_AGE_RIGHT = pattern_of(r"^[- ]?(?:old\b|/o|o\b|\.? ?o\.|of age|young)")
_PAIN_OLD = pattern_of(rf"{_PAIN},? (?:is |now )*(?:about |some |over )?$")  # 'the pain, four years old'
_AGE_LEFT = pattern_of(r"\b(?:age|aged|since age|at age)[ :]*$")
# What after a length makes it the length of something else.
_NOT_PAIN_RIGHT = pattern_of(
    r"^['s]*[- ]*(?:post|"
    r"s/p (?!.{0,24}(?:fusion|surg|lamin|discect|mvc|mva|fall|deliver|accident|arthroplast|replace|tha\b|"
    r"tka\b))|"
    r"status|out\b|later|apart|follow[- ]?up|f/?u|check\w*|visit|mark|supply|refill|course|pack|trial|"
    r"(?:of|w/|with) (?:\w+[ -]){0,3}?(?:relief|benefit|improve\w*|pt\b|physical|physio\w*|therapy|"
    r"exercis\w*|conservative|care|treat\w*|chiro\w*|nsaid\w*|ibuprofen|naproxen|meds?|medicat\w*|"
    r"acupuncture|massage|no pain|less|better|rest\b|bed)|"
    r"relief|benefit|better|(?:of )?(?:formal |supervised )?(?:pt|physio\w*|physical therapy)\b|"
    r"(?:after|following|since|from|before|prior to|until)(?: \w+){0,4}? (?:inj\w*|shots?|blocks?|esi|"
    r"procedure|rfa|ablation|siji?|treatment|epidural|visit)|before|prior to|"
    r"per (?!(?:the |her |his )?(?:new )?(?:pt\b|patient|her\b|his\b|him\b|daughter|son\b|wife|husband|spouse|"
    r"mother|father|intake|form|report|history|chart|referr|questionnaire|self|pcp|outside|record))|"
    r"a week|apiece|each|pregnan|gestat|gravid|along\b)"
)
# A pain to the right of its length: '7-month history of left SI pain', '6 weeks of sciatica'.
_RIGHT_OF = pattern_of(
    r"^[- ]?(?:'s?|"
    r"s')? ?(?:-?(?:long|standing))? ?(?:into (?:an?|the|this|her|his) (?=episode|bout|attack|flare|spell|"
    r"run|history|course))?(?:(?P<history>episode|attack|spell|flare|history|hx|h/o|hist|course|duration|"
    r"evolution|account|story|saga|run|bout)\b)?(?: now)?(?P<of>[ ,]*(?:of|about|w/|with|worth of|"
    r"for))?(?P<words>(?:(?:[ /-]+|, (?=(?:(?:and|but) )?(?:now|lately|mostly|at times|often|then|initially|at first|"
    r"previously|dull|sharp|aching|axial|chronic|constant|worsening|non-?radiating|severe|burning)\b))(?!(?:relief|no|without|less|better|improv\w*|pt|physical|physio\w*|"
    r"therapy|"
    r"conservative|care|treat\w*|exercis\w*|chiro\w*|nsaids?|ibuprofen|naproxen|gabapentin|meds?|"
    r"medications?|since|after|and|then|inj\w*|post|s/p|ago|later|out|tobacco|smoking|rx|dm2?|diabetes|"
    r"had|has|who|she|he|reports|reported|denies|taking|he's|she's|but)\b)[a-z0-9+'.&]+){0,9}?)"
    rf"[ /,-]+(?P<pain>{_PAIN})(?! (?:relief|free|control|reduction|management|clinic|med|-free|score|"
    r"diary|scale|level))"
)
# 'Ten years' history.', 'two years' standing', with the pain named before.
_HISTORY = pattern_of(r"^[- ]?(?:'s?|s')? ?(?:(?:history|hx|h/o|hist)\b(?! of)|standing\b)")
# 'Three years' duration.', a sentence of its own.
_OF_DURATION = pattern_of(
    r"^[- ]?(?:'s?|s')? ?(?:(?:duration|evolution)|of (?:this|it|these|that|the same)(?: now)?)\b"
    r"(?=[ ]*(?:[.,;:)\n]|$))"
)
_ALONE = pattern_of(r"^\W*(?:(?:of|now|about|some|over|more than|nearly|approximately|roughly|total|at least)\b ?)*$")
# 'Known six years.', of the complaint before.
_KNOWN_FOR = pattern_of(
    r"^\W*(?:long |well )?known(?: (?:to (?:us|me)|for|about|some|over|now|these|the past|at least))* $"
)
# 'Nine months, both SI regions, equal.': a length and then the place of the complaint, and nothing else.
_WHERE = (
    r"(?:sij?s?|s\.i\.|sacroiliac|sacro-?iliac|sacral|sacrum|buttocks?|gluteal|psis|sulcus|low(?:er)? back|lumbar|"
    r"lumbosacral|cervical|neck|sciatic)"
)
_BESIDE_PLACE = (
    r"(?:both|left|right|bilateral(?:ly)?|l|r|lt|rt|sides?|sided|regions?|areas?|joints?|equal(?:ly)?|the|over|at|in|and|"
    r"constant|daily|steady|dull|aching|deep|axial|chronic|mechanical|mostly|mainly|only|worse|more than|than|on|"
    r"insidious|gradual|onset|"
    r"unprovoked|non-?radiating|no radiation|without radiation|no leg pain)"
)
_PLACE_ONLY = pattern_of(
    rf"(?:[ ,:-]+{_BESIDE_PLACE}\b)*[ ,:-]+{_WHERE}\b(?:[ ,:/-]+(?:{_BESIDE_PLACE}|{_WHERE})\b)*[ ]*(?:[.;\n]|$)"
)
# A pain that is not there.
_DENIED = pattern_of(r"\b(?:no|denies|denied|without|w/o|never|free of|less|not)\b[^,;.]*$")
# Pain of another place.
_OTHER_SITE = pattern_of(
    r"\b(?:knee|shoulder|hand|wrist|thumb|finger|elbow|ankle|heel|plantar|jaw|tooth|chest|abdom\w*|"
    r"stomach|headaches?|head|eye|throat|ear|pelvic floor|bladder|foot|toe|hip|groin|rib|breast|flank|"
    r"sinus|bowel|urinary|depress\w*|anxiety|gi|gu|menopaus\w*|"
    r"migraine|vasomotor|respiratory|urinary|cold|flu|allergy|covid|pleuritic|cough|fever|throat|nausea|"
    r"dental|procedural|incisional)s?[ ']*(?:\w+ )?$"
)
# … and of this one.
_SPINE = pattern_of(
    r"\b(?:thigh|back|lumb\w*|lbp|buttocks?|si\b|sij|sacr\w*|spine|axial|psis|gluteal|neck|cervic\w*|leg|"
    r"radic\w*|sciatica|claudic\w*|facet|arm|pelvi\w+|tailbone|coccy\w*|trap\w*|thoracic|hip and)\b"
)
# Where the pain is, for the fact's site.
_NECK = pattern_of(r"\b(?:neck|cervic\w*)\b")
_LEG = pattern_of(r"\b(?:leg|calf|calves|foot|radic\w*|sciatica|claudic\w*|l[45]|s1)\b")
_BACK = pattern_of(
    r"\b(?:(?<!go )(?<!goes )(?<!went )(?<!going )(?<!date )(?<!dates )(?<!dating )(?<!come )(?<!came )(?<!the way )"
    r"back(?! of (?:the |her |his |that )?(?:left |right )?(?:arm|leg|thigh|hand|neck|knee|head|"
    r"calf|shoulder|elbow)s?\b)|lumb\w*|lbp|buttocks?|si\b|sij|sacr\w*|psis|gluteal|pelvi\w+)\b"
)
_SITES = (("neck", _NECK), ("low_back", _BACK), ("leg", _LEG))
# Words of a result.
_RELIEF = pattern_of(
    r"\b(?:relie(?:f|ved?)|improv\w*|half (?:of|as|what|the|her|his|better|gone)|(?:in|by) half|"
    r"better(?! part)|less|reduc\w*|decreas\w*|benefit|eased|easier|took away|pain[- ]?free)\b|"
    r"%|\bpercent\b|\bper cent\b"
)

# A length on its own, to its left and to its right.
_ORPHAN = pattern_of(
    r"^\W*(?:(?:\d\d ?(?:y/?o )?[mf]\b|duration|present|now|for|x|about|hx|history|approximately|roughly|~|>)[ :,]*)*$"
)
_ORPHAN_RIGHT = pattern_of(r"^(?: (?:now|in total|total|duration|history|hx|so far|already|or so|problem))?\W*$")
# 'For years', without a number.
_YEARS = pattern_of(
    rf"{_PAIN}[ ,:(-]*(?:\w+ ){{0,4}}?(?:for |x |of |lasting |, )?(?:many |several |numerous |"
    r"\w+ )?(?P<years>years|yrs|decades)\b(?! (?:old|ago|of (?:relief|age)|\w+ (?:surg|inj)))|"
    r"\b(?P<long>longstanding|lifelong)\b"
)
# A year, and a season with or without one.
_YEAR = pattern_of(r"\b(?P<year>(?:19|20)\d\d)\b(?![-/])")
_SEASON = pattern_of(
    r"\b(?P<which>last|this past|this|past|the|early|late|mid-?)? ?(?P<season>spring|summer|fall|autumn|"
    r"winter)\b(?: of)?,? ?(?P<year>(?:19|20)\d\d)?"
)
_MONTHS = {"spring": (3, 5), "summer": (6, 8), "fall": (9, 11), "autumn": (9, 11), "winter": (12, 2)}
# What else can have begun on a day.
_PROCEDURE_NEAR = pattern_of(
    r"\b(?:inj\w*|shots?|blocks?|esi|tfesi|ilesi|siji?s?|rfa|ablation|epidural|procedure|mbb|tpi|relief|"
    r"better|pt\b|therapy|physio\w*|stopped|quit|taking|takes|on meds|mri|x-?ray|worked|retired|smok\w+|"
    r"seen|last seen|patient (?:here )?since|diagnos\w+|surg\w*|fusion)\b"
)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a length or a date stands, with the sentence around it."""

    left: str
    right: str
    low: int  # where `left` begins


def read_pain_duration(page: Page) -> list[Fact]:
    """Every statement of how long the pain has been there. Time between dates is counted by the calendar."""
    if not (_ANCHOR.search(page.folded) or _FELT.search(page.folded)):
        return []
    facts = [
        *_lengths(page),
        *_onsets(page),
        *_for_years(page),
        *_twelfths(page),
        *_in_its_nth(page),
        *_unit_first(page),
        *_since_age(page),
    ]
    facts = facts or _loosely(page)
    kept: dict[tuple[Duration, str | None], PainDuration] = {}
    for fact in sorted(facts, key=lambda fact: fact.span.start or 0):
        if another_complaint(page, fact.span.start or 0):
            continue
        kept.setdefault((fact.duration, fact.site), fact)
    return list(kept.values())


# What tells that the pain is there.
_TELLS = frozenset(
    {"radicular_pain", "radiculopathy", "axial_pain", "claudication", "concordant_imaging", "trigger_point"}
)


def grown(documents: Sequence[Document], facts: Sequence[Fact]) -> list[Fact]:
    """The facts of a record, with each length of pain followed to the last later note: it has grown since."""
    told = [f.stated_on for f in facts if isinstance(f, PainDuration) and f.stated_on]
    last_told = max(told, default=None)
    on = {document.name: document.date for document in documents if document.date}
    if last_told is None or not any(day > last_told for day in on.values()):
        return list(facts)
    there = [day for f in facts if _tells(f) and (day := on.get(f.span.document or "")) and day > last_told]
    last_note = max(on.values())
    return [
        replace(f, there_on=max(there, default=None), last_note=last_note)
        if isinstance(f, PainDuration) and f.stated_on == last_told
        else f
        for f in facts
    ]


def _tells(fact: Fact) -> bool:
    if isinstance(fact, ProvocativeTests):
        return bool(fact.names)
    return isinstance(fact, Finding) and fact.present and fact.name in _TELLS


# A posture that eases the pain is no treatment: 'relieved by leaning on a cart: claudication, eight months'.
_EASED = pattern_of(
    r"\b(?:sitting|leaning|stooping|bending|squatting|resting|lying|a (?:seat|chair|bench|rest))\b[^.;,\n]{0,36}? "
    r"(?:relieves|eases|helps|settles|clears|stops)\b|"
    r"\b(?:relie\w+|eas\w+|better|improv\w+|less|helped|gone|goes away|settl\w+) (?:(?:only|just|solely|mostly|"
    r"quickly|promptly|at once|somewhat|best) )?(?:by|with|when|on|upon|"
    r"while|in|after|if|once|within (?:an? |the )?(?:few |couple of |"
    r"\w+ )?(?:seconds|minutes?|moments?) (?:of|after|on|by))"
    r" (?:(?:he|she|is|a|the|her|his|for|by|bit|short|few|minutes?) ){0,3}"
    r"(?:sit\w*|lean\w*|bend\w*|flex\w*|rest\w*|lying|lies|recumb\w*|stoop\w*|squat\w*|walk\w*|stand\w*|"
    r"mov\w+|chang\w+ position)\b|"
    r"\b(?:better|less|eased|gone|relieved) (?:sitting|seated|leaning|stooped|stooping|bent|bending|lying|recumbent)\b"
)


# A form's question whose answer is the length: 'When did this pain begin?'.
_ASKED = pattern_of(
    r"\b(?:how long|when (?:did|was|were)|since when|how many (?:days|weeks|months|years))\b[^.?\n]{0,70}\?\s*$"
)


def _place(page: Page, start: int, end: int) -> _Place:
    sentence = page.sentence_at(start)
    low = max(sentence.start, start - 130)
    low = max(low, page.folded.rfind(";", low, start) + 1)
    if low == sentence.start and start - low < 24 and (index := page.sentence_index(start)):
        asked = page.sentences[index - 1]
        if _ASKED.search(page.folded, asked.start, asked.end) and "\n" not in page.folded[asked.end : start]:
            low = max(asked.start, start - 130)  # 'When did this pain begin?  about 8 weeks ago'
    right = page.folded[end : min(sentence.end, end + 90)].partition(";")[0]
    left = _EASED.sub(lambda eased: " " * len(eased[0]), page.folded[low:start])
    return _Place(left, right, low)


# --- lengths ---------------------------------------------------------------------------------------------------------


def _lengths(page: Page) -> list[PainDuration]:
    facts = []
    previous_end = 0
    for found in page.durations:
        length, before = found.value, previous_end
        previous_end = found.end
        if not isinstance(length, Duration) or length.unit in ("minute", "hour"):
            continue
        place = _place(page, found.start, found.end)
        if (
            (_AGE_RIGHT.match(place.right) and not _PAIN_OLD.search(place.left))
            or _AGE_LEFT.search(place.left)
            or page.folded[found.start : found.end].endswith("yo")
        ):
            continue
        if _CONDITION.search(place.left) or _LONG_AGO.match(place.right) or _ONCE.search(place.left):
            continue
        if _ONE_ONLY.match(page.folded, found.start) and _NEVER_FOR.search(place.left):
            continue
        start = _start_of_pain(page, place, found.start, found.end, before)
        if start is None:
            start = _bare(page, place, found.start)
        if start is None or elsewhere(page, min(start, found.start)):
            continue
        low, high = min(start, found.start), max(found.end, start)
        if start > found.end:
            high = start
        if _THEN.match(place.right) and length.low is not None and length.high is not None:
            length = Duration(length.low, None, "at_least", length.unit)  # it has grown since
        facts.append(_fact(page, low, high, length))
    return facts


# 'Six weeks at the last visit', 'ten weeks as of the January note': told of an earlier day.
_THEN = pattern_of(
    r"['s]*(?: old| long| in duration)?,? (?:(?:at|as of|by|on|in|when|per)(?: the| her| his| our| my| time of| of)* "
    r"(?:(?:last|first|previous|prior|initial|earlier|old|referral|intake|january|february|march|april|may|june|july|august|"
    r"september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b[ \w]{0,16}?\b"
    r"(?:visit|note|consult\w*|appointment|encounter|evaluation|letter|clinic|review|referral|seen|examined)|intake|"
    r"(?:first|last|initially|previously) (?:seen|examined|evaluated)|that (?:time|point|visit|stage)|triage)|"
    r"at the time of (?:referral|intake|triage))\b"
)


# A drug or a therapy that was had for a pain.
_USED = pattern_of(
    r"\b(?:took|taken|taking|takes|used|using|wore|tried|did|attended|underwent|received|prescribed|given|"
    r"been on|is on)\b[^.;]{0,50}$"
)
# 'Never absent for a day', 'has not gone a week without it': no length of the pain.
_ONE_ONLY = pattern_of(r"(?:an?|one|(?:a |one )?single|1) ?(?:single |whole |full )?(?:day|week|month|night)\b")
_NEVER_FOR = pattern_of(
    r"\b(?:never|not|n't|without|no|hardly|scarcely|barely|nor)\b(?: (?!constant|present|since)[\w'-]+){0,6}[ ,]*$"
)
# 'If pain persists for three months' tells of no pain that there is; 'for two months in 2011' and 'six months,
# resolved' of one that is over.
_CONDITION = pattern_of(
    r"\b(?:if|unless|should|when|once|whenever)\b(?: (?!did\b)\w+){0,2} (?:pain|symptoms?|it|this)\b[^.;,]*$"
)
_LONG_AGO = pattern_of(
    r"^[ ,]*(?:(?:last (?:year|spring|summer|autumn|fall|winter)|the year before|years ago),? (?:which |that |but |"
    r"and )?(?:has |had |since |then )*(?:settled|resolved|cleared|subsided|went|passed|recovered)\b|"
    r"(?:back )?in (?:19\d\d|20[01]\d)\b|(?:and |then |which |since |now |fully |has )*resolved\b)"
)
_ONCE = pattern_of(r"\bin (?:19\d\d|200\d) (?:for )?$")
# The complaint by the pain or the place; a denial of pain in a limb beside it; and what a bare length never follows.
_COMPLAINT = pattern_of(
    rf"(?:{_PAIN})|\bhurts?\b|"
    r"\b(?:sij?|s\.i\.|sacroiliac|sacro-?iliac)\b(?: joints?)?(?! (?:inj|block|steroid|fusion|rfa|test))"
)
# What else takes a length.
_OWNER = pattern_of(
    rf"\b(?:{_AWAY})\b|"
    r"\b(?:inj\w*|shots?|blocks?|t?fesi|ilesi|esis?|rfas?|ablat\w*|mbbs?|epidurals?|surg\w*|fusion|pt|"
    r"physio\w*|physical therapy|therap\w*|rehab\w*|"
    r"exercis\w*|hep|chiro\w*|osteopath\w*|acupunct\w*|massage|nsaids?|ibuprofen|naproxen|meloxicam|"
    r"gabapentin|duloxetine|tylenol|acetaminophen|meds?|"
    r"medicat\w*|tablets?|took|tak(?:es|ing|en)|tried|treat\w*|care|brace|tens|relie\w*|better|improv\w*|"
    r"benefi\w*|help\w*|eased|less|lasted|held|"
    r"follow\w*|f/?u|visits?|seen|mri|ct|x-?rays?|films?|labs?|work\w*|married|smok\w*|retired|lives|"
    r"diabetes|hypertension|htn|dm|copd|gerd|depress\w*|"
    r"anxiety|cancer|pregnan\w*|knees?|shoulders?|headaches?|migraine|ankles?|wrists?|sessions?|worse\w*|"
    r"flare\w*|off|without pain|pain[- ]free)\b|%|/ ?10"
)
# What may stand beside a bare length, before it and behind it.
_FILLER = pattern_of(
    r"^(?:[ ,;:(~>-]|"
    r"\b(?:now|for|x|about|approximately|approx|around|roughly|almost|nearly|already|(?:in )?total|over|of|in all|"
    r"all told|by now|altogether|"
    r"so far|lasting|duration|history|hx|story|present|ongoing|going on|chronic|the|past|last|these|this|"
    r"some|a|good|more than|at least|since|is|it|has been|there|and|"
    r"constant|daily|persistent|standing|steady|unchanged|right|left|bilateral|r|l|lt|rt|both sides)\b)*$"
)
_FILLED = pattern_of(
    r"^['s]*(?:[ +)]|"
    r"\b(?:now|in all|in total|total|altogether|all told|duration|history|hx|so far|already|or so|or more|"
    r"plus|problem|constant|daily|"
    r"standing|by now|and counting|running|right|left|r|l|and more|both sides)\b)*"
    r"(?:(?:since|after|following) (?:an?|the|her|his) (?:\w+ )?(?:fall|mv[ac]|accident|injury|whiplash|"
    r"lift\w*|crash|strain)\b|[.,;:(\n)]|$| and | with | but | - )"
)


# 'Left worse' is no worsening.
_WORSE_SIDE = pattern_of(
    r"\b(?:left|right|l|r|lt|rt)(?: side| one)?(?: is| being)? (?:much |slightly |somewhat |far )?worse\b"
)


def _bare(page: Page, place: _Place, start: int) -> int | None:
    """A length alone between commas is the complaint's that opens its sentence: 'LBP, no leg pain, 5 years'.

    Denied limbs may stand between; whatever else takes a length (a treatment, relief, another illness) may not.
    """
    comma = max(place.left.rfind(mark) for mark in (",", ":", "(", " - "))
    if not _FILLED.match(place.right) or not _FILLER.match(place.left[comma + 1 :]):
        return None
    opening = place.left if comma >= 0 else ""
    index = page.sentence_index(start)
    if _FILLER.match(opening) and index:  # a sentence that is nothing but a length
        before = page.sentences[index - 1]
        if (
            not _FILLER.match(page.folded[page.sentences[index].start : start])
            or "\n" in page.folded[before.end : start]
        ):
            return None
        opening = page.folded[max(before.start, before.end - 110) : before.end]
    if _WALKED.search(opening):
        opening = _STREETS.sub("", opening)
    found = next((m for m in _COMPLAINT.finditer(opening) if not _DENIED.search(opening[: m.start()])), None)
    opening = _WORSE_SIDE.sub("", opening)
    opening = _IMAGED.sub("", opening)  # 'leg pain, a pattern that fits her MRI, in total a year'
    if found is None or _OWNER.search(opening) or _OTHER_SITE.search(opening[: found.start()]):
        return None
    return start


def _start_of_pain(page: Page, place: _Place, start: int, end: int, before: int) -> int | None:
    """The offset of the words that make the length at `start` the pain's, or None."""
    ago = re.match(r"^['s]* (?:ago|back|earlier)\b", place.right)
    if not ago:
        if _NOT_PAIN_RIGHT.match(place.right) and not _RIGHT_OF.match(place.right):
            return None
        after = _RIGHT_OF.match(place.right)
        named = (
            after
            and (
                after["history"]
                or after["of"]
                or (_PLACES.match(after["words"]) and "," not in place.right[: after.start("pain")])
            )
        )
        spine = after and (not _OTHER_SITE.search(after["words"].rstrip() + " ") or _SPINE.search(after["words"]))
        used = after is not None and bool(after["of"]) and after["of"].strip() == "for" and _USED.search(place.left)
        if after and named and spine and not used and not _blocked_phrase(page, place, start):
            return end + after.end("pain")
        if _SINCE_IT_BEGAN.match(place.right) and not _OTHER_SITE.search(place.left):
            return start
        if (
            _KEPT.match(place.right)
            and re.search(r"\b(?:for|over)(?: the)?(?: past| last)? $", place.left)
            and not _RELIEF.search(place.right[:60])
        ):
            return start
        if (
            _LIVED.match(place.right)
            and not _RELIEF.search(place.left)
            and not _OTHER_SITE.search(place.right.partition("pain")[0] + " ")
        ):
            return start
        if _HISTORY.match(place.right) and _pain_near(page, start):
            return start
        if _KNOWN_FOR.match(place.left) and _ORPHAN_RIGHT.match(place.right) and _pain_near(page, start):
            return start
        if _ALONE.match(place.left) and _PLACE_ONLY.match(page.folded, end):
            return start
        if _OF_DURATION.match(place.right) and _ALONE.match(place.left) and _told_of_pain(page, start):
            return start
    if _GOES_BACK.search(place.left) and _pain_near(page, start):
        return start
    if not ago and (lasted := _HAS_LASTED.search(place.left)) and not _RELIEF.search(place.left):
        other = _OTHER_SITE.search(place.left[: lasted.start()] + " ") and not _SPINE.search(lasted[0])
        ended = _OWNER.search(lasted["aside"]) or _ENDED.search(lasted["aside"])
        if not other and not ended and not _DENIED.search(place.left[: lasted.start()]):
            return place.low + lasted.start()
    if _LABEL.match(place.left) and _FELT.search(page.folded, max(0, start - 120), start):
        return start
    if (field := _FIELD.search(place.left)) and not _PROCEDURE_NEAR.search(place.left, 0, field.start("name")):
        return place.low + field.start("name")
    if (field := _BEGAN_FIELD.search(place.left)) and _complaint_near(page, place.low + field.start("name"), end):
        return place.low + field.start("name")
    anchor = _anchor(page, place, start, before)
    if anchor is not None:
        onset = _ONSET.search(place.left, anchor - place.low) or _BEGINS.search(place.left[: anchor - place.low])
        if ago:
            sudden = re.search(r"\b(?:sudden\w*|acute\w*|abrupt\w*|new)\b[^.;]*$", place.left)
            return anchor if onset or sudden else _after_accident(page, place, end)
        if onset and re.match(r"^['s]* (?:after|following|before|prior|post|into)\b", place.right):
            return None
        return anchor
    if ago and _WOKE.search(place.left) and _WITH_PAIN.match(place.right):
        return start
    if ago:
        opens = (_OPENS.match(place.left) and _FELT.search(page.folded, max(0, start - 200), start)) or (
            _OPENS_AFTER.match(place.left) and not _PROCEDURE_NEAR.search(place.left)
        )
        if opens and _pain_near(page, start):
            return start
        if _names_pain_behind(page, place, end):
            return start
        return _after_accident(page, place, end)
    if _ORPHAN.match(place.left) and _ORPHAN_RIGHT.match(place.right):
        return start if _orphan_of_pain(page, start) else None
    return None


def _told_of_pain(page: Page, at: int) -> bool:
    """Whether the sentence or two before tell of the complaint and of nothing else that takes a length."""
    index = page.sentence_index(at)
    first = page.sentences[max(0, index - 2)].start
    low = max(first, at - 260, page.folded.rfind("\n\n", 0, at) + 1)
    text = _EASED.sub("", page.folded[low:at])
    return _FELT.search(text) is not None and not _OWNER.search(text)


# 'Began over a year ago.', of the complaint in the sentence before.
_OPENS = pattern_of(
    r"^\W*(?:it |this |they |symptoms? |all this |(?:this|the current) (?:episode|bout|attack) )?"
    r"(?:first )?(?:began|started|came on|set in)(?: \w+){0,2} $"
)
# 'For two years now the pain has …'.
_KEPT = pattern_of(
    rf"^(?: now)?,? (?:the|her|his|this|same|that|such)(?: \w+)? (?:{_PAIN}) (?:has|"
    r"have)\b(?! (?:been (?:better|gone|less|reliev\w*)|improv|resolv|eased|gone))"
)
# 'First noticed the ache … half a year ago', 'developed left buttock pain 5 months ago'.
_BEGINS = pattern_of(
    r"\b(?:onset of|first (?:noted|noticed|felt|had|experienced|developed|complained of)|developed|"
    r"began (?:to have|having|with|feeling)|"
    r"started (?:to have|having|with|feeling|getting)|woke (?:up )?with|came down with)(?: \w+){0,4} $"
)
# What may stand between a length and its pain without an 'of': '7 months R low back pain'.
_PLACES = pattern_of(
    r"^(?:[ -]+(?:left|right|l|r|lt|rt|bilateral|b/l|sided?|low|lower|lumbar|axial|si|sij|sacroiliac|"
    r"joint|neck|constant|chronic|mechanical|worsening|severe|"
    r"persistent|daily|radicular|[lcs]\d|leg|buttock|back|mid|upper|steady))*$"
)
# 'Eight months since the pain started'; 'for seven years he has lived with low back pain'.
_SINCE_IT_BEGAN = pattern_of(
    rf"^ (?:now )?since (?:the |her |his |this |these |current )*(?:\w+ )?(?:{_PAIN}|"
    r"it) (?:first )?(?:began|started|came on|set in|arose|appeared|onset)"
)
_LIVED = pattern_of(
    r"^,? (?:now )?(?:s?he(?:'s)?|the (?:patient|pt)|pt|patient|\w+) (?:has |have )?(?:lived with|struggled with|"
    r"suffered|suffers|put up with|complained of|had|endured|"
    r"been (?:troubled|bothered|plagued|dealing with|suffering|struggling with|living with))(?: (?!no\b|"
    rf"relief\b|less\b)[\w-]+){{0,6}}? (?:{_PAIN})(?! (?:relief|free))"
)

# 'It goes back four years.'
_GOES_BACK = pattern_of(
    r"\b(?:it|this|that|which|and|pain|problem|trouble|symptoms?|complaint|history|story|all)(?: all)? (?:now )?"
    r"(?:go(?:es|ing)?|dat(?:es?|ing)|reach(?:es|ing)?|stretch(?:es|ing)?|"
    r"extend(?:s|ing)?) (?:all the way |as far )?back (?:for |by |some |a good )?$"
)

# 'DUR 9 wks', a line of its own under the complaint.
_LABEL = pattern_of(r"^\W*dur(?:ation)?\.? +$")
# A line of a form that asks how long: 'how long: 11 months', 'Duration per pt: 5 weeks'.
_FIELD = pattern_of(
    r"(?:^|[\n.;|]|"
    r"  )[ *#>-]*(?P<name>(?:how long(?: has (?:(?:the|this|your|her|his|it|pain|problem|complaint|symptoms?) ?){1,2}"
    r" been (?:present|there|going on|bothering you))?|(?:pain |symptom |sx )?duration|dur\.?|time ?course|chronicity|"
    r"time since (?:onset|(?:it|pain|symptoms?) (?:began|started))|"
    r"length of (?:time|symptoms|complaint)|onset|"
    r"(?:when|how long ago) did (?:it|this|the|your|her|"
    r"his)?(?: (?:pain|symptoms?|problem|complaint))? ?(?:first )?(?:start|begin|come on|appear))"
    r"(?: (?:per (?:the )?(?:pt|patient|her|him)|"
    r"of (?:the )?(?:pain|symptoms?|sx|complaint|problem|illness)|since onset|"
    r"has (?:this|it) been (?:there|present|going on)|reported))?)"
    r"\??[ ]*[:=?-][ ]*(?:(?:\[ ?x ?\]|\( ?x ?\)|[\u2611\u2612\u2713\u2714])[ ]*)?"
    r"(?:(?:gradual|insidious|sudden|acute|slow|traumatic|atraumatic|"
    r"spontaneous)(?: onset)?[ ,;-]*)?(?:about |approx(?:imately|\.)? |roughly |~|> ?|over |now |x )*$"
)

# 'Began: [x] longer than 3 mo', a line of a form that speaks of the complaint.
_BEGAN_FIELD = pattern_of(
    r"(?:^|\n|  )[ *#>-]*(?P<name>(?:began|begun|started|start|first noticed|present (?:for|since)|since))[ ]*:[ ]*"
    r"(?:(?:\[ ?x ?\]|\( ?x ?\)|[\u2611\u2612\u2713\u2714])[ ]*)?(?:about |approx(?:imately|\.)? |~|> ?|over )*$"
)

# An accident, a birth or an operation that the pain dates from.
_ACCIDENT = pattern_of(
    r"\b(?:fell|falls?|(?:put|threw) (?:his|her|my|the) back out|threw out (?:his|her|my) back|wrench\w+|jarr?ed|"
    r"hurt (?:his|her|my) back|mv[ac]|rta|accident|struck|t-?boned|"
    r"trip(?:ped)?|stumbl\w+|thrown|injur\w+|slip(?:ped|s)?|twist\w*|lift(?:ed|ing)|"
    r"deliver(?:y|ed|ing)|gave birth|giving birth|(?:child)?birth|pregnan\w+|fusion|surgery|laminectomy|"
    r"discectomy|rear-ended|collision|crash\w*|sprain\w*|strain\w*)\b[^.;]{0,40}$"
)


# 'Pain since', 'ever since then', with nothing that it dates from but what was said before.
_SINCE_THEN = pattern_of(
    r"\bsince (?:then|that (?:day|time|moment))\b|\bsince(?=[ ]*(?:[.,;:)(\n-]|$))|\bever since\b|\bfrom (?:that|"
    r"then)(?: \w+)? on(?:wards?)?\b|\b(?:ever after|thereafter)\b|\bsince (?=it\b|with|and)|"
    r"\b(?:that|this|which)(?:'s| is| was) when\b|"
    r"\b(?:dat(?:es|ed|ing)|stem(?:s|med|ming)) (?:from|back to|to) (?:that|then|the (?:fall|accident|crash|injury))\b|"
    r"\b(?:started|began|came on|set in) (?:then|th(?:at|e same) (?:day|night|evening|morning|afternoon|week))\b"
)


# 'Woke 10/20/2025 with right neck pain', 'On 3 May he developed sciatica': the pain stands after the day it began.
_WOKE = pattern_of(
    r"\b(?:a?woke|woken|awakened|waking|went to bed)(?: up)?(?: one| early)?(?: on| in)?(?: the)?"
    r"(?: (?:morning|night))?(?: of| in| on)? $"
)
_BEGINNING = pattern_of(r"\b(?:a?woke|woken|struck|seized|started having)\b")
# What tells of a pain that was there before: 'woke with worse pain', 'developed his usual ache'.
_KNOWN = (
    r"(?!(?:no|less|relief|without|out|worse\w*|increas\w+|more|another|the|his|her|usual|again|same|typical|better|"
    r"improv\w+|return\w*|recur\w*|flare\w*)\b)"
)
_OLD_PAIN = r"(?! (?:relief|free|return\w*|again|came back|flare\w*|worse\w*|was (?:gone|better|worse)))"
_WITH_PAIN = pattern_of(rf"^(?: ago)?,? with (?:{_KNOWN}[\w/-]+ ){{0,6}}?{_KNOWN}(?:{_PAIN}){_OLD_PAIN}")
_BEGAN_TO_HAVE = pattern_of(
    r"^,? (?:(?:s?he|the (?:patient|pt)|pt|patient|i|mrs?\.? \w+|ms\.? \w+) )?(?:suddenly |first |acutely |abruptly )?"
    r"(?:a?woke(?: up)? with|woke to|developed|first (?:noticed|noted|felt)|began (?:to have|having|to feel)|"
    rf"started having|was (?:struck|seized) (?:by|with)) (?:{_KNOWN}[\w/-]+ ){{0,6}}?{_KNOWN}(?:{_PAIN}){_OLD_PAIN}"
)


# 'Her neck pain, which is axial, both sides equally, has now lasted four years', 'the pain, which has lasted a year,'.
_HAS_LASTED = pattern_of(
    rf"(?:{_PAIN})(?! (?:relief|free|control|reduction|management))(?P<aside>[^.;:\n%]{{0,110}}?)"
    r"(?:,? (?:that|which|and))? ha(?:s|ve) "
    r"(?:now |by now |already |thus far |so far )*(?:lasted|endured|persisted|continued|dragged on|gone on)"
    r"(?: for| over| some| about| around| nearly| almost| more than| well over| a good| close to| at least)* $"
)
_ENDED = pattern_of(r"\b(?:gone|free|quiet|away|settled|nil|was|were|had|down|clear|absent|no(?! (?:radic|leg|arm)))\b")
# What the accident did, before its day and after it: 'It started ten months ago when she stepped off a kerb', 'Course:
# began after he slipped off a loading dock ten months ago'.
_OPENS_AFTER = pattern_of(
    r"^\W*(?:(?:course|history|hpi|hx|onset|story|chronology|background|mechanism)[ :-]+)?"
    r"(?:it |this |they |symptoms? |all this |(?:this|the current) (?:episode|bout|attack) )?(?:all )?(?:first )?"
    r"(?:began|started|came on|set in|onset)(?: gradually| suddenly| insidiously| abruptly)? "
    r"(?:after|when|while|following|with|as|on|the day|right after|shortly after|soon after) [^.;\n]{2,80} $"
)
_PAIN_NAMED = pattern_of(
    rf"(?:['s]* (?:ago|back)\b)(?P<accident>[^.;:\n]{{0,70}})[:,-] "
    rf"(?:(?!(?:no|less|relief|without|better)\b)[\w/-]+ ){{0,5}}?(?:{_PAIN}){_OLD_PAIN}"
)
# 'Since her car accident four years ago she has had neck pain.'
_HAD_SINCE = pattern_of(
    r"^['s]* (?:ago|back),? (?:s?he|the (?:patient|pt)|pt|patient|i|mrs?\.? [\w'-]+|ms\.? [\w'-]+) "
    r"(?:has |have )?(?:now )?(?:had|reports?|complains of|endured|suffered|lived with|"
    r"been (?:troubled|bothered|plagued) by|been living with|been dealing with) "
    rf"(?:(?!(?:no|less|relief|without|better|worse|worsening|more|increas\w+)\b)[\w/-]+ ){{0,6}}?"
    rf"(?:{_PAIN}){_OLD_PAIN}"
)
_SINCE_ACCIDENT = pattern_of(r"\b(?:ever )?(?:since|following|after) (?:an? |the |her |his )?[^.;,\n]{0,40}$")
# 'Three weeks ago, lifting a generator, sudden pain from the left buttock to the shin.'
_CAME_SUDDENLY = pattern_of(
    r"^['s]* ago(?: today| now| exactly)?,?(?: (?!(?:his|her|usual|same)\b)[\w/'-]+,?){0,7}? (?:sudden|acute|abrupt|"
    r"new)(?:ly|[- ]onset)?(?: onset)?(?: of)? (?:(?!(?:relief|worsening|increase|flare|loss|return)\b)[\w/-]+ ){0,5}?"
    rf"(?:{_PAIN}){_OLD_PAIN}"
)
_OPENS_SENTENCE = pattern_of(
    r"^\W*(?:(?:hpi|hx|history|story|s|subjective|cc|onset|interval)[ :-]+)?"
    r"(?:(?:it was |about|approximately|approx|roughly|some|around|just|only|exactly)[ ~]*){0,3}$"
)


# 'Bent to tie a shoe on 9/20/2025, and that was when the back pain started.'
_THAT_IS_WHEN = pattern_of(
    r"^,? (?:and |but )?(?:that|this|which)(?:'s| is| was) (?:exactly |precisely |just )?when "
    rf"(?:(?!(?:no|less|relief|worse\w*|more|increas\w+|better)\b)[\w/-]+ ){{0,6}}?(?:{_PAIN}) "
    r"(?:first |all )?(?:began|started|came on|set in|appeared|arose)\b"
)


def _names_pain_behind(page: Page, place: _Place, end: int) -> bool:
    """'It started ten months ago when she fell: buttock pain': the words after the day name the pain that began."""
    right = page.folded[end : min(page.sentence_at(end - 1).end, end + 130)].partition(";")[0]
    if _OPENS.match(place.left):
        named = _PAIN_NAMED.match(right)
    elif _OPENS_SENTENCE.match(place.left):
        named = _CAME_SUDDENLY.match(right)
    elif _SINCE_ACCIDENT.search(place.left) and _ACCIDENT.search(place.left):
        named = _HAD_SINCE.match(right)
    else:
        return False
    if named is None or _PROCEDURE_NEAR.search(place.left) or _PROCEDURE_NEAR.search(named[0]):
        return False
    return not _RELIEF.search(named[0]) and not _OTHER_SITE.search(named[0].rpartition(" ")[0] + " ")


def _began_with(place: _Place) -> bool:
    """Whether the words about a day say that the pain began on it, and stand after the day."""
    if (_WOKE.search(place.left) and _WITH_PAIN.match(place.right)) or _THAT_IS_WHEN.match(place.right):
        return True
    opens = re.search(r"(?:^\W*|\b(?:and|then|when) |, )(?:on|in|about|around|early in|late in) (?:the )?$", place.left)
    began = _BEGAN_TO_HAVE.match(place.right) if opens and not _PROCEDURE_NEAR.search(place.left) else None
    return began is not None and not _OTHER_SITE.search(began[0].rpartition(" ")[0] + " ")


def _pain_since_then(page: Page, end: int) -> bool:
    """Whether this sentence or the next goes on to a pain that has been there since."""
    index = page.sentence_index(end - 1)
    stop = min(page.sentences[min(index + 1, len(page.sentences) - 1)].end, end + 160)
    since = _SINCE_THEN.search(page.folded, end, stop)
    if since is None:
        return False
    pain = _PAIN_RE.search(page.folded, end, min(since.end() + 36, stop))
    if pain is None or _RELIEF.search(page.folded, end, since.start()):
        return False
    return not _DENIED.search(page.folded[max(end, pain.start() - 24) : pain.start()])


def _after_accident(page: Page, place: _Place, end: int) -> int | None:
    """'Fell 3 months ago, buttock pain since': the accident's day is the pain's first."""
    accident = _ACCIDENT.search(place.left)
    if accident and _pain_since_then(page, end):
        return place.low + accident.start()
    if (
        accident
        and re.search(
            rf"(?:{_PAIN}|\bsymptomatic\b)[ ,]*(?:\w+ ){{0,2}}(?:since|after|following|from) [^.;]*$",
            place.left,
        )
        and not _PROCEDURE_NEAR.search(place.left, max(0, accident.start() - 40))
    ):
        return place.low + accident.start()
    return None


def _blocked_phrase(page: Page, place: _Place, start: int) -> bool:
    """'relief for 3 months of pain' and the like: the length is the object of something else."""
    return bool(
        re.search(
            r"\b(?:relie\w*|improve\w*|better|benefit|pt|therapy|physio|inj\w*|after|tried|trial|no|every|in|"
            r"within|follow\w*|at)\s*(?:for|x|lasting|of|the|about|over)?\s*$",
            place.left,
        )
    )


# A complaint denied in passing, which has no length: ', no radiculopathy,', 'without leg pain'.
_DENIED_WORDS = (
    r"(?:no|without|w/o|denies|denying|"
    r"not)(?: any)?(?: (?:left|right|leg|arm|radicular|lumbar|evidence of|signs? of))*"
)
_ASIDE = pattern_of(rf"\b{_DENIED_WORDS} $")
_ASIDE_WHOLE = pattern_of(
    rf"[ ,;]*\b{_DENIED_WORDS} (?:radic\w*|leg pain|arm pain|radiation|sciatica|symptoms?|pain|claudication|numbness)"
    r"(?: (?:or|and|nor) (?:radic\w*|leg pain|numbness|weakness|radiation|sciatica|claudication))?\b"
)


# How steadily it was there, between commas: 'she has had this, on and off treatment, for fourteen months'.
_ON_AND_OFF = pattern_of(
    r", (?:on and off|off and on|with and without|with or without|treated (?:and|or) (?:not|untreated)|"
    r"(?:better|worse|easier|less|milder) (?:on |at |in )?some\b)(?: [\w'-]+){0,4}, (?=for\b|now\b|over\b|these\b)"
)


# 'PT helped her low back pain for three weeks' tells how long it helped.
_HELPED = pattern_of(
    r"\b(?:helped|eased|relieved|dulled|controlled|calmed|settled|improved|quieted|abolished|knocked out|"
    r"took away|stopped|cured)"
    r"(?: (?:the|her|his|my|their|some of|most of|all of|much of|left|right|low|lower|back|si|sij|buttock|leg|neck))* $"
)


# '65 % off her back pain for ten months' tells how long the relief was.
_LESS = pattern_of(
    r"(?:%|per ?cent) (?:(?:less|off|better|relief|reduction|improvement|decrease)[ ,]*)"
    r"(?:(?:of|in|from|off|the|her|his|my|their|left|right|low|lower|back|si|sij|buttock|leg|neck) )*$"
)


def _anchor(page: Page, place: _Place, start: int, before: int) -> int | None:
    """The pain to the left of a length with nothing in between that breaks the tie."""
    left = place.left
    if before > place.low:  # another length stands before this one, and took the pain
        cut = before - place.low
        if (
            not re.match(r"^\W*(?:or|to|and|-|,? ?(?:so|about|roughly|i\.e\.,?|that is))?\W*$", left[cut:])
            and _ANCHOR.search(left, cut) is None
        ):
            return None
    anchors = list(_ANCHOR.finditer(left))
    while len(anchors) > 1 and _ASIDE.search(left[: anchors[-1].start()]):
        anchors.pop()  # 'axial pain, no radiculopathy, for two years'
    if len(anchors) > 1 and anchors[-1][0] == "going on" and not left[anchors[-1].end() :].strip():
        anchors.pop()  # 'pain for going on seven months'
    if not anchors:
        return None
    found = anchors[-1]
    between = _ASIDE_WHOLE.sub(" ", left[found.end() :])
    between = _ON_AND_OFF.sub(" ", between)
    between = re.sub(r"\bnow(?: for| been)? $", "", between)  # 'symptoms have now exceeded five months'
    if len(between.split()) > 14 or _BREAKS.search(between) or _NOT_LAST.search(between) or not _LINK.search(between):
        return None
    if (
        re.search(
            r"\d+ ?/ ?10|\b\d{1,2}\b(?! ?(?:x|:))",
            re.sub(r"\bl\d\b|\bs1\b|\bc\d\b|[lcst]\d(?:[-/][lcst]?\d)*", "", between),
        )
        and not re.search(r"onset|injury|fall|lift|mv[ac]|since", between)
    ):
        return None
    head = left[: found.start()]
    clause = re.split(r"[;\n]|\.\s|\bbut\b|\bhowever\b| - |--|\)", head)[-1]
    word = found[0]
    if (
        re.search(r"\b(?:pain|symptom)s?$", word)
        and re.match(
            r"[- ]?(?:free|relief|control|reduction|med|clinic|consultant|cent(?:er|re)|service|specialist|"
            r"associate|institute|physician|group|partner|practice|doctor|management|diary|journal|log\b|psych|"
            r"school)",
            left[found.end() :],
        )
    ):
        return None
    if _DENIED.search(clause[-24:]) and not re.search(r"\b(?:no|denies|without|w/o)\b[^,;.]*\bor\b", clause):
        return None
    if _HELPED.search(clause):
        return None
    if _LESS.search(clause):
        return None
    if (
        _RELIEF.search(clause)
        and not re.search(r"\b(?:has had|had|with|w/|history of|c/o|complain\w*|reports?|despite|for)\b[^.;]*$", clause)
    ):
        return None
    if _OTHER_SITE.search(clause[-30:]) and not _SPINE.search(clause[-60:] + " " + between):
        return None
    if not _PAIN_RE.match(word) and (_RELIEF.search(clause) or not _pain_near(page, start)):
        return None
    if re.search(r"\b(?:inj\w*|relief)\b", head[-60:]) and not _PAIN_RE.match(word):
        return None
    return place.low + found.start()


def _pain_near(page: Page, at: int) -> bool:
    """Whether this sentence or the two before it speak of pain, and not of what a procedure did."""
    index = page.sentence_index(at)
    first = page.sentences[max(0, index - 2)].start
    text = page.folded[max(first, at - 260) : at + 60]
    here = page.folded[max(page.sentences[index].start, at - 160) : at + 60]
    before = _EASED.sub("", page.folded[max(first, at - 120) : at])
    if _RELIEF.search(here) and not re.search(r"\bpain\b[^.]{0,30}$", here):
        return False
    own = _FELT.search(here)
    return (
        own is not None
        or (
            _PAIN_RE.search(text) is not None
            and not re.search(r"\brelief\b|\binj\w*\b|%", before)
        )
    )


# The blocks that a patient walks.
_WALKED = pattern_of(r"\b(?:walk\w*|claudica\w*|legs?|thighs?|calf|calves)\b")
_STREETS = pattern_of(r"\b(?:an?|one|two|three|half an?|\d) (?:city )?blocks?\b")
# How the pain is shared: '80% leg, 20% back'.
_SHARED = pattern_of(r"\b\d{1,2} ?% (?:low )?(?:legs?|backs?|arms?|neck|axial|radicular)\b")
# An image named in passing.
_IMAGED = pattern_of(r"\b(?:mri|ct|x-?rays?|films?|imaging)\b")


# A sentence right before a length that takes it: 'Leg pain. He took gabapentin. Three months.', 'Works as a clerk.'
_LAST_TOLD = pattern_of(
    r"(?:^|[.;\n] ?)(?:(?:s?he|pt|patient|has|had|is|was|also) ){0,3}(?:took|takes|taking|taken|tried|used|uses|using|"
    r"works?|worked|smokes?|smoked|married|lives|widowed|retired|divorced|sober|wore|wears|attended|did)\b"
    r"[^.;\n]{0,60}[.;]\s*$"
)


def _orphan_of_pain(page: Page, at: int) -> bool:
    """'Left low back, axial; no radiation; 6 years.': a length on its own belongs to the pain named before it."""
    line = page.folded.rfind("\n", 0, at) + 1
    text = page.folded[max(line, at - 170) : at]
    sentence = page.folded[max(page.sentence_at(at).start, at - 170) : at]
    if _PAIN_RE.search(sentence):  # 'Claudication, MRI severe stenosis, concordant; 3 yr': no image has an age
        text = _IMAGED.sub("", sentence)
    text = _EASED.sub("", _SHARED.sub("", text))  # '… relieved by sitting. Walks 150 yards. Five months.'
    if _LAST_TOLD.search(text):
        return False
    if _WALKED.search(text):
        text = _STREETS.sub("", text)
    if _PROCEDURE_NEAR.search(text) or _RELIEF.search(text) or not re.search(rf"{_PAIN}|\bneck\b|\blow back\b", text):
        after = page.folded[at : at + 60]
        return bool(re.match(r"^[^.\n]{0,24}\.\s*pain\b", after)) and not _RELIEF.search(text[-60:])
    return True


# --- the rest ---------------------------------------------------------------------------------------------------------

# The complaint by what it feels like: 'both legs turn heavy and sore'.
_FELT = pattern_of(
    rf"(?:{_PAIN})|\b(?:sore(?! throat)|toothache|killing (?:her|him|me)|lightning|electric\w*|"
    r"(?:turn|go|feel)\w* (?:to|like) (?:lead|jelly|wood)|"
    r"hurt(?:s|ing)?|ached|burn(?:s|ed|ing)(?! (?:with|on) urin)|throb\w*|shoot\w*|shot down|cramp\w*|ting\w+|"
    r"heavy|heaviness|buckl\w+|leaden)\b"
)
# How a length is given for what goes on: 'for the past', 'x', 'chronic (', 'it has been'; and ', so … now'.
_GOING_ON = pattern_of(
    r"(?:\b(?:for|over|x|these)(?: (?:the|past|last|about|some|better part of|good|i'd say|i would say))*|"
    r"\b(?:it has been|it's been|has been)|\b(?:chronic|subacute|acute|persistent),? ?\() ?$"
)
_STILL = pattern_of(r"^(?: running)?(?: of (?:this|it)\b| now(?= ?[.,;:)\n]|$)| without (?:a )?(?:break|let))")


# How far one walks denies no pain.
_NO_FARTHER = pattern_of(r"\bno (?:farther|further|more) than\b|\bnot (?:far|long)\b")
# 'Is seen for pain' is the visit's own reason.
_SEEN_FOR = pattern_of(
    r"\b(?:is|was) (?:being )?(?:seen|evaluated|referred)(?: today| here)? (?:for|with|about|because of)\b"
)


def _loosely(page: Page) -> list[PainDuration]:
    """Where no pain is tied to a length word by word: one of a clause that tells of a pain, and of nothing else that
    takes a length. 'For the past seven months he walks no farther than the gate before both legs turn sore.'
    """
    facts = []
    for found in page.durations:
        length = found.value
        if not isinstance(length, Duration) or length.unit in ("minute", "hour"):
            continue
        place = _place(page, found.start, found.end)
        if _AGE_RIGHT.match(place.right) or _AGE_LEFT.search(place.left) or _NOT_PAIN_RIGHT.match(place.right):
            continue
        if re.search(r"\b(?:if|unless|should)\b", place.left):
            continue
        if _LONG_AGO.match(place.right) or _ONCE.search(place.left):
            continue
        low = max(page.sentence_at(found.start).start, place.low - 200)
        before = _SEEN_FOR.sub("", page.folded[low : place.low])
        if _PROCEDURE_NEAR.search(_STREETS.sub("", before) if _WALKED.search(before) else before):
            continue  # 'sore since the injection; for two weeks it burned'
        left, start = place.left, found.start
        further = page.folded[found.end : min(page.sentence_at(start).end, found.end + 150)].partition(";")[0]
        right = _EASED.sub(" ", further)[:90]  # '… and he feels better only by leaning on a cart'
        if (still := _STILL.match(right)) and still[0].rstrip().endswith(("this", "it")):
            sentence = page.sentence_at(start)
            left = _EASED.sub("", page.folded[max(sentence.start, start - 200) : start])  # '…; ten months of this'
        clause = _SEEN_FOR.sub("", left.replace("better part", "")) + page.folded[start : found.end] + right
        if re.match(r"^['s]* (?:ago|back)\b", right):
            if not _pain_since_then(page, found.end) or re.search(r"\w", left):
                continue
            low = page.sentence_at(start).start
            clause = page.folded[low : min(len(page.folded), found.end + 120)]
        elif not (_GOING_ON.search(left) or still):
            continue
        felt = _FELT.search(clause)
        if felt is None or _DENIED.search(_NO_FARTHER.sub("", clause[: felt.start()])):
            continue
        if _WALKED.search(clause):
            clause = _STREETS.sub("", clause)
        if _OWNER.search(clause) or _PROCEDURE_NEAR.search(clause):
            continue
        if (_OTHER_SITE.search(clause[: felt.start()]) and not _SPINE.search(clause)) or elsewhere(page, start):
            continue
        facts.append(_fact(page, start, found.end, length))
    return facts


# --- onsets ----------------------------------------------------------------------------------------------------------


def _onsets(page: Page) -> list[PainDuration]:
    on = page.document.date
    if on is None or not (
        "following" in page.folded
        or _ONSET.search(page.folded)
        or _SINCE_THEN.search(page.folded)
        or _BEGINNING.search(page.folded)
    ):
        return []
    facts = []
    calendar_dates = [
        (d.start, d.end, d.when)
        for d in page.dates
        if d.when is not None
        and not re.search(
            r"ago|back|earlier|yesterday|today|last (?:week|month)|^last year|morning",
            page.folded[d.start : d.end],
        )
    ]
    days = [
        (start + 6 * page.folded.startswith("since ", start), end, _or_a_year(page.folded[start:end], when, on))
        for start, end, when in calendar_dates
    ]
    for start, end, when in [*days, *_loose_dates(page, on, calendar_dates)]:
        if when is None or (when.last > on and when.first > on):
            continue
        when = _not_this_month(when, page.folded[max(0, start - 5) : start], on)
        place = _place(page, start, end)
        onset = _onset_of_pain(page, place, start, end)
        if onset is None or elsewhere(page, onset):
            continue
        facts.append(_fact(page, min(onset, start), end, _between(when, on)))
    return facts


_MONTH_AND_YEAR = pattern_of(r"(\d{1,2})/(\d\d)")


def _or_a_year(said: str, when: When | None, on: dt.date) -> When | None:
    """'Onset 8/24' may be a day of August or the August of 2024: the pain began between the earlier and the later."""
    bare = _MONTH_AND_YEAR.fullmatch(said)
    if when is None or bare is None or not on.year - 20 <= (year := 2000 + int(bare[2])) <= on.year:
        return when
    month = int(bare[1])
    if not 1 <= month <= 12:
        return when
    first, last = dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])
    return When(min(first, when.first), max(last, when.last)) if first <= on else when


def _not_this_month(when: When, left: str, on: dt.date) -> When:
    """'Last November', said in November, is the November of the year before; no day named comes after the note."""
    if left == "last " and when.first.day == 1 and (when.first.year, when.first.month) == (on.year, on.month):
        last = calendar.monthrange(on.year - 1, on.month)[1]
        return When(dt.date(on.year - 1, on.month, 1), dt.date(on.year - 1, on.month, last))
    return When(min(when.first, on), min(when.last, on))


def _loose_dates(page: Page, on: dt.date, taken: Sequence[tuple[int, int, When | None]]) -> list[tuple[int, int, When]]:
    """'since 2021', 'early 2023', 'last winter': years and seasons, which only an onset word makes dates."""
    found: list[tuple[int, int, When]] = []
    starts = [start for start, _, _ in taken]
    found += _holidays(page, on)
    named = {end - 4 for _, end, _ in found}  # the years that stand in them
    for match in _YEAR.finditer(page.folded):
        if match.start() in named:
            continue
        before = bisect_right(starts, match.start()) - 1
        if before >= 0 and match.start() < taken[before][1]:
            continue
        year = int(match["year"])
        lead = page.folded[max(0, match.start() - 12) : match.start()]
        first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
        if "early" in lead:
            last = dt.date(year, 4, 30)
        elif "late" in lead:
            first = dt.date(year, 9, 1)
        elif re.search(r"\bmid", lead):
            first, last = dt.date(year, 4, 1), dt.date(year, 9, 30)
        season = re.search(
            r"\b(spring|summer|fall|autumn|winter)(?: of)?,? $",
            page.folded[max(0, match.start() - 12) : match.start()],
        )
        if season:
            first, last = _season(season[1], year)
        if first <= on:
            found.append((match.start(), match.end(), When(first, min(last, on))))
    if re.search(r"spring|summer|autumn|winter|\bfall\b", page.folded):
        for match in _SEASON.finditer(page.folded):
            if match["year"] or not match["which"]:
                continue
            if match["which"] == "the" and _OF_ANOTHER_YEAR.match(page.folded, match.end("season")):
                continue  # 'since the summer she retired (2023)'
            name = match["season"]
            first, last = _season(name, on.year)
            if first > on or (match["which"] == "last" and last >= on - dt.timedelta(days=45)):
                first, last = _season(name, on.year - 1)
            end = match.end("season")
            if page.folded.startswith(" before last", end) and match["which"] == "the":
                year = on.year if _season(name, on.year)[1] < on else on.year - 1
                first, last, end = *_season(name, year - 1), end + len(" before last")
            if name == "fall" and match["which"] not in ("last", "past", "this past"):
                continue  # 'since the fall' is an accident
            found.append((match.start(), end, When(first, min(last, on))))
    return found


# What makes a season or a feast one of a year that only the words tell.
_OF_ANOTHER_YEAR = pattern_of(
    r" (?:s?he|they|we|i|when|that|after|of|in|her|his|my|their|following|the|you|mrs?\.?|ms\.?)\b(?! ?(?:last|this)\b)"
)
# Days of the year by name, with the first and last day they can fall on.
_HOLIDAYS = {
    "new year": ((1, 1), (1, 1)),
    "valentine": ((2, 14), (2, 14)),
    "easter": ((3, 22), (4, 25)),
    "mother's day": ((5, 8), (5, 14)),
    "memorial day": ((5, 25), (5, 31)),
    "july 4": ((7, 4), (7, 4)),
    "fourth of july": ((7, 4), (7, 4)),
    "independence day": ((7, 4), (7, 4)),
    "labor day": ((9, 1), (9, 7)),
    "halloween": ((10, 31), (10, 31)),
    "thanksgiving": ((11, 22), (11, 28)),
    "christmas": ((12, 25), (12, 25)),
}
_HOLIDAY = pattern_of(
    r"\b(?P<last>last |this past )?(?P<day>new year|valentine|easter|mother's day|memorial day|"
    r"fourth of july|july 4|independence day|labor day|"
    r"halloween|thanksgiving|"
    r"christmas)(?:'?s)?(?: (?:time|day|eve|weekend|dinner|week))*(?:,? (?:of |in )?(?:(?P<year>(?:19|20)\d\d)|"
    r"'(?P<short>\d\d)\b))?"
    r"(?P<earlier> before last| (?:of )?last year|,? (?P<n>a|one|two|three|four|five|six|\d) years? (?:ago|back)\b)?"
)
# How loosely a day is named: 'around Labor Day', 'shortly before Christmas'.
_ABOUT_DAY = pattern_of(r"\b(?:around|about|near|approximately|circa|~|some ?time (?:around|near|about)) ?(?:the )?$")
_SO_LONG_FROM = pattern_of(
    rf"\b(?P<n>{NUM}) (?P<unit>day|week|month)s? (?:or so )?(?P<way>before|prior to|after)(?: the)? $"
)
_UNIT_DAYS = {"day": 1, "week": 7, "month": 30}
_BEFORE_DAY = pattern_of(r"\b(?:before|prior to|ahead of)(?: the)? $")
_AFTER_DAY = pattern_of(r"\b(?:after|following)(?: the)? $")
_NUMBERS = ("a", "one", "two", "three", "four", "five", "six")


def _holidays(page: Page, on: dt.date) -> list[tuple[int, int, When]]:
    """'since Memorial Day 2025', 'last Thanksgiving': without a year the latest one before the note."""
    found = []
    for match in _HOLIDAY.finditer(page.folded):
        (month, day), (to_month, to_day) = _HOLIDAYS[match["day"]]
        year = on.year if dt.date(on.year, to_month, to_day) < on else on.year - 1
        told = match["year"] or (match["short"] and f"20{match['short']}")
        if told:
            year = int(told)
        elif match["n"]:
            year = on.year - (int(match["n"]) if match["n"].isdigit() else max(1, _NUMBERS.index(match["n"])))
        elif match["earlier"]:
            year = year - 1 if "before" in match["earlier"] else on.year - 1
        elif _OF_ANOTHER_YEAR.match(page.folded, match.end()) and not match["last"]:
            continue  # 'the Christmas her mother died'
        first, last = dt.date(year, month, day), dt.date(year, to_month, to_day)
        if match["last"] and match["last"].startswith("last") and not told and not match["earlier"]:
            first = min(first, dt.date(year - 1, month, day)) if (on - last).days < 120 else first
        lead = page.folded[max(0, match.start() - 30) : match.start()]
        if shift := _SO_LONG_FROM.search(lead):
            days = int(float(value(shift["n"])) * _UNIT_DAYS[shift["unit"]]) * (1 if shift["way"] == "after" else -1)
            first, last = first + dt.timedelta(days=days - 7), last + dt.timedelta(days=days + 7)
        elif _ABOUT_DAY.search(lead):
            first, last = first - dt.timedelta(days=14), last + dt.timedelta(days=14)
        elif _BEFORE_DAY.search(lead):
            first = first - dt.timedelta(days=28)
        elif _AFTER_DAY.search(lead):
            last = last + dt.timedelta(days=28)
        if first <= on:
            found.append((match.start(), match.end(), When(first, min(last, on))))
    return found


def _season(name: str, year: int) -> tuple[dt.date, dt.date]:
    first, last = _MONTHS[name]
    if name == "winter":  # the winter of a year begins in the December before it
        return dt.date(year - 1, first, 1), dt.date(year, last, 28)
    return dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1])


# 'It was in the autumn of 2023 that the sacral pain set in.'
_SET_IN = pattern_of(
    rf"^,? (?:when|that) (?:(?!no\b|relief\b)[\w'-]+ ){{0,6}}?(?:{_PAIN}) (?:first )?"
    r"(?:began|started|set in|came on|appeared|arose|developed|announced itself|struck)\b"
)
# A pain that has come back has not been there since it did: 'symptoms returning since', 'since May it has come back'.
_COME_BACK = (
    r"(?:return(?:s|ed|ing)?|recur(?:s|red|ring|rence)?|re-?emerg\w+|resurfac\w+|"
    r"(?:com(?:e|es|ing)|came|creep\w*|crept|is|are|all|started|been) back)\b"
    r"(?! (?:pain|ache|trouble|hurt|to (?:19|20)\d\d|for|from))"
)
_AGAIN = pattern_of(rf"\b{_COME_BACK}")
_AGAIN_AFTER = pattern_of(
    rf"[^.;\n]{{0,48}}\b(?:has|have|had|is|are|it|pain|ache|symptoms?) (?:\w+ )?{_COME_BACK}"
)
# Another's account of the same pain: '…, but the patient says since the spring'.
_SAYS = pattern_of(
    r"\W*(?:(?:the |her |his )?(?:patient|pt|s?he|daughter|son|wife|husband|spouse|mother|chart|referral|intake|form|"
    r"pcp|letter|note) )?(?:says|states|reports?|insists|thinks|recalls|believes|puts it|has it|gives)[ ,:\"']*"
)
# What began is a change of the pain and not the pain: 'it has flared since Labor Day', 'quieter since Halloween'.
_CHANGED = pattern_of(
    r"\b(?:flar\w+|worse\w*|quiet\w*|calm\w*|sharper|stronger|more (?:constant|severe|frequent|intense|noticeable)|"
    r"increas\w+|climb\w+|escalat\w+|intensif\w+|ramp\w+|pick(?:ed|ing|s) up|kick(?:ed|ing|s) (?:up|in)|"
    r"act(?:ed|ing) up|creep(?:s|ing)? (?:up|in)|crept (?:up|in)|build(?:s|ing)?|built(?: up)?|mount(?:s|ed|ing)|"
    r"rising|risen|on the rise|higher|greater|gather\w+|again|(?:on|making|made|found|finding) (?:its|the) way back|"
    r"chang\w+|spread\w*|"
    r"progress\w+|settl\w+|eased|easing|mild\w*|manageable|tolerable|unbearable|intolerable|disabling|limp\w+|"
    r"out of hand|bad|heavier|louder|deeper|a (?:flare|setback|relapse)|hard\w*|unable|"
    r"(?:can|could)(?: ?not|n't)|stuck|unchanged|stable)"
    r"\b[^.;,\n]{0,18}[ ,]*(?:ever )?$"
)
# What may stand between the onset and its date.
_ONSET_LINK = pattern_of(
    r"^(?: \((?:per |from |by |on |patient|pt|form|intake|self|reported|chart|history|hx|"
    r"questionnaire|[ ])+\))?[ :,(~]*"
    r"(?:(?:back |all the way back )?(?:to|in|on|of|symptoms?|pain|current|this|episode|about|"
    r"around|approximately|approx|circa|~|at|date|late|early|mid-?|the|since|sometime|some time|from|was|"
    r"is|with|after|when|[a-z]+ing|(?:a|an|the|his|her) \w+(?: \w+)?)\b[ :,(-]*){0,6}(?:[\w/'-]+:? ){0,8}$"
)


_PAIN_LAST = pattern_of(rf"(?:{_PAIN})[ ,]*$")
# What stands beside a complaint 'present since 2019': a score, and a limb that is spared. 'Axial, no leg component, …'
_BESIDE_PRESENT = pattern_of(
    r"\b\d{1,2}(?:-\d{1,2})? ?/ ?10\b|\b(?:no|without|denies)(?: any)? (?:leg|arm|radicular|limb|lower[- ]extremity)"
    r" (?:component|pain|symptoms?|involvement|complaints?|radiation)\b|\b(?:no|without) radiation\b"
)
_OPERATED = pattern_of(r"\b(?:fusion|surgery|laminectomy|discectomy|deliver(?:y|ing)|childbirth)\b")


def _onset_of_pain(page: Page, place: _Place, start: int, end: int) -> int | None:
    """The offset of the words that make the date at `start` the day on which the pain began, or None."""
    if _SET_IN.match(place.right) and not _OTHER_SITE.search(place.right.partition("pain")[0] + " "):
        return start
    if _began_with(place):
        return start
    onset = last(_ONSET.finditer(place.left))
    if (accident := _ACCIDENT.search(place.left)) and not _PROCEDURE_NEAR.search(accident[0]):
        if _pain_since_then(page, start):  # 'Rear-ended Feb 3. Neck pain ever since.'
            return place.low + accident.start()
    if onset is None:
        behind = re.match(r"\)?[ ,(-]*(?:date of )?(?:onset|date of onset)\b", place.right)
        if behind and _pain_near(page, start):
            return start
        bare = re.search(
            rf"(?:{_PAIN})[ ,(]*(?:\w+ ){{0,2}}(?:as of|from|"
            r"following (?:an? |the |her |his )?"
            r"(?:fall|mv[ac]|accident|injury|lifting|whiplash|collision|crash|birth|delivery)"
            r"[\w ]{0,20}(?:in|on|of)) $",
            place.left,
        )
        return (
            place.low + bare.start()
            if bare and "relief" not in place.left and not re.search(r"\binj\w*\b|\bblocks?\b|\brfa\b", place.left)
            else None
        )
    between = re.sub(r"\b(?:last|this past) $", "", place.left[onset.end() :])  # 'since her fall last November'
    if onset[0] == "since" and _PAIN_LAST.search(place.left[: onset.start()]):
        between = _OPERATED.sub("operation", between)  # 'SI pain since L4-S1 fusion in 2022'
    if (
        _PROCEDURE_NEAR.search(between)
        or re.search(
            r"\b(?:who|turn(?:ed|s|ing)|whose|no|not|better|worse|relief|last|prior|visit|stable|unchanged|"
            r"(?<!slip )(?<!slipped )(?<!fall )(?<!fell )(?<!came )off(?! (?:an?|the) (?!med|drug|nsaid)))\b",
            between,
        )
        or len(between.split()) > 11
        or not _ONSET_LINK.match(between)
    ):
        return None
    head = place.left[: onset.start()]
    if onset[0] == "since" and head.endswith("present "):
        head = _BESIDE_PRESENT.sub(lambda aside: " " * len(aside[0]), head)
    clause = re.split(r"[;\n]|\.\s|\bbut\b", head)[-1]
    if onset[0] == "since" and _SAYS.fullmatch(clause) and _PAIN_RE.search(head) and not _RELIEF.search(head):
        return place.low + onset.start()
    if _AGAIN.search(clause) or _AGAIN.search(between) or _AGAIN_AFTER.match(place.right):
        return None
    if onset[0] == "since" and _CHANGED.search(clause[-40:]):
        return None
    if onset[0] in ("injured", "injury", "doi"):
        return place.low + onset.start() if _pain_near(page, start) and not _PROCEDURE_NEAR.search(clause) else None
    if (
        re.search(
            r"\b(?:relie\w*|improv\w*|better|less|no|denies|denied|inj\w*|shots?|blocks?|rfa|esi|pt\b|physio\w*|"
            r"therapy|gabapentin|medicat\w*|meds?|tak(?:es|ing)|work\w*|none|retired|lived|married|sober|smok\w*|"
            r"quit|only|single|just|sessions?|stable|dialysis|diabet\w*|hypert\w*|"
            r"worse(?! (?:with|on|when|in|at|after|by|leaning|sitting|standing|walking))\w*|numb\w*|weak\w*|"
            r"patient)\b|%|/10",
            clause[-60:],
        )
        and not re.search(r"\b(?:pain|ache|symptoms?|sciatica|claudication|radiculopathy)\b[^.;%]{0,40}$", clause[-45:])
    ):
        return None
    if (
        re.search(r"\b(?:relie\w*|better|less|free|back to|half|former|returned|recur\w*)\b|%", clause[-70:])
        or (_DENIED.search(clause[-40:]) and not re.search(r"\bnot\b", clause[-40:]))
    ):
        return None
    tail = last(_ANCHOR.finditer(clause))
    words = place.left[onset.start() : onset.end()] + between
    after = place.right[:60]
    if re.search(r"woke|develop|first", onset[0]) and _PAIN_RE.search(between):
        return place.low + onset.start()
    if tail is not None:
        if (
            _BREAKS.search(clause, tail.end())
            or (_OTHER_SITE.search(clause[: tail.start()][-30:]) and not _SPINE.search(clause))
        ):
            return None
        return place.low + len(head) - len(clause) + tail.start()
    if re.search(r"\bpain\b", words) and not re.search(r"no pain|pain relief|pain[- ]free", words):
        return place.low + onset.start()
    if (
        onset[0] == "onset"
        and not _PROCEDURE_NEAR.search(clause)
        and (_complaint_before(page, start) or _LOCATED.match(page.folded, end))
    ):
        return place.low + onset.start()
    if (
        onset[0] in ("onset", "began", "started", "came on", "dates back", "goes back", "since", "begun")
        and _pain_near(page, start)
        and not _PROCEDURE_NEAR.search(clause + between + after[:12])
    ):
        if (
            onset[0] == "since"
            and re.search(r"\w", clause)
            and not re.search(
                rf"(?:{_PAIN}|{_LASTS})[^.;]{{0,50}}$|"
                rf"\b(?:neck|back|axial|had|has had|it|this|same|known|constant|daily|all|there|present)[^.;]{{0,24}}$",
                clause,
            )
        ):
            return None
        return place.low + onset.start()
    return None


def _complaint_near(page: Page, at: int, end: int) -> bool:
    """Whether the lines before a field of a form, or its own, name the complaint and no treatment."""
    before, after = page.folded[max(0, at - 160) : at], page.folded[end : end + 60].partition("\n")[0]
    told = before + after
    return _COMPLAINT.search(told) is not None and not _OWNER.search(told) and not _PROCEDURE_NEAR.search(told)


# 'Onset: 03/2025. Location: left SI.'
_LOCATED = pattern_of(
    rf"[ .,;)]*[\n ]*(?:location|site|where|area|region|place)\b[ :=-]*[^\n.;]{{0,30}}?(?:{_COMPLAINT.pattern})"
)


def _complaint_before(page: Page, at: int) -> bool:
    """'Right SI. Onset Jan 2025.': the sentence before names the complaint by its place alone."""
    first = page.sentences[max(0, page.sentence_index(at) - 1)].start
    return _COMPLAINT.search(page.folded, max(first, at - 160), at) is not None


def _between(when: When, on: dt.date) -> Duration:
    low, high = _elapsed(when.last, on), _elapsed(when.first, on)
    if high < 1:
        days = Fraction((on - when.last).days), Fraction((on - when.first).days)
        return Duration(*days, bound="exact" if days[0] == days[1] else "range", unit="day")
    return Duration(low, high, bound="exact" if low == high else "range", unit="month")


def _elapsed(since: dt.date, on: dt.date) -> Fraction:
    """Calendar months from one day to another; the days left over are a part of a month, and never a whole one."""
    if since > on:
        return Fraction(0)
    months = (on.year - since.year) * 12 + on.month - since.month
    due = min(since.day, calendar.monthrange(on.year, on.month)[1])
    if on.day >= due:
        return months + Fraction(on.day - due, 31)
    last = on.replace(day=1) - dt.timedelta(days=1)
    passed = on.day + last.day - min(since.day, last.day)
    return months - 1 + Fraction(min(passed, 30), 31)


def _for_years(page: Page) -> list[PainDuration]:
    if (
        "year" not in page.folded
        and "yrs" not in page.folded
        and "decades" not in page.folded
        and "longstanding" not in page.folded
        and "lifelong" not in page.folded
    ):
        return []
    facts = []
    for match in _YEARS.finditer(page.folded):
        if match["long"]:
            continue
        start, at = match.start(), match.start("years")
        before = page.folded[max(0, at - 14) : at]
        if re.search(
            r"\d\W*$|[½]|"
            r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|couple|of|"
            r"half)\W*$",
            before.rstrip() + " ",
        ):
            continue
        phrase = page.folded[start : match.end()]
        sentence = page.sentence_at(start)
        clause = page.folded[max(sentence.start, start - 60) : start]
        if (
            "\n" in phrase
            or ". " in phrase
            or _BREAKS.search(phrase)
            or _RELIEF.search(clause)
            or _DENIED.search(clause[-24:])
            or elsewhere(page, start)
        ):
            continue
        if _OTHER_SITE.search(clause[-30:]) and not _SPINE.search(clause[-60:]):
            continue
        unit = Fraction(20 if match["years"] == "decades" else 2)
        facts.append(_fact(page, start, match.end(), Duration(unit, None, bound="at_least", unit="year")))
    return facts


# The numbers of weeks, months and years.
_ORDINALS = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
)
# 'In its eighth month', 'a decade of back pain'.
_NTH = pattern_of(
    rf"\b(?:{_PAIN})[ ,]*(?:(?:over|in|of|at|the|her|his|left|right|sacral|lumbar|sulcus|low|back|joint|buttock|"
    rf"side) ){{0,6}}"
    r"(?:is |has been |now |currently |well )*in(?:to)? (?:its|her|his|"
    rf"the) (?P<nth>{'|'.join(_ORDINALS)}) (?P<unit>week|month|year)\b|"
    r"(?P<decade>\b(?:an? |over a |more than a |nearly a |two )?decades?) (?:now )?of (?:(?!relief|no\b|"
    rf"pt\b)[\w-]+ ){{0,5}}?(?:{_PAIN})"
)


# 'Sciatica on the right, now in its third month.'
_ITS_NTH = pattern_of(
    rf"(?:{_PAIN})(?P<gap>[^.;\n]{{0,50}}?) in(?:to)? its (?P<nth>{'|'.join(_ORDINALS)}) (?P<unit>week|month|year)\b"
)


def _in_its_nth(page: Page) -> list[PainDuration]:
    """'Pain now in its eighth month' has been there for seven; 'a decade of back pain' for about ten years."""
    facts = []
    for match in _NTH.finditer(page.folded) if re.search(
        r"\bin(?:to)? (?:its|her|his|the)\b|decade",
        page.folded,
    ) else ():
        if (
            elsewhere(page, match.start())
            or _OTHER_SITE.search(page.folded[max(0, match.start() - 30) : match.start()])
        ):
            continue
        if match["nth"]:
            length = _nth(match)
        else:
            n = Fraction(20 if match["decade"].startswith("two") else 10)
            length = Duration(n, n, bound="approx", unit="year")
        facts.append(_fact(page, match.start(), match.end(), length))
    for match in _ITS_NTH.finditer(page.folded) if not facts and " its " in page.folded else ():
        left = page.folded[max(0, match.start() - 30) : match.start()]
        if not (_OWNER.search(match["gap"]) or _OTHER_SITE.search(left) or elsewhere(page, match.start())):
            facts.append(_fact(page, match.start(), match.end(), _nth(match)))
    return facts


def _nth(match: re.Match[str]) -> Duration:
    """The third month is that between two and three."""
    n = Fraction(_ORDINALS.index(match["nth"]))
    return Duration(n, n + 1, bound="range", unit=_UNITS[f"{match['unit']}s"])


_UNITS: dict[str, Unit] = {"days": "day", "weeks": "week", "months": "month", "years": "year"}
# A form that names the unit before the number: 'Symptom duration (months): 13'.
_UNIT_FIRST = pattern_of(
    r"\b(?:(?:pain|symptom|sx|complaint) (?:duration|length)|"
    r"duration of (?:the )?(?:current )?(?:pain|symptoms?|complaint|episode)|how long)"
    r"[^:\n.;]{0,24}?\((?:in )?(?P<unit>days|weeks|months|"
    r"years)\)[ ]*[:=-]?[ ]*(?P<sign>[<>]?)[ ]*(?P<n>\d{1,3})\b(?![-/.:]\d)"
)


def _unit_first(page: Page) -> list[PainDuration]:
    facts = []
    for match in _UNIT_FIRST.finditer(page.folded) if "s)" in page.folded else ():
        if elsewhere(page, match.start()):
            continue
        n, unit = Fraction(match["n"]), _UNITS[match["unit"]]
        low, high = None if match["sign"] == "<" else n, None if match["sign"] == ">" else n
        bound: Bound = "less_than" if low is None else "more_than" if high is None else "exact"
        facts.append(_fact(page, match.start(), match.end(), Duration(low, high, bound, unit)))
    return facts


# '6/12' and '9m'; '50m' is how far one walks.
_TWELFTHS = pattern_of(
    r"(?:(?:\bfor|\bx|\bpain|\blbp) ?|\b)(?P<n>\d{1,2})(?:/12|(?P<m>m)(?!\w))(?P<after> (?:history|hx|h/o|"
    r"of (?!relief|pt\b|physio|treat)(?:\w+ ){0,4}?(?:pain|ache|sciatica))\b)?(?![/\d])"
)


# 'Pain x', 'Pain: R SIJ, dur'.
_TIED = pattern_of(rf"(?:{_PAIN})(?:\W*(?:(?:for|x) ?)?|[^.;\n%]{{0,24}}\bdur(?:ation)?\b[ .:=]*)$")


def _twelfths(page: Page) -> list[PainDuration]:
    """'6/12 history', 'pain for 6/12', 'LBP x 9m': months as they are written in Britain."""
    facts = []
    for match in _TWELFTHS.finditer(page.folded) if re.search(r"\d(?:/12|m)(?!\w)", page.folded) else ():
        walked = "claudica" in page.folded[max(0, match.start() - 16) : match.start()]
        if match["m"] and (int(match["n"]) > 36 or walked):
            continue
        place = _place(page, match.start(), match.end())
        lead = place.left + match[0][: match.start("n") - match.start()]
        tied = _TIED.search(lead) if match[0][0] in "fxpl" or not match["after"] else None
        if (tied or (match["after"] and _pain_near(page, match.start()))) and not elsewhere(page, match.start()):
            n = Fraction(match["n"])
            facts.append(_fact(page, match.start(), match.end(), Duration(n, n, unit="month")))
    return facts


# 'She is 44. The pain started when she was 39.'
_SINCE_AGE = pattern_of(
    rf"(?:{_PAIN})(?P<gap>[^.;\n]{{0,40}}?) (?:since|when|at|from|back to)(?P<about> about| around| roughly)? "
    r"(?:s?he was|s?he turned|the age of|age of|age|aged|turning)(?P<or_so> about| around| roughly)? (?P<age>\d\d)\b"
    r"(?! ?(?:%|/|weeks|months|percent))"
)
_AGED = pattern_of(
    r"\b(?P<a>\d\d)[- ]?(?:years?[- ]old|yrs? old|y\.?/?o\b|yo\b|[mf]\b)|"
    r"\b(?:s?he|mrs?\.? [\w-]+|ms\.? [\w-]+|patient|pt)(?: is|'s) (?:now )?(?P<b>\d\d)\b(?! ?(?:%|/|weeks|months))|"
    r"\b(?:now|aged?:?) (?P<c>\d\d)\b(?! ?(?:%|/|weeks|months|days|visits|sessions))"
)


def _since_age(page: Page) -> list[PainDuration]:
    """The years between the age at which the pain began and the patient's own, where the note gives one."""
    facts = []
    for match in _SINCE_AGE.finditer(page.folded):
        began = int(match["age"])
        ages = {int(a["a"] or a["b"] or a["c"]) for a in _AGED.finditer(page.folded) if a.end() != match.end()}
        ages.discard(began)
        if len(ages) != 1 or (now := ages.pop()) <= began:
            continue
        if _BREAKS.search(match["gap"]) or _RELIEF.search(match["gap"]) or elsewhere(page, match.start()):
            continue
        slack = 2 if match["about"] or match["or_so"] else 1
        years = Fraction(now - began)
        length = Duration(max(years - slack, Fraction(0)), years + slack, bound="range", unit="year")
        facts.append(_fact(page, match.start(), match.end(), length))
    return facts


def _fact(page: Page, start: int, end: int, length: Duration) -> PainDuration:
    return PainDuration(
        page.span(start, end),
        duration=length,
        site=_site(page, start, end),
        stated_on=page.document.date,
    )


def _site(page: Page, start: int, end: int) -> str | None:
    """Neck, low back or leg: the place within the words or last before them; a neck may stand one sentence back."""
    index = page.sentence_index(start)
    sentence = page.sentences[index]
    before = page.folded[max(sentence.start, start - 40) : start].rpartition(";")[2]
    after = page.folded[end : min(sentence.end, end + 30)].partition(";")[0]
    for words in (page.folded[start:end], before, after):
        named = [(match.start(), name) for name, place in _SITES for match in place.finditer(words)]
        if named:
            return max(named)[1]
    earlier = max(page.sentences[max(0, index - 1)].start, start - 200)
    return "neck" if _NECK.search(page.folded, earlier, start) else None
