"""What an amount can be a measure of: pain and relief, function, or something that is no outcome at all."""

from __future__ import annotations

from rules.reading.activities import ACT
from rules.reading.numbers import NUM
from rules.reading.wordings import any_of, one_of, pattern_of, words

# No sentence without one of these states an outcome. Most of a chart does not, and is passed over here.
INTERESTING = any_of(
    "re[l1|]i|benefi|improv|better|help|pain|ache|achi|discomf|sympto|nrs|nprs",
    "vas|score|%|percent|per cent|/ ?1|out of|->|→|free|worse|gone|back|baseline",
    r"effect|respon|relap|w[oe][ra][ne]|wearing|\bpre|prior|post|before|after|today",
    r"\bnow\b|week|wk|month|mos?\b|hour|hr|min|half|third|quarter|fifth|[¾½⅔⅓¼]",
    "less|reduc|decreas|drop|unchanged|same|chang|inj|block|shot|sij|siji",
    r"differen|happy|pleas|delight|beautif|wonder|diary|\blog\b|avg|average|worst",
    r"rated|level|night|evening|visit|recheck|nothing|none|\bnil\b|zero|no good",
    r"twice|doubl|work|\bten\b|discharge|recovery|did not|didn't|eased|easier",
    "settl|resol|complete|total",
    # a score by itself: 'an eight', 'gave two', 'once a 9'
    r"\ban? (?:\w+ )?(?:\d\b|two|three|four|five|six|seven|eight|nine|ten)",
    r"\b(?:gave|gives?|given|number|figure|mark|grad|rating|reading|circl|tick|pick|point|chose|select|walk|limp)",
    r"\b(?:at|than|above|below) (?:\d|two|three|four|five|six|seven|eight|nine)\b",
    # a log: 'Last seven days: 5, 6, 5'
    r"\bdays ?:|\bhurt",
    # one side after the other: 'LEFT 8 to 2'
    r"\b(?:left|right|lt|rt|l|r)\b[ :,=-]{1,3}\d",
    # how long, in a sentence of its own: 'It lasted her into October'
    r"\b(?:lasted|held|persisted|carried|ended|faded|quit|slipped|ran out|gave out|wear|ma[dk]e it|until|till)\b",
)

# --- outcomes ---------------------------------------------------------------------------------------------------------

