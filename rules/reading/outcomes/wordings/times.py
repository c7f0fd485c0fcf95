"""When an amount was measured, how long it held, and which phase of the injection the words name."""

from __future__ import annotations

from rules.reading.named_days import NAMED_DAY
from rules.reading.numbers import NUM
from rules.reading.regained import MONTH
from rules.reading.wordings import any_of, one_of, pattern_of, words

# --- phases -----------------------------------------------------------------------------------------------------------

# While the local anaesthetic worked: 'in recovery', 'within the hour', 'that evening'.
ANAESTHETIC = words(
    r"within (?:the|an|one|1) hour\b",
    r"within (?:\d+|ten|fifteen|twenty|thirty|sixty) ?min\w*",
    r"(?:with|to|from) the (?:intra-?articular )?(?:local )?an(?:a)?esthetic\b",
    r"(?:lido\w*|bupi\w*|ropi\w*|local|numbing) (?:portion|component|part|phase|effect|window|medicine wore)",
    "an(?:a)?esthetic (?:phase|window|period|effect|response|portion|duration)",
    r"local (?:an(?:a)?esthetic)?\b",
    "during the (?:numbing|local|an(?:a)?esthetic)",
    r"numb\w* (?:phase|period|medicine)",
    "(?:in |from |leaving )(?:the )?(?:recovery|pacu|post-?op|holding)",
    "recovery (?:room|area|bay)",
    r"pacu\b",
    r"immediate(?:ly)?\b",
    r"right after\b|same[- ]day\b",
    r"(?:that|the same) (?:day|evening|afternoon|night)\b",
    r"(?:at|before|on|prior to) (?:discharge|leaving|going home|release)\b",
    r"(?:on|off) the table\b",
    r"(?:came|walked|limped|coming|walking) out\b",
    r"for the day\b",
    r"(?:evening|morning|afternoon|night|rest of the day) of (?:the )?(?:inj|proc|block|shot)\w*",
    r"(?:all|rest of|for|by) (?:that|the) (?:morning|afternoon|evening|day)\b",
    r"day of (?:the )?(?:inj|proc|block)\w*",
    "suppertime|dinner ?time|bedtime",
    "for the (?:duration of the )?(?:local|an(?:a)?esthetic)",
    r"post-?block\b",
    "while (?:numb|the local|the an)",
    "expected duration of the",
    "duration of the (?:local|an)",
    after="",
)
# The word of it that is a therapist's too.
DISCHARGE = words("discharge")
# While the steroid works: 'steroid phase'.
STEROID = words(
    "steroid (?:phase|effect|window|period|response|component|portion|part)",
    "once the steroid",
    r"from the steroid\b",
    r"(?:the )?steroid (?:never|did)\b",
    r"long[- ]term\b",
    "corticosteroid phase",
    after="",
)
# The most it reached, not what was held: 'initially 90 %', 'at its best'.
PEAK = words(
    r"at first|initial\w*",
    "at (?:its|her|his|their) (?:best|peak)",
    r"at peak|peak\w*|max\w*|at most|early on|to begin with",
    "in the beginning",
    r"(?<!from the )(?<!since the )first (?:few|several|couple|\d+|one|two|three|ten|weeks?|days?|months?)\b"
    rf"(?! of {MONTH})",
    r"immediate\w*|right away|briefly|transient\w*",
    "(?<!crept )(?<!climbed )(?<!risen )(?<!gone )(?<!back )(?<!went )(?<!is )(?<!now )(?<!right )"
    "up to(?! (?:today|now|the|this|date|present|and|when))",
    "for a (?:day|while|bit(?! (?:over|more|under|less|longer|short|better)))",
)
# Told of the day of the note: 'now', 'reports', 'is'.
PRESENT = words(
    r"now|today|todays?|current\w*|still|at present|presently",
    "this (?:visit|morning|afternoon|week)",
    r"continu\w*|ongoing|reports?|states|rates|endorses|remains|to date|so far",
    "has been|notes|says|estimates|describes|feels|own words",
    "at this (?:time|point)",
    "is|are|since|persists?",
    "calls (?:herself|himself)",
    "from (?:then|that (?:time|point|day|week)) on(?:ward)?s?",
    "thinks|puts|tells|denies|enjoys|holds?|holding|maintains?|overall",
)
# A question put on the day of the note: 'How much of the pain has gone? A fifth.'
ASKED_NOW = pattern_of(r"\b(?:has|have|is|are|do|does|now)\b[^?]*\?")
# … but 'tells me she would have put it at 90 % then' is not.
NO_LONGER = words("would (?:then |at first )?have (?:put|called|rated|said|scored|given|estimated)")
# The plainest of them.
NOW = words("now|today|currently|at present|this (?:visit|morning|afternoon)")
# '80 % better' with no word of the past is told of the day of the note …
BETTER_NOW = words(
    r"(?:better|improved|easier|less pain|lower|less)\b|down\b(?! to)|reduced(?=\W*$)",
    before=r"^\s*(?:overall |globally )?",
    after="",
)
# '40 % of what it was' …
OF_WHAT_IT_WAS = pattern_of(
    r"\s*(?:of|as (?:bad|much|sore) as) (?:what (?:it|they|she|he) (?:was|were|had)|it was"
    r"|(?:its|her|his|the) (?:former|previous|original|baseline|old|pre-?\w+))"
)
# … and with one is not.
PAST = words(
    "had|was|were|gave|got|provided|did|went|lasted|held|for|x|received|helped",
    "reported|obtained|experienced",
)
# A word of the present right after an outcome, which its quote takes in.
NOW_AFTER = words("currently|now|today|at present|presently|this morning|at this time", before=r"\s*")

