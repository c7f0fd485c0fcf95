"""Words the guard knows: clinical things that must have a source, procedures, denials, and words that need none."""

from __future__ import annotations

import re

from copilot.claims import stem
from rules.facts import Procedure

PROCEDURE_WORDS: tuple[tuple[Procedure, str], ...] = (
    ("sij_rfa", r"(?:sacroiliac|\bsij?\b)[\w ]{0,20}(?:radiofrequency|ablation|\brfa\b)"),
    ("sij_fusion", r"(?:sacroiliac|\bsij?\b)[\w ]{0,20}(?:fusion|arthrodesis)"),
    ("sij_injection", r"sacroiliac(?: joints?)?(?: steroid)? (?:injections?|blocks?)|\bsij?(?: joints?)? "
                      r"?(?:steroid )?(?:injections?|blocks?|inj\b|shots?)|sacroiliac joints?"),
    ("epidural_injection", r"epidurals?|\b(?:tf|il)?esis?\b"),
    ("medial_branch_block", r"medial branch|\bmbbs?\b"),
    ("facet_rfa", r"(?:facet|lumbar|medial branch)[\w ]{0,20}(?:radiofrequency|ablation|\brfa\b)|radiofrequency|"
                  r"ablat\w+|\brfa\b"),
    ("facet_injection", r"facet(?: joint)? (?:injections?|blocks?)"),
    ("trigger_point_injection", r"trigger[- ]points?|\btpis?\b"),
)  # fmt: skip
_PROCEDURES = tuple((name, re.compile(words, re.I)) for name, words in PROCEDURE_WORDS)
SIDE = re.compile(
    r"(?:(?<!\d )|(?<=[CTLS]\d-\d )|(?<=[CTLS]\d ))\b(?:left(?! (?:on|over|in place|out|it)\b)|right|bilateral(?:ly)?|both(?= (?:sides|"
    r"joints|si\b|sij|sacro|hips)))\b",
    re.I,
)
SIDES = {"left": "left", "right": "right", "both": "bilateral", "bilateral": "bilateral", "bilaterally": "bilateral"}


def named_sides(text: str) -> set[str]:
    """The sides a text names: 'left' of a place, not 'three of ten left'."""
    return {SIDES[m.group().strip().lower()] for m in SIDE.finditer(text)}


def named_procedures(text: str) -> set[Procedure]:
    """The procedures a text names. Of two names for one stretch, the more special one counts."""
    found: set[Procedure] = set()
    taken: list[tuple[int, int]] = []
    for name, pattern in _PROCEDURES:
        for m in pattern.finditer(text):
            if not any(a < m.end() and m.start() < b for a, b in taken):
                taken.append(m.span())
                found.add(name)
    return found


SIDES_IN_CHARTS = {
    "left": re.compile(r"\bL\b(?!\.)|\b(?:lt|lft)\b"),
    "right": re.compile(r"\bR\b(?!\.)|\b(?:rt)\b"),
    "bilateral": re.compile(r"\b(?:b/l|bilat|bil|both)\b", re.I),
}
# How charts shorten words, beside the word.
_SHORT = """
abd abdomen|adl daily activities|ant anterior|bid twice daily|bilat bilateral|b/l bilateral|c/o complains|c/w consistent with
cont continue|d/c discontinued|degen degeneration|diag diagnostic|dx diagnosis|esi epidural steroid injection|eval evaluation
exam examination|f/u follow-up|fluoro fluoroscopy|fx fracture|hep home exercise|hnp herniation|hx history|inj injection
inject injection|jt joint|jts joints|lbp low back pain|lmbb medial branch block|mbb medial branch block|med medication
meds medications|mo month|motor strength|mos months|neg negative|neuro neurologic|nsaid anti-inflammatory|occ occasional|pos positive
post posterior|pre before|prev previous|prn as needed|proc procedure|pt patient|pts patients|rad radicular|rfa radiofrequency ablation
rom motion|rpt repeat|rt right|lt left|s/p after|sij sacroiliac joint|sij's sacroiliac joints|slr straight leg raise|sx symptoms
sxs symptoms|tid three times daily|tpi trigger point injection|ttp tender|tx treatment|w/ with|w/o without|wk week|wks weeks|xray x-ray radiograph
yo year-old|yr year|yrs years
"""
_SHORTENED = dict(line.split(" ", 1) for line in _SHORT.replace("\n", "|").split("|") if line.strip())
_SHORTENED_RE = re.compile(
    rf"(?<![\w/])(?:{'|'.join(sorted(map(re.escape, _SHORTENED), key=len, reverse=True))})(?![\w/])", re.I
)


