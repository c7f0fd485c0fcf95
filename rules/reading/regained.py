"""What a gain of function sounds like: something is done now that was not, or not so far, before the procedure.

Three kinds of wordings, each of them with an activity (`ACT`): a change in one clause ('drives again', 'back on the
crew', 'no longer needs the rail'), an earlier state that was less beside what is done now ('…, where he used to get up
after ten minutes'), and a way from one rung of a ladder to a higher one ('min assist to independent').
"""

from __future__ import annotations

import re

from rules.reading.activities import ACT
from rules.reading.wordings import any_of, one_of, pattern_of, words

_AGAIN = r"(?:again|once more|once again)"
_HER = r"(?:(?:her|his|the|a|an|any|my|their|all|of|own) )*"
_SHE = r"(?:she|he|they|pt|the patient|the pt)"
MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)"
)
_SEASON = "(?:spring|summer|autumn|fall|winter)"
RELATIVE = one_of(
    "daughter|son|wife|husband|sister|brother|mother|father|mum|mom|partner|spouse|family|grandson|granddaughter",
    "neighbou?r|carer|aide|friend",
)
# What helps a person to get about and look after himself.
AID = (
    r"(?:(?:walking |single[- ]point |quad |two |motori[sz]ed |electric |shopping |grab |sock |shower |bath "
    r"|toilet |stair |raised toilet |perching )*"
    r"(?:canes?|sticks?|frame|zimmer|walker|rollator|wheelchair|crutch(?:es)?|rail(?:ing)?s?|bann?ister|scooter"
    r"|cart|trolley"
    r"|lift|seat|stool|chair|bars?|aid|reacher|grabber|brace|corset|commode|bedpan))"
)

# --- a change in one clause -------------------------------------------------------------------------------------------

