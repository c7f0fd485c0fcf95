"""Days that stand beside a procedure's name and are of something else: a call, a report, a request, a quoted note.

Whoever takes such a day for the procedure's counts a session that never was. Where the words leave it open, the
procedure gets no day there: a mention without one joins the one that is dated elsewhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from rules.facts import Duration
from rules.reading.dates import FoundDate
from rules.reading.dates import days as in_days
from rules.reading.numbers import Found
from rules.reading.text import Stretch, within
from rules.reading.wordings import one_of, pattern_of, words

# What is named after a procedure and is none: 'injection follow-up calls made 8/8', 'injection request routed 11/13'.
_ERRAND = pattern_of(
    r"(?: #\d)?(?:'s)?[ -]"
    + one_of(
        r"follow(?:ed)?[- ]?ups?|f/?us?|re-?checks?|checks?|call(?:s|backs?)?|phone|telephone|review|anniversary",
        r"requests?|referrals?|auth|authori[sz]ations?|pre-?auth\w*|pre-?cert\w*|approvals?|denials?|appeals?",
        "eligibility|claims?|bills?|invoices?|letters?|images?|photos?|photographs|videos?|pictures",
        "diary|diaries|questionnaires?|surveys?|education|teaching|class|discussions?|slots?|instructions?",
        r"counsel\w+|policy|policies|criteria|guidelines?|coverage|frequency|limits?",
        "sites?|consents?|forms?|suite|room",
        r"pain scores?|day [+#]?\d+(?![/\d])",
    )
    + r"\b"
)
# What was done on a day: its verbs outweigh a report's before them ('as discussed, she had the left injected').
_ACTED = words(
    r"underw\w+|had|receiv\w+|perform\w+|got|did|gave|given|put|placed|inject\w*|treated|needl\w+|instill\w+",
    "went in|went ahead|done|carried out|repeated|completed|administered|took place",
    r"tolerat\w+|came|brought|here for|s/p",
)
# What was said, asked or granted on a day.
_TOLD = words(
    r"recommend\w*|discuss\w*|review(?:ed|ing|s)?|consider\w*|suggest\w*|propos\w+|request\w*|wants?|wanted|wish\w*",
    r"denied|denies|deny|declin\w+|refus\w+|approv\w+|authori[sz]\w+|verif\w+|clear(?:ed|ance)|agreed|advised",
    r"ask(?:s|ed|ing)?|appeal\w*|apply|applied|applies|submit\w*|sent|faxed|mailed|wrote|writes|referred",
    r"polic(?:y|ies)|allows?|allowed|covers?|covered|permits?|permitted|requires?|required|limits?|criteri\w+",
    r"states?|stated|says?|said|say|documents?|documented|describ\w+|mention\w*|reports?|reported|reporting",
    "quotes?|quoted|cites?|cited|tells?|told|about|regarding|concerning|before|prior to|awaiting|pending",
    r"explain\w*|enclos\w+|attach\w+|confirm(?:s|ing)?|shows?|lists?|supports?|supported|wonder\w*|[ei]nquir\w*",
    r"when(?= (?:is|will|her|his|the next|they))|re|called|rang|phoned|telephoned|spoke",
    "(?:relief|benefit|improvement|response|results?|effects?|gains?) (?:from|of|to|after|with|by)",
)
_IT_WAS = pattern_of(
    r"[^.;:,]{0,30}?\b(?:was|were|got|being) (?:then |finally |again |also )?"
    r"(?:done|performed|given|carried out|repeated|placed|completed|administered|injected)\b"
)
_BE = r"(?:has |had |have |is |are |was |were |been )*"
# How a procedure fares on the day of a report: 'on 5/20 RFA relief was 70%', '9/8: the epidural wore off'.
_FARES = pattern_of(
    "(?:s|'s)?(?:,| -)? "
    + one_of(
        "(?:pain )?(?:relief|benefit|response|effects?|improvement) "
        r"(?:was|is|remain\w*|now|still|had|has|at|fad\w+|wan\w+|gone|rated|continu\w+)",
        r"(?:pain )?(?:relief|benefit|response|effects?|improvement):? (?:about |~ ?)?\d{1,3} ?%[^.;\n]{0,20}\b"
        "(?:until|till|now|today|currently)",
        rf"{_BE}(?:still|continu\w+|working|holding|helping|fading|wearing|waning|effective)",
        rf"{_BE}(?:finally |now |all |completely |pretty much )*"
        r"(?:wore|worn|faded|ran|run|gave|given|gone|stopped|died) (?:off|out|away|working)\b"
        "(?! (?:after|by|at|within|in) )",
        rf"{_BE}(?:gone|finished|spent)\b(?! (?:well|fine|ok|smoothly))",
        "(?:has|have) (?:been|given|kept|held|lasted|helped)",
    )
    + r"\b"
)
# What is written of a procedure on a later day: 'block still effective 22 May', 'injection verified 6/1'.
_LATER = words(
    "still|effective|working|holding|helping|fading|wore off|worn off|wearing off",
    "logged|documented|verified|processed|billed|paid|expires?|expired|reviewed|discussed|filed|adjudicated",
)
# The day of a quoted note: '12/16/2025: "RFA gave her 70% for nine months"'.
_QUOTED = pattern_of(
    r"[ ):,|-]*(?:(?:office |clinic |progress )?(?:note|visit|entry|hpi|plan|letter|message)[ :,|-]*)?(?:\"|'(?=\w))"
)
# What is made ready for a procedure: 'held Eliquis 5/17 for injection', 'INR 5/13 before the block'.
_READY = words(
    r"held|hold\w*|stop\w*|inr|labs?|clear\w*|verif\w+|consent\w*|prep\w*|check\w*|bridg\w+|platelets?|a1c|eligib\w+",
)
_READY_FOR = pattern_of(
    r"[ ,]*(?:before|prior to|for|pre)\b(?: (?:the|her|his|an?|left|right|bilateral|si|joint|next|this))* \Z"
)
# Talk of a procedure has a day of its own: 'peer-to-peer about the injection took place 9/22' …
_ABOUT = pattern_of(
    r"\b(?:about|regarding|concerning)"
    r"(?: (?:the|her|his|an?|left|right|bilateral|last|next|repeat|requested|\w{1,3} joint))* \Z"
)
# … and so has what is looked up before it: 'eligibility verified for injection 9/25'.
_MADE_READY = pattern_of(
    r"\b(?:eligib\w+|verif\w+|clear(?:ed|ance)|benefits|pre-?cert\w*|referral|quote|estimate|paperwork)"
    r"(?: [a-z]+){0,2} for(?: [a-z]+){0,3} \Z"
)
# A reading around a procedure: 'ODI: pre-RFA 2/20/25 48; post-RFA 9/9/25 22' …
_AROUND = pattern_of(r"(?<!status )\b(?:pre|post)-\Z")
_READ = pattern_of(r"\)?[ :=,-]*\d")
# … or a reading with its own day after it: 'relief from the injection was 80%, on August 7 …'.
_READ_THEN = pattern_of(r" (?:was|is|at|still)\b[^.;,]{0,30}?\d[^.;,]{0,12}, (?:and |but )?(?:on|by|at|in) \Z")
# 'Her question about the injection of May 20' names the injection's day.
_OF_THAT_DAY = pattern_of(r"[^.;]{0,30}?\b(?:of|on|from|in|dated)(?: the)? \Z")
_IN_BRACKETS = pattern_of(r"[ ,]*\(?\Z")
# Words that make a length of time how long a procedure held …
_HELD = pattern_of(
    r"%|\b(?:relief|better|gave|given|gives|help\w*|held|lasted|lasting|worked|benefit\w*|improve\w*|pain[- ]free)\b"
)
# … and that do not: 'relief expected for six months', 'helped, again in three months'.
_NOT_HELD = words(
    r"expect\w*|should|usual\w*|typical\w*|may|might|can|could|will|would|goal\w*|hop\w+|up to|until then|every",
    r"within|in|again|repeat\w*|pain for|history|symptoms|therapy|pt|care|suffer\w*|before|prior|previous\w*",
    "last|earlier|compared|old|onset|after the",
)
# 'Held 14 weeks\nLeft leg pain 4 yrs' tells how long she has had the pain.
_NEW_CLAUSE = pattern_of(
    r"[.;]\s|\n|(?<!less )(?<!of )(?<!her )(?<!his )(?<!no )\b(?:pain|ache|sciatica)\b(?![- ](?:free|relief))"
)
_SLACK = 7  # days by which a rounded length of time may outrun the calendar, beside a tenth of it


def names_an_errand(folded: str, end: int) -> bool:
    """Whether a procedure's name only tells what a call, a request or a letter was about."""
    return _ERRAND.match(folded, end) is not None


