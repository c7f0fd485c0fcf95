"""The words that carry meaning around a number. A new wording is one more alternative in the one list where it belongs."""

from __future__ import annotations

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


# --- what is measured ----------------------------------------------------------------------------------------------

RELIEF = _any(
    r"\bre(?:l|1|\|)ief\b|\breliev\w*|\bimprov\w*|\bbenefit\w*|\bbetter\b|\bless (?:pain|painful|discomfort|sore|symptom\w*|hurt)\b|\breduc\w*|\bdecreas\w*|\bresol\w+",
    r"\brespon[sd]\w*|\bease[sd]?\b|\beasier\b|\beasing\b|\blower(?:ed|ing)?\b|\bdiminish\w*|\blessen\w*|\bdrop\w*|\bcut\b|\bgone\b|\bwent away\b|\baway\b|\bsubsid\w*|\babat\w*",
    r"\balleviat\w*|\banalges\w*|\bhelp(?:ed|ful|s)?\b|\beffective\w*|\bknocked\b|\btook\b|\btaken\b|\bdwindl\w*|\bless\b|\bfewer\b|\bmilder\b|\bsettled\b|\bquiet\w*|\bgood\b|\bgreat\b|\bdown\b|\beffect\b",
    r"\bpositive\b|\bslack\w*|\bfaded\b|\bpain[- ]free\b|\bsuccess\w*|\bworked\b|\bgain\b|\boff\b|\bdulled\b|\beliminat\w*|\babolish\w*|\bcomfort\w*|\brecovery of\b",
)
PAIN = _any(
    r"\bpain\w*|\bache\w*|\bachi\w+|\bdiscomfort|\bsore\w*|\bsymptoms?\b|\bhurt\w*|\bnrs\b|\bnprs\b|\bvas\b|\bvrs\b|\bvns\b|\bnpr\b|\bscores?\b|\bscale\b|\bintensity\b|\bseverity\b|\bscored\b",
    r"\brat(?:e[sd]?|ing)\b|\bbuttock\b|\blbp\b|\blevels?\b|\bbaseline\b|\bout of ten\b",
)
FUNCTION = _any(
    r"\bfunction\w*|\badls?\b|\bactivit\w+|\bwalk\w*|\bsitting\b|\bsit\b|\bstanding\b|\bstand\b|\bbend\w*|\bchores\b|\bmobility\b|\btolerance\b|\bendurance\b|\bhousework\b|\bmovements?\b",
    r"\bdressing\b|\bstairs\b|\bdaily (?:living|tasks|life)|\btransfers?\b|\bambulat\w+|\blift\w*|\bhousehold\b|\bself[- ]care\b|\bgarden\w*|\byard ?work|\bcooking\b|\bshopping\b|\bcleaning\b|\bfarm\b|\bhobb\w+|\bjob\b|\bdriving\b|\bbathing\b|\bpaint?ful (?:movement|activit)\w*",
)
PAIN_AND_FUNCTION = _any(
    r"\b(?:pain|relief|symptoms?|comfort)\b(?: relief| levels?| scores?| control| reduction)?\s*(?:and|&|/|\+|as well as|plus)\s*(?:in )?(?:overall |her |his |daily )?(?:function\w*|mobility|adls?|activit\w+)",
    r"\b(?:function\w*|mobility|adls?|activit\w+)\s*(?:and|&|/|\+|as well as|plus)\s*(?:in )?(?:overall |her |his )?(?:pain|relief|symptoms?)\b",
)

