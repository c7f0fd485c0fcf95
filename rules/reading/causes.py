"""Other causes of the pain: considered and excluded, not excluded, or stated to be the cause.

One named cause that is excluded says nothing of the others; two, or 'other sources', do. A cause that is only possible
is neither.
"""

from __future__ import annotations

import re

from rules.facts import Fact, Finding
from rules.reading.context import answered_no, denied_before, elsewhere
from rules.reading.page import Page, stems
from rules.reading.text import Stretch
from rules.reading.wordings import pattern_of

# The first letters of the words without which nothing here is said.
_STEMS = stems(
    "look apar asid besi soug sear obst urol spin intra intr "
    "excl exon rule ruli rul ro elim othe alte comp diff seco conc addi iden obvi cons none expl acco driv gene "
    "unli felt thou rema rest non sour attr due aris caus stem comi orig resp culp "
    "refe out reas like each all from noth neit disc dism cons clea work alte beli thin feel medi hip face"
)
# What a cause is called.
_KIND = (
    r"(?:cause\w*|sources?|generators?|etiolog\w+|aetiolog\w+|patholog\w+|diagnos[ei]s|explanations?|"
    r"reasons?|origins?|contributors?|ddx|differentials?|differential diagnos\w+|possibilit\w+|"
    r"conditions?|entit\w+|drivers?)"
)
# Another cause, whatever it is: 'other sources', 'competing pain generator'.
_OTHER = (
    r"(?:(?:all|any|no|each|every|the|known|pain|potential|possible|clear|apparent|plausible|significant|"
    r"evident|major|remaining|usual|common|likely|identifiable|obvious|structural|spinal|serious|"
    r"specific) )*(?:other|"
    r"another|alternat\w+|competing|additional|differential|different|non-?si|non-?sij|non-?sacroiliac|"
    r"extra-?articular|further|"
    r"confounding)[ ]+(?:(?:obvious|apparent|clear|likely|possible|potential|pain|plausible|known|"
    r"low back|back|identifiable|significant|spinal|structural|serious|evident|competing|diagnostic|"
    rf"sacroiliac|for|of|the) )*{_KIND}"
)
# The causes by their names.
_SPECIFIC = (
    r"(?:disc\w*|disk\w*|discogenic|hnp|herniat\w*|prolapse|facet\w*|zygapophys\w*|stenos[ie]s|stenotic|"
    r"spondylolisthesis|spondy\w*|listhesis|slip|pars|fractures?|fx|infections?|infectious|tumou?rs?|"
    r"malignan\w+|neoplas\w*|cancer|mets?|metasta\w+|radiculopath\w*|radicul\w*|hips?|hip oa|"
    r"osteoarthritis|sacroiliitis|spondyloarth\w*|"
    r"ankylosing|piriformis|myofascial|visceral|gyn\w*|rheum\w*|nerve root|instability|pseudarthrosis|"
    r"hardware|fadir|hernia|inflammatory|bursitis|trochanter\w*|coccy\w*|lumbar(?: spine)?|spine\b|cauda equina|"
    r"bone|compress\w+|neural|cluneal|adjacent[- ](?:level|segment)|obstet\w+|urolog\w+|intra-?pelvic)"
)
# That it is none: 'excluded', 'r/o', 'considered and rejected'.
_OUT = (
    r"(?:r/o\b|"
    r"considered and (?:are |were |have been |all )?(?:excl\w*|ruled out|eliminated|rejected|dismissed|"
    r"found (?:not|wanting)|(?:did|do|does)(?: not|n't) fit)|"
    r"excluded|ruled[- ]out|r/?o'?d|ro'd|eliminated|rejected|discounted|discarded|dismissed|(?:set|put|laid) aside|"
    r"crossed off|struck off|"
    r"considered ?(?:/|&|and|,) ?(?:excl\w*|r/o|ruled out)|cleared|out(?=[.;,]|$| (?:on|by|with))|"
    r"not (?:found|identified|present|seen|evident|the (?:cause|source))|reasonably excluded|"
    r"been excluded|excl\b\.?|addressed and excluded|unlikely|absent)"
)
# A cause that would be another, by a better name: 'a better explanation', 'other candidate'.
_BETTER = (
    r"(?:(?:better|rival|other|alternative|alternate|competing|more likely) )+(?:candidates?|suspects?|culprits?|"
    r"account)\b|"
    rf"(?:better|rival|more likely|more convincing) {_KIND}"
)
# Nothing but the joint: 'nothing else explains it', 'nothing on MRI suggests another cause', 'looked for others, found
# none'.
_NOTHING_ELSE = pattern_of(
    r"\bnothing else (?:obvious |apparent |evident |abnormal |of note |significant )?(?:was |is |"
    r"has been |could be |seems to |that |which |would )*"
    r"(?:found|seen|identified|explains?|accounts? for|to (?:explain|account)|"
    r"on (?:the |her |his )?(?:mri|imaging|exam\w*|films?|scan|x-?rays?))|"
    r"\b(?:nothing|none|no (?:finding|test|image)|"
    rf"neither (?:\w+ ){{1,3}}nor (?:\w+ ){{0,2}}?\w+)(?: (?!but\b|except\b)\w+){{0,8}}? (?:suggests?|"
    rf"points? to|shows?|indicates?|implicates?|reveals?|supports?) (?:an? |any )?(?:{_OTHER}\b|"
    r"anything else)|"
    # 'neither the hip nor the lumbar spine offers another explanation', 'exam and MRI leave no other candidate'
    rf"\bneither (?:\w+ ){{1,4}}?nor (?:\w+ ){{1,4}}?(?:offers?|provides?|gives?|yields?|presents?|supplies|supply|"
    rf"holds?|"
    rf"brings?|leaves?) (?:us |me )?(?:with )?(?:an? |any )?(?:{_OTHER}|{_BETTER}|anything else (?:to|that) (?:blame|"
    rf"explains?|accounts?))\b|"
    rf"\b(?:mri|imaging|films?|exam\w*|radiographs?|x-?rays?|scans?|labs|work-?up|spine|hips?|studies)"
    rf"(?: \w+){{0,2}} (?:offers?|provides?|gives?|yields?|presents?|leaves?|left|suppl(?:y|ies)) (?:us |me )?"
    rf"(?:with )?(?:no|without(?: an?| any)?) (?:{_OTHER}|{_BETTER})\b|"
    # 'nothing on MRI or on labs explains this otherwise', 'nothing in the imaging otherwise accounts for it'
    r"\b(?:nothing|none)(?:,? (?!but\b|except\b)\w+){1,12}? (?:explains? (?:this|it|the pain|her pain|his pain|the "
    r"picture) "
    r"(?:otherwise|any other way|better)|(?:otherwise|better|else) (?:explains?|accounts? for) "
    r"(?:this|it|the (?:pain|picture|symptoms|presentation)|(?:her|his) (?:pain|symptoms|complaint))\b)|"
    # 'everything else on the differential has been crossed off'
    r"\beverything else (?:on|in) (?:the |our |my )?(?:differential|ddx|list)(?: \w+)? (?:has|have|was|is|had)(?: been|"
    r" now)* "
    r"(?:crossed off|crossed out|excluded|ruled out|eliminated|discarded|dismissed|set aside|cleared)\b|"
    # 'I looked for, and did not find, another cause'
    rf"\b(?:looked|searched|sought|hunted|tested|checked)(?: for)?,? (?:and|but) (?:did not find|have not found|found "
    rf"no|"
    rf"never found|could not find),? (?:an? |any )?{_OTHER}\b|"
    r"\b(?:do(?:es)?|did|has|have)(?: not|n't) (?:point(?:ed)? to|implicate[ds]?|support(?:ed)?|"
    rf"indicate[ds]?|uncover(?:ed)?) (?:an? |any )?{_OTHER}\b|"
    r"\b(?:looked|searched|sought|checked|tested|screened|evaluated|assessed)(?: hard| carefully|"
    rf" clinically)* (?:for |into )?(?:the |any )?{_OTHER}\b[^.;\n]{{0,40}}\b(?:found none|"
    r"none (?:was |were )?found|without finding|came up empty|and (?:there (?:are|were) )?none)|"
    rf"\b{_OTHER}\b[^.;\n]{{0,40}}\b(?:looked for|sought|searched for|"
    rf"tested for)[^.;\n]{{0,20}}\b(?:not found|none|absent|without success)|"
    r"\b(?:work-?up|search|evaluation|screen\w*|investigation) (?:for|of|"
    rf"into) (?:any )?{_OTHER}\b[^.;\n]{{0,24}}\b(?:negative|unrevealing|unremarkable|clean|clear|normal|fruitless|in "
    rf"vain|empty)|"
    # 'it isn't the hip, it isn't the disc and it isn't the facets'
    r"(?:\b(?:(?:it|this|that) )?(?:is not|isn't|is neither|not|nor)(?: (?:from|coming from|due to))?(?: (?:the|a|her|"
    r"his))? "
    rf"{_SPECIFIC}(?: (?:joints?|pain|disease))?(?:,? and |, |; | )?){{2,6}}(?=[ ]*(?:[.;,)\n]|$))|"
    r"(?<!to )\b(?:mri|imaging|films?|emg|x-?rays?|exam\w*|work-?up|ct|"
    rf"tests?)(?:,? (?!to\b|will\b|would\b|should\b|not\b)\w+){{0,3}} rules? out (?:an? |any |"
    rf"the )?{_OTHER}|"
    # 'spine and hip films show nothing to account for the pain'
    r"\bnothing (?:was |has been )?(?:found |seen |shown )?(?:(?:there|in them|on them|on either|in either|on (?:the )?"
    r"(?:films?|mri|imaging|exam)) )?(?:to|that would|that could|which would) (?:account for|explain)"
    r" (?:the |her |his |this |these |their )?(?:(?!leg|arm|radic)\w+ ){0,2}?(?:pain|symptoms?|complaints?|it)\b|"
    # 'apart from the SI joint no source could be found'
    rf"\b(?:apart|aside|other|besides|except)(?: from| than| for)? (?:the )?(?:left |right )?"
    rf"(?:sij?|sacro-?iliac)(?: joints?)?,? (?:there is )?no (?:\w+ ){{0,2}}?{_KIND}\b|"
    rf"\bno (?:\w+ ){{0,2}}?{_KIND}(?: of (?:the |her |his )?\w+)? (?:apart from|aside from|other than|besides|except)"
    r" (?:for )?(?:the )?(?:left |right )?(?:sij?|sacro-?iliac)\b|"
    r"\bremains? (?:as )?the (?:only|sole) (?:pain )?(?:source|cause|generator|explanation|candidate)|"
    r"\b(?:sij?|sacro-?iliac)(?: joints?)? (?:is|was)(?: (?:felt|thought|believed) to be)? the (?:only|sole) (?:pain )?"
    r"(?:source|cause|generator|explanation|candidate)|"
    # 'the joint is the only suspect left'
    r"\b(?:is|was|leaves? [\w ]{0,24}?as|leaving [\w ]{0,24}?as) (?:the|our|my) (?:only|sole|one) (?:pain )?(?:suspect|"
    r"candidate|culprit|source|"
    r"cause|explanation|generator) (?:left|remaining|still standing)\b|"
    # 'Differential worked through: disc no, facet no, hip no'
    r"\b(?:ddx|differential|other (?:sources|causes|generators)|alternatives)\b[^.;:\n]{0,30}[:-] ?"
    rf"(?:{_SPECIFIC}(?: \w+)?[ :=-]{{1,3}}(?:no|neg|negative|out|excluded|n)\b(?:[,;/ ]| and| &)*){{2,8}}"
    r"(?=[ ]*(?:[.)\n]|$))|"
    r"\b(?:only|sole) (?:plausible |likely |possible |remaining |identifiable |"
    r"credible )(?:pain )?(?:source|cause|generator|explanation)"
)
# 'No stenosis, fracture or other cause', 'other causes evaluated and none found'.
_NOR_OTHER = pattern_of(
    r"\b(?:no|without(?: any)?|negative for|no evidence (?:of|for)|"
    rf"free of)\b[^.;\n]{{0,30}}?\b{_SPECIFIC}\b[^.;\n]{{0,110}}?\b(?:or|nor|and)(?: any| an)? {_OTHER}\b"
    r"(?! (?:were|was|are|is|have|has|had|not|yet|being|remains?)\b)|"
    rf"\b{_OTHER}\b[^.;\n]{{0,40}}\b(?:evaluated|considered|assessed|investigated|worked up|explored|"
    r"pursued|screened(?: for)?|reviewed|examined)"
    r"[^.;\n]{0,16}\b(?:none|nothing)(?: (?:was|were|is|has been))? (?:found|identified|present|seen|"
    r"evident|detected|established|confirmed|convincing)"
)
# 'No fracture, infection or hip disease to account for it after work-up.'
_NONE_TO_EXPLAIN = pattern_of(
    rf"\b(?:no|without(?: any)?|no evidence of)\b (?P<list>(?>[^.;\n]{{0,40}}?\b{_SPECIFIC}\b){{2,12}})(?: \w+){{0,2}}"
    r" (?:to|that (?:would|could|might)|which (?:would|could|might)|that|which) (?:otherwise |better |"
    r"fully )?(?:account for|accounts for|explains?|caus(?:e|ing))\b|"
    # 'No evidence of a hip, lumbar or myofascial source.'
    r"\b(?:no|without(?: any)?|(?:do|does|did)(?: not|n't) (?:find|see|identify|suspect))"
    r"(?: (?:evidence|signs?|suggestion|"
    rf"indication) of)?(?: an?)? (?P<kinds>(?>{_SPECIFIC}(?: joint| spine)?(?:, (?:or |nor |and )?| or |"
    rf" nor | and | )){{2,6}})"
    r"(?:pain )?(?:sources?|causes?|generators?|origins?|contributors?|contribution|a?etiolog(?:y|ies))\b"
)
# 'Hip disease excluded by x-ray; lumbar disease excluded by MRI.'
_EACH_OUT = pattern_of(
    rf"(?P<list>\b{_SPECIFIC}\b(?:(?!\bnot\b|n't|\bnever\b|\bto\b)[^.;\n]){{0,30}}?\b(?:excluded|ruled out|r/o'd|"
    rf"eliminated|cleared)\b"
    rf"[^.\n]{{0,70}}?\b{_SPECIFIC}\b(?:(?!\bnot\b|n't|\bnever\b|\bto\b)[^.;\n]){{0,30}}?)\b(?:excluded|ruled out|"
    rf"r/o'd|eliminated|cleared)\b"
)
# 'No features to suggest hip, facet or discogenic pain.'
_NOT_SUGGESTED = pattern_of(
    r"\b(?:no|without(?: any)?) (?:(?:clinical|other) )?(?:features?|findings?|evidence|signs?) (?:to suggest|"
    r"suggesting|suggestive of|pointing to|"
    rf"to support) (?:an? )?(?P<list>(?>{_SPECIFIC}(?: joint| spine)?(?:, (?:or |nor |and )?| or | nor | and | "
    rf")){{2,6}})"
    r"(?:pain|sources?|causes?|origins?|generators?|contribution|involvement)\b"
)
# … but not 'to account for the knee pain'.
_EXPLAINED = pattern_of(
    r" (?:the |her |his |this |these |any )?(?:new |acute |recent )?(?:knee|shoulder|chest|head|wrist|"
    r"neck|thumb|foot|ankle|groin|abdom|weakness|fever|weight|fall|numb|swelling|fatigue|anemi)"
)
# Images and examiners exclude: 'films of the hips exclude disc and facet causes', 'I have been able to exclude a hip
# cause'.
_EXAMINED_OUT = pattern_of(
    r"\b(?:(?:mri|ct|films?|imaging|x-?rays?|radiographs?|emg|labs?|work-?up|exam\w*|tests?|studies|"
    r"scans?|spine|hips?|pelvis)"
    r"(?: (?!to\b|will\b|would\b|should\b|not\b|cannot\b|must\b|may\b)\w+){0,3}|able to|"
    r"(?:i|we|these|which|that|together|they) (?:have )?(?:can |do |could )?)"
    rf" (?:excludes?|rules? out|eliminates?)\b[ :]*(?P<list>(?>[^.;\n]{{0,40}}?\b{_SPECIFIC}\b){{2,12}})"
)
# 'Neither the hip nor the lumbar spine is the source of this pain.'
_NEITHER = pattern_of(
    rf"\bneither (?:the |her |his )?(?:\w+ ){{0,2}}?{_SPECIFIC}\b[^.;\n]{{0,40}}\bnor (?:the |her |"
    rf"his )?(?:\w+ ){{0,2}}?{_SPECIFIC}\b[^.;\n]{{0,24}}"
    r"\b(?:(?:is|are|was|were|seems?|appears?)(?: to be)? (?:the |a |her |his )?(?:likely |"
    r"plausible )?(?:source|cause|pain generator|generator|culprit|explanation|driver|"
    r"responsible|to blame|at fault|involved|contribut\w+)|"
    r"explains?|accounts? for)"
)
# Other causes as one: 'other causes were excluded', 'no competing diagnosis', 'rest of the ddx ruled out'.
_EXCLUDED = pattern_of(
    r"\b(?:ddx|differential(?: diagnos[ei]s)?) (?:has been |have been |was |were )?(?:excluded|ruled out)\b|"
    rf"\b(?:rest|remainder) of the (?:differential|ddx)\b[^.;\n]{{0,40}}?\b{_OUT}|"
    rf"\b{_OTHER}\b[^.;\n]{{0,90}}?\b{_OUT}|"
    r"\b(?:excluded?|excludes|excluding|ruled out|rules out|ruling out|eliminated|exclusion of|"
    rf"considered and excluded|considered & excluded)\b[ :]*(?:\w+[ ,]+){{0,3}}?{_OTHER}\b|"
    r"\b(?:no|not any|without(?: any)?|absence of|lack of|denies|nil|negative for|neither|"
    r"no evidence (?:of|for)(?: any| an)?|no signs? of(?: any)?|"
    r"no (?:evidence|signs?|hint|suggestion|trace) (?:on|in|from) [^.;\n]{3,50}? of(?: any| an)?|"
    r"do(?:es)? not (?:see|find|suspect|have|show|reveal|identify|suggest|demonstrate)(?: any| an)?|"
    r"did not (?:show|reveal|identify|demonstrate|find|suggest|turn up)(?: any| an)?|"
    r"(?:has|have) not (?:shown|revealed|identified|demonstrated|found|suggested|turned up)(?: any| an)?|"
    r"fail(?:s|ed) to (?:show|reveal|identify|demonstrate|find)(?: any| an)?|there (?:is|are) no|no clear|"
    rf"no clinical or imaging evidence of(?: an| any)?) (?:\w+ ){{0,2}}?{_OTHER}\b(?! (?:has|"
    r"have) (?:yet )?been (?:sought|looked|worked|considered|evaluated|investigated))|"
    r"\b(?:no|without(?: any)?) (?:(?:obvious|apparent|clear|evident|identifiable|likely|more likely|"
    rf"better) ){{1,3}}(?:alternative |other |competing |secondary )?{_KIND}\b|"
    rf"\b{_OTHER}(?: of (?:the |her |his )?(?:\w+ )?pain)?[ ]*(?:[:=-]|is|are|were|was)[ ]*(?:none|no\b|"
    r"nil|neg\w*|absent|not (?:found|seen|present|identified))"
)
# A list that is then excluded: 'hip, disc and facet were ruled out', 'facet and hip are not the source'.
_LISTED_OUT = pattern_of(
    rf"(?P<list>\b{_SPECIFIC}\b[^.\n]{{0,160}}?)\b(?:(?:have |has |had )?(?:all |each |both )?(?:been |"
    r"were |was |are |is )?(?:clinically |reasonably |"
    rf"also )?(?:considered(?: as (?:\w+ ){{1,4}})?(?: and| but| &|,|/)? ?(?:are |were |all |each )?(?:excluded|"
    r"excl\b|ruled out|eliminated|rejected|discounted)|"
    r"excluded|ruled[- ]out|eliminated|discarded|dismissed|discounted|rejected|(?:set|put|laid) aside|crossed off|"
    # 'I went through hip, disc and facet one at a time and discount each of them'
    r"(?:and|but|i|we|can|could|have|then|now|both) (?:safely |fairly |confidently |comfortably |readily |would )?"
    r"(?:discount|discard|reject|dismiss|exclude|eliminate|rule out|set aside|cross off)(?:ed)? (?:each|all|both|every "
    r"one|"
    r"every|them|these)\b|"
    # 'all r/o by exam and MRI'
    r"(?:all|each|both|were|was) r/o\b(?= (?:by|on|with|clinically)\b|[ ]*(?:[.,;)\n]|$))|"
    # 'hip, disc and fracture evaluated with MRI and films; none present'
    r"(?:evaluated|assessed|considered|investigated|screened|checked|sought|examined|explored|studied|worked up|"
    r"looked (?:at|for|into))\b[^.\n]{0,60}?[,;:-] (?:and |but |with )?(?:none|nothing) "
    r"(?:(?:was|were|is|are|of note) )?(?:present|found|identified|seen|evident|demonstrated|detected|shown|confirmed)|"
    r"do not (?:account for|explain) (?:the |her |his |this |these )?(?:\w+ )?(?:pain|picture|presentation|symptoms?|"
    r"complaints?|it|this)\b|"
    # 'history, exam and films argue against all of them'
    r"(?:argues?|speaks?|weighs?|tells?|counts?|points?) against (?:each|all|both|every one|any|them|these|either)\b|"
    r"(?:looked for|sought|searched for)(?:,? and|,? but) (?:were |was )?not found|"
    r"(?:and|but),? (?:i |we |have )*found (?:none|neither|no (?:sign|trace|evidence) of (?:any|either))\b|"
    r"(?:examined|assessed|checked|investigated|considered) and exonerated|exonerated\b|"
    r"(?:were|been|was|are) cleared (?:on|clinically|radiographically|by (?:exam\w*|mri|imaging|films?|x-?rays?))|"
    r"(?:taken|struck|crossed) off (?:the|my|our) list|"
    r"cleared as (?:\w+ )?(?:cause|source|generator)\w*|out\b(?=[.;,]|$| (?:on|by|with))|"
    r"(?:are |were )?not the (?:cause|source)\w*|"
    r"(?:(?:felt|thought|judged|believed|considered|deemed) (?:to be )?)?(?:very |highly )?unlikely\b|"
    r"(?:considered |evaluated |assessed |examined |investigated |looked (?:into|at|for) )?(?:and |but |"
    r"& )?(?:are |"
    r"were )?(?:(?:felt|thought|judged|found|believed|deemed) (?:not to be|to not be|to be non-?)|"
    r"not (?:felt|thought|believed|judged) to be|not (?=responsible|relevant|to blame|at fault|contribut)|"
    r"non-?) ?(?:contribut\w+|the (?:cause|source)\w*|relevant|responsible|to blame|at fault|"
    r"pain generators?|a (?:cause|source)\w*))|"
    r"(?:(?:could|can|do|did)(?: not|n't|not)|was unable to|were unable to) (?:make (?:out )?a case for|"
    r"find (?:any )?(?:support|evidence) for|implicate|incriminate|sustain) (?:any|either)\b|"
    r"(?:found|find|see) (?:no|nothing) (?:(?:case|support|evidence) for|to support|to favou?r|in favou?r of) "
    r"(?:any|either)\b|"
    r"none (?:of (?:them|these|which) )?(?:explains?|accounts? for|is the cause|of these|fits?\b|applies|"
    r"(?:remains?|seems?|appears?|looks?|is|was|proves?|proved)(?: to be)? (?:a |the )?(?:at all )?(?:likely|plausible|"
    r"probable|credible|tenable|convincing|persuasive|supported|borne out|in play|responsible|to blame|"
    r"(?:likely |plausible |credible )?(?:cause|source|candidate|explanation))|"
    r"(?:remains?|stands?(?: up)?|holds?(?: up| water)?|survives?|persuades?|convinces?)\b(?=[ ]*[.,;)\n]|$)))"
)
# … or that the exclusion heads: 'excluded: hip, disc', 'considered hip and disc, none explains it'.
_THEN_OUT = pattern_of(
    r"\b(?:considered (?:and|but|&|/) ?(?:excluded|ruled out|eliminated|rejected)|excluded|ruled out|eliminated|"
    r"(?:after|by|having) (?:considering and )?(?:excluding|excluded|ruling out|ruled out|eliminating|eliminated)|"
    r"excludes|considered|have considered|rules out|no evidence of|negative for|"
    r"not (?:due|secondary|attributable|related) to|not (?:coming|arising|originating|come|arise|originate|stem) from|"
    r"(?:differential|ddx) (?:r/o'?d|ro'd)(?: -)?|"
    # 'I find no reason to blame the hip, the discs or the facets'
    r"(?:no|little) (?:reason|cause|ground|grounds|basis|case) to (?:blame|suspect|implicate|incriminate|accuse)|"
    r"do(?:es)? not (?:support|point to|implicate)|"
    rf"not (?:caused|explained|driven) by)\b[ :]*(?P<list>(?>[^.;\n]{{0,30}}?\b{_SPECIFIC}\b){{2,12}})"
    rf"(?:[^.\n]{{0,60}}?(?P<end>\b(?:and )?(?:excluded|"
    r"ruled out|eliminated|as (?:the |a |her |his )?(?:cause|source|pain generator|generator)\w*|"
    r"none (?:explain|account)\w*|(?:that |which |to )(?:would |could )?(?:account|explain)\w*)\b))?"
)
# Not excluded, or never looked for.
_NOT_YET = pattern_of(
    rf"\bno (?:work-?up|evaluation|investigation|consideration|exclusion|assessment) (?:of|for) (?:the |any )?{_OTHER}|"
    r"\b(?:differential|ddx|alternatives)(?: diagnosis)? (?:has|have|had|was|were|is)(?: not|"
    r"n't)(?: yet)?(?: been)? (?:worked|explored|addressed|considered|documented|excluded|evaluated)|"
    rf"\b{_OTHER}\b[^.;\n]{{0,60}}?\b(?:(?:have|has|had|was|were|are|is|could|can)(?: not|n't| yet to be|"
    r" never|not)(?: yet| been| be| fully| completely| adequately| formally)*) ?(?:been )?(?:excluded|"
    r"ruled out|evaluated|worked up|considered|investigated|addressed|sought|eliminated)|"
    rf"\b{_OTHER}\b[^.;\n]{{0,40}}?\bnot (?:yet|fully|adequately|completely|"
    r"formally) (?:been )?(?:excluded|ruled out|evaluated|worked up|addressed|eliminated)|"
    r"\b(?:not|never|n't|yet to|unable to)(?: yet| been| fully| adequately| able to| managed to|"
    r" possible to)* (?:exclud\w+|ruled? out|eliminat\w+|consider\w+|evaluat\w+|"
    rf"addressed) (?:\w+ ){{0,3}}?{_OTHER}|"
    rf"\b{_SPECIFIC}\b[^.;\n]{{0,40}}?\b(?:(?:has|have|was|were|is|are|can|could)(?: not|n't|"
    r"not)(?: yet)?(?: be| been)?) (?:excluded|ruled out|eliminated)|"
    rf"\b(?:have|has|had) not (?:yet )?(?:excluded|ruled out|eliminated) (?:\w+ ){{0,2}}?{_SPECIFIC}\b|"
    rf"\b{_SPECIFIC}\b[^.;\n]{{0,30}}?\bremains? (?:in|on|high (?:in|on)|within) the (?:differential|ddx)|"
    rf"\bcannot (?:exclude|rule out)\b[^.;\n]{{0,50}}?(?:{_OTHER}|{_SPECIFIC})|"
    rf"\b{_SPECIFIC}\b[^.;\n]{{0,60}}?\b(?:none|neither|not all|not any|not one)(?: of (?:them|these|which|the \w+))?"
    r" (?:is|are|was|were|has been|have been|had been|could be|can be|has|have)(?: (?:as )?yet| formally| fully|"
    r" really| been| be)* (?:excluded|ruled out|eliminated|worked up|pursued|evaluated|investigated)"
)
# 'The hip has yet to be excluded', 'other generators remain to be ruled out'.
_TO_COME = pattern_of(
    rf"\b(?:{_OTHER}|{_SPECIFIC})\b[^.;\n]{{0,24}}?\b(?:remains?|ha(?:s|ve)|(?:is|are) (?:still|yet)|still (?:needs?|"
    rf"has|have))"
    r"(?: still| yet)? to be (?:excluded|ruled out|eliminated)\b"
)
# 'I do not agree that other causes have been excluded.'
_DISPUTED = pattern_of(
    r"\b(?:do(?:es)? not|don't|doesn't|cannot|would not) (?:agree|accept|believe|think|feel|consider)\b[^.;\n]{0,40}?"
    rf"\b{_OTHER}[^.;\n]{{0,40}}?\b(?:excluded|ruled out|eliminated|addressed)\b|"
    r"\b(?:disagree\w*|dispute\w*|doubt\w*|unconvinced|"
    rf"not convinced)\b[^.;\n]{{0,40}}?\b{_OTHER}[^.;\n]{{0,40}}?\b(?:excluded|ruled out|eliminated|"
    r"addressed)\b"
)
# A cause other than the SI joint that the note names as the source of the pain.
_CULPRIT = (
    r"\b(?:(?:severe|moderate|advanced|end[- ]stage|known|active|acute|left|right|bilateral|lumbar|"
    r"cervical|large|l\d(?:[-/][ls]?\d)?|l\ds\d|degenerative|central|foraminal|symptomatic|underlying|her|"
    r"his|the|a|an|old|new|recent|disc|nerve|r|l|large|paracentral|untreated|chronic|primary|inflammatory|"
    r"axial) )*"
    r"(?:hip (?:osteo\w+|oa|arthr\w+|labral|joint|patholog\w+|impingement|disease|dysplasia)|hip\b|"
    r"hip joint|osteoarthritis of the (?:left |right )?hip|femoroacetabular\w*|labral tear|"
    r"disc(?: herniation| disease| protrusion| extrusion| pathology| bulge|ogenic\w*)?|herniat\w*|hnp|"
    r"extrusion|facet\w*(?: joints?| arthr\w+| disease| mediated)?|stenosis|spinal stenosis|"
    r"spondylolisthesis|listhesis|fracture|compression fracture|insufficiency fracture|stress fracture|"
    r"infection|discitis|osteomyelitis|abscess|tumou?r|metasta\w+|malignan\w+|cancer|myeloma|"
    r"radiculopath\w+|radiculitis|sciatica|ankylosing spondylitis|spondyloarthr\w+|spondyloarthropath\w+|"
    r"psoriatic\w*|inflammatory \w+|piriformis(?: syndrome)?(?: ?/ ?\w+ ?\w*)?|"
    r"sciatic nerve entrapment|trochanteric \w+|greater trochanteric \w+|bursitis|gluteal tendin\w+|"
    r"endometriosis|uterine \w+|ovarian \w+|renal \w+|kidney stone\w*|pelvic floor\w*|instrumentation|"
    r"hardware|pseudarthrosis|nonunion|myofascial\w*(?: pain)?|fibromyalgia|cluneal \w+|coccy\w+|"
    r"vascular \w+|herpes zoster|shingles|adjacent segment \w+|lumbar spine|spine|discitis)\b"
)
# What may stand before the cause: 'is thought to be most likely'.
_TO_BE = (
    r"(?:(?:is|are|was|were|appears?|seems?|felt|thought|believed|considered|judged|likely|most likely|"
    r"clearly|probably|primarily|mainly|largely|mostly|predominantly|now|to be|to|be|more|best|chiefly) )*"
)
# A cause that the note names: 'due to', 'the likely source is', 'hip OA explains', 'of discogenic origin'.
_CAUSE = pattern_of(
    r"\b(?:pain|symptoms?|sx|picture|presentation|complaints?|this|it|"
    rf"which)\b (?:\w+ ){{0,3}}?{_TO_BE}(?:due to|secondary to|caused by|arises? from|arising from|from|"
    r"attributable to|attributed to|explained by|referred from|driven by|coming from|comes from|"
    rf"originat\w+ (?:from|in)|stem\w* from|the result of|related to|consistent with|of) (?P<a>{_CULPRIT})|"
    r"\bi (?:believe|think|feel) (?:that )?(?:this|it) (?:is|"
    r"to be) (?:\w+ )?(?P<f>(?:disco|hip|facet)[- ]?(?:genic|mediated|driven|related)) pain\b|"
    rf"\b(?:pain|symptoms?) (?:is |was |are )?{_TO_BE}(?:of )?(?P<e>(?:disco|hip-?)(?:genic|mediated)|"
    r"hip-mediated|(?:facet|zygapophyseal)[- ]?(?:ogenic|mediated|genic|driven))\b|"
    r"\b(?:most likely|likely|probable|primary|main|true|real|actual|principal|dominant|predominant|major|"
    r"chief|leading) (?:pain |symptom )?(?:source|cause|generator|driver|etiology|aetiology|diagnosis|"
    r"culprit|explanation)(?: of (?:the |her |his |this )?(?:\w+ )?(?:pain|symptoms))? (?:is|was|"
    rf"appears to be|remains|:)[ ]*{_TO_BE}(?P<b>{_CULPRIT})|"
    rf"(?P<c>{_CULPRIT})[^.;\n]{{0,30}}? {_TO_BE}(?:driving|causing|producing|generating|accounts? for|"
    r"accounting for|explains?|responsible for|behind|"
    r"is the (?:\w+ )?(?:source|cause|generator|driver|culprit)|"
    r"as the (?:primary|main|likely|predominant) (?:source|cause|generator|driver)|"
    r"the (?:primary|main|likely|most likely|predominant|true|real) (?:pain )?(?:source|cause|generator|"
    r"driver))|"
    rf"(?P<d>{_CULPRIT})[^.;\n]{{0,100}}?\b(?:is|as|and|which is|remains|in my (?:view|opinion),?|to be|"
    rf"likely|clearly)[ ](?:\w+ ){{0,3}}?(?:its|the|her|his) (?:(?:much )?more likely|"
    r"likely (?:alternative|alternate|competing|other)|obvious|likely|probable|clear|main|most likely|"
    r"primary|true|real|actual|sole) (?:pain )?(?:cause|source|generator|explanation)\b"
)
# 'This explains her pain', of a cause in the sentence before.
_REFERS = pattern_of(
    r"^\W*(?:this|that|which|it|these) (?:clearly |likely |probably |most likely |also )?(?:accounts? for|"
    r"explains?|is (?:driving|causing)|"
    r"is the (?:main |primary |likely |most likely )?(?:cause|source)) (?:most of |the majority of |"
    r"much of |all of |the bulk of )?(?:her|his|the|their|this) (?:\w+ )?(?:picture|pain|symptoms?|"
    r"presentation|complaints?)"
)
# 'This has not been treated and remains the likely alternative cause', after a sentence or a clause that names it.
_ALTERNATIVE = pattern_of(
    r"\b(?:is|remains|represents|constitutes|stays) (?:the |a |her |his )(?:(?:more|most) )?(?:likely|"
    r"probable|obvious|clear|leading|main|untreated) "
    rf"(?:alternative|alternate|competing|other|untreated) (?:pain )?{_KIND}"
)
_IS_SIJ = pattern_of(r"\b(?:sij?\b|sij|sacro-?iliac|si joints?|sacroiliitis)\b")
# Words that leave a cause open or deny it.
_NOT = pattern_of(
    r"\b(?:not|no|nothing|none|never|n't|neither|nor|without|denies|unlikely|rather than|and not|doubt\w*|less likely|"
    r"excluded?|ruled out|rule out|r/o|if|whether|could|may|might|possib\w+|versus|vs|question|"
    r"consider\w*|concern\w*|should|would|suspect\w*|differential|ddx|\?)\b"
)
# An exclusion to come: 'MRI to', 'must be'.
_PLANNED = pattern_of(
    r"\b(?:will|should|must|to|need(?:s|ed)? to|plan(?:s|ned)? to|order\w*|pending|await\w*|if|would|"
    r"in order to|recommend\w*|refer\w*|before we)(?: \w+){0,3} $"
)
# The complaint that is caused, where it is not the spine's.
_OTHER_SITE = pattern_of(
    r"\b(?:knee|shoulder|chest|headache|wrist|neck|thumb|foot|ankle|groin|abdominal|leg weakness|fatigue|"
    r"anemia|insomnia|calf cramp|cramp)(?: pain)?\b[^.;]{0,20}$"
)


