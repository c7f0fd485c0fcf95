"""How many sessions the record states for the past twelve months, and whether the requested one is among them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rules.facts import Duration, Fact, Finding, Procedure, Side, When
from rules.reading.context import denied_before, elsewhere, last, of_another
from rules.reading.page import Page, stems
from rules.reading.procedures import side_in
from rules.reading.text import Stretch
from rules.reading.wordings import pattern_of

_NUM = r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|a single|a couple of|a couple|zero|none|no|nil)"
_NUMBER = dict(zip(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], range(11), strict=True)) | {"a single": 1, "single": 1, "a couple of": 2, "a couple": 2, "none": 0, "no": 0, "nil": 0}
_ORDINALS = {
    w: i
    for i, pair in enumerate(("first 1st", "second 2nd", "third 3rd", "fourth 4th", "fifth 5th", "sixth 6th", "seventh 7th", "eighth 8th"), 1)
    for w in pair.split()
}
_ORDINAL = "|".join(_ORDINALS)
# The rolling year, in the words charts use.
_WINDOW = pattern_of(
    r"\b(?:(?:with)?in|over|during|for|of|this|these|the|any|last|past|previous|preceding|prior|rolling|trailing|same|to|x|each|every|,|by)?[ (,-]*(?:the |a |this |these )?(?:(?:last|past|previous|preceding|rolling|trailing|prior|consecutive|calendar|full|1st|first) )?(?:rolling )?"
    r"(?P<months>(?:12|twelve)(?: \(12\))?[ -]*(?:calendar |consecutive |rolling )?(?:months?|mos?\b\.?|mths?|mon\b|m\b))"
    r"|\b(?:(?:with)?in|over|during|for|of|so far|already)?[ ]*(?:(?:the|this|her|his|current|a) )*(?P<year>(?:last|past|previous|preceding|rolling|prior|this|current|calendar|the|the past|one|same)(?: (?:rolling|calendar|past|one|1))?[ -](?:year|yr|yr\.)|(?:past|last|previous|preceding) 365 days|(?:past|last) 52 weeks)\b(?! (?:and a half|or two|ago|before last|2\d|by|,? ?or last|old|end))|"
    r"\b(?:in|within|over) (?:a|one|any one) (?:rolling |single )?year\b(?! (?:ago|before|earlier|since|or two))|\b(?:over|in|during|for) the year(?= (?:preceding|before|prior to|leading up to))"
)
# The first letters of the words without which nothing here is said.
_STEMS = stems(
    "year yr yrs twel mo mos mont mon mth mths m neve any naiv prio prev earl past firs deni ever reco befo "
    "yet date far sinc zero hist some seve few vari mult numb nume many othe outs form else abro unkn inje numb"
)
_THINGS = (
    r"(?:(?:injections?|inj'?n?s?\b\.?|injxns?|shots?|blocks?|sessions?|esis?|t?fesis?|ilesis?|epidurals?|tpis?|trigger[- ]point(?: injection)?s?|ablations?|rfas?|procedures?|treatments?|txs?\b|mbbs?|infiltrations?|csis?|sijis?|sijs?|steroids?|rounds?|series|interventions?|rhizotom\w+|neurotom\w+|set[s]?|visit|"
    r"one|injected|of (?:these|those|them))\b)"
)
_ADJ = r"(?:(?:of|prior|previous|earlier|other|total|therapeutic|diagnostic|steroid|cortisone|si|sij|s\.i\.|joint|joints|sacroiliac|sacro-iliac|epidural|lumbar|cervical|thoracic|caudal|facet|medial|branch|trigger|point|left|right|l|r|lt|rt|bilateral|bilat|single|such|interlaminar|transforaminal|tf|spine|spinal|interventional|ablation|rf|rfa|tpi|esi|separate|similar|more|image-guided|fluoroscopic|fluoro|documented|completed|performed|present|of these|of the|these|her|his|the|pain|nerve|radiofrequency|successful|corticosteroid|back|neck|hip|same|last|lumbar/caudal|sets? of|tx|dx|therap\.?|inj|any|kind of|type of|and|or|/) ?)"
_THING = pattern_of(rf"\b{_THINGS}")
_THIS_ONE = r"(?:(?:the |this |that )?(?:present|current|requested|proposed|planned|upcoming)(?: (?:one|session|injection|request|procedure))?|the one (?:being )?(?:asked|requested|proposed|planned|now|sought)|this (?:one|request|session|injection|procedure)|this\b|one now|today'?s?(?: \w+)?)"
_REQUEST_IN = pattern_of(
    rf"\b(?:incl(?:uding|udes?|\.|usive of)?|counting|counted with|with|together with|to include|counts)[ ,]*(?:of )?{_THIS_ONE}|\b(?:and|plus)[ ,]*{_THIS_ONE.replace('|this' + chr(92) + 'b', '')}|\+ ?{_THIS_ONE}|"
    rf"{_THIS_ONE},? (?:is |being )?(?:included|counted|incl\.?)|\b(?:incl(?:uding|usive of|udes)?|counting|with)\.? *(?:this |the |it )?request(?:ed one|ed)?\b"
)
_REQUEST_OUT = pattern_of(
    r"\b(?:not (?:counting|including|incl)|excluding|before|prior to|besides|apart from|other than|aside from|except(?:ing)?|exclusive of|without)[ ,]*(?:the |this |today'?s? ?|that )*(?:present|current|requested|proposed|planned|one|this|today|request|upcoming)"
)
_IS_REQUEST = pattern_of(r"\b(?:this (?:will|would|is|one|request|injection|session|makes|being)|today'?s?|requested|requesting|asking for|asks for|proposed|planned|upcoming|will be|would be|to be|next|scheduled|making (?:this|it)|the one (?:asked|requested)|with this one|present one|we request|the request|plan(?:ned)?)\b")
_CAP = pattern_of(
    r"\b(?:at most|maximum|max\b|limit\w*|cap\b|capped|up to|no more than|not (?:to )?exceed\w*|allow\w*|should not|per (?:rolling )?(?:12|year|calendar)|covers?|permitted|exceed\w*|frequency|may (?:have|be|get|receive)|eligible|per policy|every year|a year\b|each year|per annum|annually|not more than|fewer than)\b"
)
_NONE_EVER = pattern_of(
    rf"\b(?P<never>(?:has |have |had |he |she |they |pt |patient |who |i )*(?:never|not (?:ever )?(?:previously )?|n't (?:ever )?)(?: (?:previously|before|yet))? ?(?:had|have|has|received|undergone|gotten|got|been (?:given|injected)|injected|done|ablated|blocked)(?: (?:an?|any|the|one|them|his|her)\b)*(?: {_ADJ}*{_THINGS})?)|"
    rf"\b(?P<no>(?:no|without(?: any)?|denies(?: any)?|nil|zero|negative for|no (?:record|history|hx) of(?: any| an?)?|there is no record of(?: any| an?)?|not had any|naive to)(?: known| history of)? (?:prior|previous|earlier|past|preceding|other prior|antecedent|history of|hx of|known|{_ADJ}){{0,4}}?{_ADJ}*{_THINGS})|"
    rf"\b(?P<first>(?:first|1st)[ -]ever(?: {_ADJ}*{_THINGS})?|first time (?:for|having|asking)|{_ADJ}*(?:injection|esi|tpi|block|ablation|sij)[- ]naive|never (?:injected|ablated|blocked)|first (?:{_ADJ})*(?:{_THINGS}) ever)|"
    rf"\b(?P<colon>(?:prior|previous|past|earlier) {_ADJ}*{_THINGS}[ ]*(?:[:=-]|were|is|are)[ ]*(?:none|no\b|nil|zero|0\b|denies|never))"
)
_NONE_OTHER = pattern_of(r"\b(?:no|none|without any|not any) (?:other|further|additional|more|others)\b|\bno .{0,30}\b(?:besides|other than|apart from|except)\b|\b(?:in|on|to) (?:the )?(?:other|left|right|opposite|contralateral)\b")
_AN_EARLIER_PLACE = pattern_of(r"\b(?:relief|benefit|complication\w*|reaction|problem|effect|allerg\w*|adverse|infection|side effects?|improvement|help|pain|sedation|insurance|contrast|difference|better)\b")

Purpose = Literal["diagnostic", "therapeutic", "ablation"]


@dataclass(frozen=True, slots=True)
class _Stated:
    count: int | None  # None: more of them, in no number
    includes: bool | None
    start: int
    end: int


def read_sessions(page: Page) -> list[Fact]:
    """Every stated number of sessions in the past year, 'never had one' included, dated with the note's own day."""
    facts: list[Fact] = []
    for index in page.having(_STEMS):
        sentence = page.sentences[index]
        low = sentence.start
        while low < sentence.end:
            part = Stretch(low, min(sentence.end, low + 500))
            low = part.end
            for stated in _stated(page, part):
                if not _of_another_joint(page, part, stated):
                    facts.append(_fact(page, part, stated))
    return facts


