"""Procedures that the record names: which, when, on which side, for what, and whether they were done or are asked for."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from rules.facts import Document, Duration, Procedure, ProcedureEvent, Side, Span, When
from rules.reading import procedure_words as words
from rules.reading.dates import FoundDate, back_from
from rules.reading.numbers import WORD, Found, value
from rules.reading.other_days import (
    followed_by_another,
    led_by_another,
    names_an_errand,
    too_late,
    was_done,
)
from rules.reading.procedure_rows import planned_rows, rows
from rules.reading.text import Section, Stretch, fold, section_at, within
from rules.reading.wordings import factored, pattern_of

Purpose = Literal["diagnostic", "therapeutic", "ablation"]
State = Literal["performed", "requested", "not_done"]

# Where an injection goes. One line a site; the first that stands near the act names the procedure.
_SI = (
    r"\bs[ .-]?[i1]\.?[ -]*(?:joints?|jts?\b\.?|jnts?|jn?t|js?\b)|\b[lr]?sij'?s?\b|\b[lr]?siji'?s?\b|sacro-? ?il?liac(?: joints?\b| jts?\b\.?)?|(?<=\bleft )si\b|(?<=\bright )si\b|(?<=\bbilateral )si\b|\bsi\b(?= (?:inj|shot|block|region|steroid|csi|arthro|needle\b|[lr]\b|left\b|right\b|bilat)|:|,? ?\(?\d{1,2}/\d)|"
    r"\bs\.?i\.?\b(?=[ -](?:\w+[ -]){0,2}(?:inj|shot|block|csi))"
)
_SITES: tuple[tuple[Procedure, re.Pattern[str]], ...] = (
    ("sij_injection", pattern_of(_SI)),
    ("medial_branch_block", pattern_of(r"\bmedial branch(?:es)?\b|\bmbbs?\b|\bmbb(?=[1-4]\b)|\bmb\b(?= block)|\bfacet (?:joint )?nerves?\b(?= (?:\w+ )?(?:blocks?|inj|tests?)\b)|dorsal rami?\b")),
    ("epidural_injection", pattern_of(r"\bepidurals?\b|\b(?:tf|il|l|c|t)?esis?\b|interlaminar|transforaminal|trans-foraminal|\bcaudal\b|\b(?:tf|il)\b(?=[ -](?:inj|steroid|epid))|\bselective (?:nerve )?root\b|\b[lcs]\d{1,2} (?:selective )?(?:nerve )?roots?\b(?= (?:\w+ )?(?:blocks?|inj|shot|sleeve))|\bsnrbs?\b|nerve root (?:block|inj)|foraminal")),
    ("facet_injection", pattern_of(r"\bfacets?\b|\bfacetal\b|zygapophys\w+|\bz-?joints?\b|\bfjis?\b|intra-?articular (?:lumbar|cervical)")),
    ("trigger_point_injection", pattern_of(r"\btrigger[ -]points?\b|\btpis?\b|\btps?\b(?= (?:inj|shots?))|\bmyofascial\b|\btrp\b|taut band")),
    ("other", pattern_of(
        r"\bknees?\b|\bhips?\b|shoulder|\bbursa\w*|trochant\w+|\bgtb\b|\bthumb|\bcarpal|\bwrist|elbow|ankle|heel|plantar|occipital|subacromial|"
        r"\bbotox|botulinum|piriformis|\bb-?12\b|flu\b|vaccin|insulin|ilioinguinal|stellate|ganglion|sympathetic|genicular|coccy\w+|steroid dose|intravitreal|eye")),
)  # fmt: skip
# All of them in one, so that a text is gone through once.
_ANY_SITE = pattern_of("|".join(rf"(?P<{kind}>{factored(pattern.pattern)})" for kind, pattern in _SITES))


def _sites(folded: str, start: int, end: int) -> Iterator[tuple[int, int, Procedure]]:
    """Where an injection may go, as a stretch names it: start, end and the procedure."""
    for site in _ANY_SITE.finditer(folded, start, end):
        yield site.start(), site.end(), site.lastgroup  # type: ignore[misc]


# An injection that treats no pain is none here.
_NO_PROCEDURE = pattern_of(
    r"\b(?:flu|influenza|rsv|pneumo(?:vax|coccal|nia)|prevnar|vaccin\w*|immuni[sz]\w*|booster|insulin|b-?12|covid\S*|shingrix|shingles|zoster|tdap|tetanus|hepatitis|hpv|"
    r"intravitreal|allergy|prolia|denosumab|evenity|testosterone|depo-?provera|ozempic|semaglutide|wegovy|mounjaro|trulicity|humira|adalimumab|enbrel|methotrexate|"
    r"iron|heparin|lovenox|enoxaparin|antibiotics?|penicillin|rocephin|toradol im|epi-?pen|ajovy|aimovig|emgality)\b"
)
_ACT = pattern_of(
    r"\b(?:blks?\b\.?|(?:lido\w*|bupi\w*|ropi\w*|marcaine|numbing|ana?esthetic|diagnostic) (?:tests?|challenges?)\b(?! (?:block|inj))|(?:re-?)?inj(?:ect(?:ions?|ed|ing)?|x?'?ns?|xs?|s)?\b\.?|shots?|blocks?|csis?\b|(?P<steroid>steroids?\b(?! (?:dose|taper|pack|use|flush|phase|effect|inj|shot|csi|side|cream|load|flare|free)))|infiltrat(?:ion|ed)|(?P<esi>(?:tf|il|l|c|t)?esi(?:s?\b|(?=[1-4]\b)))|(?P<epi2>(?:transforam(?:inal)?|interlam(?:inar)?|caudal)s?\b(?= (?:was|on|done|of \d|at|in|x|\(?\d|[lct]\d|\(?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))))|(?P<mbb>mbb(?:s?\b|(?=[1-4]\b)))|(?P<tpi>tpis?\b)|(?P<siji>siji'?s?\b)|"
    r"(?P<snrb>snrbs?\b)|(?P<epi>epidurals?\b)|(?P<fji>fjis?\b)|(?P<rf>rfas?\b|rfn\b|rftc\b|(?:(?<=cooled )|(?<=thermal )|(?<=branch )|(?<=branches )|(?<=facet )|(?<=facets )|(?<=nerves )|(?<=\bmb )|(?<=\bmbs ))rf\b(?! (?:neg|pos|factor|titer))|rf\b(?= (?:(?:to |at )?(?:the )?(?:(?:left|right|lt|rt|[lr]|bilat\w*|b/l)\.? )?[lc]\d|ablation|neurotomy|denervation|procedure|lesioning|of (?:the |her |his |both )?(?:left|right|lumbar|cervical|[lcr]\b|medial|facet|nerves?)))|radio-?frequency|rhizotom(?:y|ies)|neurotom(?:y|ies)|ablations?|ablat(?:ed|ing)\b|denervat(?:ion|ed|ing)\b)|(?P<burned>\bburn(?:ed|t)\b|(?<=nerve )burns?\b|(?<=nerves )burns?\b|\b(?:cooked|zapped|fried|seared|singed)\b|\blesion(?:ed|ing)\b|\bburning[\"']?(?= of (?:the |her |his |my )?(?:\w+ )?nerves?\b))|"
    r"(?P<surgery>kyphoplast(?:y|ies)|vertebroplasty|laminectomy|discectomy|lami\b|replacement|arthroscop\w+|decompression|turp\b|botox|onabotulinum\w*)|"
    r"(?P<fusion>fusion|arthrodesis))"
)
# 'The right lumbar facets were denervated': what stands before the verb is what was treated.
_ABLATED = pattern_of(r"\b(?:nerves?|branch(?:es)?|facets?|joints?)\b(?:[^.;:,]{0,50}\b(?:was|were|been|got))? $")
# 'Steroid to the right L5 root': an epidural, whatever it is called.
_TO_A_ROOT = pattern_of(r"(?: (?:was|delivered|placed|put|laid|deposited)){0,2} (?:to|around|onto|along|at|over) (?:the |her |his )?(?:left |right |exiting |traversing )*(?:[lcs]\d{1,2} )(?:nerve )?roots?\b")
# What is burned in an ablation, as patients say it; 'burned his hand' is none.
_NERVES = pattern_of(r"\bnerves?\b|\bbranch(?:es)?\b|\bfacets?\b")
_WORDS: dict[str, Procedure] = {
    "esi": "epidural_injection", "epi2": "epidural_injection", "epi": "epidural_injection", "snrb": "epidural_injection", "mbb": "medial_branch_block",
    "tpi": "trigger_point_injection", "surgery": "other", "siji": "sij_injection", "fji": "facet_injection",
}  # fmt: skip
_ENDS_PHRASE = pattern_of(r"[.;]|\),|\b(?:pain|for|but|then|not|relief|while|which|gave|helped)\b")
_A_SIDE = r"(?:(?:left|right|lt|rt|l|r|b/l|bilat\w*|both)\.?[ -]*)"
_AGENT = r"(?:steroids?|cortisone|corticosteroids?|kenalog|triam\w*|depo[- ]?\w*|methylpred\w*|dexa\w*|beta\w*|celestone|lido\w*|bupi\w*|marcaine|ropi\w*|anesthetic|anaesthetic|\d+ ?m[lg]|\d+ ?cc)"
_STRENGTH = r"(?:(?<=\.\d)|(?<=\.\d\d)|(?<=\b[1-4])|(?<=\.\d )|(?<=\b[1-4] ))%"
_STEERED = r"(?:guided|placed|passed|steered|advanced|put|slid|slipped|directed|drove|introduced|brought)"
_WHOSE = r"(?:the |her |his |my |(?:this|that|the) \w+'s |(?:mr|mrs|ms|miss|dr)\.? [\w'-]+'s? |[a-z]+'s )"
# What was done to a site, where no injection is named: 'both SI joints done', '40 mg into her left SI joint'. One line a wording.
_KEPT_BY = r"(?:managed|treated|maintained|controlled|handled|held|kept (?:going|quiet|calm|comfortable|in check|at bay|under control)) (?:with|by|on)"
_TREATED_AFTER = pattern_of(
    rf"(?: on (?:the )?(?:left|right)(?: side)?)?[ ,]*\(?{_A_SIDE}?\)?[ ,:-]*(?:was |were |has been |had been |have been |got |is )?(?:last |also |again |then |both |re-?)?"
    rf"(?:done|treated (?:with|by|using) (?:an? |the )?(?:(?:image|fluoro\w*|ct|ultrasound)[- ]guided )?(?:{_AGENT}|inj|fluoro|needle)|treated(?= (?:on|in|under) (?!physi|manip|heat|therap))|entered(?= under| with| on| and)|accessed|numbed|jabbed|infused|instilled|an(?:a)?estheti[sz]ed|injected|infiltrated|blocked|arthrogram|(?<!dry )needled(?! by (?:\w+ )?(?:therapist|physio\w*|pt)\b))\b|"
    rf"(?: on (?:the )?(?:left|right)(?: side)?)?[ ,]*(?:has |had )?(?:received|got|was given) (?:\d+ ?(?:m[gl]|cc) (?:of )?)?{_AGENT}\b|"
    rf"[ ,:(-]*{_A_SIDE}?[ ,:(-]*(?:(?:\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?|\d{{4}}-\d\d-\d\d)[ ,:)-]*)(?:\w+[ ,]){{0,2}}?{_AGENT}\b|"
    rf"[ ,]*(?:record|log|ledger|dates?)\b[^.;\n]{{0,40}}?[:,-] ?{_A_SIDE}?(?:\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|"
    rf"[ ,:]+{_AGENT} (?:injected|given|placed|instilled|administered)\b|"
    # 'third trigger point session 9/3/25'
    rf" (?:sessions?|rounds?|sets?)(?: #?\d)?[ ,:(]*(?:was |were |on |of |done |in )*(?=\d{{1,2}}/\d{{1,2}}|\d{{4}}-\d|{words.MONTH}[a-z]*\.? \d|\d{{1,2}} {words.MONTH})|"
    # 'left SI joint pain managed with periodic steroid since last fall: 10/28/24, 1/28/25'
    rf" ?(?:pain |ache |trouble |problem )?(?:is |are |was |were |has been |have been )?{_KEPT_BY} (?:(?!oral|po\b|topical|inhaled|medrol)[a-z]+ ){{0,3}}?(?:local )?{_AGENT}(?: injections?| shots?)?\b"
    rf"(?! (?:burst|taper|pack|dose|by mouth|oral|po\b|cream|gel|patch))(?=[^.;\n%]{{0,40}}?(?:\d{{1,2}}/\d|{words.MONTH}[a-z]*\.? \d))|"
    # 'an image-guided left SIJ test with bupivacaine'
    rf" (?:numbing |needle |ana?esthetic )?tests?,? \(?(?:done |carried out |performed )?(?:with|using|under|by|of) (?:local |plain |\d+ ?m[lg] (?:of )?)?(?:{_AGENT}|fluoro\w*|ct\b|image)|"
    rf" (?:local )?(?:numbing|needle|ana?esthetic|lidocaine|bupivacaine|ropivacaine) tests?\b|"
    # 'Left SI joint, lidocaine 2% 1.5 mL'
    rf"[ ,:-]+{_A_SIDE}?[ ,:-]*\d+ ?(?:m[gl]|cc) (?:of )?(?!\d){_AGENT}\b|"
    rf"[ ,:-]+{_A_SIDE}?[ ,:-]*(?!\d){_AGENT} ?(?:\d+(?:\.\d+)? ?%,? ?)?\d+(?:\.\d+)? ?(?:m[lg]|cc)\b"
)
_TREATED_BEFORE = pattern_of(
    rf"(?:\b{_STEERED} (?:an? |the |my )?(?:[\w-]+ ){{0,2}}needle (?:tip )?(?:in|into|to) {_WHOSE}?|"
    rf"\bneedled (?:\w+ ){{0,4}}?(?:in |of |into )?(?:the |her |his )?|"
    # 'her lidocaine test of the left SI joint'
    rf"\b(?:{_AGENT}|local|numbing|needle) tests? (?:of|in|into|on|to|at) (?:the |her |his |my )?|"
    rf"\bdid (?:the |her |his |my )?|\b(?:injected|infiltrated|blocked|treated|numbed|deactivated) (?:the |her |his |my |into (?:the |her |his )?)?(?:two )?|"
    # a strength is no share of relief: '… with ropivacaine 0.5% in the right SI joint'
    rf"{_AGENT}\b(?:[^.;\n%]|(?<=\d)\.(?=\d)|{_STRENGTH}){{0,50}}?\b(?:into|in to|in|to|between) (?:each |of the |{_WHOSE})?(?:two )?){_A_SIDE}*(?:and )?{_A_SIDE}?$"
)
# A muscle with an agent put into it is a trigger point injection.
_MUSCLE = pattern_of(
    r"\b(?:trapezi(?:us|i)|traps?\b|levators?(?: scap(?:ulae?)?)?|rhomboids?|quadratus(?: lumborum)?|\bqls?\b|paraspinals?|multifid\w+|splenius|supraspinatus|infraspinatus|sternocleidomastoid|"
    r"glute(?:us|al)?(?: (?:medius|maximus|minimus))?|latissimus|erector spinae|scalenes?)\b"
)
# The sites that a row of a list or a form's field may name: a muscle too, and 'SI' alone.
_ROW_SITES: tuple[tuple[Procedure, re.Pattern[str]], ...] = (
    *_SITES[:-1], ("sij_injection", pattern_of(r"\bs\.?i\b")), ("trigger_point_injection", _MUSCLE), _SITES[-1],
)  # fmt: skip
_SCANNED = pattern_of(r"\b(?:mri|ct|x-?rays?|xr|films?|radiograph\w*|scan\w*|imaging|views?|sclerosis|spect)\b")
_BY_PURPOSE = pattern_of(
    r"\b(?:diagnostic|diag\b\.?|dx\b|therapeutic|therap\b\.?|ther\b\.?|tx\b\.?|(?:cortico)?steroid(?= ?(?:[:;,-]|x ?\d|$)))",
    re.MULTILINE,
)
_LINK = pattern_of(r"^[\s:,;(#-]*(?:\d[\s:,-]+)?(?:(?:left|right|lt|rt|l|r|b/l|bilat\w*|on|of)\.?[\s:,-]*)?$")
_SIDE = pattern_of(
    r"\b(?P<bilateral>bilateral(?:ly)?|bilat\.?|bil\b\.?|b/l|both(?: sides| si| sacro| sijs?| (?:of the |the |her |his )?(?:upper |lower |mid(?:dle)? )?(?:quadrat|trapez|traps?\b|levator|rhomboid|glut|paraspinal|qls?\b|lumbar|cervical|medial|supraspin|infraspin|scalene|splenius))|bl\b(?= si)|(?:(?<=side )|(?<=side: )|(?<=side:))b\b)|"
    r"\b(?P<left>left|lt\b\.?|l(?=sij)|l\b(?![\d-]|\.\d|/)\.?)|\b(?<!fell )(?<!fallen )(?<!\bwent )(?<!gone )(?<!came )(?<!come )(?<!slid )(?P<right>right(?! (?:before|after(?:wards?)?|away|now|then|there|up to|back (?:to|where|at|up|again|after|down)|back(?=[.,;)])|where|on time|through (?:the|to|until|till|july|june|may))\b)|rt\b\.?|r(?=sij)|r\b(?![\d-]|\.\d|/|o\b)\.?)"
)
_LEVEL = pattern_of(r"\b([lcts]\d{1,2}(?:[-/][lcts]?\d{1,2})?)\b")
_REGION = pattern_of(r"\b(?P<lumbar>lumbar|lumbo\w*|l\d\b|caudal|lesis?\b)|(?P<cervical>cervical|\bc\d\b|\bneck\b|\bcesis?\b)|(?P<thoracic>thoracic|\bt\d{1,2}\b)")

_DIAGNOSTIC = pattern_of(r"\blocal an(?:a)?esthetic (?:test )?blocks?\b|\b(?:confirmed|proven|established|verified) (?:by|with|on|after|using) (?:an? |the |her |his )?(?:[\w-]+ ){0,3}blocks?\b|\bdiagnostic\b|\bdiag\b|\btest (?:block|injection)|\b(?:numbing|needle|local|ana?esthetic|lido\w*|bupi\w*|ropi\w*|marcaine) (?:test|challenge)|\btests? (?:with|using) (?:local|plain|lido\w*|bupi\w*|ropi\w*|marcaine)|\bdx\b|prognostic|anesthetic[- ]only|anaesthetic[- ]only|(?:lido\w*|bupi\w*|marcaine|anesthetic|anaesthetic) (?:only|alone)|without steroid|no steroid")
_THERAPEUTIC = pattern_of(r"\bther(?:ap(?:eutic)?)?\b|\btx\b(?=[ ,(]*(?:inj|sij|si\b|[lr]\b|left|right|\d))|steroid|cortisone|corticosteroid|\bcsi\b|kenalog|triamcinolone|depo-?\s?medrol|\bdepo\b|methylpred\w*|dexameth\w*|betameth\w*|celestone|\besi")
AGENTS = pattern_of(r"\b(lido\w*|xylocaine|bupiv\w*|marcaine|ropiv\w*|kenalog|triamcinolone|depo-?medrol|depo\b|methylpred\w*|dexameth\w*|betameth\w*|celestone)\b")

# 'Proceed to left therapeutic injection'.
_ASKED_NEXT = pattern_of(
    r"\b(?:proceed(?:ing)? (?:with|to)|plan(?:ning)? (?:for|on)|plan:|schedule|request(?:ing)?|recommend(?:ing)?|candidate for|ready for|move on to|go on to)"
    r"(?: (?:an?|the|her|his|its|left|right|bilateral|repeat|therapeutic|diagnostic|first|steroid|initial|cortisone|further|confirmatory)){0,5} \Z"
)
# What tells a request from what was done. One line a wording.
_REQUESTED = pattern_of(
    r"\b(?:request\w*|plan(?:s|ned|ning)?\b(?! of care)|schedul\w+|propos\w+|ask(?:ing|ed|s)? (?:for|you|that)|authori[sz]\w+|auth\b|pre-?auth\w*|recommend\w*|"
    r"will (?:proceed|undergo|perform|do|repeat|have|get|be|offer|arrange|set)|consider\w*|candidate|proceed(?:ing)? (?:with|to)|would like|'d like|get(?:ting)? on with|go(?:ing)? (?:ahead|on) (?:with|to)|wish(?:es)?|wants?\b|"
    r"to be (?:done|performed|scheduled|given)|(?:going|due|ready|return|here|presents?) (?:to|for)(?: (?:a|an|the|her|his|repeat))*(?= (?:inj|left|right|bil|si|repeat|lum|l\d))|"
    r"set up|arrange\w*|book(?:ed|ing)?|seek\w*|submit\w*|appeal\w*|needs?|hop(?:e|es|ing)|offer(?:ed|ing)?|order(?:ed)?|upcoming|next (?:inj|si|esi|left|right|bil|step)|approv\w+|"
    r"pending|candidate|order placed|repeat (?:the )?(?:left|right|bilateral|l\b|r\b|si|inj)|anticipat\w+|discuss\w+|for (?:a )?(?:repeat|another|further)|another|future|medical necessity)\b|^\s*(?:p|plan|rx|order|request)\s*[:-]"
)
_PERFORMED = pattern_of(
    r"\bs/p\b|\bstatus[- ]post|\bdid\b(?! not)|\btreated\b|\bput \d|\bplaced\b|\bunderw\w+|\bafter\b|\bfollowing\b|\bsince\b|\bperformed\b|\bdone\b|\breceived\b|\bhad\b|\bgot\b|\bprevious\w*|\bprior\b|\blast\b|"
    r"\bpost\b|\bfrom (?:the|her|his|last|a|that)\b|\bgave\b|\bgiven\b|\bprovided\b|\bhelped\b|\bcompleted\b|\btolerated\b|\brelief\b|\bbenefit|\bago\b|\bout from\b|\bwas (?:done|performed|given)\b|"
    r"\bhistory of\b|\bhx\b|\bresult|\bresponse\b|\bresponded\b|\bout\b|#\s?\d|\binjected\b|\bearlier\b|\bmost recent\b|\bdate of (?:procedure|service|injection)\b"
)
# 'Previous ablation: none', 'ablation sessions past 12 mo: 0'.
_NONE_AFTER = pattern_of(
    r"(?: history|s)?(?: sessions?)?(?:,? (?:in |over )?(?:the )?(?:last|past|prior|previous) (?:12|twelve) ?mo\w*\.?)?(?: to date| so far| before)? ?(?:[:=-]|is|are|was|were) ?"
    r"(?:(?:none|nil|never|no|0|zero)\b(?= ?(?:[.,;)\n]|$|to date|so far|known|reported|ever\b|before|done|had|performed))|n/?a\b)"
)
# Words after a procedure that set one up.
_SET_UP = pattern_of(
    r"\b(?:is|are|was) (?:requested|planned|recommended|scheduled|proposed|sought)|\brequested\b|to be (?:done|scheduled)|\bwill be\b|recommended\b|planned\b|"
    r"(?:under|with|w/) ?(?:fluoro|c-arm|ct|x-ray|image|live|contrast|us\b|ultrasound)|by (?:palpation|hand|feel)|no imaging|,? ?fluoro|if auth|when approved|\bauth\b"
)
# 'Sept 16: left SIJ w/ 1 cc Marcaine': a dose is of what was given.
_DOSED = pattern_of(rf"\b\d+(?:\.\d+)? ?(?:cc|m[lg])\b(?: of)? {_AGENT}\b|\b{_AGENT}[ ,]*(?:\d+(?:\.\d+)? ?%[ ,]*)?\d+(?:\.\d+)? ?(?:cc|m[lg])\b")
# 'The plan approved one injection on 7/1/25': the day is the approval's.
_ASKED_ON = pattern_of(r"\b(?:approved|authori[sz]ed|ordered|booked|submitted)\b(?! by)(?: [\w-]+){0,4} $")
# 'Order placed 8/4/25 for right SIJ injection'.
_ORDER_OF = pattern_of(
    r"\b(?:orders?|referrals?|request|auth\w*|pre-?auth\w*|prior auth\w*) (?:was |were )?(?:placed|sent|entered|submitted|faxed|written|put in)(?: on)? "
    r"(?:\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{4}-\d\d-\d\d) for (?:\w+ ){0,3}\Z"
)
# 'An epidural was offered on 3/3/25', 'had been scheduled for 6/3/25 but was cancelled': the day is of the asking alone.
_SET_FOR = pattern_of(
    r"[ ,(]*(?:(?:that|which|was|were|is|had|has|have|been|first|initially|originally|then) ){0,4}"
    r"(?:offered|scheduled|booked|planned|proposed|discussed|recommended|requested|suggested|(?:listed|set) for|set up|slated|pencilled|penciled|denied|declined|refused)\b"
)
# 'Scheduled for May 6, was performed as planned', 'planned for 5/6 and given that day'.
_AS_SET = pattern_of(r"[^.;]{0,24}?\b(?:performed|done|given|carried out|took place|went ahead) (?:as|that|the same|then)\b")
# 'The left SI joint was to be injected on 4/8'.
_WAS_TO_BE = pattern_of(r"\b(?:was|were) to be (?:injected|blocked|done|treated|ablated|given)\Z")
# 'Wants to be injected again', 'hoping to get it blocked': no act of the past.
_WANTS_TO_BE = pattern_of(
    r"\b(?:wants?|wanting|wish(?:es|ing)?|would like|'d like|asks?|asking|hop(?:es|ing)|needs?|keen|eager|prefers?|willing|happy|glad|begging|pleading) "
    r"to (?:be|get|have)(?: (?:it|them|this|that|both|the|her|his|left|right|side|joints?|one|si|sij)){0,4} (?:re-?)?(?:injected|blocked|infiltrated|ablated|burned|done|treated)\Z"
)
_THEN_DONE = pattern_of(r" (?:was|were) (?:then |finally )?(?:done|performed|carried out|given|injected)\b(?! (?:by|at) (?:another|an outside))")
_WENT_AHEAD = pattern_of(r"\b(?:gave|given|injected|relief|helped|provided|done|performed|carried out|tolerated|took place|went ahead|completed)\b|%")
# 'We injected both SI joints', not 'will be injected'.
_PAST = pattern_of(r"(?:injected|infiltrated|ablated|denervated)\b")
_WAS_PAST = pattern_of(r"\b(?:was|were|had been|has been|got) (?:then |also |again |last |first )?(?:injected|infiltrated|ablated|denervated|blocked)\Z|(?<!be )(?<!being )(?<!\bis )(?<!\bare )(?:injected|infiltrated|denervated)\Z")
_TO_BE = pattern_of(r"\b(?:be|being|is|are|get|have|having|want\w*|like|need\w*|request\w*|plan\w*)\b[^.;]{0,40}$")
_HAD_RESULT = pattern_of(r"\b(?:gave|fell|falling|dropped|relief)\b|->|→|\d ?%|\b(?:vas|nrs|pain)\b[ :]*\d")
_GAVE = pattern_of(r"\b(?:gave|injected|treated|relief|helped|provided|done|was|performed|result\w*|benefit\w*|brought|took)\b|\d\s?% (?:relief|better|less|improve|pain)")


# 'Two epidurals this year: Feb 11 and June 10', 'injections so far were in January and May'.
_THIS_YEAR = pattern_of(r"[^.;:]{0,24}?\b(?:this (?:calendar |past )?year|last year|past (?:12|twelve) months|so far|to date|were (?:on|in|done|given))\b")


# 'Nothing from the one in February'.
_LED_FROM = pattern_of(r"\b(?:from|since|after) \Z")
# 'The first SI joint injection was elsewhere'.
_WAS_ELSEWHERE = pattern_of(r"s?,? (?:was|were|had been) (?:elsewhere|outside|with|at|by|under|in (?!order|place|question|process))")
# 'Second of two planned blocks performed under fluoro'.
_PLANNED_AND_DONE = pattern_of(r"s? (?:was |were )?(?:then )?(?:performed|completed|carried out)\b(?! (?:if|when|once|after|pending|only))")
# 'Procedures this yr - LESI 2/13, CESI 5/15', 'injections so far: left 2/3'.
_LED_BY_YEAR = pattern_of(
    r"\b(?:this (?:calendar |past )?(?:year|yr)|(?:last|past) (?:year|yr|(?:12|twelve) (?:months?|mos?))|so far|to date|done|given|completed|received|performed|record|log|history|hx|list)\b[^.;]{0,12}[:=(\u2013-][^.;]{0,60}\Z"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A procedure as one place in the text names it. `procedure` is None for 'the injection'."""

    start: int
    end: int
    procedure: Procedure | None
    side: Side | None = None
    when: When | None = None
    state: State = "performed"
    purpose: Purpose | None = None
    region: str | None = None
    levels: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    resolved: bool = False  # a generic mention that took the procedure of an earlier one
    ordinal: int | None = None
    counted: bool = False  # its date is counted back from 'six weeks post'
    borrowed: bool = False  # its procedure comes from another mention
    site: Procedure | None = None  # of 'the injection': the joint that its sentence speaks of, with its side
    site_side: Side | None = None




