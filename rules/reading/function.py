"""Gains and losses of function after a procedure: distances, times and weights compared, activities regained, indices.

A gain is specific where the words name what can be done ('sat 45 minutes, previously 10', 'back to full duty'); 'doing
better' names nothing. Percentages of function are read with relief; disability indices (ODI, RMDQ, NDI …) here.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from rules.facts import Duration, Fact, Outcome, Percent, Phase, Procedure, Score, Side, When
from rules.reading.activities import ACT, STEMS
from rules.reading.context import another_complaint, elsewhere, heading_at, last
from rules.reading.dates import days
from rules.reading.earlier import earlier
from rules.reading.index_courses import GOES_ON, course_of
from rules.reading.numbers import NUM, value
from rules.reading.outcomes.chart import Chart
from rules.reading.page import Page, stems
from rules.reading.procedures import Mention, is_procedure_note
from rules.reading.regained import AID, CONTRAST, EARLIER_LESS, MONTH, REGAINED, RELATIVE, SMALLER, climbed
from rules.reading.text import Stretch, within
from rules.reading.wordings import one_of, pattern_of

_ACT = pattern_of(rf"\b{ACT}\b")

Change = Literal["better", "same", "worse"]

# The first letters of the words without which nothing here is said.
_STEMS = STEMS | stems(
    "row duti run rido func mobi odi oswe rmdq rmq rola rdq ndi prom lefs psfs inde phys dash quic bpi able agai "
    "cane queb pdi bloc mile rejo scho sex retu resu back whee jobs hobb prac once modi moda pcs lowe pati woma "
    "fart furt rest stic fram zimm crut scoo unai film rtw assi help need betw twic did mana what boun seat part full"
)

# --- measures --------------------------------------------------------------------------------------------------------

_MINUTES, _METRES = Fraction(1), Fraction(1)
# What a person's day is measured in: kind, size of one, and whether more of it is better. One unit a line.
_UNITS: tuple[tuple[str, str, Fraction], ...] = (
    (r"miles?|mi\b", "distance", Fraction(1609)),
    (r"km\b|k\b|kilomet(?:er|re)s?", "distance", Fraction(1000)),
    (r"(?:city |grocery )?blocks?", "distance", Fraction(100)),
    (r"yards?|yds?\b", "distance", Fraction(9, 10)),
    (r"feet|foot|ft\b", "distance", Fraction(3, 10)),
    (r"met(?:er|re)s?|m\b", "distance", _METRES),
    (r"steps?|stairs", "steps", Fraction(1)),
    (r"flights?|floors?", "flights", Fraction(1)),
    (r"laps?|lengths?", "laps", Fraction(1)),
    (r"aisles?", "aisles", Fraction(1)),
    (r"min(?:ute)?s?\b", "time", _MINUTES),
    (r"hours?|hrs?\b|h\b", "time", Fraction(60)),
    (r"sec(?:ond)?s?\b", "time", Fraction(1, 60)),
    (r"lbs?\b|pounds?", "weight", Fraction(1)),
    (r"kg\b|kilos?", "weight", Fraction(22, 10)),
    (r"holes?", "holes", Fraction(1)),
    (r"nights? a week|days? a week|shifts? a week", "days", Fraction(1)),
    (r"(?:rest )?(?:breaks?|stops?|rests|pauses?)", "stops", Fraction(1)),  # the fewer the better
)
_UNIT = "(?:" + "|".join(pattern for pattern, _, _ in _UNITS) + ")"
_MEASURES = stems(
    "mile miles mi km k kilo block blocks yard yd yds feet foot ft mete metr m step steps stai flig floo lap laps leng aisl "
    "min mins minu hour hr hrs h sec secs seco lb lbs poun kg hole nigh day shif brea stop rest paus"
)
_N = rf"(?:half an?|half|a quarter(?: of an?)?|three quarters of an?|a couple(?: of)?|a few|{NUM}|an?(?= (?:{_UNIT}))|\d{{1,3}},\d{{3}}|\d/\d|½)"
_AMOUNT = pattern_of(
    rf"(?<![\w/.$#])(?<!without )(?:(?P<whole>(?:half an?|half the|all|a full|a whole|the whole|full|whole) (?:day|shift)\b(?! of))|"
    rf"(?P<n>{_N})(?:\s?-\s?(?:\d+|{NUM}))?[ -]*(?P<u>{_UNIT})\b(?! every)|(?P<bare>\d{{1,3}},\d{{3}}|\d/\d(?![\d/])|½|{NUM})(?![\w%/]|[.,]\d|-\d| ?%| (?:percent|per cent|of (?:10|ten)|out of)\b|[ -](?:weeks?|wks?|months?|mos?|days?|years?|yrs?)\b))"
)
_ON_THE_CLOCK = pattern_of(r"\d:\Z|(?<![\d.])\d \Z")  # the minutes of '09:41 thirty min post', the hour of 'climbing: 8 before, 1 an hour after'
# '30 min post, bending: 1' tells when something was asked, and no length of bending.
_SINCE = pattern_of(r" (?:post|after(?= ?[,:(-]| (?:the )?(?:inj|block|proc))|afterwards?\b|out(?= ?[,:])|post-?\w+)(?![a-z])")
_SINCE_LEFT = pattern_of(r"\b(?:after|post)\b ?(?:-|at)? ?\Z")
_SCORED = pattern_of(r"[^.;\n\d]{0,28}(?:[:=]|\.{3,}) ?\d")
_SPEAKS = ("distance", "steps", "flights", "laps", "aisles", "holes")  # these need no activity beside them


# --- activities ------------------------------------------------------------------------------------------------------

# A clause with one of these states no ability.
_LIMITED = pattern_of(
    r"\b(?:pain\w*|hurts?|sore|difficult\w*|unable|cannot|can't|could not|couldn't|couldn|barely|hardly|only|limited|limits?|limiting|not|no|n't|never|none|without relief|less|worse\w*|trouble|struggl\w*|"
    r"cane|walker|crutch\w*|rollator|recliner|needs?|needed|antalgic|gait|heel|toe|tandem|exam\w*|tender\w*|before|previously|formerly|prior|used to|had to|aggravat\w*|provok\w*|fell|fall|accident|injured|advised|"
    r"while|when|after (?:walking|sitting|standing)|stopped|impossible|had given|avoid\w*|denies|therapy|exercises?|home exercise|occupation|employ\w*)\b"
)
# … but these take a limit away.
_FREED = pattern_of(rf"\b(?:without (?:a |the |her |his |any )*{AID}|no longer|not (?:only|just))\b")
_ANOTHER_DOES = pattern_of(rf"^\W*(?:now )?(?:her|his|their|the) (?:\w+ )?{RELATIVE}\b")
_RESPONSE = pattern_of(r"\b(?:relief|better|inj\w*|shot|block|sij\w*|since|after|now|weeks?|wks?|today|again|able|can|could|post)\b|%")


_NOT_REGAINED_LEFT = pattern_of(
    r"\b(?:not|n't|never|no more|un|den(?:y|ies|ied)|hop\w+|wants?|wish\w*|would|like|goals?|if|until|unless|aim\w*|so (?:that )?(?:she|he|they)|expect\w*|plan\w*|wean\w*|try(?:ing)?|want(?:s|ed)? to|need(?:s|ed)? to|before|was|prior|previously|ask\w*|when|whether|will|may|cannot|can't|unable|difficult\w*|trouble|without being|once|to be)\b(?: \w+){0,3} ?$"
)
# 'Is able to walk' states an ability and no change …
_BARELY_ABLE = pattern_of(r"(?:is |also )?able to\b(?! (?:return|resume|go back|get back))(?!.*\b(?:again|now|once more)\b)")
# … unless what the injection did is told with it.
_TOLD_BESIDE = pattern_of(
    r"\b(?:relief|better|improv\w*|inj\w*|shot|block|rfa|ablation|sij\w*|since|after|now|today|again|previously|formerly|before(?:hand)?|prior|was|were|function\w*)\b|%"
)
_EXAMINED = pattern_of(r"\b(?:heel|toe|gait|tandem|motor|strength|reflex\w*|exam\w*|squat)\b[^\n]{0,60}$")
_BACK_TO_AN_AID = pattern_of(r"^(?:back|return\w*|went|gone|got|took|tak\w+|resum\w+)\b[^,;]*\b(?:walker|rollator|wheelchair|cane|crutch\w*|recliner|frame)\b")
_PLAIN_ADLS = pattern_of(r"^able to (?:perform|do|complete) (?:all )?(?:of )?(?:her |his |their )?adls?")
_CAME_BACK = pattern_of(r"(?:was|were|is) back (?:at|on|in|among|behind|under|with|out)\b|\b(?<!not )(?<!n't )(?<!never )(?:was|were|been|is) able to (?:return|resume|go back|get back)")
_EXAM = pattern_of(r"\b(?:heel|toe|tandem|on heels|on toes|prone|supine|single[- ]leg|from (?:the |a )?(?:chair|table|seated)|straight leg|void|urinate|ambulat\w+ (?:to|in|without|with|independently|at)|verbali[sz]e|tolerate|without (?:assistance|assist|device|difficulty|antalg\w*|(?:apparent |any )?distress)|for (?:the |this )?(?:interview|exam\w*|visit|history)|w/o device|exam\w* table|exam\b|table|on discharge|in recovery|to bathroom|gait|follow commands|against resistance)\b")
_EASIER = pattern_of(
    rf"\b(?P<act>{ACT})\b(?: (?:and|/|,) \w+)*(?: (?:tolerance|distance|time|ability))?[ ]*(?:is|was|are|were|has|have|got|gets|came|come|comes|much|far|a lot|now|been|become|significantly|noticeably|somewhat|a bit|also|all|reportedly|markedly|has been|[ ,])*(?P<how>better(?! than (?!before|previously|prior|pre|it|in|at|last|ever|since|(?:she|he|they) (?:was|were|had|could)))|easier|farther|further|longer|improv\w+|increas\w+|doubled|tripled|trebled|quadrupled|(?:with |w/ )?less (?:difficulty|trouble|fuss|effort)|faster|more easily|freely|restored|normali[sz]ed)\b(?! (?:pain|relief|than (?:the )?(?:left|right)|on the|than (?:about |approximately |around |just |an? |\d|half|{NUM})))|"
    rf"\b(?:better|easier|improved|increased|greater|longer|more) (?P<act2>(?:walking|sitting|standing|driving|lifting|bending|stair|work|activity|exercise) (?:tolerance|distance|time|endurance|climbing|ability|capacity)|sleep)\b|\b(?P<act3>walks?|walking|sits?|sitting|stands?|standing|drives?|driving|rides?) (?P<more>(?:{NUM}|a|half a) {_UNIT} (?:more|further|farther|longer))"
)
_GENERAL = pattern_of(
    r"\b(?:(?:improved|better|increased|more|greater|enhanced|gains? in|improvement in|improvements in) (?:overall |daily |physical |general )*(?:function(?:al(?:ity)?)?(?: status| capacity| level)?|mobility|activity(?: levels?)?|activities|adls?|quality of life|qol)|function(?:al status|ality| level| capacity)?(?: has| have| is| was)? (?:greatly |much |significantly |markedly )?(?:improved|better|increased|restored)|"
    r"(?:more|increasingly) (?:active|functional|mobile|independent)|(?:doing|getting around|functioning|moving|getting about) (?:much |a lot |far |so much )?(?:better|more)|able to do more|activit(?:y|ies)(?: levels?| of daily living)? (?:is |are |has |have )?(?:up|increased|improved|better))\b"
)
# What says of an activity that it is as it was. One line a wording.
_AS_IT_WAS = one_of(
    r"[^.;%\n]{0,44}?\b(?:no easier|never (?:got |became |grew |been |any |much )*(?:better|easier|improved|changed))\b",
    r"(?: (?:is|are|was|were|remains?|stands?|stays?|stayed|remained))?(?: exactly| just| right| pretty much| about| still)* (?:where|what|as|how) (?:it|they) (?:was|were|had been|ever (?:was|were))\b(?! (?:before )?(?:she|he|they) (?:fell|had|was))",
    r"[^.;%\n]{0,24}? again,? (?:just |exactly |much )?as (?:before|in the past|ever)\b",
    r"[^.;%\n]{0,90}?\b(?:none|neither|nothing|not one) of (?:it|this|these|that|them|those)(?: \w+){0,2}? (?:is|are|was|were|has|have|had|got|came)(?: \w+){0,2}? (?:easier|better|improved|different|changed)\b",
    r"[^.;%\n]{0,44}? as before (?:it|the (?:shot|inj\w*|procedure|block|ablation|needle))\b",
    rf" (?:tolerance |distance |time )?(?:remains|remained|stays|stayed|still)(?: at| only| just)? {NUM} ?{_UNIT}",
    r" (?:for )?the same (?:\w+ ){1,3}(?:as|before|that)\b",
    r"[^.;%\n]{0,70}?\b(?:just |every bit |quite |exactly )?as (?:hard|difficult|limited|bad|restricted|painful|slow|short|poor) as (?:it was |they were |it had been )?(?:ever|before|always|in the|pre|(?:in |it was in )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*)",
    r"[^.;%\n]{0,90}?\b(?:no better|no different|no easier) (?:than|from) (?:before|pre|prior|it was|they were)",
    r"[^.;%\n]{0,60}?\b(?:is |are |was |were |has |have |had )?(?:gone |went |fell |fallen |dropped |slipped |returned |settled |slid )?(?:right |straight |all the way )?back (?:to|at) (?:what (?:it|they) (?:was|were|had been)|where (?:it|they) (?:was|were|had been|started)|baseline|(?:its|their|the) (?:old|former|previous|usual|prior) (?:level|state|limits?))",
    r"[^.;%\n]{0,60}?\b(?:the )?same as (?:it was |they were )?(?:in |at )?(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*|spring|summer|autumn|winter|fall|baseline|intake)",
)
_SAME = pattern_of(
    rf"\b{ACT}\b{_AS_IT_WAS}|"
    r"\b(?:function\w*(?: status)?|adls?|activit\w+|walking(?: distance| tolerance)?|sitting(?: tolerance)?|standing(?: tolerance)?|chores|housework|mobility|(?:exercise|activity|work|lifting|driving) (?:tolerance|capacity|level)|distance|how far (?:he|she|pt|the patient) can walk|work status|daily (?:tasks|activities|life)|stairs|sleep)\b[^.;%\n]{0,44}?\b(?:unchanged|no different|(?:exactly |just |about |much )?the same(?! stretch| time| period| months| weeks| way| course| pattern| curve| path| trend| line)|no better|nothing (?:has |had )?changed|not (?:any )?(?:better|improved|changed|different)|did not (?:improve|change)|(?:has|have) not (?:improved|changed|moved|budged|shifted)|no change|not increased|no further|no easier|not (?:any )?easier|never (?:got |became |grew |been |any |much )*(?:better|easier|improved|changed)|same as (?:before|prior|pre))|"
    r"\b(?:no|without|not any|denies(?: any)?|zero) (?:real |significant |meaningful |appreciable |measurable |notable |functional )*(?:change|improvement|gain|difference|benefit|increase|progress)s? (?:in|of|to|with|for) (?:her |his |the |overall |daily |any )*(?:functional |physical )?(?:function\w*|ability|adls?|activit\w+|walking|sitting|standing|mobility|chores|work|housework|distance|tolerance|lifting|sleep)|\b(?:no|denies(?: any)?|without(?: any)?|nor any|zero|nil) (?:real |lasting |appreciable |further )?functional (?:improvement|gain|change|benefit)s?|"
    # 'what she can do has not changed', 'neither function nor medication changed', 'nothing he could not do before'
    r"\bwhat (?:she|he|they|pt|the patient) (?:can|could|is able to|was able to) (?:do|manage)\b[^.;%\n]{0,20}?\b(?:(?:has|have|had|did|is|was) not (?:changed?|improved?|different)|(?:is|was|remains|stayed) (?:unchanged|the same|no different))|"
    r"\bneither (?:her |his |the )?(?:pain|sleep|medications?|meds|mood)? ?(?:nor )?(?:her |his |the )?(?:function\w*|activit\w+|adls?|mobility|walking)(?: nor (?:her |his |the )?\w+)?(?: use)? (?:has |have |had )?(?:changed|improved|moved)\b|"
    r"\b(?:able to do|could do|did|does|doing|can do) nothing (?:she|he|they) (?:could not|couldn't|did not|didn't|was not able to) (?:do |manage )?before\b|"
    r"\b(?:walk(?:s|ed)?|sits?|sat|stands?|stood|drives?|drove) no (?:further|farther|longer|more)(?: than)?|\bstill (?:sits|stands|walks|drives|lifts|sleeps) (?:no more than|only|just)|"
    rf"\b(?:(?:again|once more|once again) (?:unable to|cannot|can't|could not|couldn't|not able to|needs? help (?:to|with)) (?:\w+ ){{0,3}}?|(?P<cannot>cannot|can't|unable to|could not|couldn't) (?:\w+ ){{0,2}}?|(?:still can|can still) only |(?:nil|nothing|none|no)\b(?: effect| help| use)? (?:on|for|with|in|to) (?:her |his |the |my |their )?){ACT}"
    r"(?(cannot)[^.;\n]{0,40}?\b(?:same as before|as before|no change|the same))|"
    r"\b(?:no|not any) (?:difference|change) (?:in|to) what (?:she|he|they|i|the patient|pt) (?:can|could) do\b|\b(?:can't|cannot|unable to|could not|couldn't|does not|did not|didn't) (?:tell|see|notice|feel) (?:any|a|much) difference in what (?:she|he|they|i|the patient|pt) (?:can|could) do\b|\bstill (?:uses|needs|requires|relies on)\b[^.;\n]{0,40}?\bas (?:before|prior|pre)|"
    r"\bno (?:more |better )able (?:now |today )?(?:to (?:\w+ ){1,6})?than\b|\b(?:did|does|doing|done|manage[sd]?|(?:can|could) do) no more (?:(?:at|around|round|about|in|on) (?:\w+ ){1,3})?than (?:before|prior|previously|pre|she|he|they)\b|\b(?:not|n't|un)(?: been)? ?able to (?:do|manage) (?:any )?more than (?:before|prior|previously|pre|she|he|they)\b|\b(?:no|nil|zero|without) (?:gain|improvement|change|progress|difference) (?:at all )?in (?:what (?:she|he|they|pt|the patient) (?:can|could|is able to|was able to) do|(?:either )?(?:pain|symptoms|comfort) (?:or|and|nor) (?:in )?(?:function|activit\w+|adls?|mobility|walking))|"
    r"\bnow (?:she|he|pt|they)?,? ?(?:can ?not|can't|could not) ?[,(]? ?(?:(?:just |exactly |the )?same as|as) (?:before|pre|prior)|"
    r"\bstill (?:off work|out of work|not working|on light duty|cannot work|can't work|unable to work)|\bchanged nothing else\b"
)
_WORSE = pattern_of(
    # 'went back to the walker', 'doing less than before the shot'
    rf"\b(?:went|gone|going|had to go) back to (?:using |needing |relying on )?(?:a |the |her |his )?{AID}\b|"
    r"\b(?:do(?:es|ing)?|did|manag(?:es|ed|ing)|can do|could do) (?:even |rather |much |far )?less (?:\w+ ){0,3}?than (?:before|prior|previously|pre|she|he|they)\b|"
    # 'can't drive, which she could before'
    r"\b(?:cannot|can't|unable to|needs? help)\b[^.;\n]{0,50}?,? which (?:she|he|they) (?:could|did|managed|was able to)\b|"
    rf"\b(?:function\w*(?: status)?|mobility|walking(?: tolerance| distance)?|sitting tolerance|standing tolerance|adls?|activit\w+)\b[^.;%\n]{{0,20}}?\b(?:is |are |has |have |was |got |been )*(?:worse|worsened|declin\w+|deteriorat\w+|decreas\w+|reduced|more limited|poorer)\b(?! (?:with|on|when|in|by))|\b{ACT}\b(?:[^.;%\n]{{0,24}}?\b(?:(?:more|even more) (?:slowly|difficult\w*|trouble|help)|slower|harder|less (?:far|often|long|able))\b[^.;\n]{{0,12}}?\b(?:than|since|now|after)\b|[^.;\n]{{0,30}}?\bworse than (?:before|prior|pre)\w*)|\b(?:worse|declining|decreased|reduced|poorer) (?:function\w*|mobility|walking tolerance|activity tolerance)\b"
)

# Words of which one stands in every statement of a gain, a loss or no change.
_TELLING = stems(
    "inde able can could back retu resu rejo take took rest agai once full regu unre no stop does gave put with slee slep bett easi fart furt long "
    "more slow hard impr incr doub trip less fast more free norm unch diff same not chan real gain bene prog wors decl dete decr redu limi poor still grea "
    "enha doing from cann gett func movi adls acti neve none with brea stops breaks now nil noth inst rath whic whom havi had hadn befo prio unti "
    "firs alon hims hers own whol full twic thre treb quad used was were coul form last spri summ autu wint wher when whil as agai "
    "off rtw cane walk need help hand retu pick shed clos any let allo enab perm made post"
)
_INDICES = stems("phys odi oswe modi rmdq rmq rdq rola ndi neck quic dash queb pdi pain prom bpi pdas woma lefs psfs lowe pati sf pcs")

# --- indices ---------------------------------------------------------------------------------------------------------

_LOWER = r"(?:odi|oswestry(?: (?:disability|low back))?(?: index| score)?(?: \(odi\))?|modified oswestry|modi|rmdq|rmq|rdq|roland[- ]?morris(?: (?:disability )?(?:questionnaire|score|index))?(?: \(rmdq\))?|ndi|neck disability index(?: \(ndi\))?|quickdash|quick dash|dash|quebec(?: \w+){0,3}|pdi|pain disability index|promis pain interference|bpi interference|pdas|womac)"
_HIGHER = r"(?:physical function (?:t-?)?scores?|promis[- ]?(?:pf|physical function)?|lefs|psfs|lower extremity functional scale|patient[- ]specific functional scale|sf-?(?:12|36)(?: pcs)?|pcs)"
_INDEX = pattern_of(rf"\b(?:(?P<low>{_LOWER})|(?P<high>{_HIGHER}))\b(?: (?:t-?scores?|scores?|total|disability|index|questionnaire|was|is|=|:|,|of|has|from))*")
_NUMBER = r"(?<![\d/.])(?>(?P<{0}>\d{{1,3}}(?:\.\d)?)(?: ?/ ?(?:100|50|24|80|10)(?!\d))?)(?![\d/])(?: ?%)?"
_POINTS = pattern_of(
    r"^[^.;\n\d]{0,24}?\b(?:(?P<down>decreas\w+|fell|dropped|down|lower(?:ed)?|reduced|improved)|(?:increas\w+|rose|up|worsened))(?: by)? "
    r"(?P<n>\d{1,2}) ?(?:points?|pts)\b"
)
_PAIR = pattern_of(
    rf"^[^.;\n\d]{{0,50}}?{_NUMBER.format('a')}(?P<between>(?:(?!\b(?:gad|phq|ess|bmi|moca|mmse|audit|ort)\b)[^.;\n\d]){{0,44}}?){_NUMBER.format('b')}(?P<after>[^.;\n\d]{{0,34}})"
)
@dataclass(frozen=True, slots=True)
class _Gain:
    start: int
    end: int
    change: Change
    specific: bool
    pre: Score | None = None
    post: Score | None = None
    percent: Percent | None = None


def read_function(page: Page) -> list[Fact]:
    """Specific and unspecific gains and losses of function, in order of the text; at most one of a kind a sentence."""
    spoken = page.having(_STEMS)
    if not spoken:
        return []
    is_note = is_procedure_note(page.document, page.folded)
    facts: list[Fact] = []
    measured, named = frozenset(page.having(_MEASURES)), frozenset(page.having(_INDICES))
    told = frozenset(page.having(_TELLING))
    courses: list[Stretch] = []
    for index in spoken:
        if index in named and (course := _index_course(page, index)):
            facts += course
            courses.append(Stretch(min(f.span.start or 0 for f in course), max(f.span.end or 0 for f in course)))
        if index not in measured and index not in named and index not in told:
            continue
        sentence = _with_its_contrast(page, index)
        for start in range(sentence.start, sentence.end, 600):
            part = Stretch(start, min(sentence.end, start + 600))
            if elsewhere(page, part.start) or heading_at(page, part.start) in ("goals", "review"):
                continue
            seen: set[tuple[Change, bool]] = set()
            for gain in _gains(page, part, is_note, index in measured, index in named):
                if any(course.start < gain.end and gain.start < course.end for course in courses[-2:]):
                    continue  # read as a course
                if any(f.span.start is not None and f.span.end is not None and f.span.start < gain.end and gain.start < f.span.end for f in facts[-2:]):
                    continue  # read with the sentence before
                if gain.change == "better" and gain.specific and not gain.percent and _of_another(page, gain.start):
                    continue
                if (gain.change, gain.specific) not in seen and not (not gain.specific and (gain.change, True) in seen):
                    seen.add((gain.change, gain.specific))
                    facts.append(_fact(page, sentence, gain))
    return facts


_BESIDE = pattern_of(
    rf"\b(?:with|for|from|by|than|to|needs?|needed|and|meets?|takes?|leave|leaving) (?:her|his|their|an?) (?:\w+ )?{RELATIVE}\b"
)


_RELATIVE_DOES = pattern_of(rf"(?:^|[.;\n])\W*(?:(?:the|her|his) )?{RELATIVE}(?:-in-law)? (?:\w+ ){{0,2}}$")


def _of_another(page: Page, start: int) -> bool:
    """'Her husband went back to work', 'Shoulder: lifts overhead again'; not 'walks with her sister again'."""
    begins = page.sentence_at(start).start
    if another_complaint(page, start) or _RELATIVE_DOES.search(page.folded[begins:start]):
        return True
    return elsewhere(page, start) and not _BESIDE.search(page.folded, max(page.sentence_at(start).start, start - 90), start)


_CONTRASTS = pattern_of(r"\s*(?:now|post|after|following|since|today|currently|before|previously|formerly|prior|it (?:was|had been)|that was|(?:she |he |they )?(?:had been|used to|could not|couldn't|was unable|came to us))\b")


def _with_its_contrast(page: Page, index: int) -> Stretch:
    """A sentence, with the next on its line where that begins with another time or repeats an index:
    'One block before. Now a mile.', 'ODI day of injection 48. ODI at 14 weeks 22.'
    """
    sentence = page.sentences[index]
    if index + 1 < len(page.sentences):
        follows = page.sentences[index + 1]
        near = follows.end - sentence.start < 300 and "\n" not in page.folded[sentence.start : follows.start].strip()
        index_of = _INDEX.search(page.folded, sentence.start, sentence.end)
        again = index_of and _INDEX.match(page.folded, follows.start + len(page.text(follows)) - len(page.text(follows).lstrip()), follows.end)
        same = bool(again and index_of and (again["low"] or again["high"]) == (index_of["low"] or index_of["high"]))
        if near and (same or _CONTRASTS.match(page.folded, follows.start, follows.end)):
            return Stretch(sentence.start, follows.end)
    return sentence


def _index_course(page: Page, index: int) -> list[Outcome]:
    """The course of the one index of a sentence, and of those that go on with it: 'The ODI tells more. It was 52 …'."""
    sentence = page.sentences[index]
    found = [*_INDEX.finditer(page.folded, sentence.start, sentence.end)]
    lower = [match for match in found if match["low"]]
    if not lower or len({match["low"] or match["high"] for match in found}) > 1:
        return []
    if elsewhere(page, sentence.start) or heading_at(page, sentence.start) in ("goals", "review") or _hoped(page.folded, sentence, lower[0].start()):
        return []
    end = sentence.end
    for follows in page.sentences[index + 1 : index + 3]:
        again = _INDEX.search(page.folded, follows.start, follows.end)
        same = again is not None and again["low"] == lower[0]["low"] and not page.folded[follows.start : again.start()].strip()
        if "\n" in page.folded[end : follows.start].strip() or not (same or (again is None and GOES_ON.match(page.folded, follows.start))):
            break
        end = follows.end
    return course_of(page, Chart.of(page), lower[0].end(), end)


def _gains(page: Page, part: Stretch, is_note: bool, measured: bool, named: bool) -> list[_Gain]:
    folded = page.folded
    found = _indices(page, part) if named else []
    found += _compared(folded, part) if measured else []
    if heading_at(page, part.start) != "exam" and not is_note:
        found += _spoken(folded, part, found)
    return sorted(found, key=lambda gain: (not gain.specific, gain.start))


def _hoped(folded: str, part: Stretch, start: int) -> bool:
    left = folded[max(part.start, start - 70) : start]
    return bool(
        re.search(r"\bgoals? ?:[^.]*$|\b(?:goals?|hop(?:e|es|ing)|expect\w*|aim\w*|target\w*|plan(?:s|ned)? to|would like|wants? to|in order to|if|until|will|should|recommend\w*|advis\w*|encourag\w*|instruct\w*|told to|asked to|reminded to|may|might|wonders?|since (?:the|her|his|this|a) (?:new )?(?:flare|fall|accident|injury|crash)|before (?:the|her|his) (?:fall|accident|injury|surgery))\b[^.;]{0,50}$", left)
    )


@dataclass(frozen=True, slots=True)
class _Amount:
    start: int
    end: int
    kind: str | None  # None for a number that takes the unit of the other: 'four blocks now, managed one before'
    size: Fraction
    unit: Fraction = Fraction(1)


def _amounts(folded: str, part: Stretch) -> list[_Amount]:
    """The distances, times, weights and bare numbers of a part, in order; the clock of a flow sheet is none of them."""
    found = []
    for match in _AMOUNT.finditer(folded, part.start, part.end):
        if _ON_THE_CLOCK.search(folded, max(part.start, match.start() - 4), match.start()):
            continue
        since = match["u"] and (_SINCE.match(folded, match.end()) or _SINCE_LEFT.search(folded, max(0, match.start() - 10), match.start()))
        if since and _SCORED.match(folded, match.end()):
            continue
        if match["whole"]:
            half = match["whole"].startswith("half")
            found.append(_Amount(match.start(), match.end(), "time", Fraction(240 if half else 480)))
            continue
        size = _number(match["n"] or match["bare"])
        unit = next(((k, f) for pattern, k, f in _UNITS if match["u"] and re.fullmatch(pattern, match["u"])), None)
        if size is not None:
            kind, one = unit or (None, Fraction(1))
            found.append(_Amount(match.start(), match.end(), kind, size * one, one))
    return found


def _number(words: str) -> Fraction | None:
    words = words.strip()
    if words.startswith("three quarters"):
        return Fraction(3, 4)
    if words.startswith(("half", "½")):
        return Fraction(1, 2)
    if "quarter" in words:
        return Fraction(1, 4)
    if "couple" in words:
        return Fraction(2)
    if words == "a few":
        return Fraction(3)
    if "/" in words:
        top, bottom = words.split("/")
        return Fraction(int(top), int(bottom)) if int(bottom) else None
    try:
        return value(words.replace(",", ""))
    except (KeyError, ValueError):
        return None


def _compared(folded: str, part: Stretch) -> list[_Gain]:
    """Two measures of one activity: the later against the earlier, as the words beside each tell."""
    found: list[_Gain] = []
    amounts = _amounts(folded, part)
    for i, a in enumerate(amounts[:-1]):
        k = _same_activity(folded, part, amounts, i)
        b = amounts[k]
        if b.start - a.end > 90 or (a.kind and b.kind and a.kind != b.kind) or not (a.kind or b.kind):
            continue
        if found and found[-1].end > a.start:
            continue
        kind = a.kind or b.kind
        left = folded[max(part.start, a.start - 60, amounts[i - 1].end if i else 0) : a.start]
        right = folded[b.end : min(part.end, b.end + 40, amounts[k + 1].start if k + 1 < len(amounts) else part.end)]
        between = folded[a.end : b.start]
        which = earlier(left, between, right)
        if which is None and between.rstrip().endswith(("(", ";", ",")) and _IN_A_PAST_MONTH.match(right) and _PRESENT.search(left):
            which = "b" if _like(a, b)[0] > _like(a, b)[1] else None
        if a.kind is None and folded[b.start : b.end].endswith(("day", "shift")):
            continue  # 'dinner for twelve, on her feet all day'
        if which is None or _hoped(folded, part, a.start) or _not_function(left, between, right) or _BEFORE_HARM.match(right):
            continue
        acts = [*re.finditer(rf"\b{ACT}\b", folded[max(part.start, a.start - 60) : min(part.end, b.end + 24)])]
        if not acts and kind not in _SPEAKS:
            continue
        sizes = _like(a, b)
        before, after = sizes if which == "a" else (sizes[1], sizes[0])
        if kind == "stops" or (kind == "time" and _TAKES.search(left)):
            before, after = after, before
        change: Change = "better" if after > before else "worse" if after < before else "same"
        start = max(part.start, a.start - 60) + acts[0].start() if acts else a.start
        found.append(_Gain(min(start, a.start), b.end, change, True))
    return found


# 'Dressing takes five minutes where it took twenty': the less the better.
_TAKES = pattern_of(r"\b(?:takes?|taking|took|done in|finished in)(?: her| him| about| only| just)* $")
# Two measures of which the second is of a past month: 'sits for an hour (ten minutes in June)'.
_IN_A_PAST_MONTH = pattern_of(rf" ?(?:in|last) (?:the )?{MONTH}\b")
_PRESENT = pattern_of(r"\b(?:walks|sits|stands|drives|works|climbs|lifts|sleeps|runs|swims|rides|cooks|gardens|plays|\w+ing|can|now|does|manages)\b")


def _same_activity(folded: str, part: Stretch, amounts: list[_Amount], i: int) -> int:
    """The amount to hold against the i-th: the next, or in 'sit 10, stand 5. After: sit 60' the next of its activity."""
    mine = _activity_before(folded, part, amounts, i)
    for k in range(i + 1, min(i + 5, len(amounts))):
        other = _activity_before(folded, part, amounts, k)
        if mine is None or other is None or mine == other:
            return k
    return i + 1


def _activity_before(folded: str, part: Stretch, amounts: list[_Amount], i: int) -> str | None:
    low = max(part.start, amounts[i].start - 24, amounts[i - 1].end if i else 0)
    act = last(re.finditer(rf"\b{ACT}\b", folded[low : amounts[i].start]))
    return act[0][:3] if act else None


def _like(a: _Amount, b: _Amount) -> tuple[Fraction, Fraction]:
    """The two sizes in one unit; a bare number has the other's."""
    if a.kind is None or b.kind is None:
        return (a.size if a.kind else a.size * b.unit), (b.size if b.kind else b.size * a.unit)
    return a.size, b.size