_ANOTHER_JOINT = (
    r"(?:hips?|shoulders?|knees?|bursa\w*|trochant\w+|gtb|thumbs?|carpal|wrists?|elbows?|ankles?|heels?|plantar|foot|feet|hands?|fingers?|subacromial|"
    r"botox|botulinum|migraines?|occipital|genicular|intravitreal|eyes?|flu|vaccin\w*|b-?12|iron|allergy|insulin|prolia|testosterone|ketorolac|toradol)"
)
_NAMES_ANOTHER = pattern_of(rf"\b{_ANOTHER_JOINT}\b")
# 'Two injections this year, both to the knee'.
_INTO_ANOTHER = pattern_of(
    rf"[ ,(]*(?:(?:both|all|each|one|done|given|were|was) ){{0,2}}(?:of|to|in|into|for|at) (?:the |her |his )?(?:left |right |l |r |both )?{_ANOTHER_JOINT}\b"
)


def _of_another_joint(page: Page, part: Stretch, stated: _Stated) -> bool:
    """'Three hip injections in the past year', 'six of Botox this year': a count of something else."""
    own = page.folded[stated.start : stated.end]
    if _procedure_in(own) is not None:
        return False
    return _NAMES_ANOTHER.search(own) is not None or _INTO_ANOTHER.match(page.folded, stated.end, part.end) is not None