# Percentages and scores of other things.
OTHER_MEASURE_LEFT = _any(
    r"(?:\bspo2|\bsao2|\bsats?|saturation|\bo2|oxygen|\bef\b|lvef|ejection fraction|\ba1c|hba1c|\bodi\b|oswestry|disability|\brom\b|range of motion|\bflexion|\bextension|\brotation|"
    r"side ?bending|abduction|adduction|\bbmi\b|weight|stenosis|burden|compliance|adheren\w+|attend\w*|co-?pay\w*|co-?insurance|fev1|h(?:emato)?crit|\bhct|"
    r"probability|chance|\brisk|alcohol|impairment|effort|satisfaction|service[- ]connected|\bfio2|troponin|neutrophils?|lymph\w*|eosin\w*|height|canal|slip|"
    r"collapse|anterolisthesis|cartilage|humidity|body fat|grip|strength|quality of sleep|copay|ferritin|transferrin|percentile|stiffness|mood|phq|gad|battery|index|"
    r"dextrose|saline|phenol|sarapin|chlorhexidine|iodine)[ :,(=]*(?:is |was |of |at |in |to |with |remains |about |reads? |on )*(?:[a-z]+ ){0,2}$",
)
OTHER_MEASURE_RIGHT = _any(
    r"^\s*(?:\(?\s*of (?:normal|predicted|max\w*|expected|full|the (?:normal|time|visits|sessions|day|population|patients|cost|bill)|patients|people|cases|visits|sessions|time|her visits|his visits|adults|subjects)|"
    r"ra\b|on (?:ra|room|\d ?l|2l)|room air|service|success|stenos\w*|complian\w*|dextrose|co-?pay|co-?ins|deduct\w*|solution|saline|chance|disab\w*|burden|"
    r"narrow\w*|canal|slip|weight|body|strength|effort|ethanol|occlu\w*|attend\w*|impair\w*|loss of (?:height|disc)|disc height|compression of|wedg\w*|sensitiv\w*|specific\w*|false|confidence|ci\b|w/v|"
    r"isopropyl|povidone|alcohol|range of motion|rom\b|flexion|extension|humid\w*|of (?:women|men|those)|grade|tear|solu|cream|gel|patch|ointment|silver|battery|probab\w*|likel\w*|odds|likelihood)",
)
OTHER_COMPLAINT = _any(
    r"\b(?:constipation|bowel|bladder|itch\w*|nausea|heartburn|reflux|gerd|allerg\w+|congestion|anxiety|headaches?|migraines?|depress\w+|insomnia|snoring|cough|wheez\w*|rash|vertigo|dizz\w+|hot flash\w*|"
    r"incontinence|neuropathy|tinnitus|asthma|sinus|thumb|wrist|carpal|elbow|ankle|plantar|heel|jaw|tmj|dry eyes?|swelling|edema|mood|knees?|shoulders?)\b"
)

# --- how it came out ------------------------------------------------------------------------------------------------