# Pain went down: '80 % relief', 'knocked it down by half', 'the ache is less'.
RELIEF = words(
    r"re(?:l|1|\|)ief|reliev\w*|improv\w*|benefit\w*|better",
    r"less (?:pain|painful|discomfort|sore|symptom\w*|hurt)",
    r"reduc\w*|decreas\w*|resol\w+|respon[sd]\w*|ease[sd]?|easier|easing",
    "lower(?:ed|ing)?",
    r"diminish\w*|lessen\w*|drop\w*|cut|gone|went away|away|subsid\w*|abat\w*",
    r"alleviat\w*|analges\w*",
    "help(?:ed|ful|s)?",
    r"effective\w*|knocked|took|taken|dwindl\w*|less|fewer|milder|settled|quiet\w*",
    "excellent|wonderful|superb|fantastic|terrific",
    r"good|great|down|effect|positive|slack\w*|slipped|slid|tailed|faded|pain[- ]free|success\w*",
    r"worked|gain|off|dulled|eliminat\w*|abolish\w*|comfort\w*|recovery of",
    r"vanish\w*|disappear\w*|dissolv\w*|evaporat\w*|melted|erased",
)
# Pain itself and how it is scored: 'pain', 'her ache', 'NRS', 'rated'.
PAIN = words(
    r"pain\w*|ache\w*|achi\w+|discomfort|sore\w*|symptoms?\b|hurt\w*|nrs\b|nprs\b",
    r"vas\b|vrs\b|vns\b|npr\b|scores?\b|scale\b|intensity\b|severity\b|scored\b",
    r"rat(?:e[sd]?|ing)\b",
    r"buttock\b|lbp\b|levels?\b|baseline\b|out of ten\b",
    after="",
)
# What hurts, without the words for scores: 'T-score -1.4, FRAX 11 %' is no relief.
HURTS = words(r"pain\w*|ache\w*|achi\w+|discomfort|sore\w*|symptoms?\b|hurt\w*|comfort\b", after="")
# Doing things: '50 % better walking', 'ADLs'.
FUNCTION = words(
    r"function\w*|adls?\b|activit\w+|walk\w*|sitting\b|sit\b|standing\b|stand\b",
    r"bend\w*|chores\b|mobility\b|tolerance\b|endurance\b|housework\b|movements?\b",
    r"dressing\b|stairs\b",
    "daily (?:living|tasks|life)",
    r"transfers?\b|ambulat\w+|lift\w*|household\b|self[- ]care\b|garden\w*",
    r"yard ?work|cooking\b|shopping\b|cleaning\b|farm\b|hobb\w+|job\b|driving\b",
    r"bathing\b|(?:getting|climbing) (?:in|out|into|up|on|off)\b|in and out of\b|turning (?:over|in bed)|reaching\b",
    r"paint?ful (?:movement|activit)\w*",
    r"(?:getting|putting|pulling) (?:(?:on|her|his|the|my) )*(?:socks|shoes|boots|pants|trousers|stockings|tights)\b",
    after="",
)
# A sentence whose subject it is: 'Her walking distance …', 'Dressing, stairs and housework …'.
_LIKEWISE = one_of(
    r"(?:the |it was the )?same (?:story |thing |pattern |course )?(?:with|for|goes for|went for|of|in)",
    r"(?:as |so )?(?:it was |is it )?(?:with|for|as to)|likewise,?|ditto,?",
)
FUNCTION_LEADS = pattern_of(
    rf"\W*(?:{_LIKEWISE} )?(?:(?:her|his|the|daily|all|both|overall|painful|getting) )*(?:{FUNCTION.pattern})"
)
_FUNCTION_NOUN = one_of(r"function\w*|mobility|adls?|activit\w+")
_PAIN_NOUN = one_of("pain|relief|symptoms?|comfort")
_PAIN_OR_RELIEF = one_of("pain|relief|symptoms?")
_AND = one_of(r"and|&|/|\+|as well as|plus")
# Both did alike what follows: 'both the pain and the activities went …', 'function and pain alike', '… then both'.
_HERS = r"(?:the |her |his |all )?"
_DOES = (
    rf"(?:{_HERS}(?:\w+ ){{0,2}}?(?:{FUNCTION.pattern}|{ACT}\b)|what (?:she|he) (?:could|can) do)"
    "(?: (?:tolerance|distance|time))?"
)
_HURT = rf"{_HERS}(?:\w+ ){{0,1}}?(?:pain|ache|relief|discomfort|symptoms?)"
BOTH_WENT = pattern_of(
    rf"\b(?:(?P<named>{_HURT},? {_AND} {_DOES}|{_DOES},? {_AND} {_HURT})(?: (?:both|alike|together|too|have|had|has"
    rf"|were|are|was|is|gradually|slowly|all|then|went|gone|came|fell|slid|slipped|dropped|settled))*"
    r"|both(?: of (?:them|these))?(?: (?:had|have|were|are|then|went|gone|came|fell|slid))*)[ ,]*$"
)
NOT_BOTH = pattern_of(r"\b(?:not|n't|never|neither|nor)\b[^.;,]{0,30}$")
# One figure for both: '60 % improvement in pain and function'.
PAIN_AND_FUNCTION = words(
    (
        rf"{_PAIN_NOUN}\b(?: relief| levels?| scores?| control| reduction)?\s*{_AND}\s*(?:in )?(?:overall |her "
        rf"|his |daily )?{_FUNCTION_NOUN}"
    ),
    rf"{_FUNCTION_NOUN}\s*{_AND}\s*(?:in )?(?:overall |her |his )?{_PAIN_OR_RELIEF}\b",
    after="",
)
# The two plainest words of it.
SPEAKS_OF_PAIN = words("pain|relief")
# A word before a percentage that makes it one of pain, against a word of function.
PAIN_WORD = words(r"pain(?!ful)|relief|discomfort|symptom\w*|ache|nrs|vas")
# 'relief', 'benefit' or 'response' stands for a procedure even where none is named.
RELIEF_NOUN = any_of("relief|benefit|response")
# A question that asks for an outcome: 'How much less is the pain?', 'What was it before the shot?' …
ASKS = words(
    r"pain\w*|ache\w*|hurt\w*|sore\w*|symptoms?|relief|better|improve\w*|help\w*|less|percent\w*|%|scores?|numbers?",
    r"rat(?:e|ing)|before|after|now|today|out of (?:10|ten)|points?|drop\w*|come down|since|injection|shot|block",
)
# … and the answer to it: 'Answer: "thirty percent …"', 'A: maybe a third', 'She said 40 %', '6.'
_ANSWERED = one_of(
    r"(?:answers?|a|ans|pt|pat|patient|reply|response|(?:her|his) (?:answer|reply)|daughter|son|wife|husband"
    r"|interpreter)\b",
    r"(?:she|he|they|pt|patient) (?:says?|said|answer(?:s|ed)|repl(?:ies|ied)|g[ia]ves?|thinks?|puts? it|put it"
    r"|guess\w*|estimate[sd]?|reports?|felt|feels|thought|told (?:me|us))\b",
)
_HEDGED = "(?:about|around|roughly|maybe|perhaps|probably|only|just|oh|well|um|still|like|i'd say|an?|at|by)"
_NONE_BELOW = "(?:no more than|not more than|at most|at best|at least|less than|more than|under|over|almost|nearly)"
ANSWERS = pattern_of(
    rf"[\s\"'.:-]*(?:{_ANSWERED}[\s\"':,-]*)?(?:(?:{_HEDGED}|{_NONE_BELOW})\b[\s\"',-]*)*"
    rf"(?:\d|{NUM}|half|three quarters|(?:third|quarter|fifth|tenth)\b)"
)
# The label of a field that asks for an outcome: 'Response to injection: none'.
OUTCOME_LABEL = any_of("relief|benefit|improve|response|result|effect|pain reduction")
# Words that carry on with the outcome of the sentence before.
BENEFIT = any_of("relief|benefit")