def read_causes(page: Page) -> list[Fact]:
    """Whether other causes were excluded, and any other cause that is stated, in order of the text."""
    facts: list[Fact] = []
    for index in page.having(_STEMS):
        sentence = page.sentences[index]
        for start in range(sentence.start, sentence.end, 600):
            part = Stretch(start, min(sentence.end, start + 600))
            before = page.sentences[index - 1] if index else None
            if fact := _in_part(page, part, before):
                facts.append(fact)
    return facts


def _in_part(page: Page, part: Stretch, before: Stretch | None) -> Finding | None:
    folded = page.folded
    if elsewhere(page, part.start):
        return None
    if match := _not_yet(folded, part) or _DISPUTED.search(folded, part.start, part.end):
        return Finding(page.span(match.start(), match.end()), name="other_causes_excluded", present=False)
    for pattern in (_NOTHING_ELSE, _NOR_OTHER, _NEITHER):
        if match := pattern.search(folded, part.start, part.end):
            left = folded[max(part.start, match.start() - 60) : match.start()]
            if (
                not _PLANNED.search(left)
                and not re.search(r"\b(?:if|unless|until|whether)\b[^.;]*$", left)
                and not _of_something_else(match[0], folded[match.end() : part.end])
                and not (match[0].endswith(("explains", "explain", "for")) and _EXPLAINED.match(folded, match.end()))
            ):
                return Finding(page.span(match.start(), match.end()), name="other_causes_excluded", present=True)
    for pattern in (
        _EXCLUDED, _LISTED_OUT, _THEN_OUT, _EXAMINED_OUT, _NONE_TO_EXPLAIN, _EACH_OUT, _NOT_SUGGESTED,
    ):
        for match in pattern.finditer(folded, part.start, part.end):
            if _excludes(folded, part, match, pattern):
                no = answered_no(folded[match.end() : part.end])  # 'Other causes excluded:  [ ] yes  [x] no'
                return Finding(page.span(match.start(), match.end()), name="other_causes_excluded", present=not no)
    if found := _each_excluded(folded, part, before):
        return Finding(page.span(*found), name="other_causes_excluded", present=True)
    return _other_cause(page, part, before)