def led_by_another(folded: str, sentence: Stretch, day: FoundDate, start: int, end: int) -> bool:
    """Whether a day before a procedure's name is of what was said, asked or read on it."""
    if _QUOTED.match(folded, day.end, start) or _FARES.match(folded, end):
        return True
    if _READY_FOR.fullmatch(folded, day.end, start) and _READY.search(
        folded, max(sentence.start, day.start - 40), day.start
    ):
        return True
    told = max((m.end() for m in _TOLD.finditer(folded, day.end, start)), default=-1)
    if told < 0 or _IT_WAS.match(folded, end, sentence.end):
        return False
    return told > max((m.end() for m in _ACTED.finditer(folded, day.end, start)), default=-1)


def was_done(folded: str, end: int, stop: int) -> bool:
    """Whether the words after a procedure's name say that it was done: 'the left SI joint injection was done'."""
    return _IT_WAS.match(folded, end, stop) is not None


# 'Follow-up after injection - completed 9/9', 'questionnaire since the block, filled in on 9/9'.
_PAPER_AFTER = pattern_of(
    r"\b(?:follow-?ups?|f/?u|visits?|checks?|calls?|forms?|surveys?|questionnaires?|diary|sheets?|reviews?)\b"
    r"[^.;\n]{0,16}?\b(?:after|following|post|since)[ -]"
    r"(?:(?:the|her|his|your|an?|left|right|bilateral|lt|rt|l|r|[lct]\d\S*)\.? )*$"
)
_FILLED = pattern_of(r"[ :,(-]*(?:completed|filled (?:in|out)|taken|done (?:by|with)|recorded|signed|returned)\b")