def side_in(folded: str, start: int, end: int) -> Side | None:
    """The side that a stretch of text names; left and right together are bilateral."""
    while start < end < len(folded) and folded[end - 1].isalnum() and folded[end].isalnum():
        end -= 1  # the 'L' of a level that the end cuts in two is no left
    sides = {match.lastgroup for match in _SIDE.finditer(folded, start, end)}
    if "bilateral" in sides or {"left", "right"} <= sides:
        return "bilateral"
    return "left" if "left" in sides else "right" if "right" in sides else None


def side_nearest(folded: str, stretch: Stretch, start: int, end: int) -> Side | None:
    """Of the sides that a stretch names the one that a thing in it goes with; both where it names them together.

    'On the right 80 %, on the left 40', '80 % on the right, less on the left': the side right behind it, else the last
    before it.
    """
    named = [*_SIDE.finditer(folded, stretch.start, stretch.end)]
    if side_in(folded, stretch.start, stretch.end) != "bilateral" or any(m.lastgroup == "bilateral" for m in named):
        return side_in(folded, stretch.start, stretch.end)
    behind = next((m for m in named if m.start() >= end and _GOES_WITH.fullmatch(folded, end, m.start())), None)
    before = [m for m in named if m.start() < end]
    first = next((m for m in named if m.start() >= end), None)
    nearest = behind or (before[-1] if before else first)
    pairs = _TOGETHER.finditer(folded, stretch.start, stretch.end)
    together = nearest is not None and any(p.start() <= nearest.start() < p.end() for p in pairs)
    return "bilateral" if nearest is None or together else nearest.lastgroup  # type: ignore[return-value]