# Where one can be back: at work, at play, in a habit. 'Back on treatment', 'back in clinic' are not here.
_PLACE = one_of(
    r"work|full[- ]time|part[- ]time|full duty|duty|jobs?|shifts?|crew|squad|rota|roster|route|rounds|shop floor",
    (
        r"counter|till|register|desk|bench|lathe|kitchen|bakery|mill|plant|factory|depot|quarry|mine|restaurant|firm|ward|workshop|garage|studio|salon|warehouse|dock|classroom"
        r"|classes|class|school|practice|teaching"
    ),
    (
        r"lorr(?:y|ies)|trucks?|taxi|bus|buses|road|forklift|crane|boats?|ladders?|scaffold\w*|roofs?|roofing"
        r"|bucket truck|tractor|combine|plough|plow"
    ),
    r"farm|fields?|stables?|cattle|horses?|saddle|horseback|garden|allotment|greenhouse|lawn",
    r"bi(?:ke|cycle)|trails?|pool|courts?|course|links|pitch|rink|slopes|gym|treadmill|green|dance floor",
    (
        r"choir|band|orchestra|pulpit|organ|piano|drums|league|club|hobb(?:y|ies)|sports?|normal activit\w+"
        r"|full activit\w+|exercis\w+|caring"
    ),
)
_RETURNED = one_of(
    r"back (?:to|at|on|in|with|behind|out on|up on|out in|among|under)",
    r"return(?:ed|s|ing) to|(?:with|able to|a|her|his|full|allowed|successful|early) return to",
    r"resum(?:ed|es|ing|e)|got back (?:to|on)|went back to|gone back to|rejoin\w*|tak(?:en|ing) up|took up|restarted",
    r"(?:picked|picking|takes|taken|took) up",
)
_FULLY = one_of(
    (
        r"her|his|the|full|full-time|part-time|light|regular|normal|unrestricted|usual|all|most|of|doing|modified|some"
        r"|work|active"
    ),
    r"playing|daily|a|an|my|their|both",
)
_ABLE = one_of(
    (
        r"(?:now |again |once more |is |was |been |also |better |finally )*(?<!un)(?<!longer )(?<!not )able (?:again "
        r"|now |once more |once again )?to"
    ),
    r"can (?:now|again|once more|once again|finally)|could (?:again|now|once more)|capable of",
)
# What the procedure did.
_ENABLED = (
    r"(?:inj(?:ection)?s?|shots?|blocks?|procedure|ablation|epidural|needle|it|which|that)"
    r"(?: has| had| have)?(?: really)? "
    r"(?:(?:let|allowed|enabled|permitted) (?:her|him|them|me|(?:the )?(?:patient|pt))(?: to)?"
    r"|made it possible (?:for (?:her|him|them|me|(?:the )?(?:patient|pt)) )?to)"
)
_HELP = one_of(
    r"help|assistance|a hand|an aide|assist|supervision|support|reminders?",
    rf"{RELATIVE}(?: to| for| with|'s)?",
)
_PAUSE = (
    r"(?:stop\w*|rest\w*|sit\w*(?: down)?|paus\w*|lie down|lying down|lean\w*|hold\w*(?: on)?(?: ?to)?|break\w*"
    r"|give up|giving up|get\w* up"
    r"|breaks?|a (?:single )?(?:break|rest|stop|pause)|rest breaks?|her|his)"
)
_NO_LONGER = one_of(
    r"no longer (?:needs?|uses?|using|needing|requir(?:es|ing)|relies on|relying on|depends on|asks?)",
    r"(?:does not|doesn't) need|stopped (?:using|needing)|no longer (?:needs|has|having|needing) to (?:use|ask|have)",
    (
        r"gave up|given up|(?:gave|given) back|put away|put aside|done with|got rid of|ditched|discarded|retired"
        r"|handed back"
    ),
)
_WHOLE_WAY = one_of(
    r"in (?:one|a single) (?:go|session|trip|stretch|sitting|day|morning|afternoon)",
    (
        rf"without (?:stopping|resting|a (?:break|rest|stop|pause)|breaks|rests|having to|sitting down|holding on"
        rf"|leaning|help|assistance|{_HER}{AID})"
    ),
    (
        r"(?:all|the whole|the full|right) (?:the )?(?:way|round|through|day|morning|night|hour)|(?:by|for) (?:her"
        r"|him)self|(?:all )?on (?:her|his) own|independently|unaided|unassisted|alone"
    ),
    (
        r"a (?:full|whole)|the (?:whole|entire|full)|all (?:four|three|five|her|his|of)|every (?:day|morning|evening"
        r"|night)|long enough to"
    ),
    (
        r"normally|freely|easily|comfortably|with ease|foot over foot|one foot after the other|reciprocally"
        r"|twice as (?:far|long|much)"
    ),
)
_BACK_AT_IT = one_of(
    (
        r"deal|herd|driv|runn|work|mow|garden|golf|swimm|walk|hik|bik|cycl|teach|danc|lift|play|cook|bowl|fish|farm"
        r"|ridin|coach|sew"
    ),
    (
        r"quilt|paint|knit|sail|row|lectur|nurs|weld|roof|deliver|volunteer|umpir|referee|sing|curl|ski|skat|climb"
        r"|jogg|bak|hoover|vacuum|iron|clean|shopp"
    ),
)
# What follows an activity and makes it one that was regained.
_AFTER_IT = one_of(
    (
        r"(?: \w+){0,3}? (?:has |have |had |was |were |been |is |are )*(?:resumed|restored|restarted|regained"
        r"|possible again)\b"
    ),
    r"[^.;\n]{0,50}?\b(?:for the )?first time (?:in|since|for|(?:she|he|they) (?:could|had|has|was))\b",
    # 'a day's fishing, the first in two years'
    r"[^.;\n]{0,50}?\b(?:the|her|his) first (?:\w+ )?(?:in|since|for) (?:[\w-]+ )?(?:weeks|months|years|a year)\b",
    rf"(?P<again>(?:\s\(?\w+\)?){{0,6}}? {_AGAIN}\b)",
    rf"[^.;\n]{{0,50}}?\b(?:without|w/o) {_PAUSE}\b[^.;\n]{{0,24}}? any ?more\b",
    r"[^.;\n]{0,24}?\b(?:twice|three times|double) (?:as (?:far|long|much)|the (?:distance|time))\b",
    rf"[^.;,\n]{{0,40}}?\b{_WHOLE_WAY}[^.;,\n]{{0,12}} now\b",
    (
        rf"[^.;\n]{{0,30}}?,? (?:which|that|something) {_SHE} (?:could not|couldn't|can't|cannot|was unable to"
        rf"|had not been able to|hadn't been able to|never could|had given up|gave up|had stopped)\b"
    ),
    (
        r"[^.;\n]{0,30}?,? (?:which|that|something that) (?:was|were|had been|used to be) (?:out of the question"
        r"|(?:quite |simply |just )?impossible|not possible|unthinkable|too painful|beyond (?:her|him|them)"
        r"|undoable)\b"
    ),
    r"[^.;\n]{0,40}?\bback in (?:her|his) own hands\b",
    # 'working overhead had come back in the same four months'
    (
        r"(?P<came>[^.;\n]{0,44}? (?:come|came) back (?:too|as well|(?:in|within|over|during|for|along) (?:the"
        r"|those|these|that)))\b"
    ),
)
REGAINED = any_of(
    rf"\b{ACT}\b{_AFTER_IT}",
    # 'able to lift', 'can again drive', 'the shot let him kneel';
    # 'for the first time since … walked'; 'is again carrying', 'she again cooks'
    (
        rf"\b(?:{_ABLE}(?: (?!not\b)\w+){{0,3}}? |for the first time (?:in|since|for)\b[^.;\n]{{0,40}}?\b"
        rf"|(?:{_SHE}|is|now|has|also) {_AGAIN} |(?P<let>{_ENABLED} )(?:\w+ ){{0,2}}?){ACT}\b"
    ),
    # 'he canned tomatoes again that summer, which he had given up': whatever it is, it had been given up
    (
        rf"\b{_SHE} (?!smok|drank|drink|gambl|hurt|pain|need|took|tak|had|has|was|is|came)[a-z]+(?:ed|s|t|d|g|n|w|k)"
        rf"(?: [\w'-]+){{0,4}}? {_AGAIN}\b[^.;\n]{{0,30}}?,? (?:which|something(?: that)?|a thing) {_SHE}(?:'d| had)"
        r"(?: long| all but| quite)? (?:given up|stopped|abandoned|quit|had to (?:give up|stop|abandon)"
        r"|not been able to"
        r"|been unable to|not managed)\b"
    ),
    # 'returned to full-time roofing', 'back on the crew'
    rf"\b(?<!low )(?<!lower )(?<!upper ){_RETURNED} (?:{_FULLY} )*(?:[\w'-]+ ){{0,3}}?(?:{ACT}|{_PLACE})\b",
    rf"\bback (?:{_BACK_AT_IT})\w*ing?\b",
    (
        r"\b(?:full|regular|unrestricted) duty (?:in|at|since|by|within|from|as of|on|\d)|\brtw (?:full|regular"
        r"|unrestricted)\b"
    ),
    r"\boff (?:light|modified|restricted|sedentary) duty\b",
    # aids: 'no longer uses the stick', 'gave the walker back', 'her cane is in the closet'
    rf"\b{_NO_LONGER} {_HER}(?:help of (?:a )?)?{AID}\b",
    (
        rf"\b(?:off|without) {_HER}(?:help of (?:a )?)?(?:cane|stick|frame|zimmer|walker|rollator|wheelchair|crutch\w*"
        rf"|rail(?:ing)?|scooter)\b"
    ),
    (
        rf"\b(?:gave|given|handed|sent|put|took|threw|thrown|passed) {_HER}{AID} (?:back|away|aside|out"
        rf"|in the (?:closet|garage|cupboard|shed|attic|loft|bin))\b"
    ),
    (
        rf"\b{AID} (?:is |was |has been |stays |hangs |sits |lives |stands )?(?:back (?:in|at|with)|in the (?:closet"
        rf"|garage|cupboard|shed|attic|loft|bin)|gathering dust|no longer (?:needed|used|required)|put away"
        rf"|given (?:back|away))\b"
    ),
    # help and rests: 'no longer needs his wife to put his socks on', 'no longer has to lie down'
    rf"\b{_NO_LONGER} (?:any |her |his |the |a |my )*{_HELP}\b",
    rf"\b(?:needs|uses|requires) no (?:{_HELP}|{AID})\b[^.;\n]{{0,40}}?\b(?:any ?more|now|since)\b",
    rf"\bno longer (?:needs|has|having|needing) to {_PAUSE}\b",
    (
        rf"\b(?:twice|three times|double) (?:as (?:far|long|much)|the (?:distance"
        rf"|time))\b[^.;\n]{{0,20}}?\b{ACT}\b[^.;\n]{{0,20}}? (?:as|before|than)\b"
    ),
    # 'was able to resume his paper round'
    (
        r"\b(?:able to|has|have|had) resum(?:e|ed) (?:her|his|all|most|normal|usual|full)\b(?! (?:[\w-]+ )?(?:medic\w+"
        r"|meds|therapy|pt|diet|insulin|warfarin|plavix|aspirin|eliquis|gabapentin|tramadol|nsaids?|anticoag\w*|dose))"
    ),
    # nights
    r"\bno longer (?:wakes?|woken|waking) (?:when|on|with|by)|\bsleep(?:s|ing)? through the night|\bslept through",
    # 'can bend and lift now', 'can lift; before …', 'couldn't lift before'
    (
        rf"\b(?:(?P<can>can (?:\w+ ){{0,3}}?)|could(?: not|n't) (?:\w+ ){{0,2}}?){ACT}\b"
        r"(?(can)(?:[^.;,\n]{0,34} now\b|[^.;\n]{0,40}?[,;(] ?(?:previously|formerly|used to|had to|before (?:she|he"
        r"|that|the inj\w*))\b)|[^.;,)\n]{0,24}\b(?:before|previously|beforehand|until (?:the |her |his )?(?:inj\w*"
        r"|shot|block))\b)"
    ),
    # 'now hoovers upstairs in one go'
    rf"\bnow (?:(?:does|manages|handles) (?:\w+ ){{0,2}}?)?{ACT}\b[^.;,\n]{{0,40}}?\b{_WHOLE_WAY}\b",
    (
        r"\bnow (?:(?:does|manages|handles) (?:\w+ ){0,2}?(?:stairs|chores|housework|laundry|shopping|yard ?work"
        r"|cooking|cleaning)|walks|climbs|drives|sleeps|gardens|cooks|lifts|runs|plays|swims|rides|sits through"
        r"|stands through)\b(?! (?:poorly|only|with (?:a |an |difficulty|pain)|less|slowly|no\b|with (?:her|his))"
        r"|\s\d ?/ ?10)"
    ),
    (
        r"\bnow (?:fully |completely )?independent (?:in|with) (?:her |his |all )?(?:adls?|dressing|bathing|self-?care"
        r"|transfers|toileting|all)\b"
    ),
)