_RELIEF_NOUN = r"(?:pain )?(?:re(?:l|1)ief|benefits?|improvements?|response|help|effect|analgesia|reduction|decrease|easing|betterment|pain relief|pain reduction|relief of (?:pain|symptoms)|change|difference|pain control)"
_QUALIFIED = (
    r"(?:significant|substantial|meaningful|lasting|sustained|much|major|appreciable|adequate|good|real|great|long[- ]?(?:term|lasting)|durable|considerable|satisfactory|sufficient|marked|noticeable|notable|clear|"
    r"dramatic|measurable|objective|documented|additional|further|prolonged|permanent|ongoing|continued|complete|full|total|clinically \w+|useful|worthwhile|consistent|reported|known|obvious|more|other)"
)
# Words that state no relief. Each line a class.
ZERO = _any(
    rf"\b(?:no|zero|nil|without(?: any)?|not (?:had |have |get |gotten |got |obtain |receive |experience |notice |see |feel )?(?:any|one (?:minute|bit|iota) of|a bit of|a shred of)|"
    rf"den(?:ies|ied|ying) (?:any|having (?:any|had any)|getting any)|never (?:had|got|felt|noticed|experienced) any|absence of any|lack of any|(?:did(?:n't| not)|does(?:n't| not)) (?:get|have|experience|notice|feel|report|give|provide|produce|bring|obtain)(?: \w+){{0,2}} any)"
    rf" (?:of )?{_RELIEF_NOUN}(?! (?:in|to) (?:function|medication|adls|therapy|diet|bowel))",
    rf"\b(?:den(?:ies|ied)|lacks?|absent) {_RELIEF_NOUN}",
    r"(?<![\d.])0 (?:pain )?(?:relief|benefit|improvement)\b",
    r"(?<=:)\s*(?:nil|none|no help|nothing|nada|negative)\b(?! (?:sig|lasting|known|rec))|\b(?:left|right)\b[^,;.]{0,14}\bnot at all\b",
    r"\b(?:relief|improvement|benefit|response|result|effect|pain relief|% relief|percent relief)\b[ ]*(?:\([^)]{0,24}\))?\s*(?:[:=]|was|is|-|->|→)\s*(?:none|nil|zero|no\b|absent|negative|nothing|no response)(?! (?:rec|doc|giv|stat|not))\b",
    r"\bdid(?: not|n't) (?:help|work|do (?:anything|a thing|much of anything)|touch|relieve|improve|change|respond|make (?:any|a) difference|benefit|ease|reduce)\b(?! (?:sig|subst|with|enough|much|long|me? to))|\bdid nothing\b|\bdone nothing\b|\bdoes nothing\b",
    r"\b(?:was|were|is|proved|been|completely|entirely|totally|wholly) (?:unhelpful|ineffective|ineffectual|useless|of no (?:help|use|benefit|avail)|no help|a (?:complete |total )?(?:failure|waste)|without (?:effect|benefit|relief))\b",
    r"\bto no (?:avail|effect)\b|\bof no (?:benefit|help|use|avail)\b|\bno help\b|\bno good\b(?= |\.)|\bnot helpful\b|\bunhelpful\b|\bnot (?:a|one) (?:bit|iota|whit) (?:better|of)|\bnot (?:at all|any|one bit|a bit|the least bit) (?:better|improved|helped|easier)\b|\bnot better\b",
    r"\bno (?:better|different|easier|less painful|improved)\b(?! than)|\bnot (?:helped|improved|relieved|changed|responded|budged|better|benefi\w+)\b(?! (?:sig|much|enough))|\bnever (?:helped|worked|eased|budged|improved)\b",
    r"\b(?:pain|symptoms?|ache|discomfort|level|score|it|they|side|buttock|back|which|nrs)\b(?: \w+){0,3} (?:completely |entirely |totally |essentially |still )?(?:unchanged|the same(?: as (?:before|ever|always|prior|pre))?|exactly the same|same as (?:before|prior|pre|ever)|identical|no different|not changed)\b",
    r"\b(?:left|right|lt|rt|l|r)(?: side| sij?| si joint)?[ :,-]*(?:is |was |completely |remains |stayed )?unchanged\b|^\s*(?:completely )?unchanged\b",
    r"\b(?:gave|got|had|provided|brought|yielded|produced|obtained|with|noted|reports?|reported|for|received)(?: \w+){0,2} (?:none|nothing|zilch|nada|zip)\b|\bnone (?:from|with|after|whatsoever|at all|on (?:the )?(?:left|right))\b|\b(?:left|right|lt|rt|l|r)(?: side)?[ :,-]+none\b|\bnothing (?:from|whatsoever|at all|for (?:the|her|his) pain)\b",
    r"\[\s*x\s*\]\s*(?:no relief|none|no improvement|no benefit|no change|0\s?%)|\bfailed (?:completely|entirely|totally|to (?:help|relieve|work|provide (?:any|relief)|give (?:any|relief)|produce (?:any|relief)|improve|ease|respond))\b|\bnon-?respon(?:der|sive|se)\b",
)
# 'No pain relief' may be a slip for 'no pain'; these words after it leave no doubt.
NO_PAIN_RELIEF = re.compile(r"\b(?:no|0|zero|nil) pain re(?:l|1)ief\b(?! (?:at all|what|of any|either|from|with|after|following|in |was|has|from|until|to ))")
# 'No significant relief' has no number: not zero, and not documented.
NO_QUALIFIED = re.compile(
    rf"\blittle if any {_RELIEF_NOUN}|\b(?:no|not (?:any|provide|give|have|had|get|a|much|produce|achieve|experience|report|obtain)?|without(?: any)?|denies|denied|never|lack of|did(?:n't| not) (?:\w+ )?|little|minimal|scant|negligible|limited|insufficient|inadequate)\s?(?:any )?"
    rf"(?:\w+ly )?{_QUALIFIED}(?:,? (?:or )?{_QUALIFIED})?,? {_RELIEF_NOUN}|\bdid(?: not|n't) (?:help|improve|work|respond|benefit|relieve) (?:significantly|substantially|much|enough|a lot|adequately|with|long)|\bnot much (?:relief|help|benefit|better|improve\w*)"
)
# Words that state complete relief.
FULL = _any(
    r"\bpain[- ]?free\b(?! (?:range|rom|arc|motion|movement|passive))|\bsymptom[- ]free\b|\bfree of (?:all )?pain\b|\b(?:complete|total|full|absolute|entire)(?:ly)? (?:pain )?(?:relief|resolution|relieved|resolved|abolition|analgesia|gone|elimination)\b",
    r"\b(?:pain|symptoms?|ache|all of it|everything|discomfort)(?: \w+){0,2} (?:completely|entirely|totally|fully|all|altogether) (?:gone|resolved|abolished|relieved|disappeared|vanished|went away|eliminated|better)\b",
    r"(?<!of )(?<!of all )\b(?:her|his|the|my|all|index) (?:usual |index |typical |buttock |back |low back )?pain (?:was|is|had|has|went|has been) (?:all )?(?:gone|vanished|abolished|eliminated|disappeared)\b|\ball (?:of )?(?:the|her|his|my) pain (?:was |is |had )?(?:gone|went away|left|disappeared|resolved|vanished)",
    r"\bno pain (?:at all )?(?:since|for (?:the )?(?:first|next|several|about|\d|two|three|four|five|six))|\bpain (?:completely |entirely |totally )(?:gone|resolved|abolished)|\bnot? (?:any|a bit of|one bit of) pain (?:since|after|for)\b",
)
# The level ended. With a baseline named, relief is 0 from then on; without one, the earlier level is over.
_BASE = (
    r"(?:baseline|base line|square one|(?:the |her |his |its )?(?:usual|pre-?\w*|prior|previous|original|former|old|starting|full|same|normal)(?: ?(?:injection|procedure|treatment|block))?(?: (?:pain|levels?|state|severity|intensity|baseline|score))?|"
    r"where (?:it|he|she|they|things|we|i)(?: had)? (?:was|were|been|began|started)|what (?:it|they) (?:was|were|had been)(?: before)?|as (?:bad|severe) as (?:before|ever)|full (?:strength|force|intensity|severity))(?! ?(?:dut\w+|activit\w*|work\w*|chores|function\w*|range|time|routine|self|life|job|exercis\w*|gym|golf|sleep|shift|schedule|hours|walking|daily|adls?|mobility))"
)
BACK = _any(
    rf"\b(?:back|return\w*|revert\w*|came back|come back|coming back|crept back|creeping back|recur\w*|relaps\w*|went back|gone back|drift\w* back|settl\w* back|slid\w* back|was back|is back|regress\w*)\b(?:,? (?:again|all|fully|completely|entirely|gradually|slowly|promptly|quickly|then|now|of it|had|it|has|right|since))*,? (?:up )?(?:to|at|as)\b (?:the )?(?:level of )?{_BASE}",
    r"\bback to (?:baseline|square one)\b|\bat (?:her |his |the )?(?:pre-?injection|pre-?procedure) (?:level|baseline)\b|\b(?:pain|it) (?:fully|completely|entirely|totally) (?:returned|recurred|came back)|\b(?:returned|recurred|came back) (?:in full|fully|completely|entirely|with full|100)",
    r"\ball (?:of it )?(?:had |has )?(?:returned|came back|come back)\b|\bbaseline (?:pain|again) (?:by|at|after|since)\b|\b(?:been|back) (?:at )?(?:her |his |the )?baseline\b(?! (?:pain|nrs|score)? ?\d)",
)
OVER = _any(
    r"\bw(?:ore|orn|ears|earing) off\b|\bfaded\b|\bfading\b|\bdissipat\w*|\bgone (?:by|after|within|in)\b|\blost (?:by|after|all|its)\b|\bpain (?:has |had |then |gradually |slowly |since |now )*(?:returned|recurred|returning|recurring|come back|came back|is back|crept back)\b",
    r"\b(?:returned|recurred|came back|crept back)\b(?! to (?:work|clinic|sport|the office|the clinic|full|activit|play|pt|therapy|exerc|golf|gym|duty|run|walk))|\brelief (?:has |had )?(?:ended|stopped|gone|lapsed|expired)\b|\bthen (?:nothing|none)\b|\bshort[- ]lived\b|\btransient\b",
)
WORSE = _any(
    r"\bworse\w*\b(?! (?:with|on|when|after (?:sit|stand|walk)|by|than (?:the )?(?:left|right)|at night|in the))|\b(?:increase|rise|jump)[sd]? in (?:her |his |the )?(?:pain|symptoms)|\bpain (?:has |had |was |is )?(?:increased|rose|risen|up|higher|went up|gone up|intensif\w+|escalat\w+)\b|\bmore (?:pain|painful|severe)\b|\bexacerbat\w+|\bmore pain\b"
)
NOT_WORSE = re.compile(r"\b(?:no|not|never|isn't|wasn't|any|without)\s(?:any |getting |been |become |gotten )?$")
VERBAL = _any(
    rf"\b(?:good|great|excellent|significant|substantial|marked|tremendous|wonderful|fantastic|amazing|dramatic|remarkable|nice|decent|moderate|modest|some|partial|temporary|transient|brief|limited|minimal|mild|slight|fair|little(?: if any)?|"
    rf"considerable|meaningful|outstanding|terrific|huge|profound|superb|lovely|satisfactory|adequate|sustained|prolonged|poor|short-lived|lasting|near-complete|nearly complete|almost complete|positive|favou?rable|strong|robust|solid|real|major|appreciable|noticeable|similar|same|\w+ful) (?:\w+,? ){{0,2}}?{_RELIEF_NOUN}",
    r"\b(?:helped|relieved|improved|(?:much |mostly |a (?:lot|bit|little) |somewhat |slightly |way )?better|beautifully|worked (?:well|great|wonders|nicely)|responded (?:well|favou?rably|nicely|to)|did (?:well|great|very well|wonders)|much improved|over the moon|delighted|thrilled|pleased|happy with|doing (?:well|better)|eased|wonders|quieted|loved it|well tolerated and helpful|beneficial|effective|successful)\b",
    r"\brelief\b",
)