# --- other things that have percentages and scores --------------------------------------------------------------------

# A saturation; but 'sat at an eight' is a verb.
_SATS = r"\bsats\b|\b(?:o2|oxygen|room air|ra) sat\b|\bsat(?=\s*(?:[:=]|\d|(?:of|was|is|on ra|on room air)\b\D{0,4}\d))"
# Before a percentage: 'SpO2 98 %', 'ROM 50 %', 'dextrose 5 %'.
OTHER_MEASURE_LEFT = words(
    rf"\bspo2|\bsao2|{_SATS}|saturation|\bo2|oxygen|\bef\b|lvef",
    "ejection fraction",
    r"\ba1c|hba1c|\bodi\b|oswestry|disability|\brom\b|range of motion|\bflexion",
    r"\bextension|\brotation|side ?bending|abduction|adduction|\bbmi\b|weight",
    r"stenosis|burden|compliance|adheren\w+|attend\w*|co-?pay\w*|co-?insurance",
    r"fev1|h(?:emato)?crit|\bhct|probability|chance|\brisk|alcohol|impairment",
    "effort|satisfaction",
    "service[- ]connected",
    r"\bfio2|troponin|neutrophils?|lymph\w*|eosin\w*|height|canal|slip|collapse",
    "anterolisthesis|cartilage|humidity|body fat|grip|strength",
    r"quality of sleep|sleep(?:ing)?(?= (?:(?:is|was|about|also|now|at|by|up) )*$)",
    "copay|ferritin|transferrin|percentile|stiffness|mood|phq|gad|battery|index",
    "dextrose|saline|phenol|sarapin|chlorhexidine|iodine",
    before="",
    after="(?![a-z])[ :,(=]*(?:is |was |of |at |in |to |with |remains |about |reads? |on )*(?:[a-z]+ ){0,2}$",
)
# A shoulder; but 'looks over her shoulder', 'shoulder checks' are of the neck.
_SHOULDER = r"(?<!over )(?<!over her )(?<!over his )(?<!over the )shoulders?(?! muscles?|[- ]check)"
# Things of which a chart gives numbers and that are no pain; what follows one in its sentence is its own, unless pain,
# relief or a procedure is named in between.
OTHER_THING = words(
    r"a1c|hba1c|ldl|hdl|cholesterol|glucose|h(?:a)?emoglobin|hgb|hct|platelets?|plt|wbc|egfr|creatinine|tsh|ferritin|inr|psa|crp|esr",
    r"odi|oswestry|rmdq|roland|ndi|womac",
    r"frax|t-?scores?|bone density|dexa|ascvd|cha2ds2\S*|framingham",
    r"ejection fraction|lvef|ef|echo\w*|stress test|spirometry|fev1|peak flow|spo2|saturation|oximetry",
    _SATS,
    r"bmi|weight|wt|body fat|lost|weighs",
    r"phq\S*|gad\S*|audit\S*|ort|opioid risk|epworth|moca|mmse|stop-?bang|falls?|tug|timed up|grip|morse",
    r"cpap|ahi|sleep study|adherence|compliance|hearing|audio\w*|word recognition|discrimination|vision|iop|pressures?",
    r"deductible|co-?pay\w*|co-?insurance|insurance|benefits verified",
    r"humidity|battery|transcri\w+|dictat\w+|confidence|scribe",
    "psoriasis|asthma|act|acq|eczema|acne|urticaria|rosacea|headaches?|migraines?",
    rf"knees?|{_SHOULDER}|thumbs?|wrists?|elbows?|ankles?",
)
# After it: '98 % on room air', '50 % of normal', '20 % copay'.
OTHER_MEASURE_RIGHT = words(
    (
        r"\(?\s*of (?:normal|predicted|max\w*|expected|full|the (?:normal|time|visits|sessions|day|population"
        "|patients|cost|bill|visit|encounter|appointment|session)"
        "|patients|people|cases|visits|sessions|time|her visits|his visits|adults|subjects)"
    ),
    r"ra\b",
    r"on (?:ra|room|\d ?l|2l)",
    r"room air|service|success|stenos\w*|complian\w*|dextrose|co-?pay|co-?ins",
    r"deduct\w*|solution|saline|chance|disab\w*|burden|narrow\w*|canal|slip|weight",
    r"body|strength|effort|ethanol|occlu\w*|attend\w*|impair\w*",
    "loss of (?:height|disc)",
    r"disc height|compression of|wedg\w*|sensitiv\w*|specific\w*|false|confidence",
    r"ci\b|w/v|isopropyl|povidone|alcohol|range of motion|rom\b|flexion|extension",
    r"humid\w*",
    "of (?:women|men|those)",
    r"grade|tear|solu|cream|gel|patch|ointment|silver|battery|probab\w*|likel\w*",
    "odds|likelihood|sure|certain|convinced",
    "pain[- ]?free (?:days?|nights?|hours|time)",
    "(?:improved|better|increased|improvement in|increase in) (?:range of motion|rom|flexion|extension|strength|mood"
    "|appetite|energy)",
    before=r"^\s*",
    after="",
)
# … unless relief or pain was named just before the number.
RELIEF_THEN = words("relief|pain", before="", after="[^,;]{0,18}$")
# A questionnaire's percentage: 'ODI from 48 % to 22 %'.
DISABILITY_INDEX = words(
    "odi|oswestry|rmdq",
    "disability index",
    "promis",
)
# A saturation among the vital signs: 'BP 132/80 HR 72 98 %'.
VITAL_SIGNS = words(
    r"\bbp\b|vitals?\b",
    r"(?<![\d/])\d{3}/\d{2,3}(?!\d|/)",
    before="",
    after=r"[^%a-z]{0,6}(?:[a-z ]{0,6}\d{2,3}\D{1,4}){0,3}$",
)
# Where the pain is, not how much went: 'pain: 90 % left leg, 10 % back'.
WHERE = words(
    "legs?|back|arms?|neck|buttocks?|axial|radicular",
    before=r"^\s*(?:in the |of the )?(?:left |right |low |lower |axial )?",
    after=r"\b(?! (?:pain )?(?:relief|better|less|improve))",
)
# … but '75 % of the buttock pain is gone' is how much.
OF_THE_PAIN = words(
    r"(?:legs?|back|arms?|neck|buttocks?|axial|radicular) (?:pain|ache|discomfort|symptoms?)",
    before=r"^\s*of (?:the |her |his |that |this |my )?(?:left |right |low |lower |axial )*",
)
_ANAESTHETIC = one_of(
    r"lido\w*|ligno\w*|(?:levo)?bup(?:i\w*)?\b|marc(?:aine)?\b|ropi\w*|xylo\w*|sensorcaine|naropin|mepi\w*|[a-z]{2,12}caine",
)
# What else is given by its strength: what the skin is cleaned with, what a drug is thinned with.
_SOLUTION = one_of(
    r"saline|na ?cl|normal saline|ns\b|dextrose|phenol|glycerin\w*",
    r"betadine|povidone\S*|iodine|iodophor|chlor[ha]\w*prep|chlorhex\w*|chg\b|isopropyl\w*|ethanol|alcohol",
)
_MADE_OF = r"(?:[ :(,\n\t|-]|\b(?:hcl|pf|mpf|epi|plain|conc(?:entration)?|strength|w/o|without|preservative|free)\b)*"
# A drug's strength: 'lidocaine 1 %', on a line of its own too.
DRUG_LEFT = pattern_of(rf"\b(?:{_ANAESTHETIC}){_MADE_OF}\Z")
# … or '0.5 % bupivacaine'.
DRUG_RIGHT = pattern_of(rf"\s*(?:pf |mpf |preservative.free |plain )?(?:{_ANAESTHETIC})")
# 'Betadine 10 %', '70 % isopropyl', '0.9 % NaCl'.
SOLUTION_LEFT = pattern_of(rf"\b(?:{_SOLUTION}) ?\(?\Z")
SOLUTION_RIGHT = pattern_of(rf" ?(?:{_SOLUTION})")
# What follows a strength: 'lidocaine 1 %, 2 ml', 'bupivacaine 0.25 % mixed with …', 'ropivacaine 0.5 % in the joint'.
STRENGTH_RIGHT = words(
    r"[,;.:)]|$|\d|x|mixed|and|with|plus|\w+ ml|ml",
    r"(?:into|in|to|at|between|through|under|around|along|over|on|per|each)\b",
    r"(?:was|were|is|injected|instilled|placed|put|given|delivered|deposited|divided|split|used|only|alone)\b",
    before=r"\s*",
    after="",
)
_VOLUME = r"\d{0,2}(?:\.\d+)? ?(?:m[l]s?|cc)\b"
# A strength whose drug is not named: '2 % plain, 1.5 mL', '0.5 cc of 4 %', 'skin wheal 1 %'.
OF_A_SOLUTION = pattern_of(rf"[ ,(]*(?:plain\b|solution\b|strength\b|mpf\b|(?:x ?)?\d{_VOLUME}(?! of ))")
SOLUTION_OF = pattern_of(
    rf"(?:\b(?:wheal|skin|local|injectate|numbed with|la|agent|conc(?:entration)?|solution|strength)[ :,(=]*|"
    rf"\b\d?{_VOLUME}(?: of)? (?:plain )?|\b(?:mixture|mix) of )\Z"
)
# Complaints no spinal procedure treats: '50 % better with her headaches'.
OTHER_COMPLAINT = words(
    r"constipation|bowel|bladder|itch\w*|nausea|heartburn|reflux|gerd|allerg\w+",
    r"congestion|anxiety|headaches?|migraines?|depress\w+|insomnia|snoring|cough",
    r"wheez\w*|rash|vertigo|dizz\w+|hot flash\w*|incontinence|neuropathy|tinnitus",
    "asthma|sinus|thumb|wrist|carpal|elbow|ankle|plantar|heel|jaw|tmj|dry eyes?",
    rf"swelling|edema|mood|knees?|{_SHOULDER}",
)
# … unless the pain or the procedure is named after it.
COMPLAINT_OF_THE_SPINE = any_of(r"\bpain\b|\bsij?\b|\bback\b|\bbuttock\b|inject|\bblock")
# 'Knee pain' is the knee's.
ITS_PAIN = pattern_of(r"^[ -]*(?:pain|ache|discomfort|symptoms?)\b")
# … or after the amount: '40 % relief of her migraines'.
OF_OTHER_COMPLAINT = pattern_of(
    r"[^,;.]{0,34}?\b(?:relief|improvement|reduction|better|less|decrease)?\s*"
    rf"(?:of|in|with|for|from)\s+(?:\w+ ){{0,2}}?(?:{OTHER_COMPLAINT.pattern})"
)