def _not_function(left: str, between: str, right: str) -> bool:
    """Lengths of relief, scores and doses are compared in the same words, and tests and another rehabilitation measure too."""
    near = left[-8:] + "#" + between + "#" + right[:14]
    return bool(_OTHER_MEASURE.search(near) or _ELSEWHERE_MEASURED.search(left + between + right))


_OTHER_MEASURE = pattern_of(
    r"\b(?:relief|lasted|mg|mcg|tabs?|pills?|nrs|vas|score|degrees?|weeks?|wks?|months?|a1c|weight|bmi|bp|dose|odi|oswestry|"
    r"oxycodone|hydrocodone|tramadol|norco|percocet|codeine|morphine|gabapentin|pregabalin|ibuprofen|naproxen|tylenol|paracetamol|"
    r"(?:dinner|lunch|supper|breakfast|meals?|table|party|cook\w*) (?:\w+ )?for|pain (?:is|was|from|down)|rest period|accident|fall|crash|surgery|onset)\b|/10|%"
)
# '45 before the fall'.
_BEFORE_HARM = pattern_of(r" ?(?:before|prior to|until) (?:the|her|his|a|this) (?:\w+ )?(?:fall|accident|injury|crash|wreck|mva|surgery|flare|stroke)\b")
_ELSEWHERE_MEASURED = pattern_of(
    r"\b(?:tug|timed up|chair stand|balance|walk test|six-minute|6mwt|treadmill|cardiac|pulmonary|rehab|goal|target|single[- ]leg|cpap|knee|tka|tha|shoulder|ankle|hearing|distance to|lives? (?:\w+ )?from|infusion|commut\w+ to clinic)\b"
)