# The noun itself, with an adjective: relief is spoken of even where no procedure is named beside it.
FELT = re.compile(r"\b(?:decent|good|great|excellent|significant|substantial|marked|moderate|some|partial|temporary|minimal|mild|similar|same|little|considerable|meaningful|sustained|complete) (?:\w+ )?(?:pain )?relief\b")
DOUBLED = re.compile(r"\b(?:twice|two times) as (?:bad|much pain|painful|severe|sore|strong|intense)\b|\bpain (?:has |had |is |was )?(?:doubled|double what)\b")

# --- when -----------------------------------------------------------------------------------------------------------

PEAK = re.compile(r"\b(?:at first|initial\w*|at (?:its|her|his|their) (?:best|peak)|at peak|peak\w*|max\w*|at most|early on|to begin with|in the beginning|first (?:few|couple|\d+|one|two|three|ten|weeks?|days?|months?)|immediate\w*|right away|briefly|transient\w*|up to|for a (?:day|while|bit))\b")
ANAESTHETIC = re.compile(
    r"\bwithin (?:the|an|one|1) hour\b|\bwithin (?:\d+|ten|fifteen|twenty|thirty|sixty) ?min\w*|\b(?:with|to|from) the (?:intra-?articular )?(?:local )?an(?:a)?esthetic\b|\b(?:lido\w*|bupi\w*|ropi\w*|local|numbing) (?:portion|component|part|phase|effect|window|medicine wore)|\ban(?:a)?esthetic (?:phase|window|period|effect|response|portion|duration)|\blocal (?:an(?:a)?esthetic)?\b|\bduring the (?:numbing|local|an(?:a)?esthetic)|\bnumb\w* (?:phase|period|medicine)|\b(?:in |from |leaving )(?:the )?(?:recovery|pacu|post-?op|holding)|\brecovery (?:room|area|bay)|\bpacu\b|"
    r"\bimmediate(?:ly)?\b|\bright after\b|\bsame[- ]day\b|\b(?:that|the same) (?:day|evening|afternoon|night)\b|\b(?:at|before|on|prior to) (?:discharge|leaving|going home|release)\b|\b(?:on|off) the table\b|\bfor the day\b|\bevening of (?:the )?(?:inj|proc|block)\w*|"
    r"\bday of (?:the )?(?:inj|proc|block)\w*|\bsuppertime|\bdinner ?time|\bbedtime|\bfor the (?:duration of the )?(?:local|an(?:a)?esthetic)|\bpost-?block\b|\bwhile (?:numb|the local|the an)|\bexpected duration of the|\bduration of the (?:local|an)"
)
STEROID = re.compile(r"\bsteroid (?:phase|effect|window|period|response|component|portion|part)|\bonce the steroid|\bfrom the steroid\b|\blong[- ]term\b|\bcorticosteroid phase")
PRESENT = re.compile(
    r"\b(?:now|today|todays?|current\w*|still|at present|presently|this (?:visit|morning|afternoon|week)|continu\w*|ongoing|reports?|states|rates|endorses|remains|to date|so far|has been|notes|says|estimates|describes|feels|"
    r"at this (?:time|point)|is|are|since|persists?|calls (?:herself|himself)|thinks|puts|tells|denies|enjoys|holds?|holding|maintains?|overall)\b"
)

