"""What a percentage means by the words at its two sides: relief, pain that is left, the level reached, function."""

from __future__ import annotations

from rules.reading.numbers import NUM
from rules.reading.outcomes.wordings.measured import FUNCTION, THE_REST_WENT
from rules.reading.wordings import any_of, one_of, pattern_of, words

# --- pain that is left ------------------------------------------------------------------------------------------------

_OF_THE_PAIN = "(?:of it |of (?:the |her |his |my |their )?)?(?:original |baseline |usual |index )?"
# 'the pain she had come to us with', 'the pain that brought him in', 'the pain with which she arrived'
_THAT_CAME = (
    r"(?:,? (?:(?:that|which) )?(?:she|he|they|we)(?:'d)? (?:[\w']+ ){1,7}?"
    r"|,? (?:that|which) (?:had |has )?(?:[\w']+ ){1,6}?|,? with which (?:[\w']+ ){1,6}?)?"
)
_IS_STILL = r"\s*(?:is |was |are |still |that |now )*"
_PERSISTS = one_of(
    r"persist\w*",
    "still (?:there|present|with)",
    r"lingers?|unresolved|unrelieved|present|there\b",
)
# '30 % remains', '20 % of her baseline pain', '40 % as bad'.
REMAINING_RIGHT = words(
    (
        r"(?:of )?what (?:it|they|she|he) (?:was|were|had)\b"
        r"|of (?:what (?:it|they|her|his|the|she|he)\b|(?:its |the |her |his |my |their )?(?:baseline|base line"
        r"|original|previous|prior|former|initial|pre-?\w+|old|usual|starting|earlier|past)\b)"
    ),
    (
        rf"{_OF_THE_PAIN}(?:pain|symptoms?|discomfort|ache|soreness){_THAT_CAME}"
        rf"{_IS_STILL}{_PERSISTS}"
    ),
    (
        rf"{_OF_THE_PAIN}(?:(?:pain|symptoms?|discomfort|ache|soreness){_THAT_CAME})?{_IS_STILL}(?:remain\w*|residual|left\b(?=\s*(?:[.,;)]"
        r"|$|after|now|by|at\b|following|since|today|over\b|behind)))"
    ),
    r"residual|remain\w*",
    # '20 % of the left SIJ pain is left', 'two thirds of the pain from the right SIJ is still there'
    (
        r"of (?:the|her|his|my|their|it|that)\b[^.;,\d]{0,48}?\b(?:is|are|has|still) (?:still |yet )?"
        r"(?:there|left(?! with)|present|remain\w*|with (?:her|him|me))\b"
        r"(?![^.;,]{0,30}\b(?:gone|better|relieved|resolved|away|less)\b)"
    ),
    rf"(?:of it )?{THE_REST_WENT}",
    r"as (?:bad|much|severe|painful|strong|sore)\b",
    # '8/10 -> 70 % of that', '80 % of the way back to where it was'
    r"of (?:that|this)(?= ?(?:[.,;)\n]|$))|(?:of the way )?back (?:up )?to (?:where|how|what|the (?:old|former|pre))\b",
    before=r"^\s*",
    after="",
)
# 'left with 30 %', 'all but 10 %', 'residual pain 20 %'.
REMAINING_LEFT = words(
    "all but",
    "remain(?:ing|s|der)(?: pain)?",
    "residual(?: pain)?",
    "(?:been|stayed|remained|sits|stands|hovers|hovered) at",
    "left with|left (?:her |him )?(?:only|just|about|with)|leaving(?: her| him)?(?: with)?|what is left",
    "still (?:has|have|left with|feels|at)",
    "pain (?:is |was )?(?:now )?(?:only|at)",
    "is now|persisting pain",
    after=r"\s*(?:is |was |of |at |about |only |roughly |around |a |the |just |[:=] ?)*$",
)

# 'The improvement in the buttock pain at 75 %' is relief …
RELIEF_IN_PAIN = words(
    r"(?:improvement|relief|reduction|decrease|drop|fall|easing|change) (?:in|of|from) (?:the |her |his |their )?"
    r"(?:[\w-]+ ){0,3}?pain (?:is |was |stands |sits )?at",
    after=r"\s*(?:about |around |roughly |some |only )?$",
)
# … as are 'the relief remains 55 %' and 'improvement stays at 60 %' …
RELIEF_STAYS = words(
    r"(?:relief|improvement|benefit|reduction|response|gain|effect)\b[^.;,\d]{0,24}?\b(?:remain\w*|stay\w*|still|holds?|held|stands?|is|was|sits?|at)",
    after=r"\s*(?:at |about |around |roughly |some |only |now |still |a |an )*$",
)
# … and 'left him with three quarters less pain' is relief.
RELIEF_NEXT = words(
    r"less|better|relief|benefit|improve\w*|reduc\w*|fewer|gone|off|lower|below|lighter|milder|diminish\w*|away",
    "down(?! to)",
    before=r"[\s\"']*(?:of )?",
)