_SIDE = {"R": "right", "L": "left"}


def spelled_out(text: str) -> str:
    """A chart's text with the usual short forms followed by the words they stand for: 'no fx' → 'no fx fracture'."""
    text = re.sub(r"\b(allerg\w*):? (?:nkda|nka|none)\b", r"no \1", text, flags=re.I)
    text = re.sub(r"(?<![A-Z-])\b([RL])[ ]?\+", lambda m: f"{_SIDE[m[1]]} positive", text)
    text = re.sub(r"(?<![A-Z-])\b([RL])[ ]?[-–](?=[\s.,;)])", lambda m: f"{_SIDE[m[1]]} negative", text)
    return _SHORTENED_RE.sub(lambda m: f"{m.group()} {_SHORTENED[m.group().lower()]}", text)


NEGATED = re.compile(
    r"\b(?:no|not|without|never|denies|(?<!be )(?<!is )(?<!are )(?<!was )(?<!were )denied|denying|neither|nor|"
    r"negative for|absence of|absent|lacks?|lacking|"
    r"free of|failed to|"
    r"did(?:n't| not)|does(?:n't| not)|has(?:n't| not)|have not|had not|was(?:n't| not)|is(?:n't| not)|cannot|"
    r"rule[sd]? out|ruled out|excluded)\b"
    r"(?!\s+only)", re.I)  # fmt: skip

# Clinical things. A sentence that names one needs a source that names it too.
CLINICAL = re.compile(
    r"\b(?:"
    # treatments
    r"physical therapy|physiotherapy|home exercises?|exercises?|chiropract\w+|acupuncture|massage|manipulation|"
    r"yoga|aquatic therapy|tens\b|brac(?:e|ing)|"
    r"cognitive[ -]behaviou?ral|behaviou?ral therapy|nsaids?|opioids?|narcotics?|antidepressants?|muscle "
    r"relaxants?|surg(?:ery|ical|eries)|"
    r"laminectom\w+|discectom\w+|fusion|arthroplast\w+|spinal cord stimulat\w+|neuromodulation|sedation|"
    r"anesthesia|anaesthesia|"
    r"physical medicine|occupational therapy|prolotherapy|platelet|prp|stem cells?|botulinum|botox|ketamine|"
    r"lidocaine patch\w*|"
    # drugs by ending and by name
    r"[a-z]{3,}(?:caine|codone|morphone|gabalin|triptyline|oxetine|profen|coxib|azepam|olone|asone|adol|olol|"
    r"statin|pril|sartan|formin|zepam)|"
    r"[a-z]{3,}(?:zaprine|zanidine|bamol)|baclofen|gabapentin|naproxen|aspirin|acetaminophen|meloxicam|diclofenac|"
    r"ketorolac|warfarin|apixaban|rivaroxaban|"
    r"heparin|insulin|steroid pack|medrol|"
    # guidance, imaging and tests
    r"fluoroscop\w+|c-arm|computed tomography|\bct\b|ultrasound|ultrasonograph\w+|\bmri\b|magnetic resonance|"
    r"x-?rays?|radiograph\w*|bone scan|\bemg\b|"
    r"contrast|faber|patrick|gaenslen\w*|thigh thrust|posterior shear|compression|distraction|yeoman|fortin|"
    r"straight leg|"
    # conditions and signs
    r"radiculopath\w+|radicular|sciatica|claudication|stenosis|spondylolisthesis|spondylosis|spondyl\w+|"
    r"sacroiliitis|scoliosis|"
    r"(?!diagnos|prognos)[a-z]{4,}(?:itis|osis|pathy|algia|oma|emia|plegia|paresis)|fractures?|infections?|tumou?rs?|cancer|"
    r"malignan\w+|diabet\w+|hypertension|"
    r"pregnan\w+|allerg\w+|obes\w+|depress(?:ion|ed)|anxiety|osteopor\w+|numbness|weakness|tingling|incontinence|"
    r"leg pain|radiat\w+|groin|"
    r"bowel|bladder|fever|weight loss|"
    r"fail(?:ed|ure)(?: of| all| to respond to)? (?:\w+ ){0,3}(?:alternatives?|therap\w+|treatments?|care|"
    r"measures|options|medications?|management)|"
    r"exhausted|refractory|accident|trauma|disab(?:led|"
    r"ility)|bedridden|wheelchair|unable to (?:work|walk|sit|stand|sleep|function)|"
    r"disc (?:herniation|bulge|disease|degeneration|protrusion)|(?:facet|joint|hip|disc) (?:joint )?disease|"
    r"imaging|herniat\w+|myelopath\w+|trigger points?|taut band|"
    r"piriformis|hip|knee|shoulder|neck|cervical|thoracic|"
    # function
    r"oswestry|odi\b|roland[- ]morris|walk(?:ing|ed|s)?|sitting|standing|sleep(?:ing|s)?|work(?:ing|ed)?(?= "
    r"(?:full|part|shift|at|as|again|in))|return(?:ed)? to work|daily activit\w+|activities of daily living|"
    r"adls?\b"
    r")", re.I)  # fmt: skip

