"""Results in words that have a number all the same: none, complete, back to baseline, over, worse.

A wording goes into the list of the result it states; each list is a result. Their order in `pieces.phrases` decides
which of two that overlap is read.
"""

from __future__ import annotations

from rules.reading.regained import MONTH
from rules.reading.wordings import any_of, one_of, pattern_of, words

# A sentence without one of these states none of the results below: a new wording may need a new one here.
HINT = any_of(
    "re[l1|]i|benefi|improv|help|chang|respon|effect|better|differ|nothing|none",
    "not |n't|no |free|gone|complete|total|resol|abolish|back|return|revert|recur",
    "wore|worn|wear|fade|fading|lost|worse|more pain|increas|same|0 |work|zero",
    "nil|den|without|lack|relaps|baseline|crept|short|trans|dissip|twice|doubl",
    "rose|risen|exacerb|rise|jump|regress|avail|fail|took|take|wiped|knock|rid of",
    "waste|remov|cleared|eras|elimin|trace|twinge|nada|nil|absent",
    "(?:as|like) (?:much as )?(?:it|they|she|he) (?:had|did|used|was|were)|(?:again|once more) (?:the|an?|at) ",
    "as before|budged|vanish|disappear",
    "over (?:by|after|within)|(?:ran|run|petered|fizzled|gave) out|tailed|trailed|where it ",
)
# What a patient has or has not had: 'no relief', 'excellent response'.
RELIEF_NOUN = r"(?:pain )?" + one_of(
    "re(?:l|1)ief|benefits?|improvements?|response|help|effect|analgesia",
    "reduction|decrease|easing|betterment|pain relief|pain reduction",
    "relief of (?:pain|symptoms)",
    "change|difference|pain control",
)

# --- zero: no relief --------------------------------------------------------------------------------------------------