def _stated(page: Page, part: Stretch) -> list[_Stated]:
    text = _OTHER_STEROIDS.sub(lambda match: "-" * len(match[0]), page.folded[part.start : part.end]).replace("incl.", "incl ")
    if _OTHER_SESSIONS.search(text) or elsewhere(page, part.start) or _is_cap(text):
        return []
    if making := _MAKING.search(text):
        word = making["n"]
        n = _ORDINALS.get(word) or _value(word)
        return [_Stated(n, True, part.start + making.start(), part.start + making.end())]
    found: list[_Stated] = []
    windows = [m for m in _WINDOW.finditer(text) if not re.match(r"[- ]*(?:old|of age|hx|history)", text[m.end() :])]
    spoken_of = bool(windows) and (_THING.search(text) is not None or _before_line(page, part))
    for window in windows:
        said = _Around(text, window, part.start, spoken_of)
        for stated in said.counts():
            if of_another(page, stated.start):
                continue  # 'her sister had three last year'
            if not any(s.start < stated.end and stated.start < s.end for s in found):
                found.append(stated)
    found += _number_of(text, part.start, windows)
    return found or _since(page, part) or _none_since(page, part) or _never(page, part) or _elsewhere_had(page, part) or _some_had(page, part)


# More of them at another place or in the past seasons, of which nobody gives a number or a day.
_MORE_HAD = pattern_of(
    rf"\b(?:had|received|undergone|underwent|reports?|got|gotten|been given|given|tried)\b[ \"']*(?:also |already |since )?[\"']*"
    rf"(?P<what>(?:some|several|a few|various|multiple|a number of|numerous|many|other)(?: (?:more|others?|further|additional|prior|previous|earlier|of (?:these|them|those)))*(?: {_ADJ}*{_THINGS})?)"
)
_AT_ANOTHER = pattern_of(
    r"\belsewhere\b|\b(?:an)?other (?:facility|clinic|practice|office|hospital|provider|doctor|physician|place|center|centre|site)\b|\b(?:outside|previous|prior|former|different) (?:facility|clinic|practice|office|hospital|provider|doctor|physician)\b|"
    r"\bat dr\.? \w+|\bwith dr\.? \w+|\b(?:no|without) (?:records?|dates?)\b|\b(?:records?|dates?) (?:not|un|never|are not|were not|pending|requested)\w*|\b(?:last|this past|past|earlier this|over the) (?:winter|spring|summer|fall|autumn|year)\b"
)
_LONG_AGO = pattern_of(r"\byears? ago\b|\bdecades?\b|\b(?:in|since|before) (?:19|20)\d\d\b|\b(?:remote|teen\w*|childhood)\b")


# Earlier ones in the plural: 'had diagnostic SI blocks in Idaho', 'prior injections at Boise'.
_SOME_HAD = pattern_of(
    rf"\b(?:had|received|undergone|underwent|reports?|got|gotten|been given|given|tried|prior|previous|earlier|past|s/p)(?: {_ADJ}*|[ :]+)"
    r"(?:injections|blocks|shots|esis|epidurals|tpis|ablations|mbbs|sijis|sijs|treatments|procedures)\b"
)
# … of which nobody knows how many there were, or when.
_UNKNOWN = r"(?:unknown|unclear|uncertain|not (?:known|sure|certain|recorded|documented|available|stated|given|remembered|recalled)|unavailable|missing|lost)"
_NOBODY_KNOWS = pattern_of(
    r"\b(?:can ?not|can't|could ?not|couldn't|unable to|does not|doesn't|did not|didn't) (?:tell|say|recall|remember|know|give|name|state|supply)\b[^.;]{0,40}\b(?:how many|how often|number|when|dates?|years?)\b|"
    r"\b(?:unsure|not sure|uncertain|vague|no idea)\b[^.;]{0,24}\b(?:how many|how often|number|when|dates?)\b|"
    r"\b(?:no ?one|nobody) (?:knows|can (?:say|tell|recall)|could (?:say|tell)|recalls|remembers)\b[^.;]{0,24}\b(?:how many|number|when|dates?|year|month)\b|"
    rf"\b(?:how many|number|dates?|when)\b[^.;]{{0,40}}\b{_UNKNOWN}\b|"
    rf"\b(?:records?|chart|notes?|reports?|file)\b(?! (?:of|from) (?:the |her |his )?(?:pt|physi|therap|mri|imaging|labs?))[^.;]{{0,50}}\b(?:requested|pending|awaited|(?:have|has|had|did|do) not (?:come|arrived?|been)|not (?:yet )?(?:here|received|come|in hand|available)|{_UNKNOWN})|"
    r"\b(?:no|without) (?:dates?|number|records?)\b(?! of)"
)
# One that was done, nobody knows when: 'a numbing test of this joint was carried out by her former clinic'.
_ONE_DONE = pattern_of(
    r"\b(?:an?|one|another|some (?:sort|kind) of|(?:prior|previous|earlier|former|past|old)) (?:(?:prior|previous|earlier|former|past|single|first|similar|numbing|test|diagnostic|local|steroid|cortisone|left|right|si|sij|sacroiliac|joint|epidural|trigger[- ]point|lumbar|cervical|medial branch|nerve|facet) ){0,5}"
    r"(?:test|block|injections?|shots?|blocks|epidural|ablation|procedure)(?: (?:of|into|to|in|on) (?:this|that|the|her|his) (?:very |same |left |right |si |sacroiliac ){0,3}(?:joint|side|area|spot|level|region)s?)? "
    r"(?:was|were|had been|has been|having been) (?:carried out|done|performed|given|undertaken|administered|tried)\b"
    r"|\b(?:had|received|underwent|undergone|given) (?:an?|one) (?:(?:prior|previous|earlier|similar|numbing|test|diagnostic|steroid|cortisone|left|right|si|sij|sacroiliac|joint|epidural|trigger[- ]point|lumbar|cervical|medial branch|facet) ){1,5}(?:test|block|injection|shot|ablation)\b"
    r"|\b(?:joint|side|area|spot|back|neck|muscles?|facets?|nerves?)\b (?:had|has|have|having) been (?:numbed|injected|blocked|burned)\b"
)
_TEST = pattern_of(r"\b(?:numbing|diagnostic|test)\b")
_AFTER = 220  # characters after such words in which it is said that nobody knows