# --- rungs ------------------------------------------------------------------------------------------------------------

# From the least to the most a person does without. One rung a line, lowest first.
_LADDERS: tuple[tuple[str, ...], ...] = (
    (
        r"bed ?bound|bedridden",
        r"wheelchair|chair ?bound",
        r"walker|rollator|frame|zimmer|four-wheeled walker|two-wheeled walker|fww|rw",
        r"crutches|two canes|two sticks",
        r"cane|stick|single[- ]point cane|spc|one stick",
        (
            r"(?:no|w/o|without) (?:a )?(?:device|cane|walker|stick|aids?|support|frame|crutches|ad)|nothing|none"
            r"|unaided|unassisted|independent\w*|walking"
        ),
    ),
    (
        r"total (?:assist\w*|care)|dependent",
        r"max(?:imal|imum)?\.? ?(?:assist\w*|a)",
        r"mod(?:erate)?\.? ?(?:assist\w*|a)",
        r"min(?:imal|imum)?\.? ?(?:assist\w*|a)",
        r"cga|contact guard(?:ing)?(?: assist\w*)?|sba|stand-?by assist\w*",
        r"supervis\w+|spv",
        r"mod(?:ified)?\.? ?(?:i|ind|independen\w+)",
        r"(?:fully |completely )?(?:i|ind|independent\w*)",
    ),
    (
        r"off work|out of work|not working|sick leave",
        r"sedentary (?:duty|work)|desk duty|desk work",
        r"light (?:duty|work)|modified (?:duty|work)|restricted duty|half[- ]days",
        r"part[- ]time",
        r"(?:full|regular|unrestricted|normal) (?:duty|work|job)|full[- ]time|full shifts|full days",
    ),
    (
        r"bed baths?|sponge[- ]baths?|strip washes",
        r"(?:shower|bath) (?:seat|chair|stool|bench)",
        r"(?:the |a )?(?:standing )?shower|(?:the |a )?bath|standing",
    ),
)
_WORDS_BETWEEN = r"(?: (?:only|just|a|the|her|his|about|on|with|x ?\d|the use of|using))*"
_PRE, _POST = r"(?:pre|before|baseline|prior)\w*", r"(?:post|after|now|today)\w*"
_RUNG = tuple(one_of(*ladder) for ladder in _LADDERS)
LADDERS = tuple(
    pattern_of(
        rf"\bfrom{_WORDS_BETWEEN} (?P<low>{rung})(?: x ?\d)?(?: [\w-]+)?,? (?:down |up |on |straight |back "
        rf"|progressed )?to{_WORDS_BETWEEN} (?P<high>{rung})\b|"
        rf"\b(?P<now>{rung})(?: x ?\d)?(?: now| today| with [\w -]{{3,20}})?,? ?(?:\(|[,;] ?|- ?)?(?:it "
        rf"|this )?(?:was|formerly|previously|prior|from|before(?: that)?|pre-?\w*|used)(?: at| only"
        rf"|:)?{_WORDS_BETWEEN} (?P<was>{rung})\b|"
        # 'off work (pre), full time (post)', 'pre - uses a walker; post - walks outdoors with no aid'
        rf"\b(?P<first>{rung})\W{{1,3}}{_PRE}\b[^.\n]{{0,24}}?\b(?P<then>{rung})\W{{1,3}}{_POST}\b|"
        rf"\b{_PRE}[ :=-]+(?:\w+ ){{0,3}}?(?P<before>{rung})\b[^.\n]{{0,30}}?\b{_POST}[ :=-]+"
        rf"(?:\w+ ){{0,4}}?(?P<after>{rung})\b"
    )
    for rung in _RUNG
)