def _regained(folded: str, part: Stretch) -> list[_Gain]:
    """What is done now beside what was not possible earlier: 'he rode to work, having been unable to ride at all'."""
    found: list[_Gain] = []
    for pattern in (EARLIER_LESS, CONTRAST):
        for match in pattern.finditer(folded, part.start, part.end):
            if _hoped(folded, part, match.start()) or _INJURED.search(folded, max(part.start, match.start() - 12), min(part.end, match.end() + 40)):
                continue
            act = _ability(folded, part, match, pattern is CONTRAST)
            vague = match[0] in ("instead of", "rather than", "in place of", "as against")
            told = SMALLER.match(folded, match.end(), part.end) or _RESPONSE.search(folded, part.start, part.end)
            if act is not None and (not vague or told):
                found.append(_Gain(min(act, match.start()), match.end(), "better", True))
    return found


# Before an injury, or what was needed was treatment: 'previously required an injection every three months'.
_INJURED = pattern_of(
    r"\b(?:accident|fall|fell|crash|surgery|operation|injury|stroke|flare|forms?|paperwork|interpreter|insurance|questionnaire|appointments?|inject\w* every|(?:need|requir)\w* (?:an? |more |\w+ )?"
    r"(?:inject\w+|blocks?|ablation|steroids?|surgery|therapy|medic\w+|opioids?|tramadol|imaging|mri|admission|transfusion|insulin|oxygen))\b"
)
_CLAUSE_ENDS = pattern_of(
    r"[,;:()]|\.\s| [-–—] |\b(?:and|but|then|where|whereas|while|whilst|which|whom|something|having|against|compared)\b"
)


