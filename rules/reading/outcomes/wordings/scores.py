"""Pain scores: which numbers are scores, which came before and which after, and under what condition."""

from __future__ import annotations

import re

from rules.reading.numbers import NUM
from rules.reading.regained import MONTH
from rules.reading.wordings import any_of, one_of, pattern_of, words

# --- before and after -------------------------------------------------------------------------------------------------

_DONE = one_of(r"inj\w*|proc\w*|treat\w*|block\w*|shot|sij\w*|rfa|esi|ablation|needle|steroid|rf")
# Before the procedure: 'pre-procedure 8/10', 'baseline', 'on the day', 'from 7'.
PRE = words(
    "(?<!all as )(?<!just as )(?<!much as )(?<!still as )(?<!exactly as )before(?:hand)?",
    rf"pre-?(?:op\w*|level|score|nrs|vas|pain|session|visit|sedation|si\b|{_DONE})?",
    r"at (?:the |her |his )?(?:inj\w*|proc\w*|block|shot|ablation)(?! (?:site|level|visit|follow|series|clinic|suite))",
    r"prior(?: to)?|baseline|preop\w*|originally|previously|formerly",
    (
        r"(?:on |at |by )?(?:the )?(?:same |very )?(?:day|morning|time)[- ]of"
        r"(?! (?:the |this |her |his |today's )?(?:\w+ )?(?:discharge|leaving|departure|visit|follow|f/?u\b|recheck"
        r"|review|appointment|call\b|eval|exam|encounter|dictation|assessment|writing))(?: (?:the |her |his "
        rf"|that )?(?:\w+ ){{0,3}}?{_DONE})?"
    ),
    (
        r"(?:on |the )?(?:very )?(?:day|morning) (?:of|when|that|it|she|he|they|we|i|the|her"
        rf"|his)\b[^.;,\n]{{0,40}}?\b(?:{_DONE}|done|did it)"
    ),
    rf"(?:on |the )?{_DONE}[- ](?:day|morning)",
    r"on the (?:day|morning)(?! after)|at the time|(?:in )?the days (?:before|leading up)|living at",
    r"when (?:it was |she was |he was |the \w+ was )?(?:injected|treated|blocked|done)",
    "(?:months?|weeks?|days?|nights?|evenings?|fortnight) (?:before(?:hand)?|prior)",
    "(?:day|week|wk|month|hour|time) ?(?:zero|0)",
    "(?:going|heading|walking|coming|limping|hobbling) in(?:to)?|on (?:the|her|his) way in(?:to)?|(?:on )?that day",
    # 'limped in at 8/10'; not 'walked in today at 2/10', 'came in for follow-up at a 2'
    (
        r"(?:went|walked|came|limped|hobbled|wheeled|carried) in(?:to)?"
        r"(?! (?:for|with|work|remission|the (?:garden|store|office|clinic)|follow\b))"
        r"(?![^.;]{0,30}\b(?:today|now|this|clinic|visit)\b)"
    ),
    r"through (?:the|our|my) door|(?:climb\w*|got|getting|gets?|helped) (?:up )?on(?:to)? the table",
    "had been|used to \\w+|having been|(?:having|had) (?:rated|scored|called|put)|once|b4",
    "start(?:ed|ing)?(?: (?:at|from|with|point|score))?",
    "to start(?: with)?|at the (?:start|outset|beginning)",
    "on (?:arrival|admission|entry|check-?in)|at (?:intake|arrival|check-?in)",
    "entering|intake|check-?in|booking[- ]in|holding(?: area| bay)?|anteroom|on the table|leading up to",
    "presented for (?:it|the \\w+|this)|lay down|(?:we|they|i) (?:started|began)",
    r"that (?:morning|a\.?m\b)|(?:same|very) morning",
    "initial(?:ly)?(?! relief| improvement| benefit| response)",
    "(?<!out )(?<!weeks )(?<!months )(?<!wks )(?<!away )from|down from|up from|became from",
    "versus|vs|compared (?:to|with)|instead of",
)
# 'From the recovery sheet' names the paper on which a score stands, and no moment.
_PAPER = (
    r"(?! (?:room )?(?:(?:nurse|nursing|rn|flow)\S* )?(?:sheet|record|form|card|log|chart|notes?|paper\w*|flowsheet)\b)"
)
# 'The readings average out at 2', 'worked out to 8': no time is out.
_NO_TIME = "(?<!average )(?<!averages )(?<!averaged )(?<!work )(?<!works )(?<!worked )(?<!come )(?<!comes )(?<!came )"
# After it: 'post 2/10', 'now', 'down to 3'.
POST = words(
    r"after\w*|post|post-?\w*|later|following|since|thereafter|ever since",
    r"now|today|current\w*|at present|presently|lately|these days|recently|latest",
    "that (?:night|evening|afternoon)|(?:same|next) (?:night|evening|afternoon|day|morning)",
    "this (?:visit|month|week|past week)|past week",
    "follow-?up|f/u|recheck|visit|mark|review|coming back|on return",
    "(?:last night|yesterday)(?:'?s)? (?:entry|score|figure|number|reading|rating)",
    r"(?:last|past) (?:\w+ )?(?:nights|evenings|mornings|entries|readings)(?! (?:before|leading|prior))",
    "when (?:seen|asked|reviewed|(?:she|he) attended)",
    f"in recovery|recovery{_PAPER}|pacu{_PAPER}|at discharge|discharge{_PAPER}|leaving",
    r"(?:wk|week|month|mo|day) ?#?\d+|weeks?|wks?|months?|mos?|hours?|hrs?|minutes?|mins?",
    "(?<!of the )(?<!of her )(?<!of his )(?<!each )(?<!every )(?<!per )days?",
    (
        "(?:came |went |got |was |is )?down to|became|becoming|(?:fell|dropped|settled|came|went|improved"
        "|eased|dwindled) (?:down )?to"
    ),
    "(?:falling|dropping|settling|coming|going|improving|easing|down) to",
    f"at (?:his|her|the|today)|by|then|{_NO_TIME}out",
    "(?<!pointed )(?<!points )(?<!pointing )(?<!ed out )(?<!es out )(?<!ks out )to",
    "stayed|remain(?:s|ed|ing)?|has been|is",
)
# Words of time that only ever speak of the number after them.
LEADS = pattern_of(r"(?:.* )?(?:to|from|is|was|by|became|becoming|remains?|remained|stayed|has been|vs|versus)")
# A label, up to its number: 'post NRS (6 wk) = ', 'at six weeks: '.
LABELS = pattern_of(
    r"[^.;,|\n\d]{0,24}(?:\(\d{1,2} ?\w{1,7}\))?[ ]*"
    r"(?:[:=]|\b(?:nrs|nprs|vas|score|pain)\b(?: (?:was|is|of|at))?)[ ]*$"
)
# What divides the words of time between two scores, the strongest first.
DIVISIONS = (
    (3, any_of(r"[;|\n]|\.\s")),
    (2, any_of(r",|\(|\b(?:and|then|but|while|whereas)\b|->|→|/ ")),
)
DIVIDES = any_of(r"[;|\n,(]|\.\s|\b(?:and|then|but|while|whereas)\b|->|→")
# Between the numbers of a list.
LISTED = pattern_of(r"\s*(?:,|/|;|-)?\s*(?:and )?")
# 'Gives it a five' is told of the day of the note.
GIVES_NOW = any_of(
    r"\b(?:gives|rates|calls|puts|scores|marks|grades|is|says|reports|has|still|remains|stays)\b"
    r"(?: (?!was|were|had)[\w']+){0,5} $",
    # 'NPRS left SI: 6. NPRS pre-injection: 8.'
    r"(?:^|[.;\n])\s*(?:nrs|nprs|vas|pain(?: score| level| rating)?)\b"
    r"(?![^:=]{0,30}\b(?:pre|before|prior|goal|best|worst))[^.;\n\d:=]{0,24}[:=] ?$",
    r"\b(?:pain|level|score|number)\b(?! (?:before|prior))[^.?]{0,20}\?\W*(?:\w+\W+){0,2}$",
)
# A bare 'was' is a weak word for before: 'pain was 7/10'.
WAS = pattern_of(r"\b(?:was|were)\s*(?:an? |at |about |around )?$")
# … and after the score of today says what it was.
WAS_BEFORE = pattern_of(r"\b(?:was|were|had been|used to be)\s*(?:an? |at |about |around )?$")
# All that stands between two scores of one change: '8 -> 2', '8/10 down to 2/10'.
ARROW = words(
    "->|-+>|→|=>|>+|to|down to|-+|dropped to|went to|fell to|became|now|and now",
    "then|into|down",
    before=r"^\s*(?:/10|out of (?:10|ten))?\s*(?:pain)?,?\s*",
    after=r"\s*(?:an? |just |about |only |only an? )?$",
)
# An arrow as charts draw it.
DRAWN = any_of("->|→|=>")
# Of two scores without other words, the first is before where one of these stands in the sentence.
CHANGED = any_of(
    (
        r"\b(?:drop\w*|decreas\w*|reduc\w*|went|fell|improv\w*"
        r"|(?<!lying )(?<!lies )(?<!laying )(?<!sitting )(?<!sits )down|(?<!getting )(?<!standing )up"
        r"|lower\w*|became|brought|took|knocked|cut|rose"
        r"|increas\w*|->|chang\w*|relief|then|later|after|post)\b"
    ),
    "→",
)
# 'rose from 1 to 2'.
FROM = pattern_of(r"\bfrom (?:an? |about |around )?$")
# 'then 7, now 4': before …
THEN = pattern_of(r"\bthen\s$")
# … and after.
NOW = pattern_of(r"\bnow\b")