def climbed(folded: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    """Where a way from one rung to another is told, and whether it leads up."""
    found = []
    for ladder, pattern in zip(_LADDERS, LADDERS, strict=True):
        for match in pattern.finditer(folded, start, end):
            before = match["low"] or match["was"] or match["first"] or match["before"]
            after = match["high"] or match["now"] or match["then"] or match["after"]
            low, high = _rung(ladder, before), _rung(ladder, after)
            if low != high:
                found.append((match.start(), match.end(), high > low))
    return found


def _rung(ladder: tuple[str, ...], words: str) -> int:
    return next(i for i, rung in enumerate(ladder) if re.fullmatch(rung, words))


# --- what was less, earlier -------------------------------------------------------------------------------------------

# 'in May', 'last winter', 'before the shot'; 'before the pain makes her get up' is no earlier time.
_THEN = one_of(
    (
        r"before(?! (?:the pain|pain|it (?:hurts|starts|aches)|she (?:has|needs|must|can|gets)|he (?:has|needs|must"
        r"|can|gets)|having|needing|sitting|stopping|resting))"
    ),
    r"beforehand|previously|formerly|prior|pre-?\w*|prev\b|earlier|until then",
    (
        rf"in (?:the )?(?:early |late |mid-?)?(?:{MONTH}|{_SEASON})|(?:this|last) (?:{_SEASON}|{MONTH}|year|time"
        rf"|visit|thanksgiving|christmas|easter|season)"
    ),
    (
        r"at (?:baseline|intake|the start|eval\w*|the initial visit)|since (?:last )?(?:january|february|march|april"
        r"|may|june|july|august|september|october|november|december|easter|christmas|(?:the )?(?:spring|summer|autumn"
        r"|winter))"
    ),
    r"came to (?:us|me|clinic)|first (?:came|seen|visit)|on arrival",
)
COULD_NOT = one_of(
    (
        r"could not|couldn't|could hardly|could barely|could only|can't have|was unable|were unable|been unable|unable"
        r"|not been able|was not able|not able"
    ),
    (
        r"had not|hadn't|had stopped|stopped|had given up|gave up|given up|had avoided|had had to|had to"
        r"|'d have had to|impossible|out of the question|not possible|unthinkable|never"
    ),
    r"needed|required|did not|didn't|avoided|dreaded|missed|skipped|missing|skipping",
)
# What is less than doing it: stopping, being helped, a little of it.
_LESS = one_of(
    COULD_NOT,
    (
        r"used to (?:get up|stop|sit|rest|lie|lean|need|have|leave|be (?:up|helped|stuck|limited)|hold|give up|pay|ask"
        r"|give out|quit|seize)"
    ),
    (
        r"(?:was|were|is) (?:all|the limit|her limit|his limit|as far as|the most|her maximum|his maximum|the best"
        r"|plenty|enough for|too (?:much|far|long|high|heavy))"
    ),
    (
        r"(?:could|would|did) (?:\w+ )?(?:manage|stand|sit|walk|do|last|go) (?:only|just|one|two|three|five|ten"
        r"|a (?:single|few|couple)|for only|no more|barely|hardly|about)"
    ),
    r"[\w-]+ at a time|only|just (?:one|two|to|a|the)|barely|hardly|no more than|at most|not even",
    rf"{RELATIVE} (?:did|had to|used to|drove|helped|came|carried|cooked|dressed|took|would|was doing)",
    r"(?:min|mod|max)\w*\.? ?(?:assist|a\b)|a hand|help\w*|assist\w*|depended|relied|handed over",
    rf"(?:used|in|with|behind|on) (?:a |the |her |his |two )(?:\w+ )?(?:{AID})",
    r"finished (?:her|him)|defeated|beat her|beat him|laid (?:her|him) up|house-?bound|bed-?bound|confined",
    r"up (?:two|three|four|five|six|several|many) times|woke (?:her|him)|awake|sleepless|recliner|armchair",
    (
        r"on (?:television|tv|zoom)|ordered in|stayed home|stayed at home|stayed in|sent out|paid (?:a|for)"
        r"|gone without|from a (?:stool|chair|seat|perch)"
    ),
    r"(?:a )?stop every|every (?:ten|twenty|few|half|quarter|5|10|15|20) ",
    r"to (?:the|her|his) (?:gate|corner|mailbox|porch|door|bathroom|car|curb|kerb|driveway|end of)",
)
EARLIER_LESS = any_of(
    # 'neither of which she could do in January'
    r"\b(?:neither|none) of which (?:she|he|they|pt|the patient) (?:could|was able|were able|managed|had managed)\b",
    # 'which she could not', 'having been unable'
    (
        rf"\b(?:which|whom|whose|something|neither(?: of which)?)\b(?: (?!can\b|is\b|are\b|has\b"
        rf"|will\b)[\w'-]+){{0,4}}? {COULD_NOT}\b"
    ),
    (
        r"\bhaving (?:been|had|given|not|stopped|previously|lost)\b(?: [\w'-]+){0,4}? ?(?:unable|impossible|not|up|to"
        r"|stopped)\b"
    ),
    # 'which his wife had been doing for him', 'none of this was possible in the spring'
    (
        rf"\b(?:which|something|what|a (?:job|task|thing)) (?:(?:her|his|the|a) )?(?:\w+ )?{RELATIVE} (?:had|was"
        r"|used to|did|has been)\b"
    ),
    (
        r"\b(?:none|neither|little|nothing) of (?:this|these|those|which|it|them) (?:was|were|had been|could"
        r"|would have been)\b"
    ),
    # 'before, only to the gate', 'in May she could not sit a horse'
    rf"\b{_THEN}\b(?:[^;.\n]|(?<=inj)\.){{0,34}}?\b{_LESS}",
    rf"\b{_LESS}\b(?:(?! now\b)[^;.\n]){{0,50}}?\b{_THEN}\b",
    # 'where he used to get up after twenty minutes', 'after months of watching it'
    (
        r"\b(?:where|when|whereas|while|whilst|though|although|but)\b (?:[\w'-]+ ){0,4}?(?:used to (?:get up|stop"
        r"|sit|rest|lie|lean|need|have|leave|be|hold|give up|ask)|finished (?:her|him)|(?:had|needed|could not"
        r"|couldn't|could only|could barely|would have had) )"
    ),
    r"\bafter (?:weeks|months|years|a (?:year|month|winter|summer)) (?:of|without|when|in which)\b",
    # 'was using a shower chair, now stands'
    rf"\b(?:was|were|had been) (?:using|on|in|dependent on|reliant on) (?:a |the |her |his )?{AID}\b",
    # ', was one room at a time', '(was mod assist)', '- needed a hand before'
    r"[,;(–-] ?(?:it |this |that )?(?:was|had been|were|used to be) (?:only |just )?(?:[\w-]+ ){1,3}at a time\b",
    (
        r"[,;(–-] ?(?:it |this |that |that time )?(?:was|had been|were|used to be) (?:only|just|barely|limited|down to"
        r"|confined|no further|impossible|not possible|too)\b"
    ),
)
CONTRAST = any_of(
    (
        r"\b(?:instead of|rather than|in place of|as against|no longer (?:driven|carried|wheeled|helped|dropped off"
        r"|house-?bound|in (?:a|the) wheelchair))\b"
    ),
    r"[;,] (?:before|previously|formerly),? (?:only |just )?(?:to )?(?:the|her|his)\b",
)
# '… instead of to the corner', 'rather than ten minutes': what it replaces is less by its own words.
SMALLER = words(
    rf"(?:just |only )?(?:to|as far as) (?:the|her|his)|(?:just |only )?(?:one|two|three|five|ten|half|a few"
    rf"|a couple|a quarter)|"
    rf"leaving (?:it|them|this) to|having (?:it|them) done|(?:being|getting) (?:driven|helped|carried|wheeled"
    rf"|washed|dressed)|having to|lying|{RELATIVE}|her {RELATIVE}|his {RELATIVE}",
    before=r"\s*",
)