def _ability(folded: str, part: Stretch, match: re.Match[str], contrast: bool) -> int | None:
    """Where an activity stands in a clause of its own, near the earlier inability, that limits it in no way."""
    low, high = max(part.start, match.start() - 90), min(part.end, match.end() + 90)
    before = folded[low : match.start()]
    bounds = [low, *(low + m.end() for m in _CLAUSE_ENDS.finditer(before)), match.start()]
    looked = 0
    for start, end in reversed([*itertools.pairwise(bounds)]):
        clause = _FREED.sub("", folded[start:end])
        act = _ACT.search(folded, start, end)
        if act and not (_LIMITED.search(clause) or _EXAM.search(clause) or _ANOTHER_DOES.search(clause)):
            return act.start()
        looked += bool(folded[start:end].strip(" ,;:("))
        if contrast and looked == 2:
            break
    stop = re.search(r"[;,.]", folded[match.end() : high])
    if contrast or stop is None:
        return None
    start = match.end() + stop.end()
    rest = re.search(rf"^[^.;]*?\b(?:now|after|since|post|today|can|then|afterwards?)\b(?:[^.;]|(?<=inj)\.)*?\b{ACT}\b", folded[start:high])
    return match.start() if rest and not _LIMITED.search(rest[0]) else None


_MORE_THAN = pattern_of(
    r"\b(?:twice|thrice|double|triple|times|as (?:far|long|much|many|often|fast|well)|so (?:far|long|much)|continu\w*"
    r"|resum\w*|keep\w*|may|should|advis\w*|instruct\w*|told to|ok to)\b"
)