# --- lengths: how long it held ----------------------------------------------------------------------------------------
_HELD = one_of(
    r"\bfor|\bx",
    r"\blast(?:ing|ed|s)?",
    r"\bheld",
    r"\bhold(?:ing|s)?",
    r"\bover|\bpersist\w*|\bsustain\w*|\bmaintain\w*",
    r"\bthrough(?:out)?",
    r"\bthru|\buntil|\btill|\bup to|\bduring|\bstayed|\bremain\w*|\bendur\w+",
    r"\bduration(?: of (?:pain )?(?:relief|benefit|response|effect|improvement|action))?(?: was| is)?\s*[:=]?",
    r"\bfirst|\bcontinu\w+|\bout to|\bbeyond|\bpast|\bnext|\bstretch\w*(?: of)?|\benjoyed",
    r"\brelief of|\bbenefit of|\b[x*]|\bkept|\bran|\bcarried|\bgot|\btotal(?:ing)?",
    r"\b(?:stayed|staying|kept|keeping|remained) (?:gone|away|down|off|better|that way|like that|so|there|put|good)",
)
_ABOUT = (
    one_of(
        r"about |approximately |approx\.? |roughly |around |the |a |an |at least ",
        "a good |good |full |past |last |first |next |entire |whole |a total of ",
        "total of |some |nearly |almost |only |just |over |more than |close to |her ",
        "his |>|~|relief |solid |initial |up to ",
    )
    + "*"
)
# Before a length: 'for 3 months', 'lasted about 6 weeks'.
LASTED_LEFT = pattern_of(rf"{_HELD}\s*{_ABOUT}$")
# Before the amount, how long nothing came of it yet: 'nothing for the first ten days, then …', 'after a lag of a week'.
ONSET_LEFT = words(
    r"nothing|no (?:relief|change|effect|benefit|better|different|help)|sore\w*|worse|flare\w*|took|takes|onset|lag",
    r"wait(?:ed|ing)?|delay\w*|after an?|tender|bruised|stiff",
    after=r"(?: (?:of|for|in|over|after|the|first|about|a|an|some|around|up|it|was|at all|much|happened|to))*\s*$",
)
# 'ten days to kick in', 'two weeks before it worked'.
ONSET_RIGHT = words(
    "to (?:work|kick in|take|set in|start|begin|settle|build|come on|show|take hold|be felt|bite)",
    r"before (?:it|this|that|they|the \w+) (?:\w+ )?(?:worked|kicked in|took (?:hold|effect)|set in|bit|helped"
    r"|(?:began|started) (?:to (?:work|help|bite)|working|helping))",
    "lag|delay|latency|wait|onset",
    before=r"[ ,-]*",
)
# 'for 4 of the 7 months'.
OF_SO_LONG = pattern_of(rf"\b(?P<n>{NUM}) of (?:the|her|his|these|those|about|last|past|a )*\s*$")
# '80 %, of which half remained at ten weeks' times another amount.
OF_WHICH = words("of which", before=r"(?: relief| better)?,? ")
# 'Could stand in the woodshop an hour', 'able to sit for thirty minutes': what can be done, and no hold.
CAN_DO = words("can|could|able to|manag\\w+(?: to)?", after=r"\b(?: (?!pain|relief)\w+){0,7} ?$")
# Before a length of what can be done: 'standing is back to five minutes', 'limited again to twenty minutes'.
BACK_TO = words(
    "(?:back|returned|reverted|fallen|dropped|limited|confined|restricted|down)(?: (?:again|down|back|once more))?"
    " (?:to|at)",
    after=r"\s*(?:only |just |about |the |her |his |barely |a )*$",
)
# After it: '3 months of relief', '6 weeks until it wore off'.
LASTED_RIGHT = words(
    r"of (?:\w+ ){0,3}?(?:relief|benefit|improvement|pain|good|excellent|that|this|it|comfort|\d|near|complete)",
    "relief|benefit|duration|worth|long|straight",
    "before (?:it|the|pain|wear|return|fad|relap)",
    "until|then |and then",
    "and (?:wore|returned|faded)",
    "with (?:pain|relief|return|the pain|good|near)",
    "solid|in duration",
    r"(?:,[^.;]{0,44},)? ?(?:when|in which|during which|over which|where) (?:the |her |his )?(?:\w+ )?(?:pain|ache|it)",
    "at (?!the|her|his|a |which|this|that|last|follow|visit)",
    before=r"^['s]*\s*",
    after="",
)
# 'through 12 weeks', 'out to 3 months'.
LASTED_TO = words("until|through|thru|till|at least to|out to|to", after=r"\s(?:the |her |his |today's )?$")
# A sentence that only tells how long: 'This lasted three months.', 'Duration: 5 hours.'
LASTING = any_of(
    r"\bhow long\b",
    r"^\W*(?:duration|length) ?(?:of (?:relief|benefit|response|effect|improvement|pain relief))?\b",
    r"\b(?:lasted|held|persisted|endured|continued|has held|maintained)\b",
    r"\b(?:carried|saw|got|took|kept) (?:her|him|them|the patient) (?:\w+ ){0,3}?(?:into|through|until|till|to|for)\b",
    r"\b(?:not|n't|never|neither) (?:\w+ )?(?:last|hold|make it|made it)\b",
    r"^\W*(?:a(?:nswer)?: )?(?:until|till|through) ",
    r"\b(?:stayed|stay|remained) (?:\w+ ){0,2}?(?:until|till|through)\b",
    r"\b(?:relief|benefit|improvement|effect) (?:was |were )?for\b",
)
# … or when it ended: 'It wore off some time in August.', 'The benefit was gone after ten weeks.' Its subject, or none:
# 'Ran out after a month.'
WHAT_HELD = words(
    "it|this|that|these|they|both|neither|all|relief|benefits?|effects?|improvement|response|injection|shot|steroid",
    "ablation|rfa|epidural|block|gains?",
    before=r"^[^.;,]{0,30}?\b",
)
NO_SUBJECT = pattern_of(r"\W*(?:(?:and|but|then|all|the|her|his|has|had|since|quickly|slowly|gradually) )*$")
# 'PT lasted six weeks', 'Bruising held on until June 10', 'The first injection lasted a month': no outcome of this one.
ANOTHER_HELD = words(
    r"therapy|pt (?=lasted|was|ran|continued|ended)|physio\w*|program\w*|course|sessions?|exercis\w*",
    "cold|flu|covid|infection|rash|sore|soreness",
    r"bruis\w*|swelling|numb\w*|tingling|flare\w*|flush\w*|headaches?|nausea|insomnia|side effects?|sugars?|visits?",
    r"appointments?|leave|pregnan\w*|vacation|trip|procedure|surgery|illness|spasms?",
    r"(?:first|second|earlier|one before|other) (?:\w+ ){0,2}?(?:inj\w*|shot|block|ablation|one|round)",
    # … unless what held is named after it: 'After the procedure relief lasted three months'
    after=r"(?![^.;]{0,80}\b(?:it|this|that|relief|benefit|effects?|improvement|response)\b)",
)
# What two outcomes did alike: 'neither made it to September', 'both were gone by then'.
ALL_OF_IT = words("both|neither|all of (?:it|this|that)|these|they|those|all")
# How an end is told, where a time is told with it.
ENDS = words(
    r"(?:began|begun|started|starting) (?:to )?(?:wear|fad|slip|wan|creep|return|com|los|go)\w*",
    r"ended|faded|slipped|waned|lapsed|stopped(?! \w+ing)|quit(?! \w+ing)",
)
# 'It did not last past week six', 'neither made it to September': no longer than that.
NOT_PAST = words(
    r"(?:not|n't|never|neither|hardly|barely) (?:\w+ ){0,2}?"
    r"(?:last\w*|h[eo]ld|ma[dk]e it|g[eo]t|persist\w*|surviv\w*|endur\w*|go|went|carr\w+)",
    after=r"(?: \w+){0,2}? (?:past|beyond|to|until|till|into|through|as long as|longer than|more than)\b",
)
# 'Has since slipped to 40 %', '… 30 % since': what was told before in the sentence was before.
SLIPPED_TO = words(
    r"(?:has|have|had)(?: (?:since|now|then|slowly|gradually|already))* (?:slipped|crept|fallen|dropped|drifted|sunk"
    r"|faded|declined|waned|worn|climbed|risen|regressed|settled)\b[^.;,\d]{0,20}",
    r"(?:since|now) (?:slipped|crept|fallen|dropped|drifted|faded|declined|down|back)\b[^.;,\d]{0,16}",
    after="$",
)
SINCE_RIGHT = pattern_of(r"\s*(?:relief |better |/ ?10 )?(?:ever )?since\s*(?:[.;,]|$)")
# Of the day of the note, beyond doubt.
STILL = words(
    r"now|today|currently|at present|presently|still|to date|so far|remains?|continu\w*|ongoing|has been",
    "this (?:visit|morning|afternoon|week)",
)
# 'Not seen since until today' tells of no relief.
NOT_SEEN = words("not (?:been )?seen|no (?:visits?|follow-?ups?|contact|notes?)|lost to follow-?up")
# A day after the procedure.
NEXT_DAY = words("(?:the )?(?:next|following) (?:day|morning|a\\.?m)")
# The evening of it.
SAME_EVENING = words("bedtime|(?:that|the same) (?:night|evening)|by (?:night|evening)")
# Which days of a month are meant: 'late August', 'the first week of October'. The words, the first and the last day.
PARTS_OF_A_MONTH = (
    (r"early(?: in)?|(?:start|beginning|opening|first (?:half|part|third|days|few days|ten days)) of", 1, 10),
    (r"mid[- ]?|(?:the )?middle of", 11, 20),
    ("late(?: in)?|(?:end|close|last (?:half|part|days|few days|week|third)|latter (?:half|part)) of", 21, 31),
    ("first week (?:of|in)", 1, 7),
    ("second week (?:of|in)", 8, 14),
    ("third week (?:of|in)", 15, 21),
    ("fourth week (?:of|in)", 22, 28),
)
_PART = one_of(*(pattern for pattern, _, _ in PARTS_OF_A_MONTH))
_SOME_DAY = rf"(?:(?:about|around|approximately|roughly|on|in|some ?time|during|the|very|{_PART})[ -]*){{0,5}}"
_TO = "until|till|through|thru|up to|to|into|unto|past|beyond"
# Before a date: 'until 10/12', 'up to the first week of …', 'into October'.
UNTIL = words(_TO, after=rf"\s*{_SOME_DAY}$")
# After a date: 'the July injection'.
ITS_PROCEDURE = words(
    r"(?:injection|shot|block|procedure|epidural|ablation|session|needle|[tf]*esi|rfa|sijs?|tpi|treatment)s?",
    before=r"(?:'s)? (?:(?:left|right|bilateral|si|sij|steroid|facet|trigger point|epidural) ){0,3}",
)
# 'until Labor Day', 'through the summer'.
UNTIL_NAMED = pattern_of(rf"\b(?P<lead>(?:{_TO}|throughout|all)\s+{_SOME_DAY}){NAMED_DAY}")
# 'until it flared in October', 'until the pain came back two weeks ago'.
UNTIL_CLAUSE = words(
    r"(?:until|till) (?:it|he|she|they|(?:an?|the|her|his) \w+)\b",
    # 'through his daughter's graduation in late June'
    r"(?:through|thru|past|beyond|into|clear to) (?:an?|her|his|their) \w+\b",
    after=r"[^.;,\d]{0,36}$",
)
NAMED = pattern_of(rf"\b{NAMED_DAY}")
# '80 % down at Easter'.
AT_NAMED = pattern_of(rf"\b(?:at|by|on|around|over|as of|come) {NAMED_DAY}")
# 'Held past Labor Day': longer than that.
PAST_IT = words("past|beyond", after=rf"\s*{_SOME_DAY}$")
# '70 % better at two weeks, and the same each time we asked: 8/20, 9/24': it held to the last of these.
SAME_AT = words(
    "the same|unchanged|no different|no less|that again|likewise|ditto|so again|holding|steady",
    before=r"(?:and|,|;) (?:still |just |exactly )?",
    after=r"[^.;\d]{0,30}?(?:\bat\b|\bon\b|\bin\b|:|\()\s*(?:the )?(?=[\w/ ]+)",
)
# … of a season, its end.
WHOLE = words(r"through(?:out)?|thru|all|end of|late")
# 'Until he fell': it ended, at a time that is not told.
UNTIL_UNTOLD = words(
    "until|till", before=r"[^.;:]{0,40}?\b", after=" (?!now|today|this|the present|present|date|currently|seen)"
)