def _not_yet(folded: str, part: Stretch) -> re.Match[str] | None:
    return _NOT_YET.search(folded, part.start, part.end) or _TO_COME.search(folded, part.start, part.end)


# What the causes are the causes of.
_OF = pattern_of(
    rf"{_KIND} (?:(?:was |were |is )?(?:given|offered|stated) )?(?:of|for) "
    r"(?:the |her |his |this |these |any )?(?P<what>[a-z-]+)"
)
# … where it is the complaint.
_PAIN = pattern_of(
    r"pain|symptom|sx|back|low|buttock|si\b|sij|sacro|left|right|her|his|this|these|it|complain|present|"
    r"leg|pelvi|glute|"
    r"discomfort|ache|clinical|current|chronic|ongoing|persist|all|both|posterior|axial"
)


# A cause's name, where it does not name a treatment: 'we discussed facet blocks and a hip injection'.
_CAUSE_NAMED = pattern_of(
    rf"{_SPECIFIC}(?![ -](?:joint |medial branch )?(?:injections?|blocks?|surgery|replacement|fusion|ablation|rfa|"
    rf"rhizotomy|"
    r"procedures?|treatments?|therap\w+|arthroplasty|options?|release)\b)"
)
# What the patient turns down is an offer: 'and she dismissed each of them'.
_BY_THE_PATIENT = pattern_of(
    r"\b(?:she|he|they|patient|pt) (?:has |have )?(?:then |now |politely )?(?:dismissed|rejected|discounted|discarded|"
    r"eliminated|set aside|put aside)$"
)