_GOES_WITH = pattern_of(
    r"(?: ?%| percent| per cent)?(?: (?:relief|better|improved|improvement|reduction|less pain|gone))?,? ?\(?"
    r"(?:on|in|for|from|at|of|off|over)(?: (?:the|her|his))? ?"
)
# 'Left and right', 'left more than right', 'R>L' name both.
_TOGETHER = pattern_of(
    r"\b(?:left|right|lt|rt|l|r)(?: side| joint| sij?)? ?(?:and|&|/|\+|as well as|[<>]{1,2}|(?:\w+ )?than) ?(?:the |on the )?"
    r"(?:left|right|lt|rt|l|r)\b"
)


# Where the words before an act begin to speak of something else; 'SI jt. steroid' is one phrase.
_NEW_PHRASE = pattern_of(
    r"(?<!s\.i)(?<!\bjt)(?<!\bjts)(?<!\blt)(?<!\brt)(?<!\b[lr])[.;:]\s|, (?!left|right|and|fluoro|ct|(?:which|that) (?:was|were|had been|has been|have been|i|we|dr\.? \w+)\b)|"
    r"\b(?:after|since|from|and then|but|with|then|gave|not)\b"
)
# Things and places that an act gives its name to: 'injection site', 'Injection Clinic 11/12/2025'.
_NO_INJECTION = pattern_of(
    r"\s*(?:site|consent|forms?\b|checklist|leaflet|booklet|suite|room|tray|kit|protocol|policy|\d+ ?m[gl]|"
    rf"of \d(?!\d?(?:[/-]\d|(?:st|nd|rd|th)?[ -]?(?:of )?{words.MONTH}|\d\d-\d))|"
    r"(?:clinic|cent(?:er|re)|department|unit|service|team|therapy|specialists?)s?\b)"
)
# A block that treats no pain: of the heart, of a city.
_OTHER_BLOCK = pattern_of(r"\b(?:heart|av|bundle branch|nerve|city|one|two|three|\d)\s$")
# 'The August 7 block'.
_DAY_BEFORE = pattern_of(rf"\b{words.MONTH}[a-z]*\.? \d\s$")
# Done to a muscle, these are trigger point injections.
_MUSCLE_ACTS = ("injected", "infiltrated")

_A_DAY = pattern_of(r"\d/\d|\b(?:19|20)\d\d\b")
# The degree of a name and its initials: 'A. Pemberly MBBS' had no blocks, 'L. Ostrander MD' no left side.
_NAME = pattern_of(
    r"\b(?P<initial>[a-z]\.) ?[a-z][a-z' -]{2,30}?,? (?:mbbs|mb\b|md|do|np|pa-?c?|rn|aprn|crna|fnp\S*|dpt|pt|mbchb)\b|"
    r"\b(?:dr\.?|by|for|from|author|provider|physician|clinician|operator|surgeon|consultant|doctor)[: ]+[a-z][a-z.' -]{2,40}?,? mbbs\b"
)


def _without_names(folded: str) -> str:
    """The text with the initials and degrees of names blanked; no offset moves."""

    def blank(match: re.Match[str]) -> str:
        name = match[0]
        if match["initial"]:
            name = "  " + name[2:]
        return name.replace("mbbs", "    ")

    return _NAME.sub(blank, folded)


def mentions(
    document: Document, folded: str, sentences: Sequence[Stretch], dates: Sequence[FoundDate], lengths: Sequence[Found], sections: list[Section]
) -> list[Mention]:
    """Every procedure named in a document, in order, with 'the injection' resolved to what it stands for."""
    folded = _without_names(folded)
    is_note = is_procedure_note(document, folded)
    if is_note and (done_on := _day_of_note(document, folded, dates)):
        document = replace(document, date=done_on)  # dictated or signed on a later day
    found: list[Mention] = []
    for sentence in sentences:
        days = list(within(dates, sentence.start, sentence.end))
        here = _in_sentence(folded, sentence, days)
        if not here:
            continue
        for i, mention in enumerate(here):
            left = here[i - 1].end if i else sentence.start
            right = here[i + 1].start if i + 1 < len(here) else sentence.end
            told = _described(document, folded, sentence, mention, left, right, days, dates, lengths, section_at(sections, mention.start), is_note)
            if i and found and found[-1].state == "not_done" and told.when is None and re.match(r"^[\s,/]*(?:or|and|nor)?\s*(?:\w+\s){0,2}$", folded[found[-1].end : told.start]):
                told = replace(told, state="not_done")  # 'no facet injection, block or ablation'
            found.append(told)
    if is_note and not any(m.procedure and m.state == "performed" for m in found):
        found = _titled(document, folded, sentences, found)
    past = [day for day in dates if document.date is None or day.when is None or day.when.first <= document.date]
    listed = _listed(folded, _blocks_before_ablation(folded, found), past)
    listed = _with_rows(document, folded, listed, dates)
    listed = _labelled(folded, _days_later(folded, _with_form(document, folded, listed, dates)), dates)
    return _for_all(folded, _instead(folded, _resolved(folded, fold(document.name), listed)))


# '6/11/25 (tx)', '2/3/25 (R, diagnostic)', '5/6/25 dx'.
_PURPOSE_LABEL = pattern_of(
    r"[ :-]*[(\[]? ?(?:(?:left|right|lt|rt|l|r|bilat\w*|b/l)\b\.?,? )?"
    r"(?:(?P<diagnostic>dx|diag(?:nostic|n)?|block)|tx|rx|ther(?:ap(?:eutic)?)?|(?:cortico)?steroid|cortisone)\.?(?=[)\],;.\n]|$)"
)
_OF_EITHER_PURPOSE = ("sij_injection", "epidural_injection", "facet_injection", None)


def _labelled(folded: str, found: list[Mention], dates: Sequence[FoundDate]) -> list[Mention]:
    """'R SIJ: 4/2/25 (dx), 6/11/25 (tx)': a day of a list has the purpose that its own label gives it."""
    done = list(found)
    for i, mention in enumerate(found):
        if mention.when is None or mention.procedure not in _OF_EITHER_PURPOSE:
            continue
        days = [day for day in within(dates, mention.start - 14, mention.end + 20) if day.when == mention.when]
        label = next((label for day in days if (label := _PURPOSE_LABEL.match(folded, day.end))), None)
        if label:
            done[i] = replace(mention, purpose="diagnostic" if label["diagnostic"] else "therapeutic")
    return done


def _instead(folded: str, found: list[Mention]) -> list[Mention]:
    """'Scheduled for the right SIJ on 6/3 but did the left instead': the other side was not done, and its day is the left's."""
    done: list[Mention] = []
    for mention in found:
        generic = words.GENERIC.match(folded, mention.start)
        before = done[-1] if done else None
        if generic and generic["instead"] and before and before.procedure == mention.procedure and not words.IN_LIST.match(folded[before.end : mention.start]):
            meant = _MEANT.search(folded, max(0, before.start - 40), before.start)
            own_day = mention.when is not None and mention.when != before.when
            mention = replace(mention, side=side_in(folded, mention.start, mention.end), when=mention.when or before.when, state="performed", resolved=False)
            if meant and not own_day:
                done[-1] = replace(before, state="not_done")
        done.append(mention)
    return done


_MEANT = pattern_of(r"\b(?:schedul\w+|book\w+|plan\w+|meant|came|due|slated|supposed|listed|consent\w*)\b[^.;]*$")


def _for_all(folded: str, found: list[Mention]) -> list[Mention]:
    """'MBB 7/8 and 8/5, both left L4-S1': the side at the end is each one's that has none."""
    done = list(found)
    for told in words.FOR_ALL.finditer(folded):
        side = side_in(folded, *told.span("side"))
        low = bisect_left(found, told.start() - 160, key=lambda m: m.start)
        for i in range(low, bisect_left(found, told.start(), lo=low, key=lambda m: m.start)):
            one = done[i]
            if one.side is None and one.procedure and one.state == "performed" and "\n\n" not in folded[one.start : told.start()]:
                done[i] = replace(one, side=side)
    return done


def _blocks_before_ablation(folded: str, found: list[Mention]) -> list[Mention]:
    """'Blocks right: 9/23, 10/21' where only ablations are named: the medial branch blocks before them."""
    if {m.procedure for m in found if m.procedure} - {"other"} != {"facet_rfa"}:
        return found
    return [
        replace(m, procedure="medial_branch_block", purpose="diagnostic")
        if m.procedure is None and "block" in folded[m.start : m.end]
        else m
        for m in found
    ]


def _titled(document: Document, folded: str, sentences: Sequence[Stretch], found: list[Mention]) -> list[Mention]:
    """A record of a procedure that names it in its title alone: 'medial branch block record', or names its joint alone."""
    name = fold(document.name)
    named = [m for m in _in_sentence(name, Stretch(0, len(name))) if m.procedure]
    if not sentences or document.date is None:
        return found
    if not named:
        return _headed_by_joint(document, folded, found)
    first = sentences[0]
    lead = folded[first.start : first.end]
    end = first.start + min(len(lead.rstrip()), 120)
    start = first.start + len(lead) - len(lead.lstrip())
    title = Mention(start, max(end, start + 1), named[0].procedure, side_in(folded, start, end) or side_in(name, 0, len(name)), When(document.date, document.date),
                    purpose="diagnostic" if named[0].procedure == "medial_branch_block" else None)  # fmt: skip
    return [title, *found]


# How much of a record is its head, where the joint that was treated stands.
_HEAD = 400
_OF_A_SITE = pattern_of(r"\b(?:hx|history|pain|tender\w*|prior|previous|last|mri|ct of|x-?ray|indications?|dx|diagnosis)\b[^\n.;]{0,24}\Z")


def _headed_by_joint(document: Document, folded: str, found: list[Mention]) -> list[Mention]:
    """A record of a procedure that says where, and with what: 'LEFT SI JOINT, DIAGNOSTIC. Bupivacaine 0.5%'."""
    assert document.date is not None
    agents = _agents(folded, 0, len(folded))
    if not agents or words.NOT_DONE.search(folded) or any(m.state == "performed" and m.procedure is None for m in found):
        return found
    head = [site for site in _sites(folded, 0, min(len(folded), _HEAD)) if not _OF_A_SITE.search(folded, max(0, site[0] - 40), site[0])]
    if len({kind for _, _, kind in head}) != 1 or head[0][2] in ("other", "facet_injection"):
        return found
    start, end, kind = head[0]
    near = max(folded.rfind("\n", 0, start) + 1, start - 22)
    title = Mention(
        start, end, kind, side_in(folded, near, end) or _side_after(folded, end, len(folded)), When(document.date, document.date), agents=agents,
        purpose=_OWN_PURPOSE.get(kind) or _nearest_purpose(folded, Mention(start, end, kind), start, min(len(folded), end + 60)),
    )  # fmt: skip
    return sorted([title, *found], key=lambda m: m.start)


def _listed(folded: str, found: list[Mention], dates: Sequence[FoundDate]) -> list[Mention]:
    """A procedure with a list of days is a procedure on each of them."""
    full = [d for d in dates if d.when is not None and not folded.startswith(("today", "yesterday"), d.start)]
    doubled = {d.start for d, after in pairwise(full) if after.start - d.end < 4 and _AGO_UNIT.search(folded, d.start, d.end)}
    full = [d for d in full if d.start not in doubled]  # 'six weeks ago (1/14/25)' is one day
    listed: list[Mention] = []
    for i, mention in enumerate(found):
        listed.append(mention)
        if before := _days_before(folded, mention, full):
            listed.pop()
            listed += before
            continue
        limit = found[i + 1].start if i + 1 < len(found) else len(folded)
        if _is_around(folded, mention):
            continue  # 'pre-procedure 8, 15 Aug 3' is a row of readings
        inside = within(full, mention.start, mention.end)
        if len(inside) > 1 and all(words.IN_LIST.match(folded[a.end : b.start]) for a, b in pairwise(inside)):
            listed.pop()  # 'injections 2/4 and 7/8 into the left SIJ'
            listed += _each_day(folded, mention, inside, inside[-1].end)
            continue
        ahead = list(within(full, mention.end, limit)[:24])
        if not ahead or not words.TO_LIST.match(folded[mention.end : ahead[0].start]):
            continue
        whole = Stretch(max(0, mention.start - 60), limit)
        if names_an_errand(folded, mention.end) or followed_by_another(folded, whole, ahead[0], mention.start, mention.end):
            continue  # 'injection follow-up on 6/5 and 8/7'
        in_row = _in_row(folded, mention)
        if (in_row or (mention.when is not None and ahead[0].when != mention.when)) and "\n" in folded[mention.end : ahead[0].start]:
            if in_row or not words.HEADING.search(folded[mention.start : ahead[0].start]):
                continue  # it has its day; the next lines tell of other days
        days = ahead[:1]
        under = words.HEADING.search(folded[mention.start : ahead[0].start]) is not None
        several = folded[mention.end - 1] == "s"
        for day in ahead[1:]:
            gap = folded[days[-1].end : day.start]
            goes_on = words.IN_LIST.match(gap) or (under and words.NEXT_ITEM.match(gap)) or (several and words.COORDINATED.match(gap))
            measured = any(
                reading.match(folded, day.end) and not reading.match(folded, ahead[0].end)
                for reading in ((words.SCORED_DAY,) if several or under else (words.SCORED_DAY, words.SHARED_DAY))
            )
            total = words.ADDED_UP.match(folded, day.end)  # '3/11/25 & 7/22/25 = 2'
            if total and int(total["n"]) == len(days) + 1:
                measured = False
            if len(gap) > 100 or not goes_on or measured or words.TOLD_OF_DAY.match(folded, day.end):
                break
            days.append(day)
        days = [d for d in days if not any(d is not o and _holds(d, o) for o in days)]
        if len(days) < 2:
            continue
        listed.pop()
        listed += _each_day(folded, mention, days, limit)
    return listed


def _in_row(folded: str, mention: Mention) -> bool:
    """'18 June 2024  right ablation (only ablation on file)': a row that its own day leads."""
    line = folded.rfind("\n", max(0, mention.start - 160), mention.start) + 1
    return _ROW_OF_A_DAY.match(folded, line, mention.start) is not None


def _agents(folded: str, start: int, end: int) -> tuple[str, ...]:
    """The drugs that a stretch of text names."""
    return tuple(dict.fromkeys(AGENTS.findall(folded, start, end)))


def _with_rows(document: Document, folded: str, found: list[Mention], dates: Sequence[FoundDate]) -> list[Mention]:
    """The rows of a list of injections too, where a row names no procedure itself: of its joint, else the heading's."""
    more: list[Mention] = []
    for row in rows(folded, dates):
        assert row.day.when is not None
        line = folded[row.told.start : row.told.end]
        if within(found, row.day.start, row.told.end) or (document.date is not None and row.day.when.first > document.date):
            continue
        cell = next(((kind, site.end()) for kind, pattern in _ROW_SITES if (site := pattern.search(line))), None)
        procedure = cell[0] if cell else _of_heading(folded, row.heading)
        if procedure is None:
            continue
        purpose = _OWN_PURPOSE.get(procedure) or _nearest_purpose(folded, Mention(row.day.start, row.day.end, procedure), row.day.start, row.told.end)
        side = side_in(folded, row.told.start, row.told.start + min(len(line), max(60, cell[1] + 10 if cell else 0)))
        region = _REGION.search(line) or _REGION.search(folded, row.heading.start, row.heading.end)
        more.append(Mention(
            row.day.start, row.day.end, procedure, side or side_in(folded, row.heading.start, row.heading.end), row.day.when, purpose=purpose,
            region=region.lastgroup if region else None, levels=tuple(dict.fromkeys(_LEVEL.findall(line))), agents=_agents(folded, row.told.start, row.told.end),
        ))  # fmt: skip
    asked = {m.start for row in planned_rows(folded, dates) for m in within(found, row.day.start, row.told.end)}
    found = [replace(m, state="requested") if m.start in asked else m for m in found]
    return sorted([*found, *more], key=lambda m: m.start) if more else found