# 'no', 'without any', 'did not get any', each with a noun of relief after it.
_NONE_OF = one_of(
    "no|zero|nil",
    "without(?: any)?",
    (
        "not (?:had |have |get |gotten |got |obtain |receive |experience |notice |see |feel )?(?:any"
        "|one (?:minute|bit|iota) of|a bit of|a shred of)"
    ),
    "den(?:ies|ied|ying) (?:any|having (?:any|had any)|getting any)",
    "never (?:had|got|felt|noticed|experienced) any",
    "absence of any|lack of any",
    "not (?:the|a) (?:slightest|least|smallest|faintest|shred of|scrap of|jot of|bit of|hint of|single)(?: bit of)?",
    (
        "(?:did(?:n't| not)|does(?:n't| not)) (?:get|have|experience|notice|feel|report|give|provide|produce"
        r"|bring|obtain)(?: \w+){0,2} any"
    ),
)
# 'did not …'
_NO_HELP = one_of(
    "help|work",
    "do (?:anything|a thing|much of anything)",
    "touch|relieve|improve|change|respond",
    "make (?:any|a) difference",
    "(?:make|put) (?:even )?a dent|move the needle|do (?:her|him|me|them) (?:any|a bit of) good|do squat",
    "benefit|ease|reduce",
)
# 'was …'
_DONE_NOTHING = one_of(
    "unhelpful|ineffective|ineffectual|useless",
    "of no (?:help|use|benefit|avail)",
    "no help",
    "a (?:complete |total )?(?:failure|waste|dud|bust|flop|washout)",
    "without (?:effect|benefit|relief)",
)
# What is unchanged, and how that is said.
_HURTS = one_of(
    "pain|symptoms?|ache|discomfort|level|score|it|they|side|buttock|back|which",
    "nrs",
)
_THE_SAME = one_of(
    "unchanged",
    r"the same(?! (?:about |roughly )?\d)(?: as (?:before|ever|always|prior|pre))?",
    "exactly the same",
    "same as (?:before|prior|pre|ever)",
    "identical|no different|not changed",
)
# 'come back in the same spot' says where it hurts.
_PLACE = (
    "(?! (?:figure|number|score|percentage|answer|reading|rating|story|amount"
    r"|spot|place|area|region|location|site|distribution|pattern|side|way|joint|level"
    r"|(?:\w+ ){0,2}(?:week|month|day|period|stretch|span|window|interval|time))s?\b)"
    # 'pain unchanged in kind' says what pain it is
    r"(?! in (?:its |their |the )?(?:kind|character|quality|nature|site|location|distribution|pattern|type|description"
    r"|position|territory)\b)"
)
_SIDE = one_of("left|right|lt|rt|l|r")
# No relief at all. Relief is 0.
ZERO = any_of(
    # 'no relief', 'denies any benefit', '0 relief'
    rf"\b{_NONE_OF} (?:of )?{RELIEF_NOUN}(?! (?:in|to) (?:function|medication|adls|therapy|diet|bowel))"
    r"(?! (?:is |was )?(?:needed|required|used|taken|necessary|requested|wanted|ordered))",
    rf"\b(?:den(?:ies|ied)|lacks?|absent) {RELIEF_NOUN}",
    r"(?<![\d.])0 (?:pain )?(?:relief|benefit|improvement)\b",
    # the answer of a field: 'Relief: none', 'left - not at all'
    r"(?<=:)\s*(?:nil|none|no help|nothing|nada|negative)\b(?! (?:sig|lasting|known|rec))",
    r"\b(?:left|right)\b[^,;.]{0,14}\bnot at all\b",
    (
        r"\b(?:relief|improvement|benefit|response|result|effect|pain relief|% relief|percent relief)"
        r"\b[ ]*(?:\([^)]{0,24}\))?\s*(?:[:=]|was|is|-|->|→)\s*(?:none|nil|zero|no\b|absent|negative|nothing"
        r"|no response)(?! (?:rec|doc|giv|stat|not))\b"
    ),
    # it did nothing: 'did not help', 'was useless', 'to no avail'
    rf"\bdid(?: not|n't) {_NO_HELP}\b(?! (?:sig|subst|with|enough|much|long|me? to))",
    r"\b(?:did|does|done) (?:absolutely |really |precisely |next to )?(?:nothing|zero|zilch)\b",
    r"\b(?:a|complete|total) waste of (?:time|money|a (?:morning|day|trip)|an afternoon|everyone's time)\b",
    rf"\b(?:was|were|is|proved|been|completely|entirely|totally|wholly) {_DONE_NOTHING}\b",
    r"\bto no (?:avail|effect)\b",
    r"\bof no (?:benefit|help|use|avail)\b",
    r"\b(?:relief|benefit|effect|improvement|response) (?:was |is |of )?(?:nil|zero|none)\b",
    # 'relief from the left SIJ of 3/11/25 was nil'
    (
        r"\b(?:relief|benefit|improvement|response) (?:from|of|after|to|with|following) [^.;:,\n]{0,44}?"
        r" (?:was|is|has been) (?:nil|zero|none|non-?existent|absent)\b"
    ),
    # 'denies that the injection helped'
    (
        r"\bden(?:ies|ied|ying) (?:that )?(?:the|her|his|it|this|that)\b[^.;,]{0,50}?"
        r"\b(?:helped|worked|eased|did anything|made any difference)\b(?! (?:much|a lot|enough|signif|long))"
    ),
    r"\bno help\b|\bno dent\b",
    r"\bgot zero (?:out of|from) (?:the|it|that|this|her|his)\b",
    r"\bno good\b(?= |\.)",
    # 'unable to appreciate any improvement', 'noticed no difference'
    (
        # … 'cannot point to any easing of the pain'
        r"\b(?:(?:unable|not able|failed) to|can(?:not| not|'t)|could(?: not|n't)) (?:honestly |really |truly )?"
        r"(?:appreciate|notice|report|identify|discern|feel|detect|tell|see|find|name|claim|point to|speak of"
        rf"|put (?:his|her|a) finger on) (?:any|an?|the (?:slightest|least)|one bit of) {RELIEF_NOUN}\b"
    ),
    # no better: 'not helpful', 'no different', 'never helped'
    r"\bnot helpful\b|\bunhelpful\b",
    r"\bnot (?:a|one) (?:bit|iota|whit) (?:better|of)",
    r"\bnot (?:at all|any|one bit|a bit|the least bit) (?:better|improved|helped|easier)\b",
    r"\bnot better\b",
    (
        r"\bno (?:better|different|easier|less painful|improved)\b"
        r"(?! than(?! (?:before|prior|pre-?\w*|it (?:was|had been)|baseline)\b))"
    ),
    r"\bnot (?:helped|improved|relieved|changed|responded|better|benefi\w+)\b"
    r"(?! (?:sig|much|enough|beyond|past|more than|by more|above|over \d))",
    # "it went back in July and has not budged" is of the pain that came back
    r"\bnot (?<!and has not )(?<!and have not )budged\b(?! (?:sig|much|enough))",
    r"\bnever (?:helped|worked|eased|budged|improved|kicked in|took (?:hold|effect))\b",
    # unchanged: 'pain is the same as before', 'left unchanged'
    rf"\b{_HURTS}\b(?: \w+){{0,3}} (?:completely |entirely |totally |essentially |still )?{_THE_SAME}\b{_PLACE}",
    (
        r"\b(?:pain|it) (?:is|was|remains|stayed) (?:exactly|just|precisely|right) (?:what|as|where"
        r"|how) it (?:was|had been|always was)\b"
    ),
    # 'the pain was where it had been before we started'
    (
        r"\b(?:pain|it) (?:is|was|sits|stands|stood) where it (?:was|had been|has been|stood|started)"
        r"(?= (?:before|prior|when|at the|in)\b)"
    ),
    # 'feels about the same as prior to the injection'
    (
        r"\b(?:feels?|felt|feeling|doing) (?:about |pretty much |much |exactly |basically |just )?the same\b"
        r"[^.;,\d]{0,34}? as (?:before|prior|pre\b|pre-|ever)"
    ),
    rf"\b{_SIDE}(?: side| sij?| si joint)?[ :,-]*(?:is |was |completely |remains |stayed )?unchanged\b",
    r"^\s*(?:completely )?unchanged\b",
    (
        r"\bpain\b[^.;\n]{0,16}?\d ?/ ?10,? (?:completely |entirely |essentially |totally )?(?:unchanged"
        r"|the same|no different)\b"
    ),
    # none: 'got nothing', 'none from the left', a box ticked 'no relief'
    (
        # … but 'her husband had two ablations, she has had none' is of procedures
        r"\b(?:gave|got|(?<!has )(?<!have )(?<!'s )(?<!'ve )had|provided|brought|yielded|produced|obtained|with|noted"
        r"|reports?|reported|for|received)(?: \w+){0,2} (?:none|nothing|zilch|nada|zip)\b"
    ),
    r"\b(?:relief|benefit|improvement|effect)\b[^.;:]{0,40}?\b(?:has|have)(?: really)? had none\b",
    r"(?<=has )had (?:absolutely |precisely )?(?:nothing|zilch|nada|zip)\b",
    r"\bnone (?:from|with|after|whatsoever|at all|on (?:the )?(?:left|right))\b",
    rf"\b{_SIDE}(?: side)?[ :,-]+none\b",
    r"\bnothing (?:from|whatsoever|at all|for (?:the|her|his) pain)\b",
    r"\[\s*x\s*\]\s*(?:no relief|none|no improvement|no benefit|no change|0\s?%)",
    # '80% for the burning and nil for the deep ache'
    r"\b(?:nil|zero|none) (?:for|on|in) (?:the |her |his )?(?:\w+ ){0,2}?(?:pain|ache|soreness|discomfort)\b",
    # '80 % in May, nil by August'
    r"(?<=[;,] )(?:then |and )?(?:nil|none|zero)(?: left| at all)? by (?!mouth)(?=\w)",
    # failed
    (
        r"\bfailed (?:completely|entirely|totally|to (?:help|relieve|work|provide (?:any|relief)|give (?:any"
        r"|relief)|produce (?:any|relief)|improve|ease|respond))\b"
    ),
    r"\bnon-?respon(?:der|sive|se)\b",
)
# 'No pain relief' may be a slip for 'no pain'; these words after it leave no doubt.
NO_PAIN_RELIEF = words(
    "no|0|zero|nil",
    after=r" pain re(?:l|1)ief\b"
    r"(?! (?:at all|what|of any|either|from|with|after|following|in |was|has|from|until|to ))",
)
# 'no … relief'.
_QUALIFIED = one_of(
    "significant|substantial|meaningful|lasting|sustained|much|major|appreciable",
    "adequate|good|real|great",
    "long[- ]?(?:term|lasting)",
    "durable|considerable|satisfactory|sufficient|marked|noticeable|notable|clear",
    "dramatic|measurable|objective|documented|additional|further|prolonged",
    r"permanent|ongoing|continued|complete|full|total|clinically \w+|useful",
    "worthwhile|consistent|reported|known|obvious|more|other",
)
_NOT_MUCH = one_of(
    "no",
    "not (?:any|provide|give|have|had|get|a|much|produce|achieve|experience|report|obtain)?",
    "without(?: any)?",
    "denies|denied|never|lack of",
    r"did(?:n't| not) (?:\w+ )?",
    "little|minimal|scant|negligible|limited|insufficient|inadequate",
)
# 'No significant relief' has no number: not zero, and not documented.
NO_QUALIFIED = words(
    rf"little if any {RELIEF_NOUN}",
    rf"{_NOT_MUCH}\s?(?:any )?(?:\w+ly )?{_QUALIFIED}(?:,? (?:or )?{_QUALIFIED})?,? {RELIEF_NOUN}",
    (
        "did(?: not|n't) (?:help|improve|work|respond|benefit|relieve) (?:significantly|substantially|much|enough"
        "|a lot|adequately|with|long)"
    ),
    r"not much (?:relief|help|benefit|better|improve\w*)",
    after="",
)
# 'No complete relief', 'no further benefit': there may have been much all the same.
NOT_ALL_OF_IT = words(
    "complete|full|total|entire|perfect|permanent|further|additional|more|new|continued|ongoing|immediate|instant",
)
# The zeros that say of a thing that it is as it was; it may be another thing than the pain.
UNCHANGED = any_of("unchanged|same|no change|no different|not changed|not improved|no better|not better|identical")
NO_CHANGE = pattern_of(r"(?:no change|unchanged|no different|the same)\W*")
# A level that is unchanged since another reading holds; unchanged since the procedure, nothing came of it.
SINCE_THEN = pattern_of(
    r",? (?:at all )?(?:since (?!the (?:inj|proc|shot|block|sij|treat)|before|her inj|his inj)"
    r"|from (?:then|that|week|month)|at (?:each|every))"
)
# 'No change from June', 'unchanged since her last visit'.
SINCE_A_VISIT = pattern_of(
    r",? (?:from|since|compared (?:to|with)) (?:(?:the|her|his|our|my) )?"
    r"(?:(?:(?:last|previous|prior|initial|first) )?(?:office |clinic )?(?:visit|note|exam|appointment|check|call)\b"
    rf"|(?P<month>{MONTH})\b"
    r"(?! (?:\d|inj|shot|block|proc|epidural|abl|rfa|sij|one\b)))"
)
# What is 'unchanged' besides pain: 'medications unchanged', 'exam the same'.
SAME_OF_OTHER = words(
    r"medications?|meds|exam|plan|dose|function\w*|sleep|strength|neuro\w*|history",
    r"imaging|ros|gait|weight|rest|allerg\w*|ability|walk\w*|activit\w+|adls?|hpi",
    r"mood|vitals|regimen|heaviness|numb\w*|tingl\w*|weakness|stiff\w*|cramp\w*|balance|distance|swelling",
    r"stairs|chores|driving|sitting(?! pain)|standing(?! pain)|headache\w*|range of motion|rom",
    r"mri|ct|x-?rays?|films?|scans?|radiograph\w*|slump|slr|straight leg|reflex\w*|labs?",
    r"blood (?:pressure|sugars?)|bp|pulse",
    r"heart rate|glucose|sugars?|a1c|potassium|creatinine|renal|liver|vision|hearing|appetite|energy|bowels?|bladder",
)
# 'Those are his only two injections; none on the left': what is counted, and no relief.
NONE_OF_THEM = pattern_of(
    r"(?:\b(?:only|those|these|first|other|total|altogether|no more than)\b[^.\d%\n]{0,44}"
    r"\b(?:injections?|shots?|blocks?|procedures?|ablations?|epidurals?|sessions?|ones?)\b[^.\d%\n]{0,16}"
    r"|\b(?:injections?|shots?|blocks?|procedures?|ablations?|epidurals?|sessions?)"
    r" (?:in all|in total|altogether|so far|to date|ever|(?:that )?(?:she|he) has had)[;,:( -]*(?:and |with )?)\Z"
)
# 'Tender over the right PSIS, none on the left': what was found on examination.
NOTHING = pattern_of(r".{0,40}\b(?:none|nothing)\b")
FINDING = words(
    r"tender\w*|spasms?|guarding|swelling|effusions?|erythema|bruis\w*|warmth|atrophy|weakness|crepitus|step-?off",
    r"trigger points?|taut bands?|rash|scars?|oedema|edema|deformity|clonus|fasciculations?|tinel\w*|drainage",
    r"positive|negative|faber|patrick\w*|gaenslen\w*|thrust|compression|distraction|yeoman\w*|fortin\w*|stork",
)
# 'Dresses without help', 'needs no help with her stockings': what is done unaided, and not what the injection did.
HELP = any_of(r"\bhelp\b")
UNAIDED = words(r"without(?: any)? help|(?:need\w*|requir\w+|with|asks? for|has|gets?) (?:no|not any) help")
# 'What she can do has not changed', 'no change in what he could manage': function.
_DOING = r"what (?:she|he|they|pt|the patient) (?:can|could|is able to|was able to|does|did|do)\b"
DOING_BEFORE = pattern_of(rf"\b{_DOING}[^.;,]{{0,24}}$")
DOING_AFTER = pattern_of(rf"\s*(?:in|to|for) {_DOING}")
# The answer of a form's field: 'Relief: none'.
FIELD_NONE = words("nil|none|no help|nothing|nada|negative", before=r"\s*")
# '… none / fair / GOOD': choices to circle, not an answer.
CHOICES_RIGHT = pattern_of(r"\s*[/|]\s*[a-z]+\s*[/|]")
# 'No relief until day 3': the steroid had not set in.
# … nor until week 3: when it set in.
UNTIL_LATER = pattern_of(
    r"[^.;,]{0,24}\b(?:until|till|before) (?:about |around )?(?:the )?"
    r"(?:(?:week|wk) ?#?\d|(?:second|third|fourth) week|(?:\d|two|three|four)(?:nd|rd|th)? ?(?:weeks?|wks?)\b"
    r"(?! (?:ago|after the|post)))[^.;]{0,24}?,? (?:then|when|after which|and then|but then|at which)\b"
)
UNTIL_NEXT_DAYS = words(
    "day",
    "the (?:next|second|third)",
    r"\w+ days?",
    before=r"[^.;,]{0,24}\buntil ",
)