# --- context: words that make a number somebody's hope, rule or another person's -------------------------------------

HOPED = re.compile(
    r"\b(?:goals?|target\w*|expect\w*|anticipat\w*|hop(?:e|es|ed|ing|eful)|aim\w*|would (?:like|need|be|expect|want|have|hope|require)|wants?|wish\w*|should|will (?:get|have|give|provide|need|consider|likely|be|assess|proceed|call|repeat|require|hopefully)|"
    r"provided (?:that|there)|unless|whether|if\b(?! any)|once (?:she|he|they|pt|the patient)|in the event|predict\w*|prognos\w*|likely to|intend\w*|in order to|to (?:achieve|obtain|attain|get|reach|see|secure|provide|yield)|potential\w*|may (?:get|have|provide|expect|need|give)|could|might|"
    r"looking for|ideally|desired?|objective(?: is)?|plan(?:ned)? outcome|when (?:you|she gets|he gets|there is)|promis\w+|unlikely|so that)\b"
)
# A reason ends a hope: 'will repeat, as the last gave 80 %'.
REASON = re.compile(r"\b(?:because|since|as (?:the|she|he|her|his|last|prior|previous|pt|patient|it)|given|after|following|prior|previous\w*|last|gave|provided (?!that)|had|has had|was|got|reported|reports|achieved|obtained|experienced|received|yielded|produced|noted)\b")
HOPED_AFTER = re.compile(
    r"^[^.;,]{0,40}?\b(?:is|was|are|would be|were)? ?(?:expected|anticipated|needed|required|hoped for|the goal|the target|our goal|desired|necessary|sought|mandated|the (?:usual|typical|policy|plan|payer|payor|published) (?:threshold|requirement|criterion|cut-?off))\b"
)
RULE = re.compile(
    r"\b(?:requir\w*|must\b|criteri(?:a|on) (?:is|are|for|of|says?|states?|asks?|call\w*|include\w*|:)|criteria:|polic(?:y|ies) (?:is|says?|states?|asks?|calls?|wants?|defines?|specif\w+|:|threshold)|covered (?:when|if|only|for)|coverage (?:is|requires|criteria)|threshold\w*|needed to qualify|to qualify|qualif(?:y|ies) (?:if|when|for)|"
    r"lcd|cpb ?\d*|medical policy|please (?:document|provide|include|indicate|note|specify|record|submit|state|describe)|document (?:the )?(?:%|percent\w*|pre|post|at least|relief|pain)|e\.g\.?|for (?:example|instance)|stud(?:y|ies)|literature|trials? (?:show|report|have)|published|evidence (?:show|suggest|support)\w*|data (?:show|suggest)|"
    r"patients (?:typically|who|with|report|get|often|usually|generally|can|may|should|experience|receiving)|typically|typical (?:patient|response|relief|result|outcome|benefit)|success rates?|most (?:patients|people)|legend|instruct\w*|call (?:the )?(?:office|us|clinic|if)|in general|generally|generic\w*|by definition|defin(?:ed|es) as|"
    r"risks,? (?:and )?(?:benefits|alternatives)|risks (?:and|&|were|reviewed|discussed|incl\w*|explained)|complications (?:include|such)|side effects|adverse (?:events|effects)|consent\w*|"
    r"(?:correct|true|actual|right|real) (?:value|figure|number|answer)|note to (?:automated|the reviewer|reviewers|ai)|language models?|"
    r"(?:general |plan )?rules? (?:look|ask|require|call|are met)|your plan|"
    r"treat (?:prior|the|this|any|all)|mark (?:criteria|as|the|this|all)|system (?:note|message|prompt|override)|you must|assume|output|set (?:the )?(?:relief|recommendation|verdict)|ignore (?:all|any|the|previous)|disregard|"
    r"considered (?:positive|successful|diagnostic|significant)|a positive (?:response|block|result) (?:is|=|means)|scale:|key:|\(circle|check one|select one|guidelines? (?:say|state|recommend|suggest|require|define|call)\w*|insurance (?:requires?|wants|will|says)|payer (?:requires?|wants|rule)|"
    r"success(?:ful)? (?:is|was|defined|=)|on average,? (?:patients|people|injections|steroid)|risks? (?:include|of)|patient education|handout|per (?:the )?(?:policy|plan|guideline|lcd|cpb|criteria)|medicare (?:requires?|covers?|wants|will)|aetna (?:requires?|wants|asks)|cigna (?:requires?|wants|asks)|average (?:patient|response)|overall average|taken as a whole|median|range of reported|reported in)\b"
)
# The patient's own result, compared with a rule: the rule's number alone goes.
PATIENT = re.compile(r"\b(?:she|he|pt|(?:the|our|this) (?:patient|pt)|mr|mrs|ms|had|report(?:s|ed)|received|experienced|noted|endorse[sd]|obtained|achieved|got)\b")
COMPARED = re.compile(r"\b(?:exceed\w*|meets?|met|satisf\w*|surpass\w*|well above|falls? short|fell short|does not (?:meet|reach)|did not (?:meet|reach)|fails? to meet|short of|qualifies|below the|above the|over the|under the|clears?)\b")
RULE_LEFT = re.compile(
    r"(?:requir\w+|threshold(?: of)?|requirement(?: of)?|minimum(?: of)?|criteri(?:on|a)(?: of)?|asks for|calls for|wants|bar(?: of)?|cut-?off(?: of)?|(?:exceed\w*|meets?|met|satisf\w*|above|below|over|under|short of|reach|clears?|beyond) (?:the|your|their|its|our|plan's|aetna's|medicare's|cigna's)(?: [\w']+){0,3})\s*(?:the |at least |of |a |is |>=?|≥)*\s*$"
)
RULE_RIGHT = re.compile(r"^\s*(?:relief |reduction |improvement |pain relief |pain |decrease )?(?:threshold|requirement|required|mandated|cut-?off|criterion|criteria|needed|standard|bar\b|minimum|rule|benchmark|that (?:the )?(?:policy|plan|payer|cpb|lcd|aetna|cigna|medicare)|policy|per (?:the )?(?:policy|plan|lcd|cpb))")
_RELATIVE = (
    r"(?:father|mother|mom|mum|dad|wife|husband|spouse|sister|brother|son|daughter|neighbo(?:u)?r|friend|cousin|aunt|uncle|co-?worker|colleague|partner|boyfriend|girlfriend|(?:mother|father|sister|brother)-in-law|grand(?:mother|father|ma|pa)|twin|roommate|boss|niece|nephew)"
)
OTHER_PERSON = re.compile(
    rf"\b(?:her|his|my|their|the (?:patient|pt)'s|(?:patient|pt)'s|a|an|whose|another|one)\s(?:\w+ )?{_RELATIVE}\b(?:,[^,]*,| who[^,.]*| also)?[^.;]{{0,30}}?\b(?:had|has had|got|gets|received|underwent|went|experienced|did|found|swears|claims|told|who|whose|is|was|raves|enjoyed|benefited|with)\b(?! (?:reports?|says|states|that (?:she|he|pt)))|"
    rf"\b(?:another|other|a different|one of our|previous|many|some|several|our) patients?\b|\b{_RELATIVE}'s (?:relief|injection|result|pain|response|sij|block)"
)
SAYS = re.compile(rf"{_RELATIVE}[^.;]{{0,24}}\b(?:reports?|reported|says|said|states|stated|notes|noted|confirms?|agrees?|estimates?|feels|thinks|corroborat\w+|called|adds|tells|relays)\b")
TREATMENT = re.compile(
    r"\b(?:gabapentin|pregabalin|lyrica|duloxetine|cymbalta|ibuprofen|naproxen|aleve|tylenol|acetaminophen|meloxicam|celecoxib|nsaids?|opioids?|oxycodone|hydrocodone|norco|tramadol|cyclobenzaprine|medications?|meds|physical therapy|physio\w*|pt (?!reports|states|had|has|notes|with|rates|says|got|is|was|denies|unsure|endorses|s/p|who)(?=gave|helped|provided|sessions?|x|for)|"
    r"chiropract\w*|tens\b|massage|acupuncture|heat|ice|brace|belt|home exercis\w*|hep|stretch\w*|yoga|traction|dry needling|medrol dos\w*|prednisone|lidocaine patch\w*|topical\w*|diclofenac|voltaren|cannab\w*|cbd|manipulation|exercises?|weight loss|orthotics?|muscle relax\w*|steroid taper|oral steroids?|aquatic therapy|pool therapy)\b"
)