def _one_done(page: Page, part: Stretch) -> re.Match[str] | None:
    match = _ONE_DONE.search(page.folded, part.start, part.end)
    # 'a test was done' is of any kind where no injection is spoken of
    told = match is not None and re.search(r"\b(?:block|inject|shot|epidural|ablation|numb|burn|diagnostic)", match[0])
    return match if told else None


def _some_had(page: Page, part: Stretch) -> list[_Stated]:
    """'Had SI blocks in Idaho. He cannot tell how many nor when': earlier sessions without their number or days."""
    match = _SOME_HAD.search(page.folded, part.start, part.end)
    single = match is None
    match = match or _one_done(page, part)
    if match is None or _LONG_AGO.search(page.folded, part.start, part.end) or of_another(page, match.start()):
        return []
    if denied_before(page.folded[max(part.start, match.start() - 60) : match.start()] + match[0]):
        return []
    paragraph = page.folded.find("\n\n", match.end())
    end = min(match.end() + _AFTER, paragraph if paragraph > 0 else len(page.folded))
    unknown = _NOBODY_KNOWS.search(page.folded, match.end(), end)
    if unknown is None or any(d.when and (single or d.when.day) for d in page.dates if match.start() <= d.start < unknown.start()):
        return []
    if _OTHER_SESSIONS.search(page.folded, max(part.start, match.start() - 20), match.end() + 20):
        return []
    return [_Stated(None, False, match.start(), unknown.end())]


def _elsewhere_had(page: Page, part: Stretch) -> list[_Stated]:
    """'She had several more this past winter at another facility': sessions that the record neither counts nor dates."""
    match = _MORE_HAD.search(page.folded, part.start, part.end)
    if match is None or _LONG_AGO.search(page.folded, part.start, part.end) or of_another(page, match.start()):
        return []
    spoken = _THING.search(match["what"]) or _before_line(page, Stretch(match.start(), part.end))
    where = _AT_ANOTHER.search(page.folded, match.end(), part.end)
    dated = any(d.when and d.when.day for d in page.dates if match.start() <= d.start < part.end)
    if not spoken or where is None or dated or _OTHER_SESSIONS.search(page.folded, max(part.start, match.start() - 20), match.end() + 20):
        return []
    return [_Stated(None, False, match.start(), where.end())]


_OTHER_SESSIONS = pattern_of(
    r"\b(?:sessions?|visits?|treatments?|rounds?|procedures?) of (?:\w+ )?(?:pt\b|physical|physio\w*|therapy|chiro\w*|acupunct\w*|massage|counsel\w*|dialysis|exercise|cbt)|\b(?:pt|therapy|physio\w*|chiro\w*|acupuncture|massage|counsel\w*|dialysis|rehab|hyaluron\w*|knee|denosumab|botox|flu|b-?12|"
    r"office|clinic|er|ed|hospital|emergency|urgent care|rabies|allergy|insulin) (?:sessions?|visits?|treatments?|injections?|shots?)\b"
)


# Steroids by mouth, puff or skin are no injections.
_OTHER_STEROIDS = pattern_of(
    r"\b(?:oral|inhaled|nasal|topical|systemic|anabolic|po|high-dose) (?:cortico)?steroids?\b|"
    # a block 'with lidocaine, no steroid'
    r"\b(?:no|without|minus) (?:cortico)?steroids?\b(?! (?:inj|shot|block|epidural|treat|given (?:before|previously)|yet|so far|to date|ever|in the))|"
    r"\b(?:cortico)?steroids? (?:inhalers?|creams?|by mouth|orally|tapers?|packs?|courses?|bursts?|tablets?|drops)\b|\bcourses? of (?:oral )?(?:cortico)?steroids?\b"
)


def _is_cap(text: str) -> bool:
    """'No more than 4 per rolling 12 months' is a rule; 'up to date' is not."""
    return bool(_CAP.search(text)) and not re.search(r"\b(?:had|received|(?:this|today'?s?|it) (?:will|would) (?:be|make)|has been|only|so far|including this|sessions? (?:in|within|over)[^.]*: ?\d)\b", text)


def _before_line(page: Page, part: Stretch) -> bool:
    """'Just 8/12 this yr.' after a line on an injection speaks of injections."""
    return bool(_THING.search(page.folded, max(0, part.start - 120), part.start))