def followed_by_another(folded: str, sentence: Stretch, day: FoundDate, start: int, end: int) -> bool:
    """Whether a day after a procedure's name is of what was written of it later."""
    told = max((m.end() for m in _LATER.finditer(folded, end, day.start)), default=-1)
    if told > max((m.end() for m in _ACTED.finditer(folded, end, day.start)), default=-1):
        return True
    if _AROUND.search(folded, max(sentence.start, start - 12), start) and _READ.match(folded, day.end):
        return True
    if _READ_THEN.match(folded, end, day.start):
        return True
    left = max(sentence.start, start - 60)
    if _FILLED.match(folded, end, day.start) and _PAPER_AFTER.search(folded, left, start):
        return True
    if _OF_THAT_DAY.match(folded, end, day.start):
        return False
    if _MADE_READY.search(folded, left, start):
        return True
    return _ABOUT.search(folded, left, start) is not None and not _IN_BRACKETS.match(folded, end, day.start)


def too_late(folded: str, day: FoundDate, end: int, stop: int, on: dt.date | None, lengths: Sequence[Found]) -> bool:
    """Whether what is told of a procedure could not have passed since the day.

    '12/16: RFA gave her nine months', in a letter of 12/30.
    """
    if on is None or day.when is None:
        return False
    passed = (on - day.when.first).days
    for found in within(lengths, end, stop):
        length = found.value
        if not isinstance(length, Duration) or length.unit not in ("week", "month", "year"):
            continue
        low, _ = in_days(length)
        between = folded[end : found.start]
        if low is None or low * 9 / 10 <= passed + _SLACK or _NEW_CLAUSE.search(between):
            continue
        if _HELD.search(between) and not _NOT_HELD.search(between):
            return True
    return False
