"""Gains and losses of function after a procedure: distances, times and weights compared, activities regained, indices.

A gain is specific where the words name what can be done ('sat 45 minutes, previously 10', 'back to full duty'); 'doing
better' names nothing. Percentages of function are read with relief; disability indices (ODI, RMDQ, NDI …) here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from rules.facts import Duration, Fact, Outcome, Percent, Phase, Procedure, Score, Side, When
from rules.reading.context import elsewhere, last
from rules.reading.dates import days
from rules.reading.numbers import NUM, value
from rules.reading.page import Page, stems
from rules.reading.procedures import is_procedure_note
from rules.reading.text import Stretch

Change = Literal["better", "same", "worse"]

# The first letters of the words without which nothing here is said.
_STEMS = stems(
    "walk sit sits sitt sat stan stoo driv drov clim stai lift carr bend slee slep row rows rowi coac "
    "sail feet work shif duty duti gard mow mows mowi cook clea shop dres bath show run runs runn jog "
    "jogs jogg hik hike hiki bik bike biki cycl golf swim danc ride rido ridi rode play ski skis skii "
    "fish hunt farm chor hous yard laun vacu groc exer gym knee squa reac trav func adl adls acti mobi "
    "odi oswe rmdq rmq roland rdq ndi prom lefs psfs inde cut cuts cutt put putt tie tyin phys dash quic bpi able agai cane walk queb pdi tole doin "
    "get gett bloc mile flig chur mass rejo scho sex dig digs plan prea sing marc sew sews quil bake baki "
    "haul load push herd hand fidd tenn pick yoga hold pain rak rake shov swee wash iron weed knit bowl "
    "retu resu back padd kaya surf wheel whee roll job jobs hobb prac teac cari once modi moda pcs lowe "
    "pati womac woma long fart furt rest"
)

# --- measures --------------------------------------------------------------------------------------------------------

_UNITS: dict[str, tuple[str, Fraction]] = {
    "mile": ("distance", Fraction(1609)), "mi": ("distance", Fraction(1609)), "km": ("distance", Fraction(1000)), "k": ("distance", Fraction(1000)), "block": ("distance", Fraction(100)),
    "yard": ("distance", Fraction(9, 10)), "yd": ("distance", Fraction(9, 10)), "feet": ("distance", Fraction(3, 10)), "foot": ("distance", Fraction(3, 10)), "ft": ("distance", Fraction(3, 10)),
    "meter": ("distance", Fraction(1)), "metre": ("distance", Fraction(1)), "step": ("steps", Fraction(1)), "flight": ("flights", Fraction(1)), "lap": ("laps", Fraction(1)), "aisle": ("aisles", Fraction(1)),
    "min": ("time", Fraction(1)), "hour": ("time", Fraction(60)), "hr": ("time", Fraction(60)), "h": ("time", Fraction(60)), "second": ("time", Fraction(1, 60)), "sec": ("time", Fraction(1, 60)),
    "lb": ("weight", Fraction(1)), "pound": ("weight", Fraction(1)), "kg": ("weight", Fraction(22, 10)), "hole": ("holes", Fraction(1)), "day": ("days", Fraction(1)), "night": ("nights", Fraction(1)),
}  # fmt: skip
_UNIT = r"(?:miles?|mi\b|km|k\b|kilomet(?:er|re)s?|(?:city |grocery )?blocks?|yards?|yds?|feet|foot|ft|met(?:er|re)s?|steps?|flights?|laps?|aisles?|min(?:ute)?s?|hours?|hrs?|h\b|sec(?:ond)?s?|lbs?|pounds?|kg|holes?)"
_MEASURES = stems("mile miles mi km k block blocks yard yd yds feet foot ft mete metr step steps flig lap laps aisl min mins minu hour hr hrs h sec secs seco lb lbs poun kg hole")
_N = rf"(?:{NUM}|half an?|half|a quarter(?: of an?)?|a couple(?: of)?|an?(?= (?:{_UNIT}))|\d/\d|½)"
_ABOUT = r"(?:about |around |only |just |up to |over |at least |at most |some |roughly |approximately |nearly |almost |maybe |no more than |more than |less than |a full |~|>|<|the )*"


def _measure(tag: str) -> str:
    return rf"{_ABOUT}(?P<n{tag}>{_N})(?:\s?-\s?\d+)?[ -]*(?P<u{tag}>{_UNIT})?(?: of (?:walking|sitting|standing|driving))?(?: \(?(?:at (?:a time|most|the most)|tops|max\w*|straight|maximum)\)?)?"


_ACT = (
    r"(?:walk\w*|ambulat\w*|sit(?:s|ting)?|sat|stand(?:s|ing)?|stood|driv\w*|drove|climb\w*|stairs?|lift\w*|carr(?:y|ies|ying|ied)|bend\w*|sleep\w*|slept|work\w*|shifts?|gardens?|gardening|mow\w*|cook\w*|clean\w*|shop\w*|dress\w*|bath\w*|shower\w*|runs?|running|jog\w*|hik\w*|bik\w*|cycl\w*|golf\w*|swim\w*|danc\w*|rid(?:e|es|ing)|play\w*|ski\w*|fish\w*|"
    r"hunt\w*|farm\w*|chores|housework|yard ?work|laundry|vacuum\w*|groceries|grocery shopping|exercis\w*|gym|kneel\w*|squat\w*|reach\w*|travel\w*|tolerance|distance|endurance|duty|activit\w+|adls?|job|bowl\w*|weed\w*|knit\w*|paint\w*|rak\w*|shovel\w*|sweep\w*|wash\w*|iron\w*|turn\w* in bed|get\w* (?:out of|in) bed|cut(?:ting)? (?:the |her |his )?(?:grass|lawn)|put(?:ting)? on (?:her |his |the )?(?:socks|shoes|pants|stockings)|t(?:ie|ying) (?:her |his )?shoes|"
    r"get\w* (?:in(?:to)? and )?(?:in|out)(?: and out)? of (?:the |a |her |his )?(?:car|truck|tub|bed|chair|shower)|play\w* with|pick\w* up|babysit\w*|church|tennis|pickleball|yoga|standing at|hold\w*|herd\w*|row(?:s|ing)|paddl\w*|kayak\w*|sail\w*|surf\w*|coach\w*|teach\w*|sew\w*|quilt\w*|bak(?:es|ing)|haul\w*|load\w*|push\w*|dig\w*|plant\w*|preach\w*|sing\w*|march\w*|on (?:his|her) feet|handbells?|fiddl\w*|floor exercise)"
)
_FROM_TO = re.compile(rf"\bfrom (?:(?:being able to |only |just )?{_ACT} (?:for )?)?{_measure('a')}[^.;\n]{{0,24}}?(?: to|,? (?:now|up to|down to)|->|→) {_measure('b')}")
_ARROW = re.compile(rf"{_measure('a')}\s*(?:->|→|=>)\s*{_measure('b')}")
_NOW_WAS = re.compile(
    rf"{_measure('b')}(?:[^.;\n]{{0,40}}?[ ,;(/-]+|[;,(] ?)(?:previously|formerly|was|were|used to be|used to(?: \w+){{0,4}} after|used to|up from|down from|from|vs\.?|versus|compared (?:to|with)|instead of|where (?:it|before)[^.;\n]{{0,16}}|before (?:that )?(?:it was |only )?|prior(?:ly)?|earlier|had been|pre-?\w*|baseline|in the past|rather than|at most before|before(?: (?:the |her |his |this |that )?(?:injection|inj\w*|shot|block|procedure|sij\w*|esi|rfa|ablation|treatment))?(?:,? (?:it was|only|just|she could|he could|could|barely|managed|walked|stood|sat))*)[ :(]*{_measure('a')}"
)
_NOW_BEFORE = re.compile(rf"{_measure('b')}[^.\n]{{0,30}}?[;,(] ?(?:was |only |just |barely )*{_measure('a')} (?:before|previously|prior|pre-?\w+|formerly|at baseline|in the past)\b(?=[ ]*(?:[.,;)\n]|$|the inj|inj|that|this|it\b|sij|si |shot))")
_WAS_NOW = re.compile(rf"(?:was|were|had been|used to be|could only|previously|before|prior|pre-?\w*|baseline)[ :]*(?:\w+ ){{0,6}}?{_measure('a')}[^.\n]{{0,30}}?[;, ]+(?:and |but )?(?:now|currently|today|after\w*|post-?\w*|is)[ :]*(?:\w+ ){{0,3}}?{_measure('b')}")

# --- activities ------------------------------------------------------------------------------------------------------

_REGAINED = re.compile(
    rf"\b(?:(?:now |again |once more |is |was |been |also |better |finally )*(?<!un)able (?:again |now |once more |once again )?to|can (?:now|again|once more|once again|finally)|could (?:again|now|once more)|capable of)(?: (?!not\b)\w+){{0,3}}? (?P<a>{_ACT})|"
    rf"\b(?:back (?:to|at|on|in|with)|return(?:ed|s|ing) to|(?:with|able to|a|her|his|full|allowed|successful|early) return to|resum(?:ed|es|ing|e)|got back to|went back to|gone back to|rejoin\w*|taken up|took up|restarted) (?:(?:her|his|the|full|full-time|part-time|light|regular|normal|unrestricted|usual|all|most|of|doing|modified|some|work|active|playing|daily|a|an|my|their) )*(?:[\w-]+ ){{0,3}}?(?P<b>{_ACT}|work|duty|jobs?|shifts?|sports?|normal activit\w+|full activit\w+|bucket truck|the field|the farm|exercise|exercising|classes|class|hobbies|school|practice|teaching|caring)|"
    rf"\bback (?P<c>(?:deal|herd|driv|runn|work|mow|garden|golf|swimm|walk|hik|bik|cycl|teach|danc|lift|play|cook|bowl|fish|farm|ridin|drivin|coach|sew|quilt|paint)\w*ing?\b)|"
    rf"\b(?P<d>{_ACT})(?:\s\(?\w+\)?){{0,6}}? (?:again|once more|once again)\b|\b(?:full|regular|unrestricted) duty (?P<e>in|at|since|by|within)\b|"
    rf"\b(?:no longer (?:needs|uses|using|needing|requires)|(?:does not|doesn't) need|stopped using|gave up|put away|without (?:the |her |his |a |any )?(?:help of )?(?:a )?)[ ]*(?:the |her |his |a )?(?P<f>cane|walker|rollator|wheelchair|crutch\w*|rail(?:ing)?|scooter)\b|\b(?P<g>sleep(?:s|ing)? through the night|slept through)|\bcan (?:\w+ ){{0,2}}?{_ACT}[^.;,\n]{{0,34}} now\b|\bcould(?: not|n't) (?:\w+ ){{0,2}}?{_ACT}[^.;,)\n]{{0,24}}\b(?:before|previously|beforehand|until (?:the |her |his )?(?:inj\w*|shot|block))\b|"
    rf"\b{_ACT}\b[^.;\n]{{0,30}}?,? (?:which|that|something) (?:she|he|they|pt) (?:could not|couldn't|can't|cannot|was unable to|had not been able to|hadn't been able to|never could|had given up|gave up|had stopped)\b|\b{_ACT}\b[^.;\n]{{0,30}}?,? (?:which|that|something that) (?:was|were|had been|used to be) (?:out of the question|(?:quite |simply |just )?impossible|not possible|unthinkable|too painful|beyond (?:her|him|them)|undoable)\b|\bcan (?:\w+ ){{0,2}}?{_ACT}[^.;\n]{{0,40}}?[,;(] ?(?:previously|formerly|used to|had to|before (?:she|he|that|the inj\w*))\b|"
    rf"\bnow (?:(?:does|manages|handles) (?:\w+ ){{0,2}}?(?:stairs|chores|housework|laundry|shopping|yard ?work|cooking|cleaning)|walks|climbs|drives|sleeps|gardens|cooks|lifts|runs|plays|swims|rides|sits through|stands through)\b(?! (?:poorly|only|with (?:a |an |difficulty|pain)|less|slowly|no\b|with (?:her|his))|\s\d ?/ ?10)|"
    rf"\bnow (?:fully |completely )?independent (?:in|with) (?:her |his |all )?(?:adls?|dressing|bathing|self-?care|transfers|toileting|all)\b|\bfrom (?:a |the )?(?:wheelchair|walker|rollator|crutches|two canes) to (?:a |the )?(?:single )?(?:cane|no device|nothing|none|walking)\b"
)
_NOT_REGAINED_LEFT = re.compile(
    r"\b(?:not|n't|never|un|hop\w+|wants?|wish\w*|would|like|goals?|if|until|unless|aim\w*|so (?:that )?(?:she|he|they)|expect\w*|plan\w*|wean\w*|try(?:ing)?|want(?:s|ed)? to|need(?:s|ed)? to|before|was|prior|previously|ask\w*|when|whether|will|may|cannot|can't|unable|difficult\w*|trouble|without being|once|to be)\b(?: \w+){0,3} ?$"
)
_EXAM = re.compile(r"\b(?:heel|toe|tandem|on heels|on toes|prone|supine|single[- ]leg|from (?:the |a )?(?:chair|table|seated)|straight leg|void|urinate|ambulat\w+ (?:to|in|without|with|independently|at)|verbali[sz]e|tolerate|without (?:assistance|assist|device|difficulty|antalg\w*)|w/o device|on discharge|in recovery|to bathroom|gait|follow commands|against resistance)\b")
_EASIER = re.compile(
    rf"\b(?P<act>{_ACT})\b(?: (?:and|/|,) \w+)*(?: (?:tolerance|distance|time|ability))?[ ]*(?:is|was|are|were|has|have|got|gets|much|far|a lot|now|been|become|significantly|noticeably|somewhat|a bit|also|all|reportedly|markedly|has been|[ ,])*(?P<how>better|easier|farther|further|longer|improv\w+|increas\w+|doubled|tripled|(?:with |w/ )?less (?:difficulty|trouble|fuss|effort)|faster|more easily|freely|restored|normali[sz]ed)\b(?! (?:pain|relief|than (?:the )?(?:left|right)|on the|than (?:about |approximately |around |just |an? |\d|half|{NUM})))|"
    rf"\b(?:better|easier|improved|increased|greater|longer|more) (?P<act2>(?:walking|sitting|standing|driving|lifting|bending|stair|work|activity|exercise) (?:tolerance|distance|time|endurance|climbing|ability|capacity)|sleep)\b|\b(?P<act3>walks?|walking|sits?|sitting|stands?|standing|drives?|driving|rides?) (?P<more>(?:{NUM}|a|half a) {_UNIT} (?:more|further|farther|longer))"
)
_GENERAL = re.compile(
    r"\b(?:(?:improved|better|increased|more|greater|enhanced|gains? in|improvement in|improvements in) (?:overall |daily |physical |general )*(?:function(?:al(?:ity)?)?(?: status| capacity| level)?|mobility|activity(?: levels?)?|activities|adls?|quality of life|qol)|function(?:al status|ality| level| capacity)?(?: has| have| is| was)? (?:greatly |much |significantly |markedly )?(?:improved|better|increased|restored)|"
    r"(?:more|increasingly) (?:active|functional|mobile|independent)|(?:doing|getting around|functioning|moving|getting about) (?:much |a lot |far |so much )?(?:better|more)|able to do more|activit(?:y|ies)(?: levels?| of daily living)? (?:is |are |has |have )?(?:up|increased|improved|better))\b"
)
_SAME = re.compile(
    r"\b(?:function\w*(?: status)?|adls?|activit\w+|walking(?: distance| tolerance)?|sitting(?: tolerance)?|standing(?: tolerance)?|chores|housework|mobility|distance|how far (?:he|she|pt|the patient) can walk|work status|daily (?:tasks|activities|life)|stairs|sleep)\b[^.;%\n]{0,44}?\b(?:unchanged|no different|(?:exactly |just |about |much )?the same(?! stretch| time| period| months| weeks| way)|no better|nothing (?:has |had )?changed|not (?:any )?(?:better|improved|changed|different)|did not (?:improve|change)|has not (?:improved|changed)|have not (?:improved|changed)|no change|not increased|no further|same as (?:before|prior|pre))|"
    r"\b(?:no|without|not any|denies(?: any)?|zero) (?:real |significant |meaningful |appreciable |measurable |notable |functional )*(?:change|improvement|gain|difference|benefit|increase|progress)s? (?:in|of|to|with|for) (?:her |his |the |overall |daily |any )*(?:functional |physical )?(?:function\w*|ability|adls?|activit\w+|walking|sitting|standing|mobility|chores|work|housework|distance|tolerance|lifting|sleep)|\bno functional (?:improvement|gain|change|benefit)s?|"
    r"\b(?:walks?|sits?|stands?) no (?:further|farther|longer|more)(?: than)?|\bstill (?:sits|stands|walks|drives|lifts|sleeps) (?:no more than|only|just)|"
    rf"\b(?:cannot|can't|unable to|could not|couldn't) (?:\w+ ){{0,2}}?{_ACT}[^.;\n]{{0,40}}?\b(?:same as before|as before|no change|the same)|"
    r"\bstill (?:off work|out of work|not working|on light duty|cannot work|can't work|unable to work)|\bchanged nothing else\b"
)
_WORSE = re.compile(
    rf"\b(?:function\w*(?: status)?|mobility|walking(?: tolerance| distance)?|sitting tolerance|standing tolerance|adls?|activit\w+)\b[^.;%\n]{{0,20}}?\b(?:is |are |has |have |was |got |been )*(?:worse|worsened|declin\w+|deteriorat\w+|decreas\w+|reduced|more limited|poorer)\b(?! (?:with|on|when|in|by))|\b{_ACT}\b[^.;\n]{{0,30}}?\bworse than (?:before|prior|pre)\w*|\b(?:worse|declining|decreased|reduced|poorer) (?:function\w*|mobility|walking tolerance|activity tolerance)\b"
)

# Words of which one stands in every statement of a gain, a loss or no change.
_TELLING = stems(
    "inde able can could back retu resu rejo take took rest agai once full regu unre no stop does gave put with slee slep bett easi fart furt long "
    "impr incr doub trip less fast more free norm unch diff same not chan real gain bene prog wors decl dete decr redu limi poor still grea "
    "enha doing from cann gett func movi adls acti neve none with brea stops breaks"
)
_INDICES = stems("phys odi oswe modi rmdq rmq rdq rola ndi neck quic dash queb pdi pain prom bpi pdas woma lefs psfs lowe pati sf pcs")

# --- indices ---------------------------------------------------------------------------------------------------------

_LOWER = r"(?:odi|oswestry(?: (?:disability|low back))?(?: index| score)?(?: \(odi\))?|modified oswestry|modi|rmdq|rmq|rdq|roland[- ]?morris(?: (?:disability )?(?:questionnaire|score|index))?(?: \(rmdq\))?|ndi|neck disability index(?: \(ndi\))?|quickdash|quick dash|dash|quebec(?: \w+){0,3}|pdi|pain disability index|promis pain interference|bpi interference|pdas|womac)"
_HIGHER = r"(?:physical function (?:t-?)?scores?|promis[- ]?(?:pf|physical function)?|lefs|psfs|lower extremity functional scale|patient[- ]specific functional scale|sf-?(?:12|36)(?: pcs)?|pcs)"
_INDEX = re.compile(rf"\b(?:(?P<low>{_LOWER})|(?P<high>{_HIGHER}))\b(?: (?:t-?scores?|scores?|total|disability|index|questionnaire|was|is|=|:|,|of|has|from))*")
_NUMBER = r"(?<![\d/.])(?>(?P<{0}>\d{{1,3}}(?:\.\d)?)(?: ?/ ?(?:100|50|24|80|10)(?!\d))?)(?![\d/])(?: ?%)?"
_POINTS = re.compile(
    r"^[^.;\n\d]{0,24}?\b(?:(?P<down>decreas\w+|fell|dropped|down|lower(?:ed)?|reduced|improved)|(?:increas\w+|rose|up|worsened))(?: by)? "
    r"(?P<n>\d{1,2}) ?(?:points?|pts)\b"
)
_PAIR = re.compile(
    rf"^[^.;\n\d]{{0,50}}?{_NUMBER.format('a')}(?P<between>[^.;\n\d]{{0,44}}?){_NUMBER.format('b')}(?P<after>[^.;\n\d]{{0,34}})"
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
    for index in spoken:
        if index not in measured and index not in named and index not in told:
            continue
        sentence = page.sentences[index]
        for start in range(sentence.start, sentence.end, 600):
            part = Stretch(start, min(sentence.end, start + 600))
            if elsewhere(page, part.start) or page.section(part.start) in ("goals", "review"):
                continue
            seen: set[tuple[Change, bool]] = set()
            for gain in _gains(page, part, is_note, index in measured, index in named):
                if (gain.change, gain.specific) not in seen and not (not gain.specific and (gain.change, True) in seen):
                    seen.add((gain.change, gain.specific))
                    facts.append(_fact(page, sentence, gain))
    return facts


def _gains(page: Page, part: Stretch, is_note: bool, measured: bool, named: bool) -> list[_Gain]:
    folded = page.folded
    found = _indices(folded, part) if named else []
    found += _compared(folded, part) if measured else []
    found += _fewer(folded, part)
    if page.section(part.start) != "exam" and not is_note:
        found += _spoken(folded, part)
    return sorted(found, key=lambda gain: (not gain.specific, gain.start))


def _hoped(folded: str, part: Stretch, start: int) -> bool:
    left = folded[max(part.start, start - 70) : start]
    return bool(
        re.search(r"\b(?:goals?|hop(?:e|es|ing)|expect\w*|aim\w*|target\w*|plan(?:s|ned)? to|would like|wants? to|in order to|if|until|will|should|recommend\w*|advis\w*|encourag\w*|instruct\w*|may|might|before (?:the|her|his) (?:fall|accident|injury|surgery))\b[^.;]{0,50}$", left)
    )


def _compared(folded: str, part: Stretch) -> list[_Gain]:
    """Two measures of one activity: the later against the earlier."""
    found: list[_Gain] = []
    for pattern in (_FROM_TO, _ARROW, _NOW_BEFORE, _NOW_WAS, _WAS_NOW):
        for match in pattern.finditer(folded, part.start, part.end):
            if any(g.start < match.end() and match.start() < g.end for g in found) or _hoped(folded, part, match.start()):
                continue
            near = folded[max(part.start, match.start() - 60) : min(part.end, match.end() + 24)]
            if not re.search(rf"\b{_ACT}\b", near) or _not_function(folded, part, match):
                continue
            change = _direction(match)
            if change is None:
                continue
            act = last(re.finditer(rf"\b{_ACT}\b", folded[max(part.start, match.start() - 60) : match.start()]))
            start = max(part.start, match.start() - 60) + act.start() if act else match.start()
            found.append(_Gain(start, match.end(), change, True))
    return found


def _not_function(folded: str, part: Stretch, match: re.Match[str]) -> bool:
    """Lengths of relief, scores and doses are compared in the same words."""
    near = folded[max(part.start, match.start() - 8) : match.end() + 12]
    return bool(re.search(r"\b(?:relief|lasted|mg|mcg|tabs?|pills?|nrs|vas|score|degrees?|weeks?|wks?|months?|a1c|weight|bmi|bp|dose|odi|oswestry|pain (?:is|was|from|down)|rest period|tug|chair stand|balance)\b|/10|%", near))


def _direction(match: re.Match[str]) -> Change | None:
    units = match["ua"] or match["ub"], match["ub"] or match["ua"]
    if units[0] is None or units[1] is None:
        return None
    before, after = _size(match["na"], units[0]), _size(match["nb"], units[1])
    if before is None or after is None or before[0] != after[0]:
        return None
    return "better" if after[1] > before[1] else "worse" if after[1] < before[1] else "same"


def _size(number: str, unit: str) -> tuple[str, Fraction] | None:
    unit = re.sub(r"^(?:city |grocery )", "", unit.strip())
    name = next((name for name in sorted(_UNITS, key=len, reverse=True) if unit.startswith(name)), None)
    if name is None:
        return None
    kind, factor = _UNITS[name]
    words = number.strip()
    if words.startswith(("half", "½")):
        n = Fraction(1, 2)
    elif "quarter" in words:
        n = Fraction(1, 4)
    elif "couple" in words:
        n = Fraction(2)
    elif "/" in words:
        top, bottom = words.split("/")
        if int(bottom) == 0:
            return None
        n = Fraction(int(top), int(bottom))
    else:
        try:
            n = value(words)
        except (KeyError, ValueError):
            return None
    return kind, n * factor


_FEWER = re.compile(rf"\b(?:with|takes?|needs?|only) (?:only |just )?(?P<b>{NUM}) (?:rest )?(?:breaks?|stops?|rests?|pauses?)\b[^.;\n]{{0,40}}?\b(?:used to|was|were|before|previously|formerly|instead of|needed|took)\b[^.;\n]{{0,16}}?(?P<a>{NUM})\b")


def _fewer(folded: str, part: Stretch) -> list[_Gain]:
    """'A shift with one break where it used to take five': fewer stops are a gain."""
    found = []
    for match in _FEWER.finditer(folded, part.start, part.end):
        a, b = value(match["a"]), value(match["b"])
        if a != b:
            found.append(_Gain(match.start(), match.end(), "better" if b < a else "worse", True))
    return found


def _spoken(folded: str, part: Stretch) -> list[_Gain]:
    found: list[_Gain] = []

    def free(start: int, end: int) -> bool:
        return not any(g.start < end and start < g.end for g in found)

    for pattern, change in ((_SAME, "same"), (_WORSE, "worse")):
        for match in pattern.finditer(folded, part.start, part.end):
            left = folded[max(part.start, match.start() - 40) : match.start()]
            if match[0].startswith("still ") and "work" in match[0] and not re.search(r"\binj\w*|relief|better|%|since|nothing else|despite", folded[part.start : part.end]):
                continue
            if free(match.start(), match.end()) and not _hoped(folded, part, match.start()) and not re.search(r"\b(?:pain|exam|neuro\w*|strength|medication\w*|dose|no|not)\b[^.;,]{0,10}$", left[-16:]):
                found.append(_Gain(match.start(), match.end(), change, True))  # type: ignore[arg-type]
    for match in _REGAINED.finditer(folded, part.start, part.end):
        left = folded[max(part.start, match.start() - 44) : match.start()]
        right = folded[match.end() : min(part.end, match.end() + 40)]
        if not free(match.start(), match.end()) or _NOT_REGAINED_LEFT.search(left) or _hoped(folded, part, match.start()) or _EXAM.search(match[0] + right):
            continue
        if re.search(r"\b(?:pain|symptoms?|relief|baseline|square one|numbness|inject\w*|clinic|pt\b)\b", match[0]) or (match["d"] and _try_again(match[0], left, right)):
            continue
        found.append(_Gain(match.start(), match.end(), "better", True))
    for match in _EASIER.finditer(folded, part.start, part.end):
        left = folded[max(part.start, match.start() - 40) : match.start()]
        right = folded[match.end() : min(part.end, match.end() + 24)]
        if not free(match.start(), match.end()) or _hoped(folded, part, match.start()) or (re.search(r"\b(?:no|not|n't|never|without|worse|less pain|pain|cannot|can't|unable|couldn't|difficult\w*)\b[^.;,]{0,24}$", left) and "no longer" not in left) or re.search(r"\d ?%[^.;]{0,12}$", left):
            continue
        if re.search(r"\b(?:no|not|pain|better with|symptoms?)\b", match[0]) or re.match(r"[^.;]{0,12}\d+ ?%", right) or re.search(r"\d ?%", match[0]):
            continue
        specific = not (match["act"] or match["act2"] or "").startswith(("sleep", "activit", "adl", "function"))
        found.append(_Gain(match.start(), match.end(), "better", specific))
    for match in _GENERAL.finditer(folded, part.start, part.end):
        left = folded[max(part.start, match.start() - 30) : match.start()]
        right = folded[match.end() : min(part.end, match.end() + 20)]
        if free(match.start(), match.end()) and not _hoped(folded, part, match.start()) and not re.search(r"\b(?:no|not|n't|never|without|denies)\b[^.;,]{0,20}$", left) and not re.search(r"\d ?%", left[-14:] + right):
            found.append(_Gain(match.start(), match.end(), "better", False))
    return found


def _try_again(words: str, left: str, right: str) -> bool:
    """'Wants to work with us again', 'stand again the pain', 'exercise again advised'."""
    return bool(re.search(r"\b(?:try|tr(?:y|ied)|inject|repeat|flare|hurt\w*|pain\w*|fell|start(?:ed|s)? to hurt|plan)\b", words + left[-20:])) or bool(re.match(r"[^.;]{0,16}\b(?:hurts?|pain|worse|aggravat\w*|limited|difficult)", right))


def _indices(folded: str, part: Stretch) -> list[_Gain]:
    """ODI, RMDQ, NDI and their like before and after; the share of a disability index is computed and never rounded."""
    found = []
    for match in _INDEX.finditer(folded, part.start, part.end):
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
        first, second = Fraction(pair["a"]), Fraction(pair["b"])
        lead = folded[match.start() : match.end()] + folded[match.end() : match.end() + pair.start("a")]
        if re.search(r"\b(?:goal|target|mcid|minimum|improv\w+ (?:by|of))\b", lead + pair["between"]):
            continue
        before, after = _order(first, second, lead, pair["between"], pair["after"])
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


_EARLIER = r"\b(?:before|pre-?\w*|baseline|prior|previously|initial\w*|from|was|had been|vs\.?|versus|compared (?:to|with)|down from|up from|on admission|at (?:eval\w*|intake|start)|intake)\b"


def _order(first: Fraction, second: Fraction, lead: str, between: str, after: str) -> tuple[Fraction, Fraction]:
    """Which of two values came before: by the words around each, else the first that is written."""
    second_first = re.search(_EARLIER + r"[ :=(]*$|\($", between)
    if re.search(_EARLIER + r"[ :=(]*$", lead):
        return first, second
    if second_first and not (between.rstrip().endswith("(") and re.match(r"[^a-z]*(?:now|today|after|post)", after)):
        return second, first
    if re.match(r"[^a-z]*" + _EARLIER, after) or re.search(r"\b(?:post|after|now|today|current\w*|during)(?: was| is)?[ :=(]*$", lead):
        return second, first
    return first, second


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
    lasted: Duration | None = None
    for length in page.durations:
        if sentence.start <= length.start < sentence.end and isinstance(length.value, Duration) and length.value.unit in ("week", "month"):
            left = page.folded[max(sentence.start, length.start - 16) : length.start]
            if length.start > gain.start and re.search(r"\b(?:for|x|lasting|lasted|held)\s(?:the |those |these |about )?$", left):
                lasted = length.value
    phase: Phase = "unknown"
    if lasted is not None and (days(lasted)[0] or days(lasted)[1] or 0) >= 14:
        phase = "steroid"
    return Outcome(
        page.span(gain.start, gain.end), of="function", procedure=procedure, date=when, side=side, phase=phase, pre=gain.pre, post=gain.post,
        percent=gain.percent, how="computed" if gain.percent else None, lasted=lasted, change=gain.change, specific=gain.specific,
    )  # fmt: skip