_TREATED_FIELD = pattern_of(r"\b(?:joint|site|area|location|level|region|muscle)s?(?:\(s\))? (?:that (?:was|were) )?(?:treated|injected|blocked)\s*[:=]\s*(?P<value>[^\n]{0,120})")
_TICKED = pattern_of(r"[\[(] ?x ?[\])]\s*(?P<value>[^\[(\n|]{1,40})")
_A_BOX = pattern_of(r"[\[(] ?x? ?[\])]")
_DAY_FIELD = pattern_of(r"\b(?:date|day)s?(?:\(s\))? (?:treated|injected|done|performed|of (?:the )?(?:treatment|injection|procedure|block))\s*[:=]?\s*")


def _with_form(document: Document, folded: str, found: list[Mention], dates: Sequence[FoundDate]) -> list[Mention]:
    """'Joint treated: [X] right SI  [ ] left SI   Date treated: 20 Nov 2025': a form that names what was done in its fields."""
    more: list[Mention] = []
    dropped: set[int] = set()
    for field in _TREATED_FIELD.finditer(folded):
        value = field["value"]
        ticked = _A_BOX.search(value)
        told = " ".join(m["value"] for m in _TICKED.finditer(value)) if ticked else re.split(r"\s{3,}|[|;]", value)[0]
        kind = next((name for name, pattern in _ROW_SITES if pattern.search(told + " ")), None)
        label = _DAY_FIELD.search(folded, field.start("value"), field.start("value") + 240) or _DAY_FIELD.search(folded, max(0, field.start() - 120), field.start())
        if kind is None or label is None or "\n\n" in folded[min(field.start(), label.start()) : max(field.end(), label.end())]:
            continue
        day = next(iter(within(dates, label.end(), label.end() + 4)), None)
        if day is None or day.when is None or (document.date is not None and day.when.first > document.date):
            continue
        start, end = field.start(), field.start("value") - 1
        inside = within(found, start, field.end("value"))
        if not any(m.procedure and m.when for m in inside):
            dropped |= {m.start for m in inside}
            more.append(Mention(start, len(folded[:end].rstrip()), kind, side_in(told, 0, len(told)), day.when, purpose=_OWN_PURPOSE.get(kind)))
    return sorted([*(m for m in found if m.start not in dropped), *more], key=lambda m: m.start) if more else found


# The codes by which a form or a list of claims names what was done.
_CODES: tuple[tuple[Procedure, re.Pattern[str]], ...] = (
    ("sij_injection", pattern_of(r"\b(?:27096|g0260)\b")),
    ("epidural_injection", pattern_of(r"\b(?:6232[0-3]|6447[9]|64480|6448[34])\b")),
    ("facet_rfa", pattern_of(r"\b6463[3-6]\b")),
    ("trigger_point_injection", pattern_of(r"\b2055[23]\b")),
)


def _of_heading(folded: str, heading: Stretch) -> Procedure | None:
    """The procedure that the heading of a list names, if any."""
    text = folded[heading.start : heading.end]
    kind = next((kind for kind, pattern in (*_SITES, *_CODES) if pattern.search(text)), None)
    if _ABLATION.search(text):
        return "sij_rfa" if kind == "sij_injection" else "facet_rfa"
    return kind


_ABLATION = pattern_of(r"\b(?:ablations?|rfas?|neurotom\w+|rhizotom\w+|radio-?frequency)\b")


def _days_before(folded: str, mention: Mention, days: Sequence[FoundDate]) -> list[Mention]:
    """'On 2/4/25 and again on 8/5/25 both joints were injected': a mention for each of the days that lead to it."""
    ahead = within(days, max(0, mention.start - 90), mention.start)
    if len(ahead) < 2 or mention.state != "performed" or mention.when not in [day.when for day in ahead]:
        return []
    joined = all(_AND_DAY.fullmatch(folded, one.end, other.start) for one, other in pairwise(ahead))
    if not joined or not _LEADING_ON.search(folded, max(0, ahead[0].start - 5), ahead[0].start):
        return []
    if re.search(r"[.;:\n]", folded[ahead[-1].end : mention.start]):
        return []
    each = [replace(mention, start=day.start, end=day.end, when=day.when) for day in ahead[:-1]]
    return [*each, replace(mention, when=ahead[-1].when)]


_AND_DAY = pattern_of(r"(?:,|,? (?:and|&)(?: then)?(?: again)?)(?: on| in)? ")
_LEADING_ON = pattern_of(r"\b(?:on|in) \Z")


def _is_around(folded: str, mention: Mention) -> bool:
    """'Pre-injection 7, today 4': the time around a procedure."""
    return bool(words.AROUND.match(folded, mention.start) or words.AROUND.match(folded, max(0, mention.start - 4)) or words.AROUND.match(folded, max(0, mention.start - 5)))


def _holds(vague: FoundDate, exact: FoundDate) -> bool:
    """'In August (8/5/25)' is one day."""
    a, b = vague.when, exact.when
    return a is not None and b is not None and a != b and a.first <= b.first and b.last <= a.last


def _within(day: When, span: When) -> bool:
    """Whether a day is the one of 'the July session'."""
    return span.first <= day.first and day.last <= span.last


# 'On 8/4 and 8/25 (right L3, L4, L5 medial branches)'.
# … 'the last two (2/20/25 and 7/31/25) on the left'
_SIDE_OF_ALL = pattern_of(rf"\s*\((?:both |all |each )?{words.SIDE}\b(?= [lcts]\d)|\),? (?:were )?(?:both |all |each )?(?:on|in|into|to) the (?:left|right)\b")

# … 'injected twice: 3/20/25 & 7/31/25, right.'
_SIDE_AT_END = pattern_of(rf",? (?:all |both )?{words.SIDE}(?: sides?)?\b(?=[.;)\n]|\Z)")


def _each_day(folded: str, mention: Mention, days: Sequence[FoundDate], limit: int) -> list[Mention]:
    """A mention for each day of a list, with the side that stands before it, or after it where none leads the list.

    A side that leads holds for the days after it: 'LEFT 1/15, 4/16; RIGHT 1/29'.
    """
    lead = side_in(folded, max(mention.end, days[0].start - 8), days[0].start)
    ends = [*(day.start for day in days[1:]), min(limit, days[-1].end + 12)]
    trailing = [re.match(r"\s*\(?(?:left|right|lt|rt|l|r|b/l|bilat\w*)\b\.?(?! ?\d)", folded[day.end : end]) for day, end in zip(days, ends, strict=True)]
    common = mention.side or side_in(folded, mention.end, max(mention.end, days[0].start - 4))
    turn = words.IN_TURN.search(folded, mention.end, days[0].start) if len(days) == 2 else None
    if common is None and lead is None and (for_all := _SIDE_OF_ALL.match(folded, days[-1].end)):
        common = side_in(folded, for_all.start(), for_all.end())
        trailing[-1] = None
    if common is None and lead is None and not any(trailing) and (for_all := _SIDE_AT_END.match(folded, days[-1].end)):
        common = side_in(folded, for_all.start(), for_all.end())
    made: list[Mention] = []
    rising = mention.ordinal is None and all(a.when and b.when and a.when.first < b.when.first for a, b in pairwise(days))
    for j, (day, after) in enumerate(zip(days, trailing, strict=True)):
        if lead is None and trailing[0] is not None:
            side = side_in(folded, day.end, day.end + after.end()) if after else common
        else:
            side = side_in(folded, days[j - 1].end, day.start) if j else lead
            side = side or (made[-1].side if made and lead else None) or common
        if turn:
            side = side_in(folded, *turn.span(j + 1))
        made.append(replace(mention, start=mention.start if j == 0 else day.start, end=day.end, when=day.when, side=side, state="performed", ordinal=j + 1 if rising else mention.ordinal))
    return _each_region(folded, mention, made, days, limit)


def _each_region(folded: str, mention: Mention, made: list[Mention], days: Sequence[FoundDate], limit: int) -> list[Mention]:
    """Each day of a list with the region that its own row names, where the rows differ: 'lumbar L4-5', 'cervical C7-T1'."""
    ends = [*(day.start for day in days[1:]), min(limit, days[-1].end + 60)]
    after = [re.split(r"[\n;]", folded[day.end : min(end, day.end + 60)])[0] for day, end in zip(days, ends, strict=True)]
    starts = [mention.end, *(day.end for day in days[:-1])]
    before = [re.split(r"[\n;:]", folded[max(start, day.start - 30) : day.start])[-1] for day, start in zip(days, starts, strict=True)]
    own = before if _REGION.search(before[0]) else after
    if len({found.lastgroup for told in own if (found := _REGION.search(told))}) < 2:
        return made
    named = [_REGION.search(told) for told in own]
    if own is before:  # 'lumbar 11/5 and 5/20, cervical 1/14': one that leads holds for the days after it
        for j in range(1, len(named)):
            if named[j] is None:
                named[j], own[j] = named[j - 1], own[j - 1]
    return [
        replace(one, region=found.lastgroup if found else None, levels=tuple(dict.fromkeys(_LEVEL.findall(told))))
        for one, found, told in zip(made, named, own, strict=True)
    ]


_A_FULL_DAY = pattern_of(r"\b(?:\d{1,2}/\d{1,2}/\d{2,4}|\d{4}-\d\d-\d\d)\b")
# A row of days, one for each procedure: 'date   09/02/2025   09/30/2025'.
_BY_COLUMN = pattern_of(
    r"^[ \t|]*(?:date|day|dos|performed|done|given|injected)(?: (?:done|performed|of \w+))?[ \t:|]+"
    r"(?:(?:\d{1,2}/\d{1,2}/\d{2,4}|\d{4}-\d\d-\d\d|\d{1,2}[ -][a-z]{3,9}[ -]\d{2,4}|[a-z]{3,9} \d{1,2},? \d{4})[ \t|]+){1,5}(?:\d|[a-z]{3,9} \d)",
    re.MULTILINE,
)
_NOTE_OF = pattern_of(r"^(?!.*(?:procedure|operat|\bop\b|pacu|surg)).*\b(?:injection|block|rfa|ablation|epidural|esi|sij|mbb|tpi)s? (?:note|visit)")
_DOING = pattern_of(
    r"needle|inject(?:ed|ate)|steril|tolerat|consent|\bprep|contrast|gauge|complication|lesion|lidoc|bupiv|\bm[gl]\b|\bcc\b|\b(?:pre|post)-?(?:proc|inj|block|op)|"
    r"performed|\bmin(?:ute)?s?\b|discharged|under fluoro\w* (?:i|we)\b"
)


def is_procedure_note(document: Document, folded: str) -> bool:
    """Whether a document records the doing of a procedure."""
    name = document.name.lower()
    if re.search(r"procedure clinic(?! (?:note|record|report))|(?<!^block )(?<!^injection )(?<!^procedure )visit|surg\w*(?: \w+)? (?:clinic|office|outpatient|progress|referral)\b|follow|f/?u\b|recheck|request|letter|appeal|auth|portal|phone|message|consult|history|physical therapy", name):
        return False
    if re.search(r"\b(?:lists?|register)\b", name):
        return False
    if re.search(r"\b(?:log|ledger)\b", name) and (len(set(_A_FULL_DAY.findall(folded))) > 2 or _BY_COLUMN.search(folded)):
        return False  # a list of what was done on many days
    if _NOTE_OF.search(name) and not _DOING.search(folded):
        return False  # 'RFA note' may be the visit at which one is asked for
    return bool(
        re.search(r"procedure|operat|\bop (?:note|report|record)|pacu|recovery|surg(?!eon)|(?:injection|block|rfa|ablation|epidural|esi|sij|mbb|tpi)s?,? (?:\w+ ){0,2}?(?:note|record|report|log|sheet)|asc record|^block visit|^injection visit", name)
        or re.search(r"^[^a-z\n]*(?:(?!(?:i|my|the|see|per|from|our|your|his|her|a|attach\w*|enclos\w*|review\w*|copy|include\w*)\b)\w+[ /]){0,4}(?:procedure|operative|operation|procedural) (?:note|report|record)\b(?!s)", folded[:400], re.MULTILINE)
        or re.search(r"^[^\w\n]{0,12}(?:procedures? performed|date of procedure|description of procedure)", folded, re.MULTILINE)
    )


# 'Date of procedure: 11/18/2025', 'DOS 9/26/25', 'Date performed: 09/16/2025', in the note itself.
_DONE_ON_LABEL = pattern_of(
    r"\b(?<!next )(?<!previous )(?<!prior )(?<!last )(?:dos|d\.o\.s\.|date of (?:service|procedure|operation|surgery|injection|treatment|block|ablation)|"
    r"(?:procedure|operation|surgery|injection|service) date|date(?: was)? (?:performed|done)|(?:performed|done) on)\b[ \t:=.]*\Z"
)
_DICTATED = dt.timedelta(days=31)  # a note is written soon after what it records


def _day_of_note(document: Document, folded: str, dates: Sequence[FoundDate]) -> dt.date | None:
    """The one day that the note of a procedure gives as its own, where it was dated later."""
    if document.date is None:
        return None
    told = {
        day.when.day
        for day in dates
        if day.when is not None and day.when.day is not None and _DONE_ON_LABEL.search(folded, max(0, day.start - 40), day.start)
    }
    only = next(iter(told)) if len(told) == 1 else None
    return only if only is not None and document.date - _DICTATED <= only < document.date else None


# 'Knee: right medial compartment injected in July' is of the knee.
_SITE_LABEL = pattern_of(r"[\s*-]*(?P<site>[a-z][a-z /]{2,24}):")