_ORDINAL_OF = pattern_of(rf"(?P<ordinal>{_ORDINAL})(?: (?:and (?:last|final)))?[ -](?:{_ADJ})*(?:{_THINGS})?")
_NUMBERED = pattern_of(r"(?:\b(?:number|no\.?|session|injection|nr\.?) ?#?|#)(?P<n>\d{1,2}|one|two|three|four|five|six|seven)\b")
_TIMES = pattern_of(rf"(?:{_THINGS})\s?(?:(?:x|times) ?)?(?P<n>(?<=x )\d{{1,2}}|(?<=x)\d{{1,2}}|once|twice|thrice|(?:two|three|four|five|six|\d)(?= times))\b")
_TIMES_WORD = {"once": 1, "twice": 2, "thrice": 3}
_PURPOSE = pattern_of(r"diagnostic|therapeutic|\bdx\b|\btx\b")
_CARDINAL = pattern_of(rf"(?P<n>\b{_NUM})(?:\s*\(\d\))?[ ]*(?:{_ADJ})*?(?:{_THINGS})")
# A number that belongs to a date or a level: 'the May 20 injection', 'L4-5 epidural', 'C5 6 ESI'.
_PART_OF_MORE = pattern_of(r"(?:[\w/.-]|\b[lcts]\d{0,2} |\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.? )$")
_ONLY = pattern_of(rf"\b(?:only|sole|single|just|solitary)\b(?: the| her| his| an?| one| 1)*[ ]*(?:{_ADJ})*(?:{_THINGS})?")


_OTHER_SIDE = pattern_of(rf"(?: [a-z]+){{0,4}}?[ ,]*(?:and|plus|\+|,)[ ]*(?P<n>{_NUM})[ ]*(?:(?:on|in|to) (?:the )?)?(?:left|right|lt|rt|l|r)\b")


# 'One plus this one = 2': what was added up.
_TOTAL = pattern_of(r"=\s*(?P<n>\d{1,2}|one|two|three|four|five|six)\b(?! ?/)")
# 'Two, plus this one', '1 so far, 2 with this one': the first number leaves the request out; that of a day is none.
_WITHOUT_THIS = pattern_of(
    rf"[ ]*{_NUM}(?![\d/.-]\d)(?:"
    rf"[^,;(]{{0,24}}?[ ,]*(?:plus|\+|and) {_THIS_ONE}"
    r"|(?: \w+)? (?:so far|to date|already|prior|previous(?:ly)?|before|completed)\b"
    rf"|[^,;(]{{0,24}}[,;(/] ?{_NUM} (?:with|w/|incl\w*|counting)\b"
    r")"
)