# --- lengths: when it was measured ------------------------------------------------------------------------------------

_MEASURED_AT = one_of(
    r"\bat|\bby|\bwithin|\binside(?: of)?|\bafter|@|\baround|\bwhen|\bseen|\bin|\bnow|\bvisit",
    r"\bupon|\btoday,?|\bto",
)
# Before a length: 'at 6 weeks', 'seen 3 months …'.
MEASURED_LEFT = pattern_of(
    rf"{_MEASURED_AT}\s*(?:the |about |her |his |approximately |roughly |today's |this |around |some |just "
    "|just over |~)*$"
)
# After it: '6 weeks after', '2 weeks out', '3-month follow-up'.
MEASURED_RIGHT = words(
    r"after\w*|post\w*|later|out\b|following|since|s/p|status|from|mark|follow\w*",
    r"f/?u|visit|check\w*|recheck|review|point|into|ago|now|on\b|appointment|call",
    r"assessment|time ?point|diary|reading|in\b|removed|down the",
    before=r"^['s]*[ -]*(?:\(\w+\) )?",
    after="",
)
# 'for her 6-week visit' is a moment, though 'for' stands before it.
MOMENT_RIGHT = words(r"visit|mark|check\w*|recheck|appointment|follow-?ups?|f/?u|review", before="^[- ]*")
# The date of a procedure or of an onset.
AGO = pattern_of(r"^\s*ago\b")
# 'It only began to go in the last fortnight' is how long it has been going.
LATELY = words(
    r"(?:beg[au]n|started|starting|slipp\w+|fad\w+|wear\w*|gone|going|went|los\w+|return\w*|worse\w*|creep\w*|crept"
    "|back)",
    after=r"\b[^.;,]{0,24}\b(?:in|within|over|during|only|just) (?:the|this|these) (?:last|past)\s*$",
)
IN_THE_LAST = words("in|within|over|during", after=r" the (?:last|past)\s*$")
# 'four weeks later, on 10/7' leads to a procedure's own day.
LATER_ON = pattern_of(r"(?: later| afterwards?| after that)?,? (?:on |in )?(?:the )?")