def _in_sentence(folded: str, sentence: Stretch, days: Sequence[FoundDate] = ()) -> list[Mention]:
    found: list[Mention] = []
    text_end = sentence.end
    for act in _ACT.finditer(folded, sentence.start, text_end):
        if found and act.start() < found[-1].end:
            continue
        known = next((proc for name, proc in _WORDS.items() if act[name]), None)
        left, right = max(sentence.start, act.start() - 60, found[-1].end if found else 0), min(text_end, act.end() + (100 if act[0].startswith("inject") else 48))
        before, after = folded[left : act.start()], folded[act.end() : right]
        stop = max((m.end() for m in _NEW_PHRASE.finditer(before)), default=0)
        before, left = before[stop:], left + stop
        start, end, procedure = act.start(), act.end(), known
        if act["burned"] and not (_NERVES.search(before) or _NERVES.search(re.split(r"[.;]|,(?! ?[lcts]\d)", after)[0])):
            continue
        if act["rf"] or act["burned"] or act["fusion"]:
            into_si = re.match(rf"[ -]*(?:(?:ablation|neurotomy|denervation|rhizotomy|lesioning|fusion)s? )?(?:of|to|at|for)? ?(?:the )?(?:\w+ )?(?:{_SI}|sacral)", after)
            near_si = re.search(rf"{_SI}|sacral|lateral branch", before) or into_si
            if act["rf"] or act["burned"]:
                if treated := _ABLATED.search(before):
                    start = left + treated.start()
                elsewhere = words.ABLATED_ELSEWHERE.search(before) or words.ABLATED_ELSEWHERE.search(after[:30].split(".")[0])
                procedure = "other" if elsewhere else "sij_rfa" if near_si else "facet_rfa"
                tail = re.match(r"[ -]*(?:ablation|neurotomy|denervation|rhizotomy|lesioning|procedure)s?", after)
                end += tail.end() if tail else 0
            elif near_si:
                procedure = "sij_fusion"
            else:
                continue
        if procedure is None or act["epi"] or act["esi"] or act["epi2"]:
            best: tuple[int, int, int, Procedure] | None = None
            for begins, ends, name in _sites(folded, left, min(text_end, act.end() + 1)):  # the look-aheads see the act
                gap = act.start() - ends
                if gap >= 0 and (best is None or gap < best[0]):
                    best = (gap, begins, end, name)
            into = re.match(r"s?(?: (?:log|history|record|list|dates|summary))?[ ,:(]*(?:was |were |done |given |performed )?(?:of|into|to|at|in|for|on|-|–|:|over|,)?[ ]*(?:\w+[ -]){0,4}?", after)
            if best is None and into:
                far = re.match(r"[^.;]{0,80}?\binto (?:the )?", after) if act[0].startswith("inject") else None
                near_act = after[: far.end() + 48 if far else 44]
                for begins, ends, name in _sites(near_act, 0, len(near_act)):
                    lead = after[:begins].replace("for the", "")
                    if _A_DAY.search(lead) and _ACT.match(folded, act.end() + begins):
                        continue  # 'LESI 3/4/25, CESI 6/3/25': the next one, not this one's site
                    if known and name != known and _A_DAY.search(lead):
                        break  # 'LESI 2/13, CESI 5/15, R SIJ 8/21'
                    if (far is not None and begins >= far.end()) or not _ENDS_PHRASE.search(lead):
                        best = (0, start, act.end() + ends, name)
                        break
            if best:
                start, end, procedure = min(start, best[1]), max(end, best[2]), known or best[3]
        if act["steroid"] and _TO_A_ROOT.match(after):
            procedure = "epidural_injection"
        elif act["steroid"] and (procedure is None or start == act.start()) and not re.match(r" (?:given|injected|placed|today|was)\b", after):
            continue  # a drug, where no joint stands before it
        if procedure is None and _NO_PROCEDURE.search(folded, max(sentence.start, act.start() - 30), act.start()):
            continue
        if procedure is None and act[0] in _MUSCLE_ACTS and (muscle := _MUSCLE.search(before)):
            found.append(Mention(left + muscle.start(), act.end(), "trigger_point_injection"))
            continue
        no_injection = _NO_INJECTION.match(after) or (_OTHER_BLOCK.search(before) and not _DAY_BEFORE.search(before))
        if procedure is None and not no_injection:
            labelled = _SITE_LABEL.match(folded, sentence.start, act.start())
            of = next((kind for kind, pattern in _SITES if labelled and pattern.search(labelled["site"])), None)
            found.append(Mention(act.start(), act.end(), "other" if of == "other" else None))
        if procedure:
            if procedure == "facet_injection" and re.search(r"medial branch|\bmbb", folded[max(sentence.start, start - 20) : end + 30]):
                procedure = "medial_branch_block"
            if procedure != "other" or not _NO_PROCEDURE.search(folded, start, end):
                found.append(Mention(start, end, procedure))
    covered = [(m.start, m.end) for m in found]
    for site in _STANDS_FOR.finditer(folded, sentence.start, text_end):
        at, to = site.span()
        if any(s <= at < e or at < s < to or to <= s < to + 14 for s, e in covered):
            continue
        name = _OF_SITE[site.lastgroup or ""]
        dated_facet = name == "facet_injection" and _DATED_FACET.match(folded, to, min(text_end, to + 40))
        if _treated(folded, sentence, at, to) or dated_facet or _coordinated(folded, found, name, at, to, days) or (name == "sij_injection" and _dated_site(folded, sentence, at, to, days)):
            found.append(Mention(at, to, name))
            covered.append((at, to))
    for word in _BY_PURPOSE.finditer(folded, sentence.start, text_end):  # '4/3/25 therapeutic', 'Dx L 7/29/25'
        dated = any((0 <= d.start - word.end() <= 10 and _LINK.match(folded[word.end() : d.start])) or (0 <= word.start() - d.end <= 8 and _LINK.match(folded[d.end : word.start()])) for d in days)
        if dated and not any(s - 14 < word.start() < e for s, e in covered) and not any(m.start - 14 < word.start() < m.end + 14 for m in found):
            found.append(Mention(word.start(), word.end(), None))
            covered.append((word.start(), word.end()))
    for generic in words.GENERIC.finditer(folded, sentence.start, text_end):
        if not generic["of_month"] and any(d.start < generic.end() and generic.start() < d.end for d in days):
            continue  # 'the first of September'
        if generic["side_after_day"] and not any(0 <= generic.start() - d.end <= 2 for d in days):
            continue
        if generic["both_after_day"] and not any(0 <= generic.start() - d.end <= 2 for d in days):
            continue
        if (generic["again"] or generic["treated_too"] or generic["did_side"] or generic["side"] or generic["side_after_day"] or generic["both_after_day"]) and not _goes_on(folded, found, days, generic.start()):
            continue
        if generic["side"] and found and words.ON_ITS_SIDE.fullmatch(folded, found[-1].end, generic.start()):
            continue  # 'the first, on the left, in January' is one mention
        if folded[generic.start()] == "#" and any(0 <= generic.start() - e <= 2 for _, e in covered):
            continue  # 'ESI #2' is one mention
        if not any(s < generic.end() + 12 and generic.start() < e for s, e in covered):
            found.append(Mention(generic.start(), generic.end(), None))
    found = [_with_site(folded, sentence, m) if m.procedure is None else m for m in found]
    return sorted(found, key=lambda m: m.start)


def _goes_on(folded: str, found: Sequence[Mention], days: Sequence[FoundDate], at: int) -> bool:
    """Whether an act stands before in the sentence, and neither a visit since ('injected 2/11, seen in May and again in June')
    nor nothing but its day: then both days are one list.
    """
    acts = [mention.end for mention in found if mention.end <= at]
    listed = folded.startswith("again", at) and any(words.IN_LIST.match(folded[day.end : at]) for day in days if day.end <= at)
    return bool(acts) and not listed and not words.SEEN.search(folded, max(acts), at)


def _with_site(folded: str, sentence: Stretch, mention: Mention) -> Mention:
    """'Right SIJ, now six weeks since injection': the joint that stands nearest before in the sentence."""
    before = folded[max(sentence.start, mention.start - 120) : mention.start]
    near = max(_sites(before, 0, len(before)), default=None)
    if near is None:
        after = pattern_of(_SI).search(folded, mention.end, min(sentence.end, mention.end + 90))
        if after:  # 'her last, on 22 July, settled the right SI joint'
            return replace(mention, site="sij_injection", site_side=side_in(folded, max(mention.end, after.start() - 22), after.end()))
        return _with_site_field(folded, mention)
    return replace(mention, site=near[2], site_side=side_in(before, max(0, near[0] - 22), near[1]))


def _with_site_field(folded: str, mention: Mention) -> Mention:
    """'Last injection: August 5. Joint: right sacroiliac': the joint that the form names after it."""
    field = words.SITE_FIELD.search(folded, mention.end, mention.end + 100)
    if field is None or "\n\n" in folded[mention.end : field.start()]:
        return mention
    value = pattern_of(r"[^.;:\n|]{0,40}").match(folded, field.end())
    named = value and next((name for name, pattern in _ROW_SITES if pattern.search(value[0] + " ")), None)
    if not value or not named:
        return mention
    side = side_in(folded, mention.end, field.start()) or side_in(folded, field.end(), value.end())
    return replace(mention, procedure=named, side=side)


# Sites that may stand for an injection of them. One line a site.
_BY_SITE = {
    "joint": rf"(?:{factored(_SI)})(?: joints?\b)?|\bs[ .-]?i\b\.?(?= ?(?:was|were|is|last|on|joints?))",
    "code": r"\b(?:27096|g0260)(?:[ -](?:rt|lt|50))?\b",
    "muscle": rf"\btrigger[ -]points?\b|{_MUSCLE.pattern}(?:(?: ?[/,&+] ?| and |, and )(?:{_MUSCLE.pattern})){{0,6}}(?: (?:trigger )?points?| muscles?)?|\bmuscles?(?= (?:was |were )?needled)",
    "facet": r"\bfacets?\b(?: joints?)?",
}
_STANDS_FOR = pattern_of("|".join(rf"(?P<{kind}>{pattern})" for kind, pattern in _BY_SITE.items()))
_OF_SITE: dict[str, Procedure] = {"joint": "sij_injection", "code": "sij_injection", "muscle": "trigger_point_injection", "facet": "facet_injection"}


def _coordinated(folded: str, found: Sequence[Mention], name: Procedure, at: int, to: int, days: Sequence[FoundDate]) -> bool:
    """'We did her left SI joint in April and her right SI joint in May': as the joint before it, on its own day."""
    before = [m.end for m in found if m.procedure == name and m.end <= at]
    own_day = any(0 <= day.start - to <= 5 and _ON_DAY.fullmatch(folded, to, day.start) for day in days)
    return bool(before) and own_day and _AND_JOINT.search(folded, max(before), at) is not None


_ON_DAY = pattern_of(r",? (?:on |in )?\(?")
_AND_JOINT = pattern_of(rf"(?:,|;|\band|\bthen)(?: (?:and|then|also|the|her|his|my|later|of)){{0,3}} (?:{words.SIDE}\.? )?\Z")


def _treated(folded: str, sentence: Stretch, at: int, to: int) -> bool:
    """Whether words beside a site say that it was injected, and none deny it."""
    before, after = folded[max(sentence.start, at - 80) : at], folded[to : min(sentence.end, to + 80)]
    if re.search(r"\b(?:not|never|no|pain|tender\w*)\s(?:\w+\s){0,3}$|\b(?:patch\w*|cream|gel|ointment|applied|topical|ultrasound to|heat to|ice to)\b", before):
        return False
    if _DRY_NEEDLED.search(folded, sentence.start, sentence.end):
        return False
    return bool(_TREATED_AFTER.match(after) or _TREATED_BEFORE.search(before))


# Needling without a drug is a therapist's.
_DRY_NEEDLED = pattern_of(r"\bdry\b|\bpt needled|\b(?:therapist|physio\w*)\b[^.;]{0,40}\bneedl")
_DATED_FACET = pattern_of(  # 'L3-4 facet left 7/14/25'
    r"[ ,]*(?:(?:left|right|lt|rt|l|r|b/l|bilat\w*)\b\.?)?[ ,(:]*(?:on |done )?(?:\d{1,2}/\d{1,2}/\d{2,4}|\d{4}-\d\d-\d\d)"
)
_DATED_BELOW = pattern_of(r"\b(?:dos|date(?= ?[:=])|date of (?:service|procedure|injection)|procedure date|date performed|performed(?: on)?|done(?: on)?)\b[ :]*")
_NO_SITE_OF = pattern_of(
    r"\s*(?:joint )?(?:pain|tender|region|dysfunction|arthr|provoc|tests?|area|disease|syndrome|loading|compression|strain|sprain|degen|x-?ray|mri|adjust|manipul|mobili[sz])"
)


def _dated_site(folded: str, sentence: Stretch, at: int, to: int, days: Sequence[FoundDate]) -> bool:
    """'SIJ 6/10/25: 0 %', 'after left SIJ', 'SIJ gave 80 %': the joint alone, beside a day or a result."""
    if folded[at].isdigit() or folded.startswith("g0", at):  # a code names what was done where a day stands beside it
        return any((d.end <= at and _SIDE_ONLY.match(folded[d.end : at])) or to <= d.start <= to + 8 for d in days)
    marked = bool(words.DONE_AFTER.match(folded[to : to + 72]) or words.DONE_BEFORE.search(folded[max(sentence.start, at - 26) : at]))
    marked = marked or any(d.end <= at and _SIDE_ONLY.match(folded[d.end : at]) for d in days)
    gave = re.match(r"\s*(?:gave|provided|helped|:?\s*\d{1,3}\s*%)", folded[to : to + 14])
    if not (marked or gave) or _NO_SITE_OF.match(folded[to : to + 16]):
        return False
    stop = _CLAUSE_END.search(folded, to, min(sentence.end, to + 36))
    return not _SCANNED.search(folded, max(sentence.start, at - 30), stop.start() if stop else min(sentence.end, to + 36))


_CLAUSE_END = pattern_of(r"[;\n]|\. ")
_SIDE_ONLY = pattern_of(r"^[\s:,;|-]*(?:cpt:? ?)?(?:(?:left|right|lt|rt|l|r|b/l|bilat\w*)\.?\s*)?$")


# 'Right SIJ injection 8/12/2025 (her 2nd'.
_NUMBERED_AFTER = pattern_of(r"(?: on)? \d{1,2}/\d{1,2}/\d{2,4},? \((?:her |his |the |it was |this was |was )*(?:first|second|third|1st|2nd|3rd|#[1-3])\b")