class _Around:
    """The count that stands with a window: 'two SIJ injections in the past 12 months', 'sessions, 12 mo, this one in: 5'."""

    def __init__(self, text: str, window: re.Match[str], offset: int, spoken_of: bool) -> None:
        self.text, self.window, self.offset, self.spoken_of = text, window, offset, spoken_of
        self.low = max(text.rfind(". ", 0, window.start()) + 1, text.rfind(";", 0, window.start()) + 1, 0)
        self.before, self.after = text[self.low : window.start()], text[window.end() :]
        self.context = text[max(0, self.low - 50) :]

    def counts(self) -> list[_Stated]:
        """The counts in the first of these wordings that fits."""
        if one := self._numbered() or self._ordinal():
            return [one]
        if not self.spoken_of:
            return []
        if one := self._after_colon():
            return [one]
        if _NONE_OTHER.search(self.before) and not re.search(r"\b(?:only|one|two|three|\d)\b", self.before):
            return []
        if several := self._cardinals(self.before, self.low):
            return several
        one = self._none() or self._only()
        return [one] if one else self._trailing() or self._lone()

    def _from(self, count: int, includes: bool | None, start: int, end: int | None = None) -> _Stated:
        return _Stated(count, includes, self.offset + start, self.offset + (end or self.window.end()))

    def _after_colon(self) -> _Stated | None:
        listed = re.match(
            r"(?P<mid>[^.;:=\n]{0,70}?)(?:[:=]|\bis\b|\bare\b|\bwas\b|\bwere\b)[ ]*(?P<rest>[^.;\n]{1,90})", self.after
        )
        if listed is None or not (_THING.search(self.before + listed["mid"]) or _THING.search(self.text[max(0, self.low - 60) : self.low])):
            return None
        count, end = _counted_list(listed["rest"]), self.window.end() + listed.end("rest")
        if count is None:
            return None
        total = _TOTAL.search(listed["rest"])
        if _WITHOUT_THIS.match(listed["rest"], total.start("n") if total else 0):
            return self._from(count, False, self.low, end)
        said = f"{self.before}{self.window[0]}{listed['mid']}: {listed['rest']}"
        return self._from(count, _includes(said, False), self.low + (_first_thing(self.before) if _THING.search(self.before) else 0), end)

    def _numbered(self) -> _Stated | None:
        """'Today's injection is number 5 within 12 months', '#3 this year'."""
        numbered = last(_NUMBERED.finditer(self.before))
        if numbered is None or re.search(r"[a-z]{3,} \w+ \w+ \w+ \w+$", self.before[numbered.end() :]):
            return None
        request = bool(_IS_REQUEST.search(self.context))
        if not request and "number" not in numbered[0] and "#" not in numbered[0]:
            return None
        return self._from(_value(numbered["n"]), request, self.low + numbered.start())

    def _ordinal(self) -> _Stated | None:
        """'Her fourth injection in the past 12 months'; without a noun only of what is asked for: 'today's is her second'."""
        ordinal = last(_ORDINAL_OF.finditer(self.before))
        if ordinal is None or len(self.before[ordinal.end() :].split()) > 8:
            return None
        if re.search(r"\b(?:had|has had|having had|received) (?:two|three|four|one|\d)\b", self.text):
            return None
        request = bool(_IS_REQUEST.search(self.context) or _REQUEST_IN.search(self.context))
        if not request and not self.spoken_of:
            return None
        past = re.search(r"\b(?:had|has had|received|underw\w+|was|were|got|given|done|prior|previous)\b", self.context)
        n = _ORDINALS[ordinal["ordinal"]]
        return self._from(n, True if request else False if past else None, self.low + ordinal.start())

    def _cardinals(self, words: str, at: int, end: int | None = None) -> list[_Stated]:
        """'Two diagnostic blocks and one therapeutic injection', 'two SIJ injections and one epidural': each with its own kind;
        of one kind the last number.
        """
        found = [m for m in _CARDINAL.finditer(words) if not re.match(r"\d+/|\d+ ?%", words[m.start() :]) and not _PART_OF_MORE.search(words[: m.start()])]
        found = found or [*_TIMES.finditer(words)]
        if len(found) < 2 or not _apart(found) or not re.fullmatch(r"[ ,]*(?:and|plus|,)[ ]*", words[found[-2].end() : found[-1].start()]):
            found = found[-1:]
        includes = _includes(self.before + self.text[self.window.start() :], False)
        other = _OTHER_SIDE.match(words, found[0].end()) if len(found) == 1 else None
        if other and side_in(words, found[0].start(), found[0].end()):  # 'two left injections and one right'
            first, second = _value(found[0]["n"]) if found[0]["n"] not in _TIMES_WORD else _TIMES_WORD[found[0]["n"]], _value(other["n"])
            return [self._from(first, includes, at + found[0].start(), at + found[0].end()), self._from(second, includes, at + other.start("n"), at + other.end())]
        stated = []
        for match in found:
            n = _TIMES_WORD.get(match["n"], -1)
            n = n if n >= 0 else _value(match["n"])
            if n == 0 and _NONE_OTHER.search(self.before):
                continue
            alone = len(found) == 1
            last_of = max(end or self.window.end(), at + match.end())
            stated.append(self._from(n, includes, at + match.start(), last_of if alone else at + match.end()))
        return stated

    def _none(self) -> _Stated | None:
        denial = re.search(r"\b(?:no|never|not(?! (?:counting|including|incl|more|less))|none|zero|denies|n't)\b[^.;]*$", self.before)
        if denial is None or not _THING.search(self.before + re.split(r"[.;]", self.after[:30])[0]) or _AN_EARLIER_PLACE.search(self.before) or _NONE_OTHER.search(self.before):
            return None
        first = re.search(r"\b(?:no|never|not|none|zero|denies|n't)\b", self.before)
        return self._from(0, False, self.low + (first.start() if first else 0))

    def _only(self) -> _Stated | None:
        every = _ONLY.search(self.before)
        if every is None:
            return None
        rest = self.before[every.end() :]
        if not (_THING.search(self.before) or re.search(r"\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec", rest + self.after[:24])):
            return None
        counted = _counted_list(rest.strip(" ,:=")) if re.search(r"\d{1,2}/\d{1,2}", rest) else None
        return self._from(counted or 1, _includes(self.before + self.after[:40], False), self.low + every.start())

    def _trailing(self) -> list[_Stated]:
        """'In the past 12 months he has received two injections'."""
        lead = re.match(r"[ ,:(]*(?:(?:preceding|before|prior to|leading up to) (?:this|the|today's) (?:request|visit|injection|procedure)[ ,]*)?(?:(?:he|she|they|pt|the patient|patient|there|i|we)?[ ]?(?:has|have|had|received|been|underwent|undergone|gave|given|a total of|total of|with)[ ])*", self.after)
        start = lead.end() if lead else 0
        match = _CARDINAL.match(self.after, start)
        if match is None:
            return []
        return self._cardinals(re.split(r"[.;]", self.after[start:])[0], self.window.end() + start, self.window.end() + match.end())

    def _lone(self) -> list[_Stated]:
        """'Two in the last year', after a line that speaks of injections."""
        lone = re.search(rf"(?:^|[,;:(-]|\b(?:had|received|been|with|and))[ ]*(?P<n>{_NUM})[ ]*$", self.before)
        if lone is None or lone["n"] == "no":
            return []
        includes = _includes(self.before + self.text[self.window.start() :], False)
        return [self._from(_value(lone["n"]), includes, self.low + lone.start("n"))]


def _apart(found: Sequence[re.Match[str]]) -> bool:
    """Whether the counts are of different kinds, by what they were for or by the procedure."""
    return all(_PURPOSE.search(m[0]) for m in found) or len({_procedure_in(m[0]) for m in found} - {None}) == len(found)


def _first_thing(before: str) -> int:
    match = _THING.search(before)
    if match is None:
        return 0
    words = re.search(rf"\b(?:{_ADJ})*$", before[: match.start()])
    start = words.start() if words else match.start()
    return start + 3 if before.startswith("of ", start) else start