# 'Before it wears off', 'has not crept back': it has not yet.
_HAS_NOT = r"(?:\b(?:not|never|nor)|n't)(?: (?:yet|really|ever|at all|quite|been))? $"
NOT_YET = any_of(
    r"\b(?:before|when|whenever|if|once|in case|should|until) (?:it|they|this|that|the relief|relief)\s*(?:should )?$",
    _HAS_NOT,
)
# 'Two good days and then nothing': what came after a time.
THEN_GONE = pattern_of(
    r"[^.;]{0,40}?(?:\b(?:then|after (?:that|which))\b|, (?:and|but) (?:the|it|her|his|pain|has|was|is)\b)"
)
# … up to the day of the note: 'and it has hurt as much as ever since'.
TO_THIS_DAY = words("since|now|today|still|currently|remains?|has|have|is|at present")
# Before an end: 'by the eighth week both were back'.
BY_THEN = words(
    "by|at|after|then|within|in",
    after=r" (?:about |around )?(?:the )?(?:end of )?(?:the )?(?:week|month|day|\w+ (?:week|month|day))s?\b",
)
# 'Gone by six weeks' may have been gone before.
NO_LATER_THAN = words("by|before|prior to|within", after=rf"\s*{_SOME_DAY}$")
NOT_LATER = words("by|within|before|at the|at her|at his|in|when seen")