def _of_something_else(words: str, right: str) -> bool:
    """'Other causes of anemia excluded' is no word on the pain."""
    found = _OF.search(words + right[:40])
    return found is not None and found.start() < len(words) and not _PAIN.match(found["what"])


# 'Once other causes are excluded we will proceed.'
_ONCE = pattern_of(r"\b(?:once|when|until|unless|as soon as|provided)\s(?:that )?(?:\w+ ){0,2}$")
# 'Do the exams argue against all of these?', a question that no box answers.
_ASKED = pattern_of(r"[^.;\n?]{0,30}\?(?![ ]*(?:\[ ?x ?\]|[\u2611\u2612\u2713\u2714]|yes\b|no\b|[yn]\b))")
# 'Anemia: other causes excluded by GI.'
_ILLNESS = pattern_of(
    r"\b(?:an(?:a)?emia|fever|headaches?|migraines?|fatigue|weight loss|syncope|dizziness|cough|dyspn(?:o)?ea|rash|"
    r"(?:o)?edema|"
    r"insomnia|knee pain|shoulder pain|chest pain|hypertension|hyponatr(?:a)?emia|thrombocytopenia|neuropathy)"
    r"(?: \w+){0,2} ?[:,-] ?$"
)


_POINTS_TO = pattern_of(
    r"\b(?:points?|pointed|pointing|leads?|led|amounts?|amounted|attests?|attributable|traceable|owing) to (?=$)"
)