def _value(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBER[word]


def _includes(text: str, default: bool | None) -> bool | None:
    if _REQUEST_OUT.search(text):
        return False
    return True if _REQUEST_IN.search(text) else default


_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?(?: \d{1,2}(?:st|nd|rd|th)?)?(?:,? ?(?:19|20)\d\d)?"
_ITEM = pattern_of(rf"\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?|\d{{1,2}}/\d{{4}}|\d{{4}}-\d\d-\d\d|{_MONTH}\b|\b(?:the one (?:asked|requested|planned|proposed)[a-z ]*|(?:and|plus|\+) (?:the )?(?:present|this|requested|one now|current|proposed)(?: one)?)")


def _counted_list(rest: str) -> int | None:
    """The number that stands after a colon: '2 therapeutic', 'one, plus present', 'none', 'April, and the one asked for', '5/20/2025'."""
    if total := _TOTAL.search(rest):
        return _value(total["n"])
    lead = re.match(rf"[ ]*(?:only |just |a total of |total of |the |about |total |~ ?)*(?P<n>{_NUM})(?![\d/]|-\d| ?(?:%|/|weeks?|months?|days?|mg))\b", rest)
    if lead:
        return _value(lead["n"])
    items = list(_ITEM.finditer(rest))
    if items and re.match(rf"[ ]*(?:only|just|the|on|l|r|left|right|bilateral|bilat|sij|si|esi|tpi|rfa|inj\w*|[a-z]\d(?:-[a-z]?\d)?|tfesi|il|the one|interlam\w*)?[ ]*(?:\w+[ ]){{0,4}}?(?:{_ITEM.pattern})", rest):
        return len(items)
    return None


_MAKING = pattern_of(r"\b(?:(?:making|makes|will make|would make) (?:this|it|that)(?: one)?|(?:this|it|that|which) (?:makes|(?:will|would) make)|with this (?:one|request)?,? ?(?:it|that|this)? ?(?:makes|is|are|will be|would be)) (?:the |number |no\.? ?|# ?)?(?P<n>\d|one|two|three|four|five|six|first|second|third|fourth|fifth|sixth)\b(?! (?:levels?|sides?|sided|visits?|falls?|flares?|episodes?|courses?|times?|weeks?|months?|days?|medic\w*|drugs?)\b)")


def _number_of(text: str, offset: int, windows: list[re.Match[str]]) -> list[_Stated]:
    """'July plus one now = 2 in 12 mo'."""
    if not windows:
        return []
    total = re.search(r"=\s*(?P<n>\d|one|two|three|four|five|six)\b(?= (?:in|within|over|for|sessions?))", text)
    if total and total.start() < windows[0].start():
        start = max(text.rfind(". ", 0, total.start()) + 1, 0)
        return [_Stated(_value(total["n"]), _includes(text[start : total.end()], False), offset + start, offset + windows[0].end())]
    return []


_HAD_SINCE = pattern_of(rf"\b(?:had|received|undergone|given|having had|with) (?P<n>one|two|three|four|five|\d)(?: (?:{_ADJ})*(?:{_THINGS}))?[ ,]*since (?P<rest>.{{3,30}})")


# A level's number counts nothing: 'since R L4 TFESI', 'since L 4 TFESI'.
_SINCE_HAD = pattern_of(
    rf"\bsince (?P<rest>[^.;:,]{{3,24}}?)[:,]? ?(?:(?:he|she|pt|the patient|there|has|have|had|was|were|been|received|undergone) )*(?<![\w/.-])(?<!\b[lcts] )(?<!\b[lcts]\d )(?P<n>(?!no\b|none\b|zero\b|nil\b){_NUM}) (?:{_ADJ})*(?:{_THINGS})"
)


def _since(page: Page, part: Stretch) -> list[_Stated]:
    """'Having had two since November of last year': a count from a day within the year before the note."""
    match = _HAD_SINCE.search(page.folded, part.start, part.end) or _SINCE_HAD.search(page.folded, part.start, part.end)
    on = page.document.date
    if match is None or on is None or not _THING.search(page.folded, part.start, part.end):
        return []
    if match["n"].isdigit() and _PART_OF_MORE.search(page.folded, match.start(), match.start("n")):
        return []  # 'since May 6 TFESI': a day of the month
    when: When | None = next((d.when for d in page.dates if match.start("rest") - 2 <= d.start <= match.start("rest") + 14), None)
    last_year = "last year" in match["rest"]
    if when is None and not last_year:
        return []
    if when is not None and (on - when.first).days > 372 and not (last_year and (on - when.last).days <= 372):
        return []
    return [_Stated(_value(match["n"]), False, match.start(), match.end())]


_NONE_SINCE = pattern_of(
    rf"\b(?:none|no (?:others?|more|further|additional|repeat)?(?: ?{_ADJ})*(?:{_THINGS})?|nothing|not (?:had|been given|received) (?:one|any|an?(?: {_ADJ})* ?{_THINGS}))"
    r"(?: (?:at all|of any kind|done|given|whatever))? since (?:then[, ]*)?(?:in |the )?"
)


def _none_since(page: Page, part: Stretch) -> list[_Stated]:
    """'None since 2022', of injections: none in the twelve months before the note, where the day lies before them."""
    on = page.document.date
    if on is None:
        return []
    for match in _NONE_SINCE.finditer(page.folded, part.start, part.end):
        spoken = _THING.search(page.folded, part.start, match.end()) or _before_line(page, part)
        day = next((d for d in page.dates if match.end() <= d.start <= match.end() + 8), None)
        if spoken and day and day.when and (on - day.when.last).days > 366 and not of_another(page, match.start()):
            return [_Stated(0, False, match.start(), day.end)]
    return []


def _never(page: Page, part: Stretch) -> list[_Stated]:
    """'Never had an injection', 'no previous SIJ injections', 'first ever': none in the past year either."""
    folded = page.folded
    for match in _NONE_EVER.finditer(folded, part.start, part.end):
        words = match[0]
        if match["first"] and re.match(r"\s*(?:was|on|in|done|performed|\(?\d|gave|provided|dated)", folded[match.end() : match.end() + 14]):
            continue
        after = folded[match.end() : min(part.end, match.end() + 40)]
        before = folded[max(part.start, match.start() - 40) : match.start()]
        if _NONE_OTHER.search(words + after) or _AN_EARLIER_PLACE.search(words) or re.match(r"[^.;,]{0,18}\b(?:since|until|besides|other than|apart from|except|relief|benefit|records?|notes?|response|results?|on (?:the )?(?:left|right)|scores?|available)\b", after):
            continue
        if match["never"] and not (_THING.search(words) or re.search(r"\b(?:ablated|injected|blocked)\b", words) or (re.search(r"\b(?:one|them)\b", words + after[:8]) and _THING.search(folded, max(0, part.start - 160), match.start()))):
            continue
        if side_in(folded, max(part.start, match.start() - 24), match.start()) or re.match(r"[^.;]{0,14}\b(?:left|right)\b", after):
            continue  # 'the right has never had one' says nothing of the left
        if re.search(r"\b(?:if|reports? that (?:his|her)|father|mother|sister|brother|wife|husband)\b[^.;]*$", before):
            continue
        if _shorter(page, match.end()):
            continue  # 'no ESI in the past 6 months' says nothing of the six before
        if match["no"] and not re.search(r"\b(?:prior|previous|earlier|past|preceding|ever|before|history|hx|record|known|at all|to date|so far|yet|naive)\b", words + after):
            continue
        return [_Stated(0, False, match.start(), match.end())]
    return []


_MONTHS_IN = {"day": 30, "week": 4, "month": 1}


def _shorter(page: Page, at: int) -> bool:
    """Whether a window of less than twelve months follows: 'in the past 6 months', 'for 10 weeks'."""
    after = next((d for d in page.durations if at <= d.start <= at + 26), None)
    if after is None or not isinstance(after.value, Duration) or "." in page.folded[at : after.start]:
        return False
    length = after.value.high or after.value.low
    return length is not None and after.value.unit in _MONTHS_IN and length < 12 * _MONTHS_IN[after.value.unit]


_PROCEDURES: tuple[tuple[re.Pattern[str], Procedure], ...] = (
    (pattern_of(r"\bsi\b|sij\w*|sacro"), "sij_injection"),
    (pattern_of(r"\bmbbs?\b|medial branch"), "medial_branch_block"),
    (pattern_of(r"\besis?\b|tfesi|ilesi|epidural"), "epidural_injection"),
    (pattern_of(r"\btpis?\b|trigger"), "trigger_point_injection"),
    (pattern_of(r"ablat\w*|\brfas?\b|rhizotom|neurotom|radiofreq"), "facet_rfa"),
    (pattern_of(r"facet"), "facet_injection"),
)


def _procedure_in(text: str) -> Procedure | None:
    return next((name for pattern, name in _PROCEDURES if pattern.search(text)), None)


# The side that leads a count, or stands after it: 'L SIJ: 4 injections in the past year', '… in the past year on the left'.
_SIDE_LEADS = pattern_of(
    r"\b(?:left|right|lt|rt|l|r|bilat\w*|b/l)\b\.?(?: (?:sijs?|si(?: joints?| jts?)?|sides?|sacroiliac(?: joints?)?))?[ :]*\Z"
)
_SIDE_TRAILS = pattern_of(r"[ ,(]*(?:all |both |each )?(?:on|in|into|to|of) (?:the |her |his )?(?:left|right)\b")


def _side_beside(page: Page, part: Stretch, stated: _Stated) -> Side | None:
    if led := _SIDE_LEADS.search(page.folded, max(part.start, stated.start - 30), stated.start):
        return side_in(page.folded, *led.span())
    trailed = _SIDE_TRAILS.match(page.folded, stated.end, part.end)
    return side_in(page.folded, *trailed.span()) if trailed else None


def _fact(page: Page, part: Stretch, stated: _Stated) -> Finding:
    own = page.folded[stated.start : stated.end]
    words = own if _PURPOSE.search(own) else page.folded[max(part.start, stated.start - 30) : min(part.end, stated.end + 40)]
    purpose: Purpose | None = None
    if re.search(r"\bdiagnostic\b|\bdx\b", words) and not re.search(r"therapeutic", words):
        purpose = "diagnostic"
    elif stated.count is None and _TEST.search(own) and not re.search(r"therapeutic|steroid|cortisone", own):
        purpose = "diagnostic"
    elif re.search(r"\btherapeutic\b|\bsteroids?\b|\btx\b|\bther(?:ap)?\b", words) and not re.search(r"diagnostic", words):
        purpose = "therapeutic"
    elif re.search(r"\bablat\w*|\brfas?\b", words):
        purpose = "ablation"
    procedure = _procedure_in(own) or _procedure_in(words)
    colon = page.folded.find(":", stated.start, stated.end)
    side: Side | None = side_in(page.folded, stated.start, colon if colon > 0 else stated.end)
    if side is None:
        side = _side_beside(page, part, stated)
    on = page.document.date
    return Finding(
        page.span(stated.start, stated.end), name="sessions_12_months", present=True, count=stated.count,
        includes_request=stated.includes, purpose=purpose, procedure=procedure, side=side, date=When(on, on) if on else None,
    )  # fmt: skip