# --- lengths: of something else ---------------------------------------------------------------------------------------

# 'every 3 months', 'follow up in 2 weeks', 'history of 5 years'.
NOT_OF_RELIEF_LEFT = words(
    r"(?:every|each|q|per)\s*$",
    (
        r"(?:repeat\w*|follow[- ]?up|f/?u|return\w*|rtc|recheck|see (?:her|him|pt|patient)|again|refill|back"
        r"|next (?:visit|appointment))\s*(?:\w+ ){0,3}in\s*(?:about )?$"
    ),
    r"(?:age|aged)\s*:?\s*$",
    r"(?:history|hx) of\s*$",
    after="",
)
_CARE = one_of(
    r"pt|physical|physio\w*|therapy|chiro\w*|conservative|nsaids?|naproxen",
    r"ibuprofen|medication\w*|exercise\w*|treatment|care|symptoms|low|lbp|back",
    "buttock|left|right|progressive|worsening|chronic",
)
_OLD = one_of(
    r"old|y/?o\b|of age|history|hx\b|hist\b|pack|supply|course",
    rf"of (?:\w+ ){{0,2}}{_CARE}",
    r"gestation|pregnan|postpartum|sessions?|visits\b|a week",
    "per (?:day|week|month|year|session|visit)",
    "/",
)
# '45 years old', '6 weeks of PT', '3 months ago'.
NOT_OF_RELIEF_RIGHT = any_of(
    rf"^[- ]*{_OLD}",
    r"^[- ]*(?:ago|prior|earlier|back)\b",
)
# 'pain for 5 months' is how long it has hurt.
PAIN_FOR = words(
    "pain|ache|symptoms",
    before=r"(?<!less )(?<!no )\b",
    after=r" (?:for|x)\s*(?:the (?:past|last) )?$",
)
# 'since about a week after' is where it began.
SINCE = pattern_of(r"\bsince\s*(?:about |around |roughly |approximately |the |first |end of )*$")