# --- numbers out of ten that are no pain score ------------------------------------------------------------------------

# Pain elsewhere: 'needle site 2/10', 'knee 5/10'.
OTHER_SITE = words(
    "(?:needle|injection|puncture|insertion) site",
    r"new (?:\w+ )?(?:leg|knee|hip|neck|foot) pain",
    "(?:procedural|incisional|site) (?:pain|soreness)",
    r"(?:knee|shoulder|hand|foot|headache|thumb|wrist|elbow|ankle|tooth|chest|abdom\w*|breathing)",
)
# A cell that names a month: 'March', 'early April', 'the June visit'.
MONTH_CELL = pattern_of(
    rf"(?:the |in |by |early |mid-?|late )*(?P<month>{MONTH})\.?"
    r"(?: (?:visit|call|recheck|check|review|follow-?up|entry|average|avg|week|clinic))?"
)
# A line of a diary that only says when the procedure was: 'injection day, March 18 2025', '18 March - SHOT'.
_THE_ACT = (
    "(?:(?:the|si|sij|joint|day|of|my|our|on|left|right) )*" + r"(?:inj\w*|shot|block|ablation|rfa|procedure)"
)
PROCEDURE_LINE = pattern_of(
    rf"\W*{_THE_ACT}\b[^\n.;|]{{0,12}}?[\w,/ -]{{0,20}}\d[\w,/ -]{{0,14}}\W*|"
    rf"[\w,/ -]{{0,14}}\d[\w,/ -]{{0,14}}\W+{_THE_ACT}\W*"
)
# The title of a column of times: 'Weeks after', 'mo post', 'day #'.
UNITS_AFTER = words(r"(?P<unit>days?|weeks?|wks?|months?|mos?)", after=r"(?: (?:after|post|out|since|from|#)|$)")
# … and of one of the pain that is left.
LEFT_TITLE = words(r"remain\w*|residual|left(?= *$)|of baseline|pain level")
# 'Pain relief (%)', 'percent relief': the unit of the numbers below.
RELIEF_IN_PERCENT = words(
    r"(?:relief|improve\w*|better|reduc\w*)[^.;\n\d]{0,16}(?:%|percent)",
    r"(?:%|percent)[^.;\n\d]{0,16}(?:relief|improve\w*|better|reduc\w*)",
    before="",
    after="",
)
# The line of a log on which the procedure was done: '09:12 block'.
THE_ACT = words(r"(?:inject\w*|inj|block\w*|needles?|procedure|placed)")
SCALE_NAMED = words("nrs|nprs|vas|vrs")
# A row of a table that is no pain score.
OTHER_MEASURE = words(
    r"sit-?\s?to-?\s?stand|stands?|reps?|repetitions|steps?|walk\w*|stairs|minutes|reach\w*|fingertip\w*|plank|balance",
    r"flexion|extension|rotation|bending|slr|rom|strength|grip|reflex\w*|pulse|temp\w*|weight|bp|hr|spo2|sats?|rr",
    r"odi|oswestry|rmdq|roland|phq\S*|gad\S*|sleep|mood|function|tablets?|mg|dose",
    "neck|hips?|hand|head|visits?|sessions?|aldrete|sedation|ramsay|o2|pulse ox",
)
# '8/10 visits', '5/10 strength'.
NOT_SCORE_RIGHT = words(
    r"pt\b|visits?|sessions?|appointments?|classes|days|points?|tender|patients",
    r"questions|strength|motor|power|reflex\w*|quad\w*|ehl|pulses?|attend\w*",
    "check-ins?|tests?|maneuvers?|manoeuvres?|positive|treatments|steps|items",
    before=r"^\s*",
    after="",
)
# 'PHQ 6/10', 'satisfaction 9/10'.
NOT_SCORE_LEFT = words(
    r"strength|motor|power|attended|completed|phq\S*|gad\S*|satisfaction|mood",
    "stress|apgar|effort|difficulty|anxiety|fatigue|gcs|mallampati|sleep quality",
    "quality of life|confidence|rpe|reflexes|bishop|psfs|mmt",
    before="",
    after="[ :=(]*(?:is |was |of |at )?$",
)
# A length in mm or cm is a score only beside one of these.
OF_PAIN = any_of("vas|pain|score")
# '7/10 relief' may be an amount of relief or a pain score …
RELIEF_RIGHT = pattern_of(r"\s*(?:pain )?relief\b")
# … as may 'relief 7/10'.
RELIEF_LEFT = pattern_of(
    r"\b(?:relief|benefit|effect|response|improvement|success)(?: of (?:the |her |his )?[^.;]{0,40}?)?"
    r"(?: (?:since|after|from|following|with)\b(?:(?!\bpain\b|\bscore|\bache)[^.;,]){0,40}?)?"
    r"(?: score| level| rating)?\s*(?:[:=]|was|is|at|of|rated|as)?\s*(?:at |about )?$"
)

