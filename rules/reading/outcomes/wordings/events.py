"""Words that bind an amount to a procedure, or to a side of it."""

from __future__ import annotations

from rules.reading.wordings import any_of, one_of, pattern_of, words

# 'after 4/24: 65 %' names a procedure by its day.
PROCEDURE_DATE = any_of(
    r"\b(?:after|from|since|following|post|the|of|s/p|with|on)\s*(?:the )?$",
    r"\b(?:outcomes?|results?|response|relief)\s*\(?$",  # 'LEFT outcome (7/23): 85 %'
    r"^\W*$",
    # a row of a list: 'first, 7/29/25, lidocaine - 90 %'
    r"^\W*(?:(?:first|second|third|1st|2nd|3rd|\d|no|blocks?|sets?|mbb|inj\w*)[ .):,#-]+){1,3}$",
)
# … and never a measurement: 'LEFT outcome (7/23): 85 %'.
OUTCOME_OF = words("outcomes?|results?|response|relief", after=r"\s*\($")
# 'after 8/20: 80 %', where no procedure of that day is known.
AFTER_DATE = words("after|since|following|post|s/p|from", after=r"\s(?:the |her |his |that )?$")
# 'Steroid on 9/30; at five weeks …': the treatment, known by its day beside the diagnostic block before it.
STEROID_OF = words(
    "steroids?|corticosteroid|cortisone|depo-?medrol|methylprednisolone|kenalog|triamcinolone|dexamethasone",
    "betamethasone|celestone",
    after=r"(?: (?:\w+ ){0,3}?(?:on|of|in)| \(?|,|:) ?(?:the )?$",
)
# '80 % relief from the May injection' binds to what follows …
DUE_TO = words(
    "from|with|after|following|since|by|due to|to|of|on",
    before=r"[^,;]{0,50}?\b",
    after=r"\b[^,;]{0,24}$",
)
# … unless what stands before it gave it: 'the SI injection gave 80 %'.
GAVE = any_of("gave|provided|with|:")
# Between percentages in a row: '90 %, 85 % and 80 %', '90 % relief and 85 % relief'.
IN_A_ROW = pattern_of(r"%?(?: (?:pain )?relief)?(?:,? and |, ?|/)(?:then )?(?:about )?")
# A sentence that speaks of the treatment, not of the diagnostic block before it.
THERAPEUTIC = words("therapeutic|steroid")
# 'Left side: 80 %' is not the right one's result.
_THEN = one_of("later|after|weeks?|months?|out|visit|now|today|and|but|while|whereas|[,;:.]")
_A_SIDE = r"(?:left|right|lt|rt|[lr](?=:| \d|[ ]?=| (?:side|sij?|joint)\b))"
SIDE_LABEL = pattern_of(
    rf"^(?:[^.;,:]{{0,40}}?{_THEN} ?)?[\W_]*(?:the |her |his )?{_A_SIDE}\b"
    "(?: (?:side|si|sij|one|joint|low back|buttock|leg|neck))*[ :,=-]"
)
