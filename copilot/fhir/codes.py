"""The codes that are read: values by code and never by display text, a side by its words too.

Sources: FACTS F (LOINC), HL7 terminology, SNOMED CT.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from rules.facts import Side
from rules.request import PROCEDURE_OF_CODE, Line

LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
CPT = "http://www.ama-assn.org/go/cpt"
HCPCS = (
    "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
    "http://terminology.hl7.org/CodeSystem/HCPCS-all-codes",
)
ICD10 = "http://hl7.org/fhir/sid/icd-10-cm"
PAYMENT = "https://nahdo.org/sopt"  # source of payment typology

PAIN_NRS = {"72514-3", "38208-5"}  # 0 to 10, verbal; reported
PAIN_VAS = {"38214-3"}  # millimetres or centimetres
SIDES: dict[str, Side] = {"7771000": "left", "24028007": "right", "51440002": "bilateral"}
WORDS: dict[str, Side] = {"left": "left", "right": "right", "bilateral": "bilateral", "both": "bilateral"}
_SIDE_WORD = re.compile(rf"\b({'|'.join(WORDS)})\b", re.IGNORECASE)
MODIFIERS: dict[str, Side] = {"LT": "left", "RT": "right", "50": "bilateral"}
# The leading digits of a source of payment: 1 Medicare (11 managed, 12 not), 2 Medicaid, 5 and 6 commercial.
PAYERS: tuple[tuple[str, Line], ...] = (
    ("11", "medicare_advantage"), ("12", "medicare"), ("2", "medicaid"), ("5", "commercial"), ("6", "commercial"),
)  # fmt: skip
ORDINAL = ("http://hl7.org/fhir/StructureDefinition/ordinalValue", "http://hl7.org/fhir/StructureDefinition/itemWeight")


def codings(concept: Any) -> Iterator[tuple[str, str]]:
    """(system, code) of a CodeableConcept, or of each in a list of them."""
    for one in concept if isinstance(concept, list) else [concept]:
        for coding in (one or {}).get("coding") or []:
            if isinstance(coding, dict) and coding.get("code"):
                yield str(coding.get("system") or ""), str(coding["code"])


def code_in(concept: Any, systems: tuple[str, ...] | str) -> str | None:
    """The first code of one of these systems."""
    wanted = (systems,) if isinstance(systems, str) else systems
    return next((code for system, code in codings(concept) if system in wanted), None)


def procedure_code(concept: Any) -> str | None:
    """A CPT or HCPCS code; one without a system counts where it is a code that is known here."""
    known = code_in(concept, (CPT, *HCPCS))
    return known or next((code for system, code in codings(concept) if not system and code in PROCEDURE_OF_CODE), None)


def side_of(concepts: Any) -> Side | None:
    """The side that a body site or modifiers name, by code, else by the words; left and right are bilateral."""
    found = {
        side
        for system, code in codings(concepts)
        if (side := SIDES.get(code) if system == SNOMED else MODIFIERS.get(code))
    } or {WORDS[word.lower()] for text in _texts(concepts) for word in _SIDE_WORD.findall(text)}
    if not found:
        return None
    return found.pop() if len(found) == 1 else "bilateral"


def _texts(concepts: Any) -> Iterator[str]:
    """The words of a CodeableConcept, or of each in a list of them: its text, else its codings' displays."""
    for one in concepts if isinstance(concepts, list) else [concepts]:
        if text := (one or {}).get("text"):
            yield text
        else:
            yield from (coding["display"] for coding in (one or {}).get("coding") or [] if coding.get("display"))


def line_of(coverage: dict[str, Any]) -> Line | None:
    """The line of business, where the coverage's type states it as a source of payment; else unknown."""
    code = code_in(coverage.get("type"), PAYMENT) or ""
    return next((line for prefix, line in PAYERS if code.startswith(prefix)), None)