# --- numbered weeks: week 6, the third month --------------------------------------------------------------------------

_TILL = one_of(
    "through|thru|until|to|till|by|at|in|during|for|from|before|around|about|past",
    "of|since|up to|out to|end of",
)
_PLACE = (
    "first|1st|second|2nd|third|3rd|fourth|4th|fifth|5th|sixth|6th|seventh|7th|eighth|8th|ninth|9th|tenth|10th"
    "|eleventh|11th|twelfth|12th|thirteenth|13th|fourteenth|14th|fifteenth|15th|sixteenth|16th|seventeenth|17th"
    "|eighteenth|18th|nineteenth|19th|twentieth|20th"
)
# 'through week 12', 'POD 3', 'the second month', 'the first week to the third'.
ORDINAL = words(
    (
        rf"(?P<lead>{_TILL}\s+(?:the )?(?:end of )?)?(?:post-?op(?:erative)? |pod ?|post-?(?:injection|procedure)"
        rf" )?(?P<unit>weeks?|wks?|months?|mos?|days?)[ #-]*(?P<low>{NUM})(?:\s*(?:-|to|through|thru|and|until)"
        rf"\s*(?:(?:week|month|day) )?(?P<high>{NUM}))?(?![\d/%]|\s*(?:%|percent|per cent|out of|/10|of 10))"
    ),
    (
        rf"(?P<place>{_PLACE}) (?P<punit>week|month|day)\b(?! (?:of|in) (?:the month|{MONTH}))"
        r"(?:,? (?:right |up |on |clear )?(?:to|through|thru|until|till|into) (?:the )?(?:end of the )?"
        rf"(?P<last>{_PLACE})(?: (?P<lunit>week|month|day)\b)?)?"
    ),
    after="",
)
# 'through the second month' is a length …
THROUGH_THE = words("through|for|during|until|the", after=r"\s(?:the )?$")
# 'since the second month' is neither …
FROM_THEN = words(
    "since|from|after|as of", after=r"\s(?:about )?(?:the )?(?:(?:end|start|close|middle) of )?(?:the )?$"
)
# … and 'by the second month' a moment.
BY_THE = words("by|at|in", after=r"\s(?:the )?$")