# --- bare numbers: may the sentence hold any? -------------------------------------------------------------------------

# What else a recovery room writes beside the clock.
_VITALS = one_of(
    r"aldrete|ramsay|richmond|rass|sedation score",
    r"pulse|hr|bp|spo2|sats?|temp\w*|resp\w*|rr|glucose|fbs|steps",
)
# A line of a form: 'Before: 8', 'Week 6: 3', '09:05 pre-procedure, bending: 8'.
LABEL = words(
    r"before|pre\w*|baseline|after|post\w*|today|now|visit|call|week|wk|month|day",
    r"hour|min|\d",
    rf"(?:{NUM})[- ](?:min|hour|day|week|month)",
    before=r"^\W*(?:\d{1,2}[:.h][0-5]\d\b ?(?:[ap]\.?m\b\.?|h(?:rs?)?\b)?[ ,:|-]*)?",
    after=rf"(?![^\n:]*\b{_VITALS}\b)[^\n:]{{0,28}}:\s*$",
)
# What hurts, with the number it has: 'left SI is a 6 today', 'the leg was at', 'trap still a'.
_SITE = (
    r"(?:sij?|s\.i\.|joint|back|hip|leg|calf|thigh|buttock|butt|side|neck|trap\w*|spot|area|tailbone|arm)"
    r"(?: (?:spot|side|joint|area|region|one|muscle))?"
)
# 'pre 8 post 2', 'avg 4', a pain diary.
SPOKEN_OF = words(
    rf"{_SITE} (?:is|was|at|has been|had been|stays|stayed|remains|feels like|still|now|today)"
    r"(?: (?:still|at|about|only|around|back (?:up )?(?:to|at)|up to|down to|now|like))*(?: an?)? "
    rf"(?=(?:{NUM})\b|$)",
    r"pre\b.{1,20}\bpost\b",
    r"avg\b|average\b|worst\b|diary\b|pain log\b|pre:? \d",
    r"(?:gives?|gave|rates?|scores?|calls?|puts?|marks?) (?:(?:his|her|the|that) )?(?:left|right|lt|rt)\b",
    (
        r"(?:si|sij|sacroiliac|buttock|low(?:er)? back) (?:(?:spot|side|area|region|joint) )?"
        r"(?:is|was|at|feels) (?:about |at )*(?:an? )?(?:\d|$)"
    ),
    r"points\b.{1,20}\b(?:drop\w*|down|fall\w*|fell|less)\b",
    after="",
)
# 'LEFT 8 to 2.', after the sentence of the other side.
SIDE_OPENS = words("left|right|lt|rt|l|r", before=r"^\W*", after=r"(?: (?:side|si|sij|joint|one))*[ :,=-]*\d")
# What a score is called without a word of pain: 'her number was 8'.
NAMED = words(r"(?:number|figure|mark|rating|reading|level)s?")
# '0-10' is the scale.
LEGEND = words(
    r"(?:0|zero|nought|none|1|one)\s?(?:-|to)\s?(?:10|ten)",
    "out of (?:a possible )?(?:10|ten)",
    "(?:10|ten)[- ]point",
)
# A sentence that scores to 100.
MILLIMETRES = any_of(r"\bvas\b|\d ?mm\b")
# 'VAS 72, 31 after'.
MILLIMETRE_NUMBER = pattern_of(r"(?<![\w/.,$#-])(\d{2})(?![\w%/.]|\s*(?:mm|cm|y|yo|min|h|d|w|m))")
# A bare number that names its scale: 'NRS 7'.
NRS_LEFT = pattern_of(r"\bnrs\b[ :=]*$")