# --- full: complete relief --------------------------------------------------------------------------------------------

# All of the pain went. Relief is 100.
FULL = any_of(
    r"\bpain[- ]?free\b(?! (?:range|rom|arc|motion|movement|passive))",
    r"\bsymptom[- ]free\b",
    r"\bfree of (?:all )?pain\b",
    # it took all of it: 'took away all of the pain', 'abolished her pain', 'wiped it out'
    (
        r"\b(?:took|taken|takes|wiped|knocked|got rid of|removed|relieved|abolished|eliminated|cleared"
        r"|erased)(?: away| out)? (?:all|the whole|every bit)(?: of)?"
        r"(?: (?:the|her|his|my|it|that|usual|index|buttock|left|right|si|sij|joint))* ?(?:pain|ache|it)?\b(?! but)"
    ),
    r"\b(?:took|taken|takes) (?:the|her|his|my) (?:\w+ ){0,3}?pain (?:clean |right )?away\b(?! (?:for a|part))",
    r"\b(?:abolished|eliminated|erased) (?:the|her|his|my) (?:\w+ ){0,3}?pain\b",
    r"\b(?:not a|no) (?:trace|twinge|hint|bit) of (?:the |her |his )?(?:\w+ )?pain\b",
    # 'wiped out the pain completely'
    (
        r"\b(?:took|taken|wiped|knocked|cleared|relieved|resolved|abolished|eliminated)(?: away| out)?"
        r" (?:the|her|his|my) (?:\w+ ){0,3}?(?:pain|ache)(?: away| out)?"
        r" (?:completely|entirely|altogether|totally|fully)\b"
    ),
    r"\bmade (?:the|her|his|my) (?:\w+ ){0,3}?pain (?:vanish|disappear)\b",
    # 'all gone for a month'
    r"(?:^|[.;:,]\s|\b(?:it|pain|ache) (?:was |is |has been )?)all gone(?= (?:for|until|till|through)\b)",
    (
        r"\b(?:complete|total|full|absolute|entire)(?:ly)? (?:pain )?(?:relief|resolution|relieved|resolved"
        r"|abolition|analgesia|gone|elimination)\b"
    ),
    (
        r"\b(?:pain|symptoms?|ache|all of it|everything|discomfort)(?: \w+){0,2} (?:completely|entirely|totally"
        "|fully|all|altogether) (?:gone|resolved|abolished|relieved|disappeared|vanished|went away|eliminated"
        r"|better)\b"
    ),
    (
        r"(?<!of )(?<!of all )\b(?:her|his|the|my|all|index) (?:usual |index |typical |buttock |back |low back )?"
        r"pain (?:was|is|had|has|went|has been) (?:all )?(?:gone|vanished|abolished|eliminated"
        r"|disappeared)\b(?! (?:up|down|back|from|to|higher|on|worse|nowhere|backward|through))"
    ),
    r"\ball (?:of )?(?:the|her|his|my) pain (?:was |is |had )?(?:gone|went away|left|disappeared|resolved|vanished)",
    (
        r"\bno pain (?:at all |whatsoever )?(?:since|until|till|through|for (?=(?:the )?"
        r"(?:first|next|several|about|over|nearly|almost|\d|a (?:full )?(?:week|month)"
        r"|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)))"
    ),
    r"\bpain (?:completely |entirely |totally )(?:gone|resolved|abolished)",
    r"\bpain\b[^.;,\n]{0,40}\b(?:abolished|eliminated|vanished|disappeared)\b",
    r"\bnot? (?:any|a bit of|one bit of) pain (?:since|after|for)\b",
)
# 'Legs pain-free' is no result, but of a treatment of the legs.
OF_ANOTHER_PART = words(
    r"legs?|arms?|limbs?|feet|hands?|neuro\w*|radicular|bladder|bowel|groin|head|chest|knees?|hips?|shoulders?|neck",
    after=r"[- ](?:(?:is|are|was|were|remains?|both|entirely|completely) )*$",
)
# … unless one of these stands before it: 'never completely pain-free'.
NOT_FULL = words(
    "not|never|no|hardly|without|isn't|wasn't|almost|near|nearly|virtually|rarely",
    r"(?:at no (?:time|point|stage)|never once|not once|no day)\b[^.;,]{0,50}?\b(?:was|were|is|been|has|had)"
    r"(?: (?:she|he|they|it|the \w+|pt))?",
    after=r"\s(?:been |completely |ever |entirely |quite |yet |totally )*$",
)
# 'Half the pain was gone', 'more than half of her pain had disappeared', 'not all the pain went' tell of a part of it.
PART_OF_IT = pattern_of(
    r"(?:\b(?:half|thirds?|quarters?|fifths?|tenths?|most|much|some|parts?|bits?|lots?|majority|bulk|share|portion"
    r"|fraction|percent|cent|little|not all|nearly all|none|any|one|two|three)\b|[%½⅓¼⅔¾]) ?(?:of )?"
    r"(?:(?:the|her|his|my|their|that|this|it|left|right|low|lower|back|buttock|joint|si|sij) )*$"
)