# --- before and after ------------------------------------------------------------------------------------------------

PRE = re.compile(
    r"\b(?:before(?:hand)?|pre-?(?:inj\w*|proc\w*|op\w*|block\w*|treat\w*|shot|si\b|sij\w*|rfa|esi|needle|level|score|nrs|vas|pain|session|visit|ablation|rf\b|sedation)?|prior(?: to)?|baseline|preop\w*|originally|on the (?:day|morning)|(?:the )?day of|(?:the )?morning of|going in|walking in|had been|used to be|previously|from|start(?:ed|ing)?|at intake|on (?:arrival|admission)|entering|at the outset|(?:month|week|day) before|coming in|down from|on (?:entry|check-?in)|that (?:morning|a\.?m\b)|(?:same|very) morning|intake|day prior|night before|"
    r"to start(?: with)?|at the start|holding(?: area)?|check-?in|initial(?:ly)?|became from|versus|vs|compared (?:to|with)|instead of|up from)\b"
)
POST = re.compile(
    r"\b(?:that (?:night|evening|afternoon)|this (?:month|week|past week)|past week|lately|these days|recently|after\w*|post|post-?\w*|now|current\w*|today|later|following|since|follow-?up|f/u|down to|became|becoming|fell to|dropped to|went to|in recovery|recovery|pacu|at discharge|discharge|out|afterwards?|thereafter|by|then|at (?:his|her|the|today)|this visit|at present|presently|"
    r"wk ?\d+|weeks?|wks?|months?|mos?|hours?|hrs?|minutes?|mins?|days?|visit|mark|recheck|latest|to|ever since|leaving|stayed|remains|is)\b"
)
ARROW = re.compile(r"^\s*(?:/10|out of (?:10|ten))?\s*(?:pain)?,?\s*(?:->|-+>|→|=>|>+|to|down to|-+|dropped to|went to|fell to|became|now|and now|then|into|down)\s*(?:an? |just |about |only |only an? )?$")
CONDITION = (
    ("worst", re.compile(r"\bworst\b|\bat (?:its )?worst\b|\bmaximum\b")),
    ("average", re.compile(r"\b(?:average|avg|mean|typical|usual)\b")),
    ("rest", re.compile(r"\bat rest\b|\bresting\b|\brest\b|\blying\b|\bsupine\b")),
    ("movement", re.compile(r"\bwith (?:walking|movement|activity|standing|transfers|stairs|motion|sitting|exertion|ambulation)|\bwalking\b|\bactivity\b|\bmovement\b|\bmoving\b|\bstanding\b|\bprovocat\w+")),
    ("best", re.compile(r"\b(?:best|least)\b")),
)  # fmt: skip
OTHER_SITE = re.compile(r"\b(?:needle|injection|puncture|insertion) site\b|\bnew (?:\w+ )?(?:leg|knee|hip|neck|foot) pain\b|\b(?:procedural|incisional|site) (?:pain|soreness)\b|\b(?:knee|shoulder|hand|foot|headache|thumb|wrist|elbow|ankle|tooth|chest|abdom\w*|breathing)\b")
NOT_A_SCORE = re.compile(r"^\s*(?:pt\b|visits?|sessions?|appointments?|classes|days|points?|tender|patients|questions|strength|motor|power|reflex\w*|quad\w*|ehl|pulses?|attend\w*|check-ins?|tests?|maneuvers?|manoeuvres?|positive|treatments|steps|items)")
NOT_A_SCORE_LEFT = re.compile(r"(?:strength|motor|power|attended|completed|phq\S*|gad\S*|satisfaction|mood|stress|apgar|effort|difficulty|anxiety|fatigue|gcs|mallampati|sleep quality|quality of life|confidence|rpe|reflexes|bishop|psfs|mmt)[ :=(]*(?:is |was |of |at )?$")