def _excludes(folded: str, part: Stretch, match: re.Match[str], pattern: re.Pattern[str]) -> bool:
    left = folded[max(part.start, match.start() - 60) : match.start()]
    left = _POINTS_TO.sub("", left)  # 'exam and MRI point to no other cause'
    words = match[0]
    ahead = re.search(r"\b(?:will|plan\w*|should|would|proceed|consider\w*)\b", left)
    if (
        (_PLANNED.search(left) and (ahead or not words.startswith(("after ", "by "))))  # 'narrowed to it after …'
        or (ahead and words.startswith(("after ", "by ")))
        or re.search(
            r"\b(?:will be|(?<!felt )(?<!not )(?<!thought )(?<!believed )(?<!considered )(?<!appear )(?<!appears )"
            r"(?<!seem )to be|should be|must be|would be|need to be|if)\b",
            words,
        )
    ):
        return False
    if (
        re.search(
            r"\b(?:not|never|n't|cannot|incompletely|yet to)\b(?: \w+){0,2} (?:exclud|ruled|rule out|eliminat|"
            r"consider)",
            words,
        )
        or re.search(r"\b(?:not|never|n't|cannot)\s(?:\w+ )?$", left)
    ):
        return False
    if _ILLNESS.search(left) or (_ONCE.search(left) and not re.search(r"\b(?:was|were|had)\b", words)):
        return False
    if pattern is _EXCLUDED:
        return (
            not _of_something_else(words, folded[match.end() : part.end])
            and not re.search(r"\b(?:relief|injection|treatment|medication|allerg\w*|complaints?|issues)\b", words)
            and not re.match(
                r"\s*(?:of|for) (?:the |her |his )?(?:weight|fever|headache|anemia|fatigue|weakness)",
                folded[match.end() : match.end() + 24],
            )
        )
    listed = match["list"] or (match["kinds"] if pattern is _NONE_TO_EXPLAIN else "")
    named = {m[0][:5] for m in _CAUSE_NAMED.finditer(listed)}
    if pattern is _LISTED_OUT and _BY_THE_PATIENT.search(words):
        return False
    if pattern is _NONE_TO_EXPLAIN and _EXPLAINED.match(folded, match.end()):
        return False
    if pattern is _THEN_OUT:
        only_considered = re.match(r"(?:have )?considered\b(?! (?:and|but|&|/))|no\b(?! \w+ to)|negative\b", words)
        if only_considered and not match["end"]:
            return False
    asked = pattern is _LISTED_OUT and _ASKED.match(folded, match.end(), part.end)
    return len(named) >= 2 and not asked and not re.search(r"\b(?:pending|should|if|will)\b", words)