# --- bare numbers: is this one a score? -------------------------------------------------------------------------------

# How a patient or a nurse gives a score …
_CALLED = one_of(
    "rat(?:e|es|ed|ing)|grad(?:e|es|ed|ing)|scor(?:e|es|ed|ing)|mark(?:s|ed)?|call(?:s|ed)?|puts?",
    "giv(?:e|es|en|ing)|gave",
    "chart(?:s|ed)|record(?:s|ed)|log(?:s|ged)|not(?:es|ed)|wr(?:ote|ites|itten)(?: down)?",
    "jot(?:s|ted)(?: down)?|enter(?:s|ed)|put down|fill(?:s|ed) in",
    "circl(?:es|ed|ing)|tick(?:s|ed|ing)|check(?:s|ed)|pick(?:s|ed)|cho(?:oses|ose|se)|select(?:s|ed)|indicat(?:es|ed)",
    "point(?:s|ed|ing) (?:to|at)",
    "answer(?:s|ed)|repl(?:ies|ied)",
    "report(?:s|ed)|quot(?:es|ed)|tells? (?:me|us)|told (?:me|us|the nurse)|describ(?:es|ed) as|says|said",
)
# … and where one stands.
_STOOD = one_of(
    "sits?|sat|sitting|st(?:ands?|ood)|runs?|ran|running|reads?|opens?|opened|hovers?|hovered|holds?|held|stay(?:s|ed)",
    "rests?|rested|measures?|measured|lies|lay|lives|living|hangs?|is|are|was|were|been",
    "got|gets|shows?|showed|averages?|averaged",
)
# A number that counts: 'week 6', 'block 2', 'page 3'.
COUNTED = words(
    "weeks?|wks?|months?|mos?|days?|hours?|pod|block|injection|inj|number|phase",
    r"grade|stage|type|page|visit|step|session|item|question|level|no\.?|part|line",
    "#",
    "jan(?:uary)?|feb(?:ruary)?|march|april|may|june|july|aug(?:ust)?|sept(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?",
    before=r"(?<![-\w])",
    after=r"\s?#?$",
)
# … but '2 weeks 3' is a score at two weeks.
NUMBER_LEFT = pattern_of(r"(?:\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve))[ -]?$")
# … and 'worst this past week 5' is a score of that week.
THIS_LEFT = words("this|past|last|same|that|whole|previous|preceding", after=r"\s$")
# 'The seven evenings before it', 'her last ten entries': what is counted.
COUNTS_RIGHT = words(
    "evenings|nights|mornings|afternoons|entries|readings|scores|ratings|figures|records|lines|days|weeks",
    before=r"[- ](?:[a-z]+ ){0,2}?",
)
COUNTS_LEFT = words(
    "the|her|his|their|those|these|first|last|past|next|all|over|across|from|in|of", before=r"(?:^|\b)", after=r"\s$"
)
# 'Down two, from eight to six' counts the points between.
POINTS_RIGHT = pattern_of(rf"\s*(?:points?\b|notch\w*\b|,? from (?:an? )?(?:{NUM}) (?:down )?to\b)")
# 'In weeks 3 to 10', 'weeks 4 and 8': the second number counts too.
COUNTED_ON = pattern_of(
    r"(?<![-\w])(?:(?:weeks?|wks?|months?|mos?|days?|visits?) ?#?\d{1,2} ?(?:-|to|through|thru|until)"
    r"|(?:weeks|wks|months|mos|days|visits) ?#?\d{1,2} ?(?:,|and|&)) ?$"
)
# 'at four and at ten weeks' are two times.
TIME_OF_TWO = pattern_of(
    rf"\s*(?:,|and|or|to|-|&)\s*(?:at |by |after )?(?:{NUM})[- ]?"
    r"(?:min\w*|hours?|hrs?|days?|weeks?|wks?|months?|mos?|mo)\b"
)
LEADS_TO_TIME = words("at|by|after|weeks?|months?", after=r"\s$")
# 'injections in 12 months: one' …
COUNT_OF = words(
    "sessions?|injections?|infiltrations?|procedures?|epidurals?|ablations?",
    "blocks?|visits?|number of|count",
    after=r"\b[^.;]*$",
)
# … counts over a time.
COUNT_PERIOD = words("months?|year|to date")
# Between a day and its score: '9/1 pm 2', '8/5: 6'.
DAY_THEN = pattern_of(r"\s*(?:[ap]\.?m\.?|morning|evening|noon|night)?\s*[:=-]?\s*")
# '7/29 pm 2' is after the procedure of that day.
LATER_THAT_DAY = words(r"p\.?m|evening|night|afternoon", before=r"[ ,(]*")
# An arrow beside it: '8 ->' …
ARROW_RIGHT = words("->|→|=>", before=r"\s*", after="")
# … or '-> 2'.
ARROW_LEFT = words("->|→|=>", before="", after=r"\s*$")
# '3 at six weeks.', in a sentence after one that gave a score.
# '2) 3/4/25 block', an item of a list.
LIST_NUMBER = pattern_of(r"\s*\(?\d{1,2}\)$")
OPENS_SENTENCE = words("at|that|on|by|after|in|now|today", before=r"\s*")
# What may follow a score …
SCORE_RIGHT = words(
    "(?:just|right|shortly|minutes|moments) (?:before|after|prior)",
    r"$|[,;.)\]\n:|@\"']|before|beforehand|after\w*|right after|immediately|w/|per\b",
    r"ongoing|pre\b|pre-|post\b|post-|at\b|to\b|now|on\b|today|and\b|by\b|->|→|=>",
    ">",
    r"in (?:recovery|pacu|the|pre|post|clinic|an?\b|about|half|one|two|three|four|six|weeks?|wks?|months?|\d)",
    r"going|coming|falling|dropping|dropped|fell|declin\w+",
    r"for\b|this|when|then|since|with|during|down|last|from|prior|following|the ",
    r"while|but|or\b|out\b|half|thirty|\(|--?\s|/ ",
    "(?:an?|half an|one) (?:week|month|day|hour)",
    r"\d+ ?(?:m|h|d|w|min|hr|hour|day|week|wk|month|mo)",
    "(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|fifty|sixty|ninety)"
    "(?:-five)? ?(?:min|hour|day|week|month)",
    "pain|currently|was|is|initially|baseline|average|worst|best|via|per|again|day",
    "having|had|although|though|where|which|as|it|seated|sitting|standing|walking|lying|resting|than",
    "immediately|upon|until|till|through|instead|prior|most|ever|by|she|he|they|even|throughout|over|across|nrs|nprs|vas",
    rf"all (?:through|of|day|week|month)|every|each|in (?:early |late |mid-?)?{MONTH}",
    "walk(?:ing|ed) (?:in|out|into)|climbing|turning|rising|bending",
    rf"{_STOOD}\b",
    before=r"^\s*",
    after="",
)
# … and what may stand before it; a bare number is a score where both agree.
SCORE_LEFT = words(
    r"^\s|[,;:(=|>→\"'?]|->|\bfrom|\bto|\ba|\ban|\bwas|\bis|\bare|\bwere|\bat|\bof|\bpain",
    r"\bnrs|\bnprs|\bvas|\bvrs|\bscores?|\bscored|\blevels?",
    r"\bdiary|\blog|\bjournal|\bsheet|\bflowsheet|\bnadir|\bpresently|\blow|\bdown",
    r"\brat(?:ed|es|ing)",
    r"\bnow|\bthen|\bonly|\bbecame|\bherself|\bhimself|\band|\bbefore|\bbeforehand",
    rf"\b{_CALLED}(?: (?:it|her|his|the|this|that)(?: \w+)?)?",
    rf"\b{_STOOD}",
    rf"\b{_CALLED} (?:sitting|standing|walking|bending|lying|turning|rising|stairs|getting up)",
    r"\b(?:before|prior to|pre|after|following) (?:the |his |her |that )?\w+",
    r"(?:higher|lower|more|less|greater|worse|better) than",
    r"\bpain (?:on |with |when |while )?\w+ing(?: \w+){0,3}",
    r"\bpain (?:on|with|when|while|during) (?!\w+ing\b)[a-z-]+(?: [a-z-]+){0,2}",
    r"\babove|\bbelow|\bunder|\bover|\bonce|\ba (?:\w+ )?|\ban (?:\w+ )?|\bpod ?\d+",
    r"\bafter\w*|\bpre-?\w*|\bpost|\bbaseline|\bcurrently|\baround|\babout|\btoday",
    r"\breport\w*|\bnumber|\bstates?|\bstayed|\bremain\w*|\bhovering|\binto",
    r"\bagainst|\bversus|\bvs\.?|\bwith|\bbeen|\bsays|\bgave",
    r"\bcalled (?:it|her|his)(?: \w+)?",
    r"\bput (?:it|her|his)(?: \w+)? at",
    r"\bit|\)|\b[ap]\.?m\.?",
    r"\b\d+ ?(?:m|min|h|hr|d|wks?|weeks?|months?|mo|hours?|minutes?|days?)",
    r"\b\d{1,2}:[0-5]\d",
    rf"\b(?:{NUM}|an|half an)[ -](?:min|hr|h|wk|mo|minute|hour|day|week|month)s?",
    r"\b(?:wk|week|w|mo|month|day|d|pod) ?#?\d+",
    r"\b(?:an )?hour|injection|proc\w*|block|discharge|recovery|pacu|day|initially",
    r"\barrival|\badmission|\bintake|\bcheck-?in|\bweek|\bfortnight|\bmonth",
    "still|later|worst|average|avg|rest|weeks?|months?|back",
    r"\b(?:left|right|lt|rt|l|r)(?: (?:side|sij?|joint|buttock|one))?",
    rf"\b{_SITE}",
    before="",
    after=r"\s*(?:[:=,-]|(?:a|an|about|at|of|on|was|is|only|just|the|pain|constant|steady|solid|typical|usual) )*\s*$",
)
_A_TIME = one_of(
    r"\d+ ?(?:mins?|minutes?|m|h|hrs?|hours?|d|days?|wks?|weeks?|mos?|months?)",
    r"(?:w(?:ee)?k|month|mo|day) ?\d+",
    "before|after|baseline|pre|post",
)
_PAIN_AT = one_of(
    r"(?:pain|nrs|vas|score)[^.;,]{0,12} ?(?:before|after|pre|post|baseline)\b[^.;,]{0,26}[=:]",
    (
        r"(?:pre|post|before|after|baseline|pre-?\w+|post-?\w+)\s*(?:avg |average |worst )?(?:pain|nrs|vas|score)?"
        r"\s*[:=]"
    ),
    r"pain\b[^.;,:=]{0,34}[:=]",
    "avg pain|nrs|nprs|vas|vrs",
    "pain (?:score|level|rating|intensity)(?: was| is| of)?",
    "pain (?:is|was|at|of|now|rated|today|currently)",
    "rates? (?:her |his |the |it )?(?:pain )?(?:at|as|a)?",
)
# Words before a bare number that make it a score though it is the only one: 'NRS 7', 'pain today: 4'.
LONE = any_of(
    r"\b(?:worst|average|avg|usual|typical|best|least) pain\b[^.;:\d]{0,44}[,:=-]\s*$",
    r"(?:^|[.\n;] ?)\W*at [^.;:]{3,40},\s*$",
    r"(?:^|[.\n;])\s*(?:pre|post|before|baseline)\s$",
    r"\btoday,?\s$",
    r"(?:^|[.\n;,-]) ?(?:week|month|fortnight|days?) (?:ending|before|after|of)[^.;:\d]{0,30}:\s*$",
    (
        r"\b(?:pre|post)[- ](?:inj|proc|block|shot|treat)\w* (?:average |avg |worst |pain |score |level "
        r"|nrs )*(?:was |of |at )?$"
    ),
    r"\b(?:nrs|nprs|vas)\b[\w .,/()-]{0,24}$",
    r"\bpain (?:before|after)\b[^.;=:]{0,36}$",
    rf"(?:^|[\n,;.+ (]){_A_TIME}\s*[:=]\s*$",
    r"\b(?:pain|ache|hurt\w*|score|number|rat(?:e|ing)|before|after|now|today)\b[^.;:?\d]{0,44}\?[\s\"']*"
    r"(?:(?:pt|patient|she|he|answer|a|reply)\b[\s:\"',]*(?:sa(?:ys|id) )?[\"']*)?(?:an? )?$",
    rf"\b{_PAIN_AT}\s*(?:[:=]|of|is|was|at|a|an)?\s*(?:a |an |at )?$",
)