# --- to, or by? -------------------------------------------------------------------------------------------------------

_ROUGHLY = one_of("about |around |approximately |roughly |only |just |~")
_WENT_DOWN = one_of(
    "decreas|reduc|drop|fell|fall|went|gone|go|came|come|brought|bring|cut|lower",
    "eas|diminish|lessen|declin|get|got|knock",
)
# 'pain decreased to 30 %' may be what is left or what went.
DOWN_TO = words(
    rf"(?:{_WENT_DOWN}\w*)\b(?: \w+){{0,4}}? (?:down )?to\s*{_ROUGHLY}*$",
    rf"down to\s*{_ROUGHLY}*$",
    r"pain (?:was |is |has )?(?:now )?(?:at|to)\s*(?:about |around )?$",
    after="",
)
# … but 'relief went to 30 %' is relief.
SPEAKS_OF_RELIEF = words("relief|improvement|benefit|better|improved|improving")

# 'Percent change in pain since procedure: 25' does not say which way.
CHANGE_LABEL = any_of(
    r"(?:%|\bpercent(?:age)?) change\b[^.;\n\d]{0,60}[:=][\s_]*$",
    r"\bchange\b[^.;\n\d]{0,40}\(?(?:%|\bpercent)\)?\s*[:=][\s_]*$",
)

# --- pain or function -------------------------------------------------------------------------------------------------

# '60 % less pain with walking' is pain.
OF_PAIN = pattern_of(
    r"\s*(?:less|reduction|decrease|drop|improvement|better|relief)?\s*(?:of |in |on |from )?(?:her |his |the "
    "|usual |index |low |back |buttock )*(?:pain|relief|symptom|discomfort|ache)"
)
# '60 % better walking' is function.
OF_FUNCTION = pattern_of(
    r"\s*(?:better|improvement|gain|increase|easier|improved|return|more)?\s*(?:in |of |with |at |for |on )?"
    rf"(?:her |his |the |overall |all |daily |most |painful )*(?:{FUNCTION.pattern})"
)
# '80 % easier' is function, unless pain was spoken of.
EASIER = pattern_of(r"\s*easier\b")
# 'Her activities tracked the pain, 60 % easier' is function all the same.
LIKE_THE_PAIN = words(
    r"(?:track|follow|parallel|mirror|match|shadow|echo)\w*",
    "went with|moved with|kept pace with|in step with|just like|as did",
    after=" (?:the |her |his )?(?:pain|relief)",
)
# 'She puts those at 60 %' speaks of what the sentence before named.
TAKES_UP_MANY = words("those|these|them|they|all (?:of (?:it|them|that|those|these)|three|four|five)|each")
TAKES_UP = any_of(TAKES_UP_MANY.pattern, r"\b(?:it|that|this)\b")
# 'Both figures are 20 %': pain and function alike.
BOTH_FIGURES = words(
    "both (?:figures|numbers|measures|values|percentages|ratings|of (?:these|those|them))",
    "both (?:pain|relief) and (?:function|activit(?:y|ies))(?: figures| levels)?",
    after=r"\b(?: (?:are|were|is|was|stand|stood|at|had|have|has|fell|fallen|dropped|down|to|now|then|about|only"
    r"|just))*\s*$",
)
# A word right after the percentage that makes it pain's, whatever stood before.
PAIN_NEXT = words("less pain|pain|relief", before=r"\s*", after="")
# A muscle's, no outcome.
FULL_STRENGTH = pattern_of(r"\bfull strength\b")

# --- a percentage beside which neither pain nor relief is named -------------------------------------------------------