def _spoken(folded: str, part: Stretch, measured: list[_Gain]) -> list[_Gain]:
    """Gains, losses and no change in words, where no measures were compared in the same words."""
    found: list[_Gain] = []

    def free(start: int, end: int) -> bool:
        return not any(g.start < end and start < g.end for g in (*measured, *found))

    for pattern, change in ((_SAME, "same"), (_WORSE, "worse")):
        for match in pattern.finditer(folded, part.start, part.end):
            left = folded[max(part.start, match.start() - 40) : match.start()]
            if match[0].startswith("still ") and "work" in match[0] and not re.search(r"\binj\w*|relief|better|%|since|nothing else|despite", folded[part.start : part.end]):
                continue
            if "as before" in match[0] and _MORE_THAN.search(left + match[0]):
                continue  # 'twice as far on the treadmill as before the shot'
            if free(match.start(), match.end()) and not _hoped(folded, part, match.start()) and not re.search(r"\b(?:pain|exam|neuro\w*|strength|medication\w*|dose|no|not)\b[^.;,]{0,10}$", left[-16:]):
                found.append(_Gain(match.start(), match.end(), change, True))  # type: ignore[arg-type]
    found += [g for g in _regained(folded, part) if free(g.start, g.end)]
    found += [g for g in _went_from(folded, part) if free(g.start, g.end)]
    for start, end, up in climbed(folded, part.start, part.end):
        if free(start, end) and not _hoped(folded, part, start) and not _EXAM.search(folded, start, end):
            found.append(_Gain(start, end, "better" if up else "worse", True))
    for match in REGAINED.finditer(folded, part.start, part.end):
        left = folded[max(part.start, match.start() - 44) : match.start()]
        right = folded[match.end() : min(part.end, match.end() + 40)]
        if not free(match.start(), match.end()) or (_NOT_REGAINED_LEFT.search(left) and not _CAME_BACK.search(left[-24:] + match[0])) or _hoped(folded, part, match.start()) or _EXAM.search(match[0] + right):
            continue
        if (match[0].startswith("resume ") and not re.search(r"\b(?:to|could|can)\s$", left)) or (_PLAIN_ADLS.search(match[0]) and not re.search(r"\b(?:now|again)\b", left[-12:] + match[0] + right)):
            continue  # an instruction; the independence that every patient's form states
        if re.match(r"\W{0,2}(?:note|letter|form|slip|date|excuse)\b", right) or (match[0].startswith("now ") and re.search(r"\bused to\b|\baccident\b", left)):
            continue
        if _BACK_TO_AN_AID.search(match[0] + right[:14]):
            continue
        if _BARELY_ABLE.match(match[0]) and not _after_it(folded, part, match.start()):
            continue
        if match["came"] and _IT_HURTS.search(left):
            continue
        if (not match["let"] and re.search(r"\b(?:program\w*|protocol|therapy|pain|symptoms?|relief|baseline|square one|numbness|inject\w*|clinic|pt\b)\b", match[0])) or (match["again"] and _try_again(match[0], left, right)):
            continue
        found.append(_Gain(match.start(), match.end(), "better", True))
    for match in _EASIER.finditer(folded, part.start, part.end):
        left = folded[max(part.start, match.start() - 40) : match.start()]
        right = folded[match.end() : min(part.end, match.end() + 24)]
        if not free(match.start(), match.end()) or _hoped(folded, part, match.start()) or (re.search(r"\b(?:no|not|n't|never|without|worse|less pain|pain|cannot|can't|unable|couldn't|difficult\w*)\b[^.;,]{0,24}$", left) and "no longer" not in left) or re.search(r"\d ?%[^.;]{0,12}$", left):
            continue
        if re.search(r"\b(?:no|not|pain|better with|symptoms?)\b", match[0]) or re.match(r"[^.;]{0,12}\d+ ?%| with (?:a|her|his)\b", right) or re.search(r"\d ?%", match[0]):
            continue
        specific = not (match["act"] or match["act2"] or "").startswith(("sleep", "activit", "adl", "function"))
        found.append(_Gain(match.start(), match.end(), "better", specific))
    for match in _GENERAL.finditer(folded, part.start, part.end):
        left = folded[max(part.start, match.start() - 30) : match.start()]
        right = folded[match.end() : min(part.end, match.end() + 20)]
        if free(match.start(), match.end()) and not _hoped(folded, part, match.start()) and not re.search(r"\b(?:no|not|n't|never|without|denies)\b[^.;,]{0,20}$", left) and not re.search(r"\d ?%", left[-14:] + right):
            found.append(_Gain(match.start(), match.end(), "better", False))
    return found