# Words of reviewing and plain English that say nothing of a case by themselves. Verbs of what happened to a patient
# ("refused", "smokes") are left out on purpose: they need a source.
_BENIGN = """
gave gives brought brings produced produces producing obtained obtains yielded yields resulted led achieved achieves caused dropped drops rose went fell
falls rated rates described describes reported undergone underwent able above acknowledge acknowledged ambiguity ambiguous accept acceptable accepted accepts according account accurate act add additional address adequate adequately adverse again ago 
alone already also alternative although amount analysis another answer any apart apply applies appear appears apply approach appropriate
approval approve approved area argue argument arise ask asked aspect assess assessment assume assumption attach available away bar base based
basis bear bears before beginning behalf being below besides best better between beyond both bring brings brought bulletin calculate calculated
calculation call case cause caution certain change check choose cite citation cited clarify clarified claim clear clearly clinic clinical
clinician code coded come comes compare compared comparison complete completely concern conclude conclusion condition confirm confirmed
consider considered consistent contact contain contains context contradict contradiction contradictory count counts course cover coverage
covered criteria criterion current currently date dated day decide decided decides decision decisive decline demand demonstrate depend describe
described description detail determine determination did differ different difference direct directly discuss discussed distinct document
documentation documented does doing done down draft due during each earlier early effect either else end enough entire equal establish
established evaluate evaluation even event evidence exact exactly exceed exceeds except exist explain explanation explicit explicitly express
extent fact factor fail fails failed fall falls far fell figure file  find finding first fit follow followed following follows form former
found full fully further gap general give given gives go governing govern governs grant ground guideline had half hand have held help here
high higher hold holds hour how however identified identify imply implies important include included includes indeed independent indicate
indicated indicates infer inference information initial instead interpret interval issue item itself judge judged just justify justified keep
kind know known lack lacks large last lasted later latest latter least leave leaves left length less let letter level lie lies limit limited
line list listed literal literally little local long longer look low lower made main make makes mark match matter may mean means meaning measure
measured measurement medical medically medicine meet meets member mention mentioned mentions met method might minute miss misses missing moment
month more most much must name named namely nature near necessary necessity need needed needs neither never new next none nor normal note noted
notes nothing notice now number obtain obtained occur off offer offered official old once one only onset open order other otherwise outcome over
overall own page paragraph part partial particular pass passage past patient pay payer payment pend pended pending per percent percentage
perform performed period permit person phase physician place plan planned plans point policy possible posed practice precede prescribe present
presented previous previously prior problem procedure proceed proof proper properly prove provide provided provider provides proximate purpose
put question quite quotation quote raise raises rate rather rating reach reached reaches read reading reads reason reasonable receive received recent
recommend recommendation recommended recommends record recorded records reduce reduced reduction refer reference reflect reflects regard
regarding related relating relevant relief relieved rely remain remained remaining remains repeat repeated report reported reports represent
request requested requests require required requirement requires resolve respect respond response rest result resulting results return review
reviewed reviewer right roughly rule ruled rules same satisfactory satisfied satisfy say says scale score scored scores second section see seek
seem send sentence separate separately serve service session set sets several shall short show showed shown shows side sign significant silence
silent similar simple simply since single site slip small society source speak speaks specific specifically specified specify stand standard
stands start state stated statement states stay still  submit submitted subsequent such suffice sufficient suggest suggests support
supported supporting supports sure table take taken takes tell test text than that then there therefore third though three threshold thus time
timing title together told took total toward treat treatment true turn two type typical under understand unless unmet until unknown upon use used
useful function functional uses usual valid value verdict verify version view visit way week well what when where whether which while whole whose why window wish
within without word wording words work worked written year yet zero
absence absolute absolutely across activity activities actual actually advise affect afterwards allow allowed allows altogether among announce
appropriately approximately article aside assert assign associate assure attend attended attention attribute author available await balance basic
become begin began belong belongs brief briefly broad carry careful carefully category center central chance chart charted checklist child circumstance
combine combined comment common completeness conclusive concrete conduct connection consequence constitute continue contrary contrast convey correct
correctly correspond counted credit deem deemed deeper define defined definition degree denial denied deny derive derives despite details deviate
direction distinction distinguish divide domain doubt duration eligible eligibility employ empty encounter entirely entitle entry especially
evaluates      expectation explicitly extend external extra face facility failure fair fairly favor favorable
file filed finally fine firm firmly fits focus formal formally formula forth fresh frequency gather genuine gives   grade guidance guide handle
happen head heading health hint history  hypothetical idea ideal illustrate immediate immediately impact impossible include inadequate incomplete
inconclusive inconsistent indeed indirect individual inform inquiry inside insufficient intend intended intent internal introduce involve isolated
joins key label labelled language lead leading leads legitimate level likely link listing locate located logic main maintain maintained majority manner
mathematical mathematics mere merely mild misread mistake mixed mode model moreover move multiple narrow narrative naturally negative nevertheless
normally notation notice noticeable numeric numerical numerically object objective observation observe observed obvious occasion occurred odd
often ongoing opinion opposite  ordinary organize original originally output overlap own owner pair parallel partly party past pattern peak
perhaps permitted permitting persist persisted pertain pertinent pitfall places plainly please plus portion positive possibility possible potential
pre preceding preceded precise precisely prefer prerequisite presence preserve presumably prevent primary principle priority probable promise
prompt properly proportion propose proposed proven provision published quality quantified quantify quantity quarter random range ranges ready real
really recall recheck reconcile recorded reject relation relation relative reliable remark remind render  reply reserve respective
restate retain reveal reveals role rounded rounding row run ran runs safe scenario schedule scheduled scope search select send sense serious
share sheet shift simple size slightly smaller sort sought specification spell spelled spoke standing statement strict strictly  structure
subject substantial substantiate substitute suitable summary summarize supplement supplied supply surpass surround sustain sustained symptom
symptoms technique tend term terms therein thereof thing topic trace trial tried truly twice unable unanswered unclear undocumented
unlike unreliable unresolved unspecified unsupported unusual update upper validate variable varied various vary verbal verifiable wait warrant
weak weaken weigh weighed weight widely wording worth would wrong
benefit beneficial effective effectiveness ineffective helpful helped success successful successfully worked better worse improved improving
responded relieve relieves lasting durable   return returned respond held hold
anaesthetic anesthetic steroid therapeutic diagnostic injection injected joint pain sacroiliac bilateral lumbar percent reduction improvement
library libraries professional professions profession societies aetna cigna medicare evicore spine intervention cpb lcd cpt nrs vas sij si esi rfa it monday tuesday wednesday thursday friday saturday sunday january
february march april june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec
anywhere nowhere somewhere elsewhere every everything barely hardly stop adopt fuller corrected writes wrote wore worn diagnosis diagnoses option exclude excluded exclusion phrase target examination exam signature doctor shot shots cut post inference conflict conflicting conflicts force anatomic anatomical
current later similarly likewise nevertheless nonetheless moreover furthermore accordingly hence notably additionally
"""
BENIGN = frozenset(stem(w) for w in _BENIGN.split()) | frozenset(_BENIGN.split())