# 'got 80 %, lasted 3 months' needs no word of relief …
LASTED = words("lasted|held")
# … where one of these stands before the number.
GOT = words("got|had|gave|was|been", after=r"\s*$")
# 'She got 30 % out of it'.
OUT_OF_IT = words("it|that|this|the (?:shot|injection|block|procedure|needle)", before=r"\s*(?:out of|from|with) ")
# '70 % for 3 months'.
FOR = words("for|x", before=r"\s*", after=r"\s")
# 'three months at 70 %'.
LENGTH_OF = words("months?|weeks?|wks?|days?|hours?|hrs?", after=r" (?:at|of)\s$")
# 'Wk 4 - 60 %', 'month 3: 50 %'.
NTH_ONLY = pattern_of(r"\W*(?:at |by |through )?(?:weeks?|wks?|months?|mos?) ?#?\d{1,2}[ :,=-]*$")
# 'R: 80 %, L: 40 %'.
SIDE_ONLY = words(r"rt|lt|r|l|left|right|b/l|bilat\w*", before=r"\W*", after="[ :.-]*$")
# '80 % on the right'.
ON_A_SIDE = words("left|right", before=r"\s*(?:on|in|for|from|at|of|off) (?:the |her |his )?")
# '90 % at first, 60 % now'.
OVER_TIME = words(
    r"at first|initial\w*|now|currently|today",
    r"at \w+ (?:weeks?|months?|wks?)",
    r"for \w+ (?:weeks?|months?|wks?)",
    before=r"^\s*",
)
_LENGTH = r"(?:\d{1,2}|\w+)[- ]?(?:hours?|hrs?|days?|weeks?|wks?|months?|mos?)"
# 'She got 40 % at eight weeks', 'result at eight weeks: 75 %', in a sentence after one that names the procedure: …
TOLD = words(
    "she|he|they|pt|patient|result|response|outcome|reports?|rates?|rated|itself|shot|injection|block|it",
    "figure|percentage|number|estimate|asked",
)
# … with a time to the right …
WHEN_RIGHT = words(
    rf"(?:at|by|after|for|x|through) (?:the |about |her |his )?{_LENGTH}",
    "now|today|currently|since|to date|so far|throughout|all along|ever since",
    r"from (?:the |about |week |day )?(?:first|second|start|outset|then|\d)",
    before=r"[ ,('\"]*",
)
# 'Her own words about the September shot: "forty percent"'.
QUOTED = words(
    r"words|sa(?:ys|id)|stat(?:es|ed|ing)|told|tells|answer\w*|repl(?:ies|ied)|estimat\w*|puts it|quot\w*",
    after=r"\b[^.;\"]{0,40}[:,]? ?[\"'“] ?(?:\w+ ){0,2}$",
)
# … or to the left.
WHEN_LEFT = words(
    rf"{_LENGTH}(?: (?:later|on|out|after|post|mark|visit|check|call))?",
    "now|today|currently",
    after=r"\b[^.;]{0,24}$",
)
# 'Walks 25 % more than before', 'sits 60 % longer'.
MORE_RIGHT = words("more|further|farther|longer|easier", before=r"\s*", after=r"\b(?! (?:pain|painful|stiff|sore))")
# '… 65 % at six weeks', in a sentence after one of relief.
FOLLOWED_BY = any_of(
    r"\W*$",
    r"\s*(?:now|at|by|for|x|since|today|overall|through|and\b|,)",
)
# A word that may name another thing: none of time, of the patient, of sides and of joining.
CONTENT = pattern_of(
    r"\b(?!(?:she|he|they|pt|patient|it|its|her|his|this|that|the|and|but|then|now|today|still|again|also|about|only|at|by|in|on|of|"
    r"to|for|was|is|were|are|been|has|had|got|reports?|rates?|rated|says|said|states|remains?|remained|stayed|left|right|side|"
    r"first|second|third|later|after|week|weeks|wks?|wk|month|months|mos?|day|days|hours?|mark|visit|call|check|follow|up|"
    r"result|response|with|from|since|post|side|initially|down|one|two|three|four|five|six|seven|eight|nine|ten|twelve)\b)[a-z]{2,}"
)
# '… stayed 65 %'.
WAS_AT = words("was|is|at|been|to|stayed|remained", after=r"\s$")
# 'On the right 80 percent, on the left forty': the sign is said once, a side with each.
ELIDED_SIDE = words(
    r"(?:left|right|lt|rt|l|r|other)",
    after=(
        r"\b(?: (?:side|one|joint|sij?|is|was|has|had|got|at|gets|lags|only|just|about|around|maybe|her|him|a))*,? "
        rf"(?P<n>{NUM})(?= ?(?:[.;)\n]|, (?!\d)|$))"
    ),
)
# 'another 20 %' is no whole.
MORE_NEEDED = words("another|additional|further", after=" $")
# '60 percent two weeks out, 60 at the six week call': the sign is said once.
ELIDED = words(
    r", |\band |\bthen |; ",
    before="",
    after=r"(?:again |still |only )?(?P<n>\d{1,3})(?= (?:at|this|now|today|by|on|since|in the|when))",
)