# --- back: the former level -------------------------------------------------------------------------------------------

# '… to baseline', and the words that may stand between.
_BACK_AT = one_of(
    r"back|return\w*|revert\w*|came back|come back|coming back|crept back",
    r"creeping back|recur\w*|relaps\w*|went back|gone back|drift\w* back",
    r"settl\w* back|slid\w* back|was back|is back|regress\w*",
)
_MEANWHILE = one_of(
    "again|all|fully|completely|entirely|gradually|slowly|promptly|quickly|then",
    "now|of it|had|it|has|right|since",
)
# 'full duty', 'normal activity': no level of pain.
_NOT_THE_LEVEL = one_of(
    r"dut\w+|activit\w*|work\w*|chores|function\w*|range|time|routine|self|life",
    r"job|exercis\w*|gym|golf|sleep|shift|schedule|hours|walking|daily|adls?",
    "mobility",
    # nor is a place: 'returned to the same clinic', 'recurring at the previous site'
    r"spots?|places?|sites?|areas?|regions?|locations?|distributions?|patterns?|sides?|joints?|clinics?|offices?",
    r"houses?|homes?|chairs?|doctors?|therapists?|surgeons?|town",
)
# 'The same' is a level only where nothing else is named: 'at the same 8', but not 'at the same time'.
_SAME_LEVEL = (
    r"same(?= (?:as|old|bad|pain|points?|levels?|state|severity|intensity|baseline|scores?|figures?|numbers?|amounts?"
    r"|degree|before|by|within|after|again|and|but|since|\d|eight|seven|nine|six|ten|five)\b|\W*$|[.,;:)\n])"
)
# 'back to baseline', but not 'back to full duty'.
_FORMER_LEVEL = (
    one_of(
        "baseline|base line|square one",
        (
            r"(?:the |her |his |its |their |my )?"
            r"(?:usual|pre-?\w*+|prior|previous|original|former|old|starting|full|normal"
            rf"|{_SAME_LEVEL})"
            "(?: ?(?:injection|procedure|treatment|block))?"
            "(?: (?:pain|points?|levels?|state|severity|intensity|baseline|score))?"
        ),
        "where (?:it|he|she|they|things|we|i)(?: had)? (?:was|were|been|began|started)",
        r"what (?:it|they|she|he|we|i)(?: (?:was|were|had been|had|used to be|always was|started with)|'d been|'d had)"
        "(?: before)?",
        "how (?:it|they|things) (?:was|were|had been|used to be)(?: before)?",
        "(?:just |every bit |exactly |quite )?as (?:bad|severe|painful|strong|sore)"
        " as (?:before|ever|it (?:was|had been))",
        # 'back to the eight of before'
        r"(?:the |her |his |an? )?(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten)"
        "(?: ?/ ?10| out of (?:10|ten))?(?: (?:of|from) before| (?:it|she|he) (?:was|had been|had)(?: at)? before"
        # 'back to a 7, which is what it was before we started', 'back to a seven, same as before'
        "|,? (?:which (?:is|was) |just |exactly |right )?"
        "(?:(?:what|where|as) (?:it|she|he|they)(?: had)? (?:was|were|been|stood|started)(?: at| out)?"
        " (?:before|prior|at the (?:start|outset))|(?:the )?same as (?:before|prior|pre-?\\w+)))",
        "full (?:strength|force|intensity|severity)",
    )
    + rf"(?! ?{_NOT_THE_LEVEL})"
)
# The pain is where it was before. Relief is 0 from then on.
BACK = words(
    rf"{_BACK_AT}\b(?:,? {_MEANWHILE})*,? (?:up )?(?:to|at|as)\b (?:the )?(?:level of )?{_FORMER_LEVEL}",
    r"back to (?:baseline|square one)\b",
    # 'for three hours, then nothing'
    (
        "(?:then|thereafter|after that|afterwards?),? (?:nothing|none|nil|no (?:relief|benefit|effect)|zero)"
        r"\b(?! (?:but|more than))"
    ),
    r"pain (?:was |is )?(?:just |exactly )?as (?:before|it was|it had been)\b",
    # 'pain and walking are both as they were before'
    (
        r"(?:is|are|was|were) (?:now |again |both |all |back )*(?:just |exactly )?as (?:it|they) (?:was|were|had been)"
        r"(?: before| prior to| at the start|(?=[.,;]))"
    ),
    # 'both joints hurt exactly as they had before'
    (
        r"(?:hurts?|aches?|hurting|aching|was hurting|sore|bad) (?:(?:again|now) )?(?:just |exactly |every bit )?"
        r"(?:as|like) (?:much as )?(?:it|they|she|he) (?:had|did|used to|was|were)(?: been| done)?"
        r" (?:before|prior to|in the first place|at the start|to begin with)\b"
    ),
    # 'pain is again the 8 it was before'
    (
        r"(?:pain|it) (?:is|was|sits|stands|stood) (?:(?:back|now) )?(?:again|once more) (?:at )?(?:the |an? )?"
        r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten)(?: ?/ ?10| out of (?:10|ten))?"
        r" (?:it|that|she|he|of)\b(?: (?:was|had been|had|started at))?(?: before| beforehand)?"
    ),
    # 'has hurt as much as ever since', 'aches as badly as it did before the injection'
    (
        r"(?:hurt(?:s|ing)?|ach(?:es|ed|ing)) (?:just |every bit )?as (?:much|bad|badly) as (?:ever|before"
        r"|(?:it|she|he) (?:did|had)\b)"
    ),
    r"back (?:right )?where (?:it|he|she|they|things|we) (?:had )?(?:started|began|was|were|been)\b",
    r"at (?:her |his |the )?(?:pre-?injection|pre-?procedure) (?:level|baseline)\b",
    "(?:pain|it) (?:fully|completely|entirely|totally) (?:returned|recurred|came back)",
    "(?:returned|recurred|came back) (?:in full|fully|completely|entirely|with full|100)",
    r"(?:pain|it) (?:was |is |came |has come |had come |all )*back in full\b(?! (?:swing|gear))",
    r"(?:came|come|crept|went|gone) (?:right |clear )?all the way back\b",
    r"lost (?:all|every bit|the whole)(?: of)? (?:the |her |his |its |that |this )?(?:benefit|relief|improvement)\b",
    # 'by Memorial Day it was every bit as bad as before'
    (
        r"(?:pain|it|he|she|leg|back|ache) (?:is|was|has been|had been|got) (?:now |again |then |right back to )*"
        r"(?:just |every bit |exactly |fully )?as (?:bad|severe|painful|sore|strong) as (?:ever|before|pre-?\w+"
        r"|(?:it|she|he) (?:was|had been)\b)"
    ),
    r"all (?:of it )?(?:had |has )?(?:returned|came back|come back)\b",
    # … but 'everything was back' may be what she does
    # 'by week four all of it was back', 'then the whole of the pain had come back'
    (
        r"(?:all|the whole|every (?:bit|ounce|scrap)|the lot)"
        r"(?: of (?:it|the (?:pain|ache))| the (?:pain|ache)|(?<=lot))"
        r" (?:is|was|were|came|(?:has|had) (?:come|crept)|has been|had been) back\b(?! (?:to|at|on|in|with|from)\b)"
    ),
    (
        r"(?:all of (?:it|the pain)|the whole of (?:it|the pain)) (?:had |has )?"
        r"(?:returned|come back|came back)\b"
    ),
    # 'by the fifth month it was all back'
    (
        r"(?:it|pain|everything) (?:is|was|were) (?:all|fully|completely|entirely|right) back\b"
        r"(?! (?:to|at|on|in|with|from)\b)"
    ),
    r"baseline (?:pain|again) (?:by|at|after|since)\b",
    r"(?:been|back) (?:at )?(?:her |his |the )?baseline\b(?! (?:pain|nrs|score)? ?\d)",
    after="",
)