def _after_it(folded: str, part: Stretch, start: int) -> bool:
    """Whether an ability is told beside the outcome of the procedure, and not on examination."""
    near = max(0, start - 200)
    return bool(_TOLD_BESIDE.search(folded, near, part.end)) and not _EXAMINED.search(folded[near:start])


# 'Went from walking the drive to walking the mall': what is done now, and no word that limits it.
_WENT_FROM = pattern_of(
    rf"\b(?:went|gone|goes|progressed|advanced|moved|graduated) from (?P<was>[^.;\n]{{3,70}}?) to (?P<now>(?:[\w',-]+ ){{0,4}}?(?:{ACT}|doing|making|finishing|managing)\b[^.;\n]{{0,40}})"
)
_LESS_NOW = pattern_of(
    r"\b(?:walker|rollator|wheelchair|crutch\w*|cane|stick|frame|only|barely|hardly|just|not|no|never|unable|cannot|less|need\w*|pain\w*|worse|bed|chair|recliner|sofa|couch|limp\w*|sitting|sits?|lying|resting|difficult\w*|trouble|struggl\w*|stopped|part[- ]time|light duty)\b"
)
# … though sitting a long while is much.
_LONG_SIT = pattern_of(r"\bsit\w* (?:through|out|for (?:an hour|two|three|a whole)|(?:a|the) (?:whole|full|entire)|all)\b[^,;]*")