# '80% relief, but of the tingling': no share of the pain.
OF_A_SENSATION = pattern_of(
    r"(?: ?relief| better| improvement| improved| less| reduction)?,? ?"
    r"(?:(?:but|though|only|mostly|mainly|was|is|and) )*"
    r"(?:of|in|for|to|with) (?:the |her |his |my )?(?:\w+ )?(?:tingl\w*|numb\w*|pins and needles|par(?:a)?esth\w*"
    r"|burning(?! (?:\w+ )?pain)|stiffness|spasms?|cramp\w*|weakness)\b(?! and (?:the |her |his )?(?:\w+ )?pain)"
)
# 'Three quarters of the benefit was gone', 'lost 80% of the relief': a share of the relief is none of the pain.
OF_THE_RELIEF = pattern_of(
    r" ?(?:of )?(?:the|that|this|her|his|its|my|what) (?:\w+ )?"
    r"(?:relief|benefit|improvement|effect|gains?|response|good)\b"
)

# --- what a share in words is a share of ------------------------------------------------------------------------------

# A sentence without one of these holds no share.
MAY_BE_SHARE = any_of("half|quarter|third|fifth|tenth|fourth|[¾½⅔⅓¼]|[123]/[234]|[1-9]/(?:5|10)")
# 'half an hour', 'a third injection', 'half a tablet'.
NOT_SHARE_RIGHT = words(
    "hour|day|week|month|year|mile|block|tab|pill|dose|way|inch|cup|pack|life|hr",
    "time|dozen|dollar|an hour|strength|marathon|page|and half",
    "the (?:time|dose|day|way|night)",
    (
        "(?:her|his|the|my|its) (?:previous |former |old |usual |earlier |original )?"
        "(?:dose|dosage|tablets|pills|intake|use)"
    ),
    before="[- ]*(?:an? |of an? )?",
    after="",
)
# 'did not take the pain away by half': no share that went.
DENIED_SHARE = pattern_of(r"(?:\bnot|n't|\bnever) (?:\w+ ){1,6}?by (?:about |even |as much as )?$")
# 'a fifth; the rest has gone' is what is left.
THE_REST_WENT = (
    r"[;,:-] (?:the rest|the remainder|all the rest|the other \w+) (?:has |is |was |had )?"
    "(?:gone|disappeared|been relieved|better|left)"
)
# 'an hour and a half'.
NOT_SHARE_LEFT = words(
    "first|second|last|and a|over a|one and a",
    (
        r"(?:use|usage|intake|dose|dosage|consumption|requirements?|tablets|pills)\b[^.;,]{0,20}? (?:by|to)"
        "(?: about| around| nearly)?"
    ),
    after=" $",
)
# 'half of her pain', 'a third less', 'half gone'.
SHARE_RIGHT = words(
    (
        r"of (?:the|her|his|my|their|its|what|that)\b.{0,24}?(?:pain|it|was|symptom|away|ache|discomfort|old"
        "|former|usual|original|previous|before)"
    ),
    r"of it\b",
    r"what (?:it|they|she|he) (?:was|were|had)\b",
    r"(?:of )?(?:its|her|his|their|the) (?:former|old|original|previous|usual|earlier|prior|initial)\b",
    r"(?:her|his|the|my|as (?:bad|much|painful|severe|sore))\b",
    "less|better|easier|lower|milder|lighter",
    "the (?:pain|discomfort)",
    r"the (?:bother|trouble|difficulty|effort|struggle)(?= (?:it|they|that)\b| as before|[,;.:])",
    r"(?:of )?relief|improve\w*|reduc\w*|gone|off|pain|or more|or better|at best",
    THE_REST_WENT,
    before=r"[\s\"']*",
    after="",
)
# 'How much less is the pain? About a third.'
OF_THE_QUESTION = pattern_of(
    rf"\b(?:{RELIEF.pattern})[^?]*\?[\s\"'.:-]*(?:{_ANSWERED}[\s\"':,-]*)?(?:(?:{_HEDGED}|{_NONE_BELOW})\b[\s\"',-]*)*$"
)
# 'cut by half', 'improved about two thirds'.
SHARE_LEFT = words(
    "by|in|at|about|down|better|(?:relief|benefit|improvement)(?: of)?",
    r"improve\w*(?: by)?",
    r"reduc\w*(?: by)?",
    "cut|around|roughly|nearly|almost|approximately|rated|decrease[sd]?|perhaps|maybe|than",
    r"(?:improvement|relief|benefit|reduction|decrease)\b[^.;,]{0,34}? (?:is|was|as|of|at|stands at|only|now|still)",
    after=r"\s*(?:about |roughly |around |nearly |a |the )*$",
)
# '80 % by the referring note; she herself says a third'.
SAYS_LEFT = words(
    "says|said|puts it at|calls it|makes it|reckons|guesses|estimates|thinks", after=r"\s(?:about |only |maybe |a )*$"
)
SAYS_RIGHT = pattern_of(r"\s*(?:[.,;)\n]|$|at best|or so|maybe)")