# … unless one of these stands before it: 'has not come all the way back', 'never got back to her old 8'.
NOT_BACK = pattern_of(
    r"\b(?:not|never|nor|hardly|barely)(?: (?:yet|ever|quite|really|all|fully|completely|got|gotten"
    r"|gone|come|been|at all))* ?$"
    r"|n't(?: (?:yet|ever|quite|really|all|fully|completely|got|gotten|gone|come|been))* ?$"
)

# --- over: the effect ended -------------------------------------------------------------------------------------------

# The earlier level of relief is over; without a baseline named there is no number.
OVER = words(
    r"w(?:ore|orn|ears|earing) off\b",
    r"faded\b|fading\b|dissipat\w*",
    r"(?<!pain )(?<!pain was )(?<!pain is )(?<!pain had )(?<!pain has )(?<!of it )gone (?:by|after|within|in)\b",
    r"lost (?:by|after|all|its)\b",
    r"over (?:by|after|within)\b",
    r"(?:ran|run|petered|fizzled|gave) out\b|(?:tailed|trailed|fizzled) (?:off|away)\b",
    (
        "pain (?:has |had |then |gradually |slowly |since |now )*(?:returned|recurred|returning|recurring"
        r"|come back|came back|is back|crept back)\b"
    ),
    (
        r"(?:returned|recurred|came back|crept back)\b(?! to (?:work|clinic|sport|the office|the clinic|full"
        "|activit|play|pt|therapy|exerc|golf|gym|duty|run|walk))"
    ),
    r"relief (?:has |had )?(?:ended|stopped|gone|lapsed|expired)\b",
    r"then (?:nothing|none)\b",
    r"short[- ]lived\b",
    r"transient\b",
    after="",
)