def _went_from(folded: str, part: Stretch) -> list[_Gain]:
    """Gains told as a way from one activity to a greater one, beside a word of relief or of the time since."""
    found = []
    for match in _WENT_FROM.finditer(folded, part.start, part.end):
        said = _RESPONSE.search(folded, max(0, part.start - 160), part.end)
        plain = not _LESS_NOW.search(_LONG_SIT.sub("", match["now"])) and not _hoped(folded, part, match.start())
        if said and plain and not _EXAM.search(match[0]):
            found.append(_Gain(match.start(), match.end(), "better", True))
    return found


# 'The ache of driving came back in the fall' is no gain.
_IT_HURTS = pattern_of(
    r"\b(?:pain\w*|ache\w*|hurt\w*|stiff\w*|sore\w*|limp\w*|limit\w*|spasm\w*|trouble|problems?|difficult\w*|need\w*|catch\w*)\b"
)


def _try_again(words: str, left: str, right: str) -> bool:
    """'Wants to work with us again', 'stand again the pain', 'exercise again advised'."""
    return bool(re.search(r"\b(?:try|tr(?:y|ied)|inject|repeat|flare|hurt\w*|pain\w*|fell|start(?:ed|s)? to hurt|plan)\b", words + left[-20:])) or bool(re.match(r"[^.;]{0,16}\b(?:hurts?|pain|worse|aggravat\w*|limited|difficult)", right))


def _indices(page: Page, part: Stretch) -> list[_Gain]:
    """ODI, RMDQ, NDI and their like before and after; the share of a disability index is computed and never rounded."""
    folded = page.folded
    found = _repeated(folded, part)
    for match in _INDEX.finditer(folded, part.start, part.end):
        if any(g.start <= match.start() < g.end for g in found):
            continue
        rest = folded[match.end() : min(part.end, match.end() + 150)]
        points = _POINTS.match(rest)
        if points and not _hoped(folded, part, match.start()):
            down = points["down"] is not None
            change: Change = "better" if down == (match["low"] is not None) else "worse"
            found.append(_Gain(match.start(), match.end() + points.end(), change, True))
            continue
        pair = _PAIR.match(rest)
        if pair is None or _hoped(folded, part, match.start()):
            continue
        numbers = [(match.end() + pair.start(name), match.end() + pair.end(name)) for name in "ab"]
        if not _of_one_scale(folded, numbers) and any(date.start < end and start < date.end for date in within(page.dates, part.start, part.end) for start, end in numbers):
            continue  # 'Oswestry: 4/10 52 %'
        first, second = Fraction(pair["a"]), Fraction(pair["b"])
        if _IN_A_MONTH.search(pair["between"]) and not _before_it(page, match.start(), pair["between"]):
            continue  # 'ODI 30 (June: 46)': of a month that is not known to be before the procedure
        lead = folded[match.start() : match.end()] + folded[match.end() : match.end() + pair.start("a")]
        if re.search(r"\b(?:goal|target|mcid|minimum|improv\w+ (?:by|of))\b", lead + pair["between"]):
            continue
        before, after = _order(first, second, lead, pair["between"], pair["after"])
        columns = _days_above(page, match.start())
        if columns and not pair["between"].strip(" |\t./0123456789%"):
            before, after = (first, second) if columns[0] < columns[1] else (second, first)
        end = match.end() + pair.end("b")
        lower = match["low"] is not None
        if before == after:
            found.append(_Gain(match.start(), end, "same", True))
            continue
        better = after < before if lower else after > before
        if lower and before > 0:
            share = (before - after) * 100 / before
            found.append(_Gain(match.start(), end, "better" if better else "worse", True, Score(before, before), Score(after, after), Percent(share, share)))
        else:
            found.append(_Gain(match.start(), end, "better" if better else "worse", True))
    return found


_OUT_OF = pattern_of(r" ?/ ?(?P<most>\d{2,3})\b")


def _of_one_scale(folded: str, numbers: list[tuple[int, int]]) -> bool:
    """'17/24 to 6/24': the second is no day of June."""
    totals = [_OUT_OF.match(folded, end) for _, end in numbers]
    return all(totals) and len({total["most"] for total in totals if total}) == 1


def _days_above(page: Page, at: int) -> list[dt.date]:
    """The two days that head the columns of a line: '04/21/25 (day before caudal)   08/01/25' above 'Oswestry  52  24'."""
    ends = page.folded.find("\n", at)
    if not _ROW.search(page.folded, at, ends if ends >= 0 else len(page.folded)):
        return []
    begins = page.folded.rfind("\n", 0, at)
    for _ in range(4):  # other rows may stand between
        above = page.folded.rfind("\n", 0, max(0, begins)) + 1
        dates = within(page.dates, above, begins) if begins > 0 else []
        if dates or begins <= 0 or not _ROW.search(page.folded, above, begins):
            break
        begins = above - 1
    named = [date.when.day for date in dates if date.when is not None and date.when.day is not None]
    return named if len(named) == len(dates) == 2 and named[0] != named[1] else []


# A row of a table: a title and two numbers.
_ROW = pattern_of(r"[ |\t.:]\d{1,3}(?:\.\d)?(?: ?/ ?\d+| ?%)?[ |\t.]+\d{1,3}(?:\.\d)?(?: ?/ ?\d+| ?%)?[ |\t]*$")


# 'ODI 30 (June: 46)', 'ODI 22 (in March it was 46)': the second value is a month's.
_IN_A_MONTH = pattern_of(rf"\((?:(?:back|in|early|late|mid)[ -])*(?P<month>{MONTH})\w*\.?(?: it)?(?: was)?[\s:,=]*$")