def _described(
    document: Document, folded: str, sentence: Stretch, mention: Mention, left: int, right: int,
    days: list[FoundDate], dates: Sequence[FoundDate], lengths: Sequence[Found], section: str, is_note: bool,
) -> Mention:  # fmt: skip
    near_left, near_right = max(left, mention.start - 40), min(right, mention.end + 40)
    window = folded[near_left:near_right]
    own = side_in(folded, mention.start, mention.end) if mention.procedure is None else None
    since = max(left, mention.start - 22)
    since = max(since, folded.rfind(";", since, mention.start) + 1)
    if left > sentence.start:
        since = max(since, folded.rfind("),", since, mention.start) + 1)  # what closes is the one's before it
    side = own or _side_acted_on(folded, mention, right) or side_in(folded, since, mention.end) or mention.side or _side_after(folded, mention.end, right)
    if folded.startswith("both", mention.start):
        side = "bilateral"
    if side is None and (before := _SIDE_THEN_LEVELS.search(folded, max(left, mention.start - 60), mention.start)):
        side = side_in(folded, before.start(), before.end())
    if side is None and mention.procedure == "trigger_point_injection" and (before := _SIDE_THEN_MUSCLES.search(folded, max(left, mention.start - 90), mention.start)):
        side = side_in(folded, before.start(), before.start() + 12)
    purpose: Purpose | None = None
    if mention.procedure in ("facet_rfa", "sij_rfa"):
        purpose = "ablation"
    elif mention.procedure == "trigger_point_injection":
        purpose = "therapeutic"
    elif mention.procedure == "medial_branch_block":
        purpose = "diagnostic"
    elif told := _nearest_purpose(folded, mention, max(left, mention.start - 48), min(right, mention.end + 60)):
        purpose = told
    elif mention.procedure == "sij_injection" and re.search(r"\bblocks?\b", folded[mention.start : mention.end]):
        purpose = "diagnostic"
    region = _region_of(folded, mention, near_left, near_right)
    ordinal = words.ORDINAL.search(folded, mention.start, mention.end)
    ordinal = ordinal or words.ORDINAL.search(folded, max(left, mention.start - 30), min(right, mention.end + 12))
    if ordinal is None and (numbered := _NUMBERED_AFTER.match(folded, mention.end, min(right, mention.end + 40))):
        ordinal = words.ORDINAL.search(folded, numbered.end() - 8, numbered.end())
    when, dated, yearless = _date_of(folded, sentence, mention, left, right, days, document.date, lengths, is_note)
    state = _state(folded, sentence, mention, left, right, when, document.date, section, is_note, yearless)
    if state == "requested" and yearless:
        when = None  # 'in October' of a plan is yet to come
    if when is None and state == "performed" and document.date and mention.procedure and (
        re.search(r"procedures?(?: performed| done| today| note)?\s*[:=]\s*(?:\w+ ){0,2}$", folded[max(sentence.start, mention.start - 50) : mention.start])
        or re.match(r"\W*(?:today|done today|today done|procedures? (?:done )?today|(?:done|performed) in clinic)\b", folded[sentence.start : sentence.end])
    ):
        named = _DATED_BELOW.search(folded, mention.end, mention.end + 60)
        below = next((d.when for d in within(dates, named.end(), named.end() + 4)), None) if named else None
        when, dated = below or When(document.date, document.date), below is not None
    if when is None and state == "performed" and right == sentence.end and (alone := _day_alone(folded, sentence.end, dates)):
        when, dated = alone, True
    if is_note and not dated and state == "performed" and (section in ("procedure", "other") or mention.start < 600) and not re.search(
        r"\b(?:prior|previous|last|earlier|history|had|ago|initial)\b", folded[max(sentence.start, mention.start - 30) : mention.start]
    ):
        when = When(document.date, document.date) if document.date else None
    return replace(
        mention, side=side, when=when, counted=when is not None and not dated and not is_note, state=state, purpose=purpose, region=region.lastgroup if region else None,
        levels=tuple(dict.fromkeys(_LEVEL.findall(window))), agents=_agents(folded, left, right) or _agents(folded, sentence.start, sentence.end),
        ordinal=next(i for i in (1, 2, 3) if ordinal[f"n{i}"]) if ordinal else None,
    )  # fmt: skip


def _region_of(folded: str, mention: Mention, left: int, right: int) -> re.Match[str] | None:
    """The region of a mention: of two, its own or the one that leads it, else the one after it."""
    found = list(_REGION.finditer(folded, left, right))
    if len({region.lastgroup for region in found}) < 2:
        return found[0] if found else None
    own = [r for r in found if r.start() < mention.end and mention.start < r.end()]
    leads = [r for r in found if r.end() <= mention.start and not re.search(r"[,;.)\n]", folded[r.end() : mention.start])]
    after = [r for r in found if r.start() >= mention.end and not re.search(r"[;\n]|\.\s", folded[mention.end : r.start()])]
    return (own[:1] or leads[-1:] or after[:1] or found[:1])[0]


_DATE_LABEL = pattern_of(r"\s*(?:(?:date|when|dos|date of (?:service|procedure|injection)|performed|done)(?: on)?\b)?[ :]*")


def _day_alone(folded: str, at: int, dates: Sequence[FoundDate]) -> When | None:
    """'Right L4-5 medial branch blocks, set one. August 5, 2025.': a day that is a sentence of its own."""
    day = next(iter(within(dates, at, at + 24)), None)
    if day is None or day.yearless or not _DATE_LABEL.fullmatch(folded, at, day.start) or "\n" in folded[at : day.start]:
        return None
    return day.when if re.match(r"\.(?:\s|$)|\s*(?:\n|$)", folded[day.end : day.end + 3]) else None


def _nearest_purpose(folded: str, mention: Mention, start: int, end: int) -> Purpose | None:
    """Diagnostic or therapeutic, by the word nearest to the mention."""
    start = max(start, folded.rfind(";", start, mention.start))
    best: tuple[int, Purpose] | None = None
    for purpose, pattern in (("diagnostic", _DIAGNOSTIC), ("therapeutic", _THERAPEUTIC)):
        for word in pattern.finditer(folded, start, end):
            gap = max(mention.start - word.end(), word.start() - mention.end, 0)
            if best is None or gap < best[0]:
                best = (gap, purpose)  # type: ignore[assignment]
    return best[1] if best else None


_LEVELS_THEN_SIDE = pattern_of(
    r"(?:[ ,/-]|\b(?:of|at|the|and|medial|branch(?:es)?|dorsal|ram(?:us|i)|lateral)\b|\b[lcst]\d\w{0,2})+(?=(?:left|right|bilat\w*|b/l)\b)"
)


# 'Bilateral L4-5 and L5-S1 medial branch blocks'.
_SIDE_THEN_LEVELS = pattern_of(rf"\b{words.SIDE}\.?[ ,]+(?:(?:and|to|through|lumbar|cervical|thoracic|diagnostic|[lcst]\d{{1,2}}(?:[-/][lcst]?\d{{1,2}})?)[ ,/&-]+){{1,8}}\Z")
# 'Left quadratus lumborum and gluteus medius trigger points'.
_SIDE_THEN_MUSCLES = pattern_of(rf"\b{words.SIDE}\.?[ ,]+(?:(?:and |& |, |/ ?|\+ )?{_MUSCLE.pattern} ?){{1,6}}\Z")
# 'TPI session 9/9/25: bilat levator scap', 'SIJ inj 6/12/25 - left, Kenalog'.
_SIDE_AFTER_DAY = pattern_of(
    r"(?: (?:session|injections?|inj\.?|procedure|done|on|of|was|performed|given|in))*[ ,(]*(?:\d{1,2}/\d{1,2}/\d{2,4}|\d{4}-\d\d-\d\d)\)?(?::| ?-) "
    rf"(?={words.SIDE}\b\.?(?: sides?\b| [lcst]\d| (?:si|tf|il|ql|mb|medial|joint|lev|trap|glut|quad|rhom|para|steroid|{_AGENT})|[,;.)\n]|\Z))"
)
# 'SI joint injection on 3/18/25 (L)', 'SI joint injection 6/2/25 left.'
_SIDE_IN_BRACKETS = pattern_of(
    r"(?: (?:was|done|given|performed|on|of|dated))*[ ,(]*(?:\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{4}-\d\d-\d\d)\)?"
    rf"(?:,? \((?={words.SIDE}\b\.?(?: side)?\))|,? (?={words.SIDE}(?: sided?)?(?:[.;)\n]|\Z)))"
)
# 'RFA done in 2022 on the left'.
_DONE_ON_SIDE = pattern_of(
    r"(?: (?:was|were|been|done|performed|given|carried out|in|on|of|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\.?|\d[\d/-]*,?)){1,5} on the (?=left|right)"
)


# A field of a form: 'Last procedure: SIJ   Side: R'.
_SIDE_FIELD = pattern_of(r"(?:[^.;:\n]|\.(?=  )){0,60}?\bsides?\b[ :=]*(?:\[x\] ?)?(?=(?:left|right|lt|rt|l|r|b|bilat\w*|b/l|both)\b)")


# 'Last SI injection was 6/17/2025 by Dr Wu at Mercy, left-sided'.
_SIDED_LAST = pattern_of(
    r"[^.;:\n]{0,60}?, (?=(?:left|right)[- ]sided\b)|"
    r"[^.;:,\n]{0,40}? ?[-|] ?(?=(?:left|right|bilat\w*)\b ?(?:[-|\n]|\Z))"  # 'inj SI jt w/ image guidance - right - Dr. Bell'
)


# 'Trapezius points done, both sides'.
_DONE_SIDE = pattern_of(r" (?:was |were )?(?:done|injected|treated|given|performed), (?=(?:both|bilat\w*|left|right)\b)")


# 'We blocked the left last month', 'I injected her right one in May'.
_ACTED_ON_SIDE = pattern_of(r"(?:ed|(?<=ed)) (?:just |only )?(?:the |her |his |my )(?=(?:left|right)\b)")


def _side_acted_on(folded: str, mention: Mention, right: int) -> Side | None:
    """The side that stands right after the verb, whatever side the sentence names before it."""
    acted = _ACTED_ON_SIDE.match(folded, mention.end, right) if mention.procedure is None else None
    return side_in(folded, acted.end(), min(right, acted.end() + 18)) if acted else None


def _side_after(folded: str, end: int, right: int) -> Side | None:
    after = re.match(r"(?: (?:record|log|ledger|dates|hx|history))?(?: ?#\s?\d| ?x ?\d)?[ ,|(:-]*(?:(?:again|also|yes)[ ,:-]+)?(?:(?:diagnostic|therapeutic|steroid|lumbar|cervical|thoracic)[ ,]+)?(?:(?:(?:was |were )?(?:performed|given|placed|done) )?(?:on|of|to|in|into|at) (?:the )?|the )?(?=(?:left|right|lt|rt|l|r|bilat\w*|b/l|both)\b)", folded[end : end + 40])
    after = after or _DONE_SIDE.match(folded, end, min(right, end + 40)) or _SIDE_FIELD.match(folded, end, min(right, end + 76)) or _SIDED_LAST.match(folded, end, min(right, end + 76))
    after = after or _LEVELS_THEN_SIDE.match(folded, end, min(right, end + 70)) or _DONE_ON_SIDE.match(folded, end, min(right, end + 60))
    after = after or _SIDE_AFTER_DAY.match(folded, end, min(right, end + 90)) or _SIDE_IN_BRACKETS.match(folded, end, min(right, end + 60))
    return side_in(folded, end, min(right, end + (after.end() - after.start()) + 10)) if after else None


# Between a day and the joint, what was put in counts no words: 'on 2/11 I placed 40 mg of triamcinolone with 1 ml of ropivacaine 0.5% in …'.
_PUT_IN = pattern_of(
    rf"(?:(?:\b(?:with|plus|and|in|\+|&) )?(?:\b\d+(?:\.\d+)? ?(?:m[gl]|cc)\b(?: of)? ?)?(?:\b\d+(?:\.\d+)? ?% ?)?\b{_AGENT}(?![a-z])(?: ?\d+(?:\.\d+)? ?(?:%|(?:m[gl]|cc)\b))*[ ,/]*)+"
)
_LEVEL_LIST = pattern_of(r"\b[lcts]\d{1,2}(?:[-/][lcts]?\d{1,2})?\b[,/&]?(?: and\b(?= [lcts]\d))?")
_DONE_TO = pattern_of(r"\b(?:injected|infiltrated|ablated|denervated|lesioned|burned)\Z")  # 'on August 21 the … were injected'
_TITLE = pattern_of(r"\b(dr|mrs?|ms|prof|st)\. ")  # the stop of a title ends nothing
_GIVEN_BY = pattern_of(  # 'the SI injection that I gave him at the end of May (5/30)'
    r"^ (?:(?:that|which) )?(?:i|we|you|he|she|they|dr \w+) (?:gave|did|performed|placed|administered|carried out)\b(?: (?:her|him|me|you|them|for \w+))?"
)
_SIDE_OWN_DAY = pattern_of(r"the (?:left|right)(?: one| side| alone| only)?\Z")
_THEN_DAY = pattern_of(r"(?: was| done| followed| had been)*,? (?:on|in) ")
_DAY_LABEL = pattern_of(r"; ?(?:date|dos|performed|done|given)(?: on)?:? ?\Z")  # 'neurotomy L4-S1; date: 28 January'
_WHEN_IT_WAS = pattern_of(r",? (?:when|on which|the (?:day|date))\b")  # 'the first visit since June 19, when I injected …'
_CLOSE = pattern_of(r"[\s):(,|-]*")