# --- worse ------------------------------------------------------------------------------------------------------------

# More pain, no amount: 'pain is worse since the shot'.
WORSE = words(
    r"worse\w*\b(?! (?:with|on|when|after (?:sit|stand|walk)|by|than (?:the )?(?:left|right)|at night|in the))",
    "(?:increase|rise|jump)[sd]? in (?:her |his |the )?(?:pain|symptoms)",
    r"pain (?:has |had |was |is )?(?:increased|rose|risen|up|higher|went up|gone up|intensif\w+|escalat\w+)\b",
    r"more (?:pain|painful|severe)\b",
    r"exacerbat\w+|more pain\b",
    after="",
)
# … than before the procedure: no relief, whatever the amount.
THAN_BEFORE = pattern_of(
    r" than (?:it was )?(?:before|prior to|pre-?)[ -]?"
    r"(?:it|the (?:inj\w*|shot|proc\w*|block|treat\w*|needle)|inj\w*|proc\w*|block)\b"
)
# … unless one of these stands before it: 'no worse'.
NOT_WORSE = words("no|not|never|isn't|wasn't|any|without", after=r"\s(?:any |getting |been |become |gotten )?$")
# Twice the pain: relief is -100.
DOUBLED = words(
    "(?:twice|two times) as (?:bad|much pain|painful|severe|sore|strong|intense)",
    "pain (?:has |had |is |was )?(?:doubled|double what)",
)
# After a percentage: '20 % worse', '30 % increase in pain'.
WORSE_BY_RIGHT = words(
    r"worse\w*",
    r"increase in (?:\w+ ){0,2}pain",
    "more pain",
    r"increase in (?:\w+ ){0,2}symptoms",
    "rise in pain",
    "higher (?:pain|than)",
    "more severe|deterioration|exacerbation|aggravation|increase$",
    r"increase\b(?= (?:since|after|from|over))",
    before=r"\s*(?:more|higher|greater)?\s*",
    after="",
)
# Before it: 'worsened by 20 %'.
WORSE_BY_LEFT = words(
    "worse(?:ned|ning)?",
    "pain (?:has )?(?:increased|rose|went up|is up|risen|up)",
    "increased(?: in pain)?",
    r"aggravat\w+|deteriorat\w+",
    after=r"\s*(?:by|about|to|around|of|:)?\s*(?:about |around |roughly )?$",
)
# What may rise without pain rising: 'function increased 20 %'.
BETTER_RISEN = words(r"function|walk\w*|relief|tolerance|mobility")