def _before_it(page: Page, at: int, between: str) -> bool:
    """Whether the month of the second value was over before the procedure that is spoken of, so that it came first."""
    month, on = _IN_A_MONTH.search(between), page.document.date
    done = [m.when for m in page.mentions if m.state == "performed" and m.procedure and m.when and m.start < at]
    if month is None or on is None or not done:
        return False
    number = _MONTHS.index(month["month"][:3]) // 3 + 1
    year = on.year if number <= on.month else on.year - 1
    return (year, number) < (done[-1].first.year, done[-1].first.month)


_MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec"


_ONE_VALUE = pattern_of(
    r"(?<![\d/.-])(?P<n>\d{1,3}(?:\.\d)?)(?: ?/ ?(?:100|50|24))?(?: ?%)?(?![\d/.-]\d|[/\d]| ?(?:weeks?|wks?|w\b|months?|mos?|days?|d\b|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|st\b|nd\b|rd\b|th\b|points?))"
)


def _repeated(folded: str, part: Stretch) -> list[_Gain]:
    """'ODI day of injection 48%. ODI repeated 11/10/25 (14 weeks) 22%': one index named twice, each time with one value."""
    named = [*_INDEX.finditer(folded, part.start, part.end)]
    found = []
    for first, second in itertools.pairwise(named):
        if (first["low"] or first["high"]) != (second["low"] or second["high"]) or _hoped(folded, part, first.start()):
            continue
        values = [
            [*_ONE_VALUE.finditer(folded, start, end)]
            for start, end in ((first.end(), second.start()), (second.end(), min(part.end, second.end() + 60)))
        ]
        if [len(v) for v in values] != [1, 1]:
            continue
        a, b = values[0][0], values[1][0]
        which = earlier(folded[first.start() : a.start()], folded[a.end() : b.start()], "") or "a"
        before, after = Fraction(a["n"]), Fraction(b["n"])
        if which == "b":
            before, after = after, before
        lower = first["low"] is not None
        change: Change = "same" if before == after else "better" if (after < before) is lower else "worse"
        if lower and before > 0 and before != after:
            share = (before - after) * 100 / before
            pair = Score(before, before), Score(after, after)
            found.append(_Gain(first.start(), b.end(), change, True, *pair, Percent(share, share)))
        else:
            found.append(_Gain(first.start(), b.end(), change, True))
    return found


_EARLIER = r"\b(?:before|pre-?\w*|baseline|prior|previously|initial\w*|from|was|had been|vs\.?|versus|compared (?:to|with)|down from|up from|on admission|at (?:eval\w*|intake|start)|intake)\b"


def _order(first: Fraction, second: Fraction, lead: str, between: str, after: str) -> tuple[Fraction, Fraction]:
    """Which of two values came before: by the words around each, else the first that is written."""
    second_first = re.search(_EARLIER + r"[ :=(]*$|\($", between) or _IN_A_MONTH.search(between)
    if re.search(_EARLIER + r"[ :=(]*$", lead):
        return first, second
    if second_first and not (between.rstrip().endswith("(") and re.match(r"[^a-z]*(?:now|today|after|post)", after)):
        return second, first
    if re.match(r"[^a-z]*" + _EARLIER, after) or re.search(r"\b(?:post|after|now|today|current\w*|during)(?: was| is)?[ :=(]*$", lead):
        return second, first
    return first, second


def _measured_at(page: Page, sentence: Stretch, gain: _Gain) -> Duration | None:
    """How long after the procedure the later value was taken: '(14 weeks) 22 %', '22 at 14 weeks'."""
    for length in within(page.durations, gain.start, min(sentence.end, gain.end + 30)):
        if not isinstance(length.value, Duration) or length.value.unit not in ("week", "month"):
            continue
        left, right = page.folded[max(gain.start, length.start - 12) : length.start], page.folded[length.end : length.end + 12]
        if re.search(r"(?:\(|\bat|\bafter)\s?(?:about |the )?$", left) or re.match(r"\)? ?(?:after|later|post|out|on\b)", right):
            return length.value
    return None


def _on_the_day_named(page: Page, sentence: Stretch, gain: _Gain) -> Mention | None:
    """'LEFT outcome (7/23): … stairs again': the procedure of the day that the sentence names before the gain."""
    days = [d.when for d in within(page.dates, sentence.start, gain.start) if d.when and d.when.day]
    found = [m for m in page.mentions if m.state == "performed" and m.procedure and m.when in days]
    return found[-1] if found else None


# 'For six weeks', 'during those same six weeks', but 'in six weeks he drove again' is when.
_HELD_FOR = pattern_of(
    r"\b(?:for|x|lasting|lasted|held|during|over|throughout)\s(?:(?:the|those|these|that|about|same|very|first) )*$"
    r"|\bin (?:the|those|these|that) (?:very )?same $"
)


# What is as it was before the procedure is so on the day of the note.
_AS_OF_NOW = pattern_of(r"\b(?:now|today|currently|at present|from then on(?:wards?)?|since then|ever since|these days)\b")


def _fact(page: Page, sentence: Stretch, gain: _Gain) -> Outcome:
    """The gain with the procedure that its sentence names, and how long it held where that is said."""
    procedure: Procedure | None = None
    when: When | None = None
    side: Side | None = None
    here = [m for m in page.mentions_in(sentence) if m.state == "performed" and m.procedure]
    if here:
        before = [m for m in here if m.start <= gain.start]
        event = before[-1] if before else here[0]
        procedure, when, side = event.procedure, event.when, event.side
    else:
        named = _on_the_day_named(page, sentence, gain)
        if named is not None:
            procedure, when, side = named.procedure, named.when, named.side
    lasted: Duration | None = None
    ended: Duration | None = None
    for length in page.durations:
        if sentence.start <= length.start < sentence.end and isinstance(length.value, Duration) and length.value.unit in ("week", "month"):
            left = page.folded[max(sentence.start, length.start - 28) : length.start]
            told_after = length.start > gain.start if gain.change == "better" else length.start >= gain.end
            if not told_after and re.search(r"\b(?:then|afterwards?|thereafter|since)\b", page.folded[length.end : gain.end]):
                ended = Duration(length.value.high or length.value.low, None, "more_than", length.value.unit)
            if told_after and _HELD_FOR.search(left):
                lasted = length.value
    phase: Phase = "unknown"
    if lasted is not None and (days(lasted)[0] or days(lasted)[1] or 0) >= 14:
        phase = "steroid"
    measured_at = _measured_at(page, sentence, gain) if gain.percent and lasted is None else ended
    if measured_at is not None and (days(measured_at)[0] or 0) >= 14:
        phase = "steroid"
    columns = sorted(_days_above(page, gain.start)) if gain.percent and not (lasted or measured_at) else []
    now = gain.change != "better" and not columns and not (lasted or measured_at) and _AS_OF_NOW.search(page.folded, sentence.start, sentence.end)
    return Outcome(
        page.span(gain.start, gain.end), of="function", procedure=procedure, date=when, side=side, phase=phase, pre=gain.pre, post=gain.post,
        percent=gain.percent, how="computed" if gain.percent else None, lasted=lasted, measured_at=measured_at, measured_on=page.document.date if now else columns[-1] if columns else None, change=gain.change, specific=gain.specific,
    )  # fmt: skip