def _date_of(
    folded: str, sentence: Stretch, mention: Mention, left: int, right: int, days: list[FoundDate], on: dt.date | None, lengths: Sequence[Found], is_note: bool
) -> tuple[When | None, bool, bool]:
    """The date that stands with a mention, or one counted back from 'six weeks post'."""
    best: tuple[int, FoundDate] | None = None
    same_day = False
    if re.search(r"\b(?:gap|interval|time) between\b[^.;]*$", folded[max(sentence.start, mention.start - 40) : mention.start]):
        days = []  # the dates after it are the gap's two ends
    if names_an_errand(folded, mention.end):
        days = []  # 'injection follow-up calls made 8/8/25'
    days = [d for d in days if not too_late(folded, d, max(mention.end, d.end), right, on, lengths)]
    if _SIDE_OWN_DAY.match(folded, mention.start, mention.end) and _THEN_DAY.match(folded, mention.end):
        days = [d for d in days if d.start >= mention.end]  # 'both on 2/19/25, the right alone on 8/6/25'
    if _LATER.match(folded, mention.end, right):
        days = [d for d in days if d.start >= mention.end]  # 'the first on 5 May and the second 16 days later'
    month = next((d for d in days if mention.start <= d.start and d.end <= mention.end), None)
    for i, date in enumerate(days):
        if month and month.when and date.when and not _within(date.when, month.when):
            continue  # 'the June one (6/3), the September one (9/9)'
        if i + 1 < len(days) and days[i + 1].start - date.end < 4 and (_holds(date, days[i + 1]) or _AGO_UNIT.search(folded, date.start, date.end)):
            continue  # 'six weeks ago (1/14/25)', 'in August (8/5/25)'
        if re.match(r"today|this morning|earlier today", folded[date.start : date.end]):
            if folded.endswith(("ago ", "ago, "), 0, date.start):
                continue  # 'twelve weeks ago today'
            between = folded[min(mention.end, date.end) : max(mention.start, date.start)]
            if _is_around(folded, mention):
                continue  # 'pre-injection 7, today 4'
            if len(between.split()) > 3 or re.search(r"\bpain\b|%|\d/|:|\bis\b|\b(?:days?|weeks?|wks?|months?|mos?|years?)\b", between):
                continue
        if date.start >= mention.end:
            gap = _TITLE.sub(r"\1 ", folded[mention.end : date.start])
            gap = _DAY_LABEL.sub(" ", _GIVEN_BY.sub("", gap))
            gap = re.sub(r"^\s*(?:again|repeated|repeat|(?:number|no\.?|#) ?(?:\d|one|two|three|four))\b|,? by (?:dr\.? \w+|my \w+|us)\b,?", "", gap)
            if re.search(r"\bsince\b", gap) or words.HELD_UNTIL.search(gap):
                continue
            if "\n" in gap and _in_row(folded, mention):
                continue  # the next row's day
            if _NEXT_ITEM.fullmatch(gap) and _is_led(folded, sentence, mention, left, days):
                continue  # '20 May R SIJ, 26 Aug GT bursa R', 'Feb 12 we did the left SIJ, June 11 the right'
            if date.start > right or len(gap) > 70 or words.VISIT_DATE.search(gap) or re.search(r"[;]|(?<!ther)(?<!therap)(?<!diag)(?<!inj)(?<!dx)(?<!\bno)\.\s|\brepeat\b|\brequest|\bthen\b", gap):
                continue
            if _THEN_LATER.match(gap) and _SEEN_AFTER.search(folded, sentence.start, mention.start) and any(d.end <= mention.start for d in days):
                continue  # 'sugars high on 6/19 after the epidural, normal 6/24'
            if followed_by_another(folded, sentence, date, mention.start, mention.end):
                continue  # 'block still effective 22 May'
            if _NEXT_VALUE.search(gap) or (_NEXT_MOMENT.fullmatch(gap) and _AND_LATER.match(folded, date.end)):
                if words.A_MOMENT.search(folded, max(sentence.start, mention.start - 40), mention.start):
                    continue  # '8/10 at the injection, 2/10 in June', 'before the injection, in July and today'
            if _SET_FOR.match(gap) and not _AS_SET.match(folded, date.end, sentence.end):
                continue  # 'an epidural was offered on 3/3/25'
            if _GRANTED.search(gap) and _AUTHORITY.search(folded, max(sentence.start, mention.start - 50), mention.start):
                continue  # 'authorization for the injection received 7/1'
            distance = 0 if words.CARRIED_OUT.fullmatch(gap) else len(gap.split())
        else:
            gap = _PUT_IN.sub("steroid ", _TITLE.sub(r"\1 ", folded[date.end : mention.start]))
            before = folded[max(sentence.start, date.start - 24) : date.start]
            same_day = _SAME_DAY.match(gap) is not None and _ROW_LEAD.fullmatch(folded, folded.rfind("\n", 0, date.start) + 1, date.start) is not None
            if not same_day and re.search(r"\b(?:following|after|since|s/p|post|status post)\b(?: \w+){0,4}\s*$", gap) and ":" not in gap:
                continue  # 'seen on 26 September following the injection'
            if _HELD_TO.search(folded, max(sentence.start, date.start - 48), date.start):
                continue  # 'from August right through the middle of March, where before the procedure it had been 7'
            if before.endswith("since ") and len(gap.split()) > 2 and not _WHEN_IT_WAS.match(gap):
                continue  # 'since 2024 he has had four injections'
            if _ASKED_SINCE.search(gap):
                continue  # 'seen 9/2/25, asks for a repeat injection'
            if not same_day and led_by_another(folded, sentence, date, mention.start, mention.end):
                continue  # 'on 5/20 RFA relief was 70%'
            if _GAP_BEFORE.search(folded, sentence.start, date.start):
                continue  # 'a gap from January to August, which shows that the injection …'
            its_own = re.search(r"\b(?:from|after|since|of|following|s/p|status post|post)\s(?:the |her |his |a |that |my )?$", before)
            if date.end < left or len(_LEVEL_LIST.sub(" ", gap)) > 60 or (words.VISIT_DATE.search(before) and not its_own) or re.search(r"[;]|\.\s|:\s.*[,.]", gap):
                continue
            distance = len(_LEVEL_LIST.sub(" ", gap).split()) + (0 if _DONE_TO.search(folded, mention.start, mention.end) or _PAST.match(folded, mention.start) or was_done(folded, mention.end, sentence.end) or re.search(r"underw|had|receiv|perform|got|did|gave|put|placed|inject|treat|needl|instill|went in|was the (?:day|date)|\bis when|was when|carried out|undert|administ|deliver|guided|^\W*(?:\w+\W+){0,4}$", gap) else 6)
        if mention.procedure is None and date.end <= mention.start and words.ELLIPSIS.fullmatch(folded, mention.start, mention.end):
            distance += 5  # 'twice on the right (3/4, 7/8), one on the left (5/6)'
        if date.end <= mention.start and same_day:
            distance = 0  # '2 June 11.30, half an hour after the injection'
        distance += 3 if date.end <= mention.start and re.fullmatch(r"[\s,]*(?:and|then)(?: the)?\s*", gap) else 0
        if date.end <= mention.start and left > sentence.start and _CLOSE.fullmatch(folded, left, date.start):
            distance += 3  # '#1 (R SIJ) 1/22/25, #2 (R SIJ) 5/7/25': the day is of the one before it
        if date.end <= mention.start and gap.startswith(")") and "(" in folded[left : date.start] and left > sentence.start:
            distance += 3  # 'R SIJ x2 (2/4/25, 8/5/25), L SIJ x1 (4/8/25)'
        distance += 6 if date is month else 0
        distance += 4 if date.yearless else 0
        distance += 6 if "\n" in gap else 0
        if distance <= 13 and (best is None or distance < best[0]):
            best = (distance, date)
    if best and (ago := _AGO_UNIT.search(folded, best[1].start, best[1].end)) and best[1].when:
        return _about(best[1].when.first, ago["unit"]), is_note, False
    if best:
        return best[1].when, True, best[1].yearless
    written = _row_day(folded, sentence, days) or on
    counted = _counted_back(folded, sentence, mention, written, lengths) if written is not None else None
    if counted:
        return counted, False, False
    return None, False, False


_NEXT_ITEM = pattern_of(r"\)? ?[,;] ?")
_LED_ITEM = pattern_of(rf"[ ]*(?:(?:we|i|she|he|pt|had|did|got|was|the|her|his|my|an?|did|{words.SIDE}\.?|repeat|diagnostic|therapeutic|steroid)[ ]+){{0,6}}")


def _is_led(folded: str, sentence: Stretch, mention: Mention, left: int, days: Sequence[FoundDate]) -> bool:
    """Whether a day leads a procedure as an item of a list leads its: then the day after its comma is the next one's."""
    return any(
        left <= day.start and day.end <= mention.start and _LED_ITEM.fullmatch(folded, day.end, mention.start)
        and not words.VISIT_DATE.search(folded, max(sentence.start, day.start - 24), day.start)
        for day in days
    )  # fmt: skip


# After a procedure that only tells when: the next value with its own day, the next of several moments.
_NEXT_VALUE = pattern_of(r"[,;] ?(?:(?:and|then|it was|was|to|a|an|about) )*(?:\d{1,3}(?:\.\d)?(?: ?/ ?10\d?| ?%)?|[a-z]+) (?:(?:out of ten|percent) )?(?:in|on|by|at)(?: early| late| mid)? ?-?\Z")
_NEXT_MOMENT = pattern_of(r", ?(?:in|on|at|by)(?: early| late| mid)? ?-?")
_AND_LATER = pattern_of(r",? (?:and|again|then|today|now)\b")


# 'Second: nine days later'.
_LATER = pattern_of(rf"[ ,:(-]*(?:(?:one|block|injection|set|was|done|given|followed|came|performed|repeated)[ ,:(-]+){{0,4}}(?:some |about |just )?(?P<n>\d{{1,2}}|{WORD}) (?P<unit>day|week)s? (?:later|after(?:ward)?s?\b(?! that| the| her| his))")


def _days_later(folded: str, found: list[Mention]) -> list[Mention]:
    """'First: 3 June 2025. Second: nine days later': the day, counted on from that of the one before it."""
    done: list[Mention] = []
    before: Mention | None = None  # the last one with a day
    for mention in found:
        later = _LATER.match(folded, mention.end) if mention.when is None and mention.state == "performed" else None
        if later and before and before.when and before.when.day and mention.start - before.end < 200 and mention.procedure in (None, before.procedure):
            days = int(value(later["n"])) * (7 if later["unit"] == "week" else 1)
            day = before.when.day + dt.timedelta(days=days)
            slack = dt.timedelta(days=4 if later["unit"] == "week" else 0)
            mention = replace(mention, when=When(day - slack, day + slack))
        if mention.state == "performed" and mention.when is not None:
            before = mention
        done.append(mention)
    return done


_SAME_DAY = pattern_of(
    rf"[ ,:-]*(?:(?:at )?\d{{1,2}}(?:[.:]\d\d)? ?(?:[ap]\.?m\.?)?[ ,:-]+)?(?:about |some |just )?(?:half an hour|an hour|(?:\d{{1,3}}|{WORD}) ?(?:min(?:ute)?s?|h(?:ou)?rs?)|minutes|hours) (?:after|post|following|from|since)\b"
)
_HELD_TO = pattern_of(r"\b(?:until|till|through|up to|as late as)(?: to)? (?:(?:the|very|about|around|early|late|mid|middle|end|beginning|start|first|last|final|week|weeks|days?|half|part|of)[ -]){0,6}\Z")
_ASKED_SINCE = pattern_of(r"\b(?:ask(?:s|ing|ed)? (?:for|about)|request(?:s|ing|ed)?|wants?|wish(?:es|ing)|would like|'d like|needs?|hop(?:es|ing) for|here for|due for)\b")
_THEN_LATER = pattern_of(r",? (?:and |but |then |back )*[a-z]")
_SEEN_AFTER = pattern_of(r"\d[ ,)]*(?:\w+ ){0,3}(?:after|following|since|post)(?: \w+){0,3} ?\Z")
_AUTHORITY = pattern_of(r"\b(?:auth\w*|approval|referral|request|consent)\b[^.;,]{0,30}\Z")
_GRANTED = pattern_of(r"\b(?:received|granted|obtained|approved|given|sent|faxed|submitted)\b")
# 'Six weeks ago' is no day.
_AGO_UNIT = pattern_of(r"(?P<unit>week|month|year)s? (?:ago|earlier|back|previously)\Z")
_GAP_BEFORE = pattern_of(r"\b(?:gap|interval (?:from|between|of)|break|time (?:between|that passed))\b[^.;]*\Z")
_STANDS_AFTER = pattern_of(r"\s*(?:x|,)?\s*(?:about |approx\.? )?$")
_STANDS_BEFORE = pattern_of(r"\s*(?:to the (?:day|week) )?(?:post|s/p|status post|out (?:from|since|after)|after|since|following|removed from|from)\b(?:(?: dr\.)?[- ]\w+){0,4}[ ]*$")


def _row_day(folded: str, sentence: Stretch, days: Sequence[FoundDate]) -> dt.date | None:
    """The day that leads a row of a diary or of messages: '7/1 two weeks after the injection' was written on 7/1.

    So does that of a visit: 'seen 5/21/25, six weeks after injection'.
    """
    lead = days[0] if days else None
    if lead is None or lead.when is None or not _ROW_OR_VISIT.fullmatch(folded, sentence.start, lead.start):
        return None
    return lead.when.day


_ROW_LEAD = pattern_of(r"\s*[-*#(|\[]?\s*(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[.,]?\s+)?")
_ROW_OR_VISIT = pattern_of(
    rf"{_ROW_LEAD.pattern}(?:(?:and |then |next |last |again |also |was |i |we |first |re-?)*(?:(?:she|he|pt|patient) (?:was )?)?(?:(?:office|clinic|phone|telephone|follow-?up) )?"
    r"(?:seen|saw (?:her|him)|visit|returned|called|phoned|rang|reviewed|recheck(?:ed)?|call|note|review|follow-?up|f/u|came back)(?: again| here| back)?(?: (?:on|of|dated|at))? ?\(?)?"
)
_ROW_OF_A_DAY = pattern_of(rf"{_ROW_LEAD.pattern}(?:\d{{1,2}}[/.-]\d|\d{{4}}-\d|\d{{1,2}} {words.MONTH}|{words.MONTH}[a-z]*\.? \d)")


def _counted_back(folded: str, sentence: Stretch, mention: Mention, on: dt.date, lengths: Sequence[Found]) -> When | None:
    """'Six weeks post SIJ injection', 's/p SIJ injection x 6 wks': the day, counted back from the note's own."""
    for found in within(lengths, max(sentence.start, mention.start - 90), mention.end + 12):
        length = found.value
        if not isinstance(length, Duration) or length.low is None or length.low != length.high or length.bound != "exact" or length.low.denominator != 1:
            continue
        if length.unit not in ("day", "week", "month", "year"):
            continue
        if found.start >= mention.end:
            told = bool(_STANDS_AFTER.match(folded[mention.end : found.start])) and bool(re.search(r"\b(?:s/p|status post)\b[^.;]{0,30}$", folded[sentence.start : mention.start]))
        else:
            gap = folded[found.end : mention.start]
            lead = folded[sentence.start : found.start]
            told = len(gap) < 40 and bool(_STANDS_BEFORE.match(gap.rstrip() + " " if gap.strip() else gap)) and not re.search(r"\b(?:at|by|until|for|within|lasted|held|around)\s*(?:about |the )?$", lead)
            told = told and (words.NOW.search(lead) is not None or not words.BACK_THEN.match(folded, mention.end, sentence.end))
        if told:
            return _about(back_from(_back_from_more(folded, lengths, found, on), int(length.low), length.unit), length.unit)
    return None


def _back_from_more(folded: str, lengths: Sequence[Found], rest: Found, on: dt.date) -> dt.date:
    """'Six months and a week since': the day six months back, from which the week is counted."""
    for more in within(lengths, max(0, rest.start - 24), rest.start):
        length = more.value
        if isinstance(length, Duration) and length.low is not None and length.low.denominator == 1 and re.fullmatch(r",? and ", folded[more.end : rest.start]):
            if length.unit in ("week", "month", "year"):
                return back_from(on, int(length.low), length.unit)
    return on


def _about(day: dt.date, unit: str) -> When:
    """A day counted back from a rounded length of time: nobody says 'six weeks and two days'."""
    slack = dt.timedelta(days={"day": 1, "week": 4, "month": 16, "year": 60}[unit])
    return When(day - slack, day + slack)


def _state(
    folded: str, sentence: Stretch, mention: Mention, left: int, right: int, when: When | None, on: dt.date | None, section: str, is_note: bool, yearless: bool
) -> State:
    before = folded[max(sentence.start, left, mention.start - 90) : mention.start]
    after = folded[mention.end : min(right, sentence.end, mention.end + 60)]
    given = words.DONE.match(folded, mention.start) or _THEN_DONE.match(after)
    if words.NOT_DONE.search(folded, mention.start if given else max(sentence.start, left, mention.start - 60), min(right, sentence.end, mention.end + 40)) or _NONE_AFTER.match(after):
        return "not_done"
    told = min(sentence.end, mention.end + 110)
    if mention.procedure and when is not None and (words.NOT_ENTERED.search(folded, mention.end, told) and not words.ENTERED_AFTER_ALL.search(folded, mention.end, told)):
        return "not_done"
    if when is not None and _ORDER_OF.search(before):
        return "requested"
    if _SET_FOR.match(after) and not _WENT_AHEAD.search(after):
        called_off = words.NOT_DONE.search(folded, mention.end, min(right, sentence.end, mention.end + 90))
        return "not_done" if called_off else "requested"
    if _WAS_TO_BE.search(folded, max(sentence.start, left, mention.start - 40), mention.end) and not _WENT_AHEAD.search(after):
        return "requested"
    if _WANTS_TO_BE.search(folded, max(sentence.start, left, mention.start - 60), mention.end):
        return "requested"
    if when is not None and not words.DONE.match(folded, mention.start) and _ASKED_ON.search(before) and not _GAVE.search(after):
        return "requested"
    if when is not None and not yearless:
        return "performed" if on is None or when.first <= on else "requested"
    if mention.procedure is None and when is None and _ASKED_NEXT.search(before):
        return "requested"
    if mention.procedure is None:
        past = when is None or on is None or (on - when.first).days <= 270 or _PERFORMED.search(before) or _LED_FROM.search(before) or _HAD_RESULT.search(after) or _THIS_YEAR.match(after)
        return "performed" if past else "requested"
    if (_PAST.match(folded, mention.start, mention.end) or _WAS_PAST.search(folded, mention.start, mention.end)) and not _TO_BE.search(before):
        return "performed"
    if re.search(r"procedures?(?: performed| done| today)?\s*[:=]\s*(?:\w+ ){0,2}$", before) and not re.search(r"request|plan|propos", before):
        return "performed"
    if yearless and when is not None and on is not None and (on - when.first).days > 270:
        if _HAD_RESULT.search(after) or _THIS_YEAR.match(after) or _LED_BY_YEAR.search(folded, max(sentence.start, mention.start - 90), mention.end):
            return "performed"
        return "performed" if re.search(r"\b(?:underw\w+|had|did|injected|gave|placed|s/p|received|since|after|following|last|previous|prior|from)\b[^.;,]{0,24}$", before) else "requested"
    if when is None and re.search(r"\b(?:first|initial)\s(?:\w+\s){0,2}$", before[-30:]) and not _PERFORMED.search(before[-40:] + " " + after) and not _WAS_ELSEWHERE.match(after):
        return "requested"  # 'first RFA ever'
    dosed = section != "plan" and _DOSED.search(after) and mention.start - sentence.start < 40
    if yearless and _SET_UP.search(after) and not dosed and not _PERFORMED.search(before[-30:] + " " + after):
        return "requested"
    asked = [m.end() for m in _REQUESTED.finditer(before)]
    done = [m.end() for m in _PERFORMED.finditer(before)]
    if asked and before[: asked[-1]].endswith("planned") and _PLANNED_AND_DONE.match(after):
        return "performed"
    if asked or done:
        return "requested" if max(asked, default=-1) > max(done, default=-1) else "performed"
    if when is not None and section != "plan":
        return "performed"
    if re.search(r"(?:fluoro\w*|ct|ultrasound|us|image|x-ray)[- ]?guided\s(?:\w+\s){0,3}$|fluoroscopic\s(?:\w+\s){0,2}$", before) and not is_note:
        return "requested"
    if _SET_UP.search(after):
        return "performed" if is_note or _GAVE.search(after) else "requested"
    if section == "plan" and not _PERFORMED.search(after):
        return "requested"
    return "performed"


