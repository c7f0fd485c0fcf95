"""Whether a phrase states something of this patient: denied, planned, somebody's rule, or another person's."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable

from rules.reading.page import Page
from rules.reading.text import Section
from rules.reading.wordings import any_of, one_of, pattern_of, words

# Words that deny what follows them. 'No change', 'not only', 'cannot exclude' deny nothing of what follows.
_DENIES = words(
    "no(?! (?:change|longer|doubt|better|worse|relief|benefit|help|improvement|different|response"
    "|more than|less than|fewer than|increase|decrease))",
    "not(?! (?:only|just|yet treated|exclude|ruled|sure|certain|help|respond|improv|better|reliev|less|fewer|more))",
    "den(?:y|ies|ied|ying)|without|w/o",
    r"neg(?:ative)?\.?(?: for)?(?=[ :])",
    "never|absen(?:t|ce of)|free of|lack(?:s|ing)?|nil|nor|none|nothing|neither|non",
    "isn't|wasn't|doesn't|didn't|hasn't",
    "rul(?:e|es|ed|ing) out|r/o|exclud(?:e|es|ed|ing)|-ve",
)
# Words after which a denial no longer holds.
_ENDS = any_of(
    r"[;:](?!\))|\.\s",
    r"\bbut\b|\bhowever\b|\balthough\b|\bthough\b|\bexcept\b|\bapart from\b|\bother than\b|\bbesides\b",
    r"\byet\b|\bstill\b|\bwhile\b|\bwhereas\b",
    # 'no numbness, has leg pain'
    r", (?:has|have|with|reports?|positive|pos|pain|worse|tender|does|is|now|and has|so|radiat\w+)\b",
    r"\bpositive\b|\bdue to\b|\bbecause\b|\bsince\b|\bpresents?\b",
    # 'not the slightest difference to her sciatica' denies the difference
    r"\b(?:difference|change|effect|benefit|help|impression|dent|inroads) (?:to|for|in|on|with|into)\b",
)
# 'radiculopathy was clearly absent', 'claudication: not a feature'
_IS_DENIED = one_of(
    r"absent|denied|negative|neg\b|-ve|\(-\)",
    "not "
    + one_of(
        "an? (?:feature|complaint|problem|issue|factor|component|part)|part of",
        "present|seen|found|noted|identified|evident|felt|palpable|palpated|appreciated|elicited|suspected",
        "reported|observed|demonstrated|detected|there",
    ),
    r"none\b|nil\b|(?<=[:=])no\b|(?<=[:=] )no\b",
    "could(?: not|n't) be|(?:has|have) not been (?:found|seen)",
    "ruled out|excluded|unlikely|no longer|resolved",
)
_DENIED_AFTER = pattern_of(
    r"^[ ,]*(?:(?!with\b|and\b|but\b|or\b)\w+ ){0,2}?"
    "(?:(?:is|was|are|were|has been|have been|be|being|:|=|-)[ ]*)?"
    f"(?:clearly |currently |all |clinically |also |both )?{_IS_DENIED}"
)
# Words that are none of a list's.
_UNLISTED = r"with\b|but\b|has\b|that\b|which\b|who\b|is\b|are\b|was\b|were\b"
# A list that is denied at its end: 'leg pain, numbness and claudication are absent'.
_LIST_DENIED = pattern_of(
    rf"^(?:,| and\b| or\b|/) ?(?:(?!{_UNLISTED})[\w'-]+[ ,/]+){{1,10}}?"
    "(?:are|were|all|both|have been) (?:all |both |currently |each |entirely )?"
    "(?:absent|denied|negative|lacking|excluded"
    r"|not (?:present|reported|noted|described|a feature|features|seen|found|elicited))\b"
)
# … without a verb: 'radiculopathy and claudication absent.'
_LIST_DENIED_BARE = pattern_of(
    r"^(?:, | and | or | & |, and |, or | ?/ ?)"
    rf"(?:(?!{_UNLISTED}|present\b|positive\b|yes\b)[\w'-]+(?:, (?:and |or )?| ?/ ?| )){{1,5}}?"
    r"(?:(?:all|both|each) )?(?:absent|denied|lacking|neg|negative|nil|none)(?=[ ]*(?:[.;)\n]|$))"
)


# The answer of a form: 'leg symptoms  [x] none', 'pregnant? [x] no', 'claudication:   no'. What is not ticked is blank.
_ASKED = r"(?: (?:symptoms?|pain|sx|complaints?|signs?|status|features?|component|imaging|findings?)){0,2}"
_ANSWERED_NO = any_of(
    rf"^{_ASKED}s?\??[ :=)-]*(?:\[ ?x ?\]|[\u2611\u2612\u2713\u2714]) ?"
    r"(?:no\b(?! \w)|none\b|n\b|absent\b|denie[sd]\b|neg\b|negative\b|nil\b)",
    rf"^{_ASKED}s?\??[ ]?[?:=][ ]*"
    r"(?:no|none|n|absent|denie[sd]|neg|negative|nil)\b(?=[ ]*(?:[.,;|\n]|$|  ))",
)


def last(matches: Iterable[re.Match[str]]) -> re.Match[str] | None:
    """The last of some matches."""
    found = deque(matches, maxlen=1)
    return found[0] if found else None


def denied_before(left: str) -> bool:
    """Whether the words to the left deny what follows: 'denies any buttock, thigh or leg pain'."""
    denial = last(_DENIES.finditer(left))
    return denial is not None and not _ENDS.search(left, denial.end()) and len(left[denial.end() :].split()) <= 14


def denied_after(right: str) -> bool:
    """Whether the words to the right deny what precedes them: 'radiculopathy: none', 'twitch absent'."""
    if _DENIED_AFTER.match(right[:60]) or _ANSWERED_NO.match(right):
        return True
    return bool(_LIST_DENIED.match(right) or _LIST_DENIED_BARE.match(right))


def answered_no(right: str) -> bool:
    """Whether the words to the right are the answer of a form: '[x] no', ': no'."""
    return bool(_ANSWERED_NO.match(right))


def denied(page: Page, start: int, end: int) -> bool:
    """Whether the phrase at `start`–`end` is denied by the words of its own sentence."""
    sentence = page.sentence_at(start)
    left = page.folded[max(sentence.start, start - 120) : start]
    right = page.folded[end : min(sentence.end, end + 60)]
    return denied_before(left) or denied_after(right)


_RULE = words(
    r"requires? (?:at least|>|≥|\d|documentation|a minimum|minimum|that|failure|three|four|six|fifty|seventy)",
    r"requirements?\b",
    "(?:is|are|be) required (?:for|by|before|prior|to)",
    r"(?<!she )(?<!he )(?<!pt )(?<!patient )must\b(?! (?:sit|stop|rest|lie|lean))",
    r"criteri(?:a|on)\b|polic(?:y|ies)\b|lcd\b|cpb\b|guidelines?\b|threshold\w*|eligib\w+|qualif(?:y|ies)\b",
    r"e\.g\.|for (?:example|instance)\b|defined as|by definition",
    "patients (?:who|with|should|must|typically|often|usually)",
    "please (?:document|provide|include|specify|submit|describe|state|indicate)",
    # 'Medicare covers', 'covered when'
    "(?:medicare|aetna|cigna|insurance|insurer|payer|plan) (?:requires?|wants|asks|covers?|says|needs|will)",
    r"covered (?:when|if|only)|coverage\b|needed to qualify",
    "legend|key:|check (?:one|all)",
    r"literature|stud(?:y|ies) (?:show|have|suggest|report)\w*|is considered positive",
    # 'no more than three per year', 'limited to two sessions'
    r"at most \w+ per|no more than \w+ per|limits? (?:to|of)",
    r"limited to (?:\d+|one|two|three|four|six) (?:injections?|sessions?|procedures?|per|in (?:a|any))",
    r"maximum of \w+ per|up to \w+ per",
    after="",
)
# 'Meets the criteria' is said of this patient.
_COMPARED = pattern_of(r"\b(?:meets?|met|satisf\w+|fulfil\w*|exceed\w*|qualifies)\b[^.;]*$")
_NOT_THE_PATIENT = frozenset({"family", "criteria", "consent"})
_OTHER = words(
    # 'her husband's', 'a friend'; not 'her husband reports'
    r"(?:her|his|my|their|the (?:patient|pt)'s|whose|an?) (?:\w+ )?"
    + one_of(
        "father|mother|mom|mum|dad|wife|husband|spouse|sister|brother|son|daughter",
        "neighbo(?:u)?r|(?:room|flat|house)-?mate|friend|cousin|aunt|uncle|co-?worker|colleague|partner|boyfriend|girlfriend",
        "grand(?:mother|father)|twin|roommate|boss",
    )
    + r"(?:'s)?(?! (?:reports?|says|states|notes|confirms|relays|thinks|feels|notices))\b",
    r"\b(?:in|of) (?:father|mother|mom|mum|dad|sister|brother|parents?|siblings?)\b",
    # 'husband also had'
    r"\b(?:father|mother|mom|mum|dad|sister|brother|wife|husband|son|daughter|neighbo(?:u)?r|friend) (?:also |who )?"
    r"(?:had|has|is|was|got|gets|with|completed|did|underwent|tried|takes|took|received|finished|went)\b",
    r"(?:another|other|some|many|most|typical) (?:patients?|people|clients|of our \w+)\b",
    r"family (?:history|hx)\b|\bfhx?\b",
    after="",
)


def _past_its_line(page: Page, section: Section, start: int) -> bool:
    """A heading with its text on the same line heads no more than that line."""
    ends = page.folded.find("\n", section.start + 1)
    colon = page.folded.find(":", section.start, section.start + 70)
    return 0 <= colon < ends < start and bool(page.folded[colon + 1 : ends].strip())


def elsewhere(page: Page, start: int) -> bool:
    """Whether a phrase stands in a rule, a template, a consent, or speaks of another person."""
    return page.once(("elsewhere", start), lambda: _elsewhere(page, start))


def heading_at(page: Page, start: int) -> str:
    """The name of the section a phrase stands in; what follows a one-line section on the next line stands in none."""
    section = page.section_of(start)
    return "" if _past_its_line(page, section, start) else section.name


# Papers that speak to every patient.
_FOR_ALL = words(
    r"brochure|leaflet|flyer|pamphlet|handout|hand-out|advert\w*|newsletter|bulletin|policy|guideline|template",
    after=r"s?\b",
)


def _elsewhere(page: Page, start: int) -> bool:
    if page.once("for all", lambda: _FOR_ALL.search(page.document.name.lower()) is not None):
        return True
    section = page.section_of(start)
    if section.name in _NOT_THE_PATIENT and not _past_its_line(page, section, start):
        heading = page.folded[section.start : section.start + 40]
        if section.name != "criteria" or not re.search(r"\b(?:meets?|met|satisf|fulfil)", heading):
            return True
    sentence = page.sentence_at(start)
    low, high = max(sentence.start, start - 200), min(sentence.end, start + 120)
    ruled = page.once("a rule", lambda: _RULE.search(page.folded) is not None)
    rule = _RULE.search(page.folded, low, high) if ruled else None
    if rule and not _COMPARED.search(page.folded, max(low, rule.start() - 30), rule.start()):
        return True
    return of_another(page, start)


def of_another(page: Page, start: int) -> bool:
    """Whether a phrase speaks of a relative or another patient: 'her husband had', 'husband had'."""
    low = max(page.sentence_at(start).start, start - 90)
    other = _OTHER.search(page.folded, low, start)
    return other is not None and not re.search(r"[.;]|\b(?:she|he|pt|patient)\b", page.folded[other.end() : start])


# Complaints and illnesses that are not of the spine or pelvis. One kind a line.
_ANOTHER_COMPLAINT = words(
    # not 'looking over her shoulder', 'shoulder check'
    "(?<!over )(?<!over her )(?<!over his )(?<!over the )shoulders?(?! (?:blade|girdle)|[- ]check)",
    "rotator cuff|frozen shoulder|impingement",
    "tennis elbow|elbows?|carpal tunnel|wrists?|thumbs?|hand fracture",
    r"knees?|tka|tha|menisc\w*",
    "ankles?|achilles|plantar|podiatry|foot fracture|great toe|gout|stress fracture|fibula",
    r"psych\w*|depress\w*|anxiety|ptsd|insomnia|alcohol|sober|opioid use disorder|smok\w+",
    r"cardi\w*|stent|cabg|stroke|cva|copd|asthma|pulmonary|dvt",
    r"cancer|oncology|chemo\w*",
    "migraines?|vertigo|vestibular|concussion",
    "dental|tmj|jaw|eye|visual|ocular|cataract",
    r"hernia|incontinence|bladder|bowel|gi\b|abdom\w*",
    r"allerg\w+|rhinitis|lymph\w*",
    "obstetric|postpartum|pregnanc(?:y|ies)",
)
_SPINE = words(
    r"back(?! (?:to|at|on|in|with)\b)|lumb\w*|lbp|sacr\w*|si|sij|si joint|spin\w*|buttocks?",
    r"neck|cervic\w*|thorac\w*|radicul\w*|sciatica|claudica\w*|axial|facet|psis",
    r"gluteal|pelvi\w*|trigger points?|trap\w*|legs?|thighs?|cal(?:f|ves)|[lcs]\d",
)


def another_complaint(page: Page, start: int) -> bool:
    """Whether the sentence has come to speak of another complaint: 'Left shoulder impingement, 8 weeks of PT'."""
    sentence = page.sentence_at(start)
    low = max(sentence.start, start - 160)
    topic = last(_ANOTHER_COMPLAINT.finditer(page.folded, low, start))
    if topic is None:
        return False
    return not _SPINE.search(page.folded, low, min(sentence.end, start + 80))


# Words that make what follows a plan, a wish or a possibility.
_PLANNED = words(
    r"will|would|could|might|(?<!from )(?<!in )(?<!of )(?<!since )may(?! \d)|should|shall|if|unless|once",
    r"plan(?:s|ned|ning)?|consider\w*|recommend\w*|refer(?:red|ral|rals)?|order(?:ed|s)?|schedul\w+|advis\w+",
    r"encourag\w+|offer(?:ed|s)?|discuss\w*|suggest\w*",
    r"hop(?:e|es|ing)|goals?|expect\w*|aim\w*|want(?:s|ed)?|wish\w*|would like|intend\w*|propos\w+|request\w*",
    "to (?:start|begin|try|do|see|rule out|exclude|assess|evaluate|consider|attend)",
    r"await\w*|pending|set up|arrange\w*",
    r"possibl[ey]|potential\w*|risk of|concern(?:ed)? for|rule out|r/o|\?",
    after="",
)


def planned_before(left: str) -> bool:
    """Whether the words to the left make what follows a plan or a possibility."""
    return bool(_PLANNED.search(left))