def _each_excluded(folded: str, part: Stretch, before: Stretch | None) -> tuple[int, int] | None:
    """'DDx considered: piriformis, hip, facet. Each excluded clinically.'"""
    match = re.match(
        r"\W*(?:each|all|these|all of (?:these|which|them)|both|"
        r"none)\b(?: of (?:these|them|which))?(?: (?:was|were|has been|have been|are|is))?(?: (?:clinically|"
        r"reasonably|then|subsequently))* ?(?:excluded|ruled out|eliminated|explains?|accounts? for|fits?\b)",
        folded[part.start : part.end],
    )
    if (
        match
        and before is not None
        and len(
            {m[0][:5] for m in re.finditer(_SPECIFIC, folded[max(before.start, before.end - 300) : before.end])}
        ) >= 2
    ):
        return before.start if before.end - before.start < 300 else part.start, part.start + match.end()
    return None


def _other_cause(page: Page, part: Stretch, before: Stretch | None) -> Finding | None:
    folded = page.folded
    for match in _CAUSE.finditer(folded, part.start, part.end):
        group = next(name for name in ("a", "b", "c", "d", "e", "f") if match[name])
        start, end = match.span(group)
        left = folded[max(part.start, match.start() - 50) : match.start()]
        if group in "cd" and denied_before(folded[max(part.start, match.start() - 100) : match.start()]):
            continue
        if (
            _NOT.search(match[0].replace(match[group], "").replace("considered to be", ""))
            or _NOT.search(left[-26:])
            or _OTHER_SITE.search(left + folded[match.start() : start][:24])
        ):
            continue
        if re.match(
            r"[^.;,]{0,24}\b(?:excluded|ruled out|unlikely|resolved|treated|healed|in \d{4}|not\b|\?)",
            folded[end : min(part.end, end + 40)],
        ):
            continue
        if (
            group == "a"
            and re.search(r"\b(?:of|from|consistent with|related to) $", folded[match.start() : start])
            and not re.search(
                r"\b(?:mainly|mostly|primarily|predominantly|principally|chiefly|largely|felt|thought|believed|"
                r"likely|arises?|arising|coming|comes|clearly|driven|referred)\b",
                folded[match.start() : start],
            )
        ):
            continue
        if (
            re.search(
                r"\b(?:relief|inj\w*|after|since|following|history|hx|leg|better|in the past|years ago|"
                r"previous\w*|prior|old)\b",
                folded[match.start() : start],
            )
            or re.search(r"\b(?:history of|hx of|prior|previous|s/p|status post|remote)\s*$", left)
        ):
            continue
        return Finding(page.span(match.start(), match.end()), name="other_cause", present=True)
    told = _ALTERNATIVE.search(folded, part.start, part.end)
    if told:
        low = before.start if before is not None else part.start
        if re.search(_CULPRIT, folded[max(low, told.start() - 260) : told.start()]) and not _NOT.search(told[0]):
            return Finding(page.span(told.start(), told.end()), name="other_cause", present=True)
    refers = _REFERS.match(folded[part.start : part.end])
    if (
        refers
        and before is not None
        and re.search(_CULPRIT, folded[max(before.start, before.end - 260) : before.end])
        and not _IS_SIJ.search(folded[max(before.start, before.end - 120) : before.end])
    ):
        return Finding(
            page.span(part.start + len(refers[0]) - len(refers[0].lstrip(" \n-*")), part.start + refers.end()),
            name="other_cause",
            present=True,
        )
    return None