def _resolved(folded: str, name: str, found: list[Mention]) -> list[Mention]:
    """'The injection' takes procedure, date and side from the last one named; a bare name takes a date given before."""
    last: Mention | None = None
    spine: Mention | None = None  # the last that was no other joint's
    dated: dict[Procedure, Mention] = {}
    done: list[Mention] = []
    kinds = {m.procedure for m in found if m.procedure}
    kinds = kinds - {"other"} or kinds
    specific = [m for m in found if m.procedure in kinds and m.state == "performed"]
    asked = {m.procedure for m in found if m.procedure and m.state == "requested"}
    if not found:
        return []
    found = [_on_its_day(m, specific) if m.counted else m for m in found]
    for mention in found:
        if mention.procedure is None:
            further = last is not None and _is_a_further_one(folded, mention, last)
            same_day = [m for m in done if m.procedure and m.procedure != "other" and mention.when is not None and m.when is not None and not m.counted and _within(m.when, mention.when)]
            if len({m.when for m in same_day}) == 1:
                mention = replace(mention, when=same_day[-1].when)  # 'the July session' of a list is of its day
            by_number = same_day or [m for m in done if m.procedure and m.state == "performed" and mention.ordinal and m.ordinal == mention.ordinal]
            called_off = words.DONE.match(folded, mention.start) and done and done[-1].procedure and done[-1].state != "performed"
            source = (by_number[-1] if by_number else done[-1] if called_off else last) or (specific[0] if len({(m.procedure, m.when) for m in specific}) == 1 else None)
            since = source.end if source is not None and source.end <= mention.start else mention.start - 100
            if not called_off and _of_another_kind(folded, max(since, 0), mention):
                done.append(replace(mention, resolved=True))
                continue
            if mention.when is not None and last is None and not by_number and (topic := _topic(folded, name, mention, found, asked)):
                mention = replace(mention, procedure=topic[0], side=mention.side or topic[1], purpose=mention.purpose or _OWN_PURPOSE.get(topic[0]))
                last = spine = dated[topic[0]] = mention
                done.append(mention)
                continue
            if source is not None and source.procedure == "other" and (
                mention.site not in (None, "other") or (kinds != {"other"} and "\n" in folded[source.end : mention.start])
            ):
                source = spine  # what another line says of a knee is over with that line
            if source is not None and not _can_mean(folded[mention.start : mention.end], source.procedure):
                source = next((m for m in reversed(done) if m.state == "performed" and m.procedure and _can_mean(folded[mention.start : mention.end], m.procedure)), None)
            if source is not None and not by_number and _of_the_request(folded, mention, source, asked):
                procedure = next(iter(asked))
                block = procedure == "facet_rfa" and "block" in folded[mention.start : mention.end]
                mention = replace(mention, procedure="medial_branch_block" if block else procedure, side=mention.side or mention.site_side)
                last = spine = mention
                if mention.procedure:
                    dated[mention.procedure] = mention
                done.append(mention)
                continue
            if source is None and mention.when is not None and len(kinds) == 1:
                sides = {m.side for m in found if m.procedure and m.side}
                mention = replace(mention, procedure=next(iter(kinds)), side=mention.side or mention.site_side or (next(iter(sides)) if len(sides) == 1 else None))  # 'the LEFT was injected on June 3', and one procedure is spoken of
                if mention.procedure:
                    last = spine = dated[mention.procedure] = mention
                done.append(mention)
                continue
            if source is None and mention.site not in (None, "other") and kinds <= {mention.site}:
                mention = replace(mention, procedure=mention.site, side=mention.side or mention.site_side)
                last = mention
                if mention.when is not None and mention.procedure:
                    dated[mention.procedure] = mention
                done.append(mention)
                continue
            if source is None:
                done.append(replace(mention, resolved=mention.when is None))
                continue
            side = source.side
            if side in ("left", "right") and words.OPPOSITE.match(folded, mention.start):
                side = "right" if side == "left" else "left"
            own = mention.region is not None and mention.when is not None and mention.when != source.when
            mention = replace(
                mention, procedure=source.procedure, side=mention.side or side, when=mention.when or (None if further and source is last else source.when),
                purpose=mention.purpose or source.purpose, region=mention.region if own else source.region, levels=mention.levels if own else source.levels, resolved=mention.when is None and not (further and source is last), borrowed=source is not last and mention.when is None,
            )  # fmt: skip
        kind = mention.procedure
        if mention.state == "performed" and kind:
            if mention.when is None and mention.ordinal is None:
                earlier = dated.get(kind)
                if _THE_LAST.search(folded, max(0, mention.start - 24), mention.start + 8):
                    alike = [m for m in done if m.procedure == kind and m.state == "performed" and m.when and not m.resolved and mention.side in (None, m.side)]
                    earlier = max(alike, key=lambda m: m.when.last if m.when else dt.date.min, default=earlier)
                if earlier and (not mention.side or not earlier.side or mention.side == earlier.side):
                    mention = replace(mention, when=earlier.when, side=mention.side or earlier.side, purpose=mention.purpose or earlier.purpose, resolved=True)
            elif mention.when is not None:
                dated[kind] = mention
            last = mention
            spine = mention if kind != "other" else spine
        done.append(mention)
    return _by_number(done)


# 'A second, confirmatory block was done by my colleague': another one than the one before it, and not of its day.
_A_FURTHER = pattern_of(r"(?:\b(?:an?|one) (?:second|third|2nd|3rd|further|subsequent|confirmatory|repeat|comparative)\b[^.;:%]{0,24}|\banother )\Z")
_FURTHER_TOLD = pattern_of(r"[^.;]{0,60}?\b(?:was|were|had been) (?:then |also |later )?(?:done|performed|given|carried out)\b(?! (?:on|at the same|that day))")
_BEGINS_ANEW = pattern_of(r"(?:[.;\n] ?|\band )(?:the )?(?:second|third|2nd|3rd) \Z")


def _is_a_further_one(folded: str, mention: Mention, before: Mention) -> bool:
    """Whether an undated 'second block' is told of as one more than the dated one before it."""
    if mention.when is not None or mention.state != "performed" or before.when is None or before.procedure in ("facet_rfa", "sij_rfa"):
        return False
    if mention.ordinal and before.ordinal and before.ordinal < mention.ordinal:
        return True
    low = max(before.end, mention.start - 48)
    if _A_FURTHER.search(folded, low, mention.end if folded.startswith("another", mention.start) else mention.start) or folded.startswith("another", mention.start):
        return _FURTHER_TOLD.match(folded, mention.end) is not None
    block = before.purpose == "diagnostic" and "block" in folded[mention.start : mention.end]
    return block and before.ordinal is None and _BEGINS_ANEW.search(folded, low, mention.start) is not None


def _by_number(found: list[Mention]) -> list[Mention]:
    """'80 % after the first, 20 % after the second. The first was 2/3/25, the second 7/7/25': each on the day of its number."""
    days: dict[tuple[Procedure, int], set[Mention]] = {}
    for m in found:
        if m.procedure and m.ordinal and m.when is not None and m.state == "performed" and not m.resolved and not m.counted:
            days.setdefault((m.procedure, m.ordinal), set()).add(m)
    told = {key: next(iter(ms)) for key, ms in days.items() if len({m.when for m in ms}) == 1}
    numbered = {kind for kind, n in told if n > 1 and (kind, 1) in told}
    return [
        replace(m, when=own.when, side=m.side or own.side, resolved=True)
        if m.procedure in numbered and m.state == "performed" and (m.when is None or m.resolved)
        and (own := told.get((m.procedure, m.ordinal or 0))) and m.side in (None, own.side)
        else m
        for m in found
    ]  # fmt: skip


_OWN_PURPOSE: dict[Procedure, Purpose] = {"medial_branch_block": "diagnostic", "trigger_point_injection": "therapeutic", "facet_rfa": "ablation", "sij_rfa": "ablation"}


def _topic(folded: str, name: str, mention: Mention, found: Sequence[Mention], asked: set[Procedure]) -> tuple[Procedure, Side | None] | None:
    """The procedure, and its side, of a dated 'injected 8/6/25' before which none that was done is named.

    It is of the joint that its sentence or the lines just before it speak of, else of what is asked for, else of the only
    one that the document names.
    """
    if mention.state != "performed" or _of_another_kind(folded, max(0, mention.start - 100), mention):
        return None
    bare = words.ELLIPSIS.fullmatch(folded, mention.start, mention.end)
    if bare and not bare["noun"] and not any(m.start < mention.start for m in found):
        return None  # 'the first of May' of whatever
    kind, side = mention.site, mention.site_side
    if kind is None:
        kind, side = _site_before(folded, mention.start)
    if kind == "other":
        return None
    if len(asked) == 1 and (kind is None or kind in ("sij_injection", "facet_injection")):
        only = next(iter(asked))
        if kind is None or only == kind or only in ("facet_rfa", "sij_rfa"):
            kind = only
    if kind is None:
        named: set[Procedure] = {k for k, pattern in _SITES if k != "other" and (pattern.search(folded) or pattern.search(name))}
        named = named or {k for k, pattern in _CODES if pattern.search(folded)}
        kind = next(iter(named)) if len(named) == 1 else None
    if kind in ("facet_rfa", "facet_injection") and "block" in folded[mention.start : mention.end]:
        kind = "medial_branch_block"
    if kind is None or not _can_mean(folded[mention.start : mention.end], kind):
        return None
    sides = {m.side for m in found if m.procedure == kind and m.side} or _sides_of(folded, kind, mention.start)
    return kind, side or (next(iter(sides)) if len(sides) == 1 else None)


def _sides_of(folded: str, kind: Procedure, end: int) -> set[Side]:
    """The sides on which the text before an offset names the joint."""
    pattern = next((pattern for name, pattern in _SITES if name == kind), None)
    named = (side_in(folded, max(0, m.start() - 12), m.end()) for m in pattern.finditer(folded, max(0, end - 2000), end)) if pattern else ()
    return {side for side in named if side}


def _site_before(folded: str, at: int) -> tuple[Procedure | None, Side | None]:
    """The joint that the text just before last spoke of otherwise than of its picture, and its side."""
    low = max(folded.rfind("\n\n", 0, at), at - 200, 0)
    unscanned = (site for site in _sites(folded, low, at) if not _SCANNED.search(folded, max(low, site[0] - 40), site[0]))
    near = max(unscanned, default=None)
    if near is None:
        return None, None
    return near[2], side_in(folded, max(low, near[0] - 22), min(at, near[1] + 10))


_OPENS = pattern_of(r"[.:;\n] ?\Z")


def _of_another_kind(folded: str, since: int, mention: Mention) -> bool:
    """'Two falls, the second in May', where no procedure is named."""
    if not words.ELLIPSIS.fullmatch(folded, mention.start, mention.end):
        return False
    start = max(since, mention.start - 100)
    if folded.startswith("repeat", mention.start) and not _OPENS.search(folded, start, mention.start):
        # 'no films. 5/14 repeated here' is of its own sentence's noun
        start = max(start, folded.rfind(". ", start, mention.start))
    return bool(words.RIVAL.search(folded, start, mention.start) or _NO_PROCEDURE.search(folded, start, mention.start))


def _of_the_request(folded: str, mention: Mention, source: Mention, asked: set[Procedure]) -> bool:
    """'Dx block 7/15/25' on another line than an old epidural, where only an SI joint injection is asked for."""
    if len(asked) != 1 or mention.when is None or source.procedure in asked or source.when == mention.when:
        return False
    if asked == {"facet_rfa"} and source.procedure in ("medial_branch_block", "facet_injection"):
        return False
    return "\n" in folded[source.end : mention.start]


def _can_mean(noun: str, procedure: Procedure | None) -> bool:
    """'The block' is no ablation, and 'the ablation' no injection."""
    ablation = procedure in ("facet_rfa", "sij_rfa")
    if "block" in noun or "inject" in noun or "shot" in noun:
        return not ablation
    return True


def _on_its_day(mention: Mention, specific: Sequence[Mention]) -> Mention:
    """'Seven weeks post' counted back, and the day itself stated elsewhere: the day."""
    for other in specific:
        if other.counted or other.when is None or other.when.day is None or mention.when is None:
            continue
        near = abs((other.when.first - mention.when.first).days) <= 15
        if near and mention.procedure in (None, other.procedure):
            return replace(mention, procedure=other.procedure, when=other.when, side=mention.side or other.side, counted=False)
    return mention


# 'Relief from the last SIJ', after a list whose first row is the latest.
_THE_LAST = pattern_of(r"\b(?:last|latest|most recent) (?:(?:left|right|l|r|si|her|his)\.? )?")

_LEAD = pattern_of(r"\b(?:first|initial|repeat|second|third|another|further|diagnostic|therapeutic)(?:[ -][\w-]+){0,4}[ -]$", re.IGNORECASE)


def _lead(text: str, start: int) -> int:
    """How far before a request the word stands that says whether it is a first one or a repeat."""
    lead = _LEAD.search(text, max(0, start - 48), start)
    return len(lead[0]) if lead and "\n" not in lead[0] else 0


def events(document: Document, found: Sequence[Mention]) -> list[ProcedureEvent]:
    """The facts of a document's procedures: each procedure, date, side and state once."""
    seen: set[tuple[object, ...]] = set()
    facts = []
    for m in found:
        if m.procedure is None or m.resolved or m.borrowed or (m.counted and m.side is None and any(o.when and not o.counted and o.procedure == m.procedure for o in found)):
            continue
        key = (m.procedure, m.when, m.side, m.state, m.purpose, m.agents)
        if key in seen:
            continue
        seen.add(key)
        start = m.start - _lead(document.text, m.start) if m.state == "requested" else m.start
        span = Span(document.name, start, m.end, document.text[start : m.end], document.page_of(start))
        facts.append(ProcedureEvent(
            span, procedure=m.procedure, date=m.when, side=m.side, region=m.region, levels=m.levels, purpose=m.purpose, state=m.state, agents=m.agents,
        ))  # fmt: skip
    return facts