# --- dates ------------------------------------------------------------------------------------------------------------

# Before a month's name: '2/10 in June', 'by late July'; after it: 'the April visit'.
IN_MONTH = words("in|by|during|as of|at the|at (?:her|his|our)", after=rf"\s{_SOME_DAY}$")
MONTH_BESIDE = pattern_of(r"(?:(?!\b(?:same|until|till|since|when|before|then|and|but|again)\b)[^.;:]){0,40}")
VISIT_RIGHT = words("visit|call|recheck|check|review|follow-?up|appointment|entry|sheet|score", before=r"\s*")
# A date that is the procedure's ('after 8/20'), or an image's, a birth's, an onset's ('MRI 3/2').
DATE_OF_OTHER = words(
    r"(?:after|since|following|post|s/p|from|prior to|before|preceding|leading up to|for|re:?|regarding"
    r"|(?:words|says?|said|asked|thinks?|feels?) (?:of|about))\s(?:the |her |his |that )?$",
    r"(?:mri|ct|x-?ray|films?|dob|born|labs?|onset|began|injury|accident|mva)\b[^.;]{0,20}$",
    after="",
)
# As long as what was told just before: 'over those same weeks'.
SAME_TIME = words(
    "(?:over|for|during|in|through|throughout|across) (?:those|these|the|that)(?: very)? same (?:weeks|months|days)",
    "(?:over|for|during|in|through|throughout|across) those (?:weeks|months|days)",
    "(?:over|for|during|in|through|throughout) (?:that|the same|that same) (?:period|time|stretch|span|interval)",
    r"for (?:just |exactly )?as long",
)

# 'The last two weeks it is returning', 'creeping back over the past month': how long the pain has been coming back.
OF_LATE = words("last|past|previous", after=r"\b(?: (?:about|some|or so|few))*")
_RETURNING = (
    "(?:return(?:ing|ed)|(?:com(?:e|ing)|came|creep(?:ing)?|crept|build(?:ing)?) back|wear(?:ing)? off|worn off|fading"
    "|slipping|on (?:its|the) way back|picking up|building(?: up)?|worsening)"
)
RETURNING_AFTER = words(_RETURNING, before=r"[^.;\d%]{0,34}?\b")
RETURNING_BEFORE = words(
    _RETURNING, after=r"\b[^.;\d%]{0,20}?\b(?:over|in|during|for|these|within|the)\b(?: the)?(?: last| past)? ?$"
)