# A scale named before it, with no other number between: 'NRS day of = 7', 'pain score at five weeks: 2'.
_LENGTH = r"\b\d{1,2}[- ]?(?:min\w*|hours?|hrs?|h|days?|d|weeks?|wks?|wk|months?|mos?|mo)\b"
SCALE_BEFORE = words(
    "nrs|nprs|vas|vrs|scores?",
    "pain (?:score|level|rating)|numeric(?:al)? (?:rating )?scale",
    after=rf"\b[^\d.;%]{{0,64}}(?:{_LENGTH}[^\d.;%]{{0,12}})?(?:[:=]|\bof|\bwas|\bis|\bat)?\s*(?:an? )?$",
)
# What the patient calls the pain: 'rated it a ten', 'calls it a two', 'settled to a three'.
RATED = words(
    r"rat(?:e|es|ed|ing)(?: (?:it|her|his|the|this)(?: \w+){0,3})?(?: pain)?(?: as| at)?",
    rf"{_CALLED}(?: (?:it|her|his|the|this|that))?(?: \w+){{0,2}}(?: pain)?(?: as| at)?",
    rf"{_CALLED} (?:it|her|his|the|this|that)(?: \w+){{1,6}}? (?:as|at)",
    rf"{_STOOD}(?: (?:at|around|about|near|on|above|with))?(?: a)?",
    "it (?:a|an|at)|above|below|over|under|around",
    r"(?:averag\w*|mean|works?|worked|comes?|came)(?: out)? (?:at|to|as)",
    (
        r"(?:settled|came|come|gone|went|dropped|fell|fallen|eased|down|improved|dwindled|reduced"
        r"|decreased)(?: \w+)?(?: down)? to"
    ),
    r"pain(?: \w+){0,3} (?:is|was|at|to|of|now|today)",
    after=r"\s*(?:about |only |just |around )?(?:an? )?$",
)
# The label of an average or a worst, with its time: 'average recorded the week before her injection: 8'.
LABELLED = pattern_of(
    r"\b(?:worst|average|avg|mean|usual|typical)\b[^.;:]{0,60}?"
    r"\b(?:before|prior|pre|preceding|going in\w*|leading up|day of|after|since|post|weeks?|months?|today|now)\b"
    r"[^.;:]{0,44}(?:[:=]\s*|(?<=shot )|(?<=block )|(?<=injection )|(?<=procedure )|(?<=week )|(?<=month )|(?<=days )"
    r"|(?<=fortnight )|(?<=today )|(?<=now ))(?:an? )?$"
)
# A score as a noun of its own: 'an eight', 'a solid seven'.
AS_NOUN = pattern_of(r"\b(?:an?|another)\s(?:[a-z]+\s)?$")
# A time right beside it: 'by week six, a 2', …
TIMED_LEFT = words(
    (
        r"(?:\d{1,2}|\w+)[- ]?(?:min\w*|hours?|hrs?|days?|weeks?|wks?|months?|mos?)(?: (?:later|on|out|after"
        r"|post|mark|visit|check|call))?"
    ),
    "day of|before|beforehand|after|afterwards?|baseline|now|today|currently|day|morning",
    after=r"[ ,:=-]*(?:was |is |it was |it is |at )?(?:an? )?$",
)
# … '7 on the day', '2 at five weeks'.
TIMED_RIGHT = words(
    r"before|beforehand|pre|pre-\w+|day[- ]of",
    "on the (?:day|morning)|the (?:day|morning)|now|today|currently|afterwards?",
    (
        r"(?:at|by|after|on|in) (?:the )?(?:\d{1,2}|\w+)[- ]?(?:min\w*|hours?|hrs?|days?|weeks?|wks?|months?"
        r"|mos?|visit|check|follow)"
    ),
    r"(?:\d{1,2}|\w+)[- ]?(?:min\w*|hours?|hrs?|days?|weeks?|wks?|months?|mos?) (?:later|on|out|after|post)",
    before=r"[ ,(]*(?:was |is )?",
)

# --- conditions -------------------------------------------------------------------------------------------------------

# '3 on the same movement' was taken as the one before it.
LIKE_BEFORE = words(
    r"same (?:movements?|motions?|steps?|stairs?|tasks?|activit(?:y|ies)|tests?|man(?:oeu|eu)v\w+|chair|question)",
    "(?:doing|with) (?:the same|so again)",
)
# What the patient did when a score was taken; two scores are compared under one condition.
CONDITION: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("worst", words("worst", r"at (?:its )?worst", "maximum")),
    ("average", words("average|avg|mean|typical|usual")),
    ("rest", words("at rest|resting|rest|lying(?: down)?|supine|recumbent")),
    ("sitting", words(r"sitting(?! (?:in front|across|opposite|here|before|with) )|seated|when (?:she|he) sits")),
    (
        "movement",
        words(
            "with (?:walking|movement|activity|standing|transfers|stairs|motion|exertion|ambulation)",
            r"walking\b|activity\b|movement\b|moving\b|standing\b|provocat\w+",
            after="",
        ),
    ),
    ("best", words("best|least")),
)
