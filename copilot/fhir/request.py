"""A prior-authorization bundle (Da Vinci PAS `Claim/$submit`) → cases, one for each requested item.

Narrative documents become documents; pain scores and procedures in fields of their own become stated values with
their path as evidence. What belongs to another patient, was entered in error or cannot be read is listed, never used.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from pydantic import ValidationError

from copilot.case import Case
from copilot.documents import text_of_bytes
from copilot.fhir import codes
from copilot.fhir.bundle import Bundle, Invalid, Issue, Resource
from copilot.load import in_words
from copilot.problem import Problem
from rules.facts import Side
from rules.request import PROCEDURE_OF_CODE

SUFFIX_OF = {
    "text/plain": ".txt", "text/markdown": ".md", "application/pdf": ".pdf",
    "application/xml": ".xml", "text/xml": ".xml", "application/hl7-cda+xml": ".xml", "application/cda+xml": ".xml",
    "x-application/hl7-v2+er7": ".hl7",
    "image/png": ".png", "image/jpeg": ".jpg", "image/tiff": ".tif",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}  # fmt: skip
FINAL = ("final", "amended", "corrected")
RECORD = ("DocumentReference", "DiagnosticReport", "QuestionnaireResponse", "Observation", "Procedure")
STRUCTURE = ("Claim", "Coverage", "Patient", "Organization", "Binary")  # read for what the request needs of them
ORDER = "http://hl7.org/fhir/us/davinci-pas/StructureDefinition/extension-requestedService"


NO_RECORD = "(no document came with the request)"


def cases_of(content: Any, *, record_wanted: bool = True) -> list[Case]:
    """The cases of a bundle. Raises Invalid (a Problem) with every fault found.

    Without `record_wanted`, a request that brings no record is a case with a document that says so.
    """
    return Request(Bundle(content)).cases(record_wanted)


class Request:
    """What a bundle asks for."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        claims = list(bundle.of("Claim"))
        if len(claims) != 1:
            raise Invalid(Issue("invariant", "Bundle", f"exactly one Claim is expected, not {len(claims)}"))
        self.claim = claims[0]
        if self.claim.get("use") != "preauthorization":
            raise Invalid(Issue("value", f"{self.claim.path}.use", "preauthorization is expected"))
        if self.claim.get("status") not in ("active", "draft"):
            raise Invalid(Issue("business-rule", f"{self.claim.path}.status", "an active request is expected"))
        self.patient = self._required("patient", "Patient")
        self.unread: list[str] = []
        self.used: set[str] = set()  # paths of the conditions and orders that the request refers to

    def _required(self, field: str, type: str) -> Resource:
        found = self.bundle.at(self.claim.get(field), self.claim)
        if found is None or found.type != type:
            raise Invalid(Issue("not-found", f"{self.claim.path}.{field}", f"the bundle holds no such {type}"))
        return found

    def cases(self, record_wanted: bool = True) -> list[Case]:
        items = self.claim.get("item", [])
        if not items:
            raise Invalid(Issue("required", f"{self.claim.path}.item", "nothing is requested"))
        documents = list(self._documents())
        stated = list(self._stated())
        requests = [self._request(item, number) for number, item in enumerate(items)]
        self._list_others()
        if record_wanted and not documents and not stated:
            why = f" ({self.unread[0]})" if self.unread else ""
            raise Invalid(Issue("required", "Bundle.entry", f"no document or value of the record can be read{why}"))
        shared = {
            "received": _day(self.claim.get("created")),
            "urgency": "expedited" if codes.code_in(self.claim.get("priority"), PRIORITY) == "stat" else "standard",
            "member": self._member(),
            "plan": self._plan(),
            "documents": documents or [{"name": "record", "text": NO_RECORD}],
            "stated": stated,
            "unread": self.unread,
        }
        base = self.id
        cases = [
            shared | {
                "id": base if len(items) == 1 else f"{base}-{item['sequence']}",
                "request": request,
                "fhir": {"claim": self.claim.name, "item": item["sequence"], "patient": self.patient.name},
            }
            for item, request in zip(items, requests, strict=True)
        ]  # fmt: skip
        try:
            return [Case.model_validate(case) for case in cases]
        except ValidationError as error:
            raise Invalid(Issue("value", self.claim.path, f"as a case, {in_words(error)}")) from None

    @property
    def id(self) -> str:
        """The claim's own identifier, so that the same claim sent again is the same case."""
        for identifier in self.claim.get("identifier", []):
            if identifier.get("value"):
                return _plain_id(identifier["value"])
        identifier = (self.bundle.content.get("identifier") or {}).get("value")
        found = identifier or self.claim.content.get("id")
        if not found:
            raise Invalid(Issue("required", f"{self.claim.path}.identifier", "the request has no identifier"))
        return _plain_id(found)

    # --- Who and what ---------------------------------------------------------------------------------------------

    def _member(self) -> dict[str, Any]:
        identifiers = self.patient.get("identifier", [])
        member = [one for one in identifiers if "MB" in {code for _, code in codes.codings(one.get("type"))}]
        number = next((one["value"] for one in [*member, *identifiers] if one.get("value")), None)
        names = self.patient.get("name", [])
        name = next((one for one in names if one.get("use") == "official"), names[0] if names else {})
        spoken = name.get("text") or " ".join([*name.get("given", []), name.get("family", "")]).strip()
        born = self.patient.get("birthDate")
        return {"id": number, "name": spoken or None, "dob": born if born and len(born) == 10 else None}

    def _plan(self) -> dict[str, Any]:
        focal = [one for one in self.claim.get("insurance", []) if one.get("focal")] or self.claim.get("insurance", [])
        coverage = self.bundle.at(focal[0].get("coverage"), self.claim) if focal else None
        if coverage is None or coverage.type != "Coverage":
            raise Invalid(Issue("not-found", f"{self.claim.path}.insurance", "the bundle holds no such Coverage"))
        if not self._same_patient(coverage.get("beneficiary"), coverage):
            raise Invalid(Issue("value", f"{coverage.path}.beneficiary", "it is not the patient of the claim"))
        named = [(one, coverage) for one in coverage.get("payor", [])[:1]] + [(self.claim.get("insurer"), self.claim)]
        payor = next((found for one, within in named if (found := self.bundle.at(one, within))), None)
        spoken = next((one["display"] for one, _ in named if one and one.get("display")), None)
        state = next((one["state"] for one in self.patient.get("address", []) if one.get("state")), None)
        return {
            "payer": payor.get("name") if payor and payor.type == "Organization" else spoken,
            "line_of_business": codes.line_of(coverage.content),
            "state": state,
        }

    def _request(self, item: dict[str, Any], number: int) -> dict[str, Any]:
        code = codes.procedure_code(item.get("productOrService"))
        words = (item.get("productOrService") or {}).get("text")
        if not code and not words:
            where = f"{self.claim.path}.item[{number}].productOrService"
            raise Invalid(Issue("code-invalid", where, "a CPT or HCPCS code is expected"))
        order = self._order_of(item)
        served = item.get("servicedDate") or (item.get("servicedPeriod") or {}).get("start") or _occurs(order)
        return {
            "cpt": code,
            "description": words,
            "side": self._side(item, order),
            "date_of_service": _day(served),
            "diagnoses": list(self._diagnoses(set(item.get("diagnosisSequence", [])))),
        }

    def _order_of(self, item: dict[str, Any]) -> dict[str, Any]:
        """The order that an item is requested by, where the bundle holds it."""
        for extension in item.get("extension", []):
            if extension.get("url") == ORDER:
                found = self.bundle.at(extension.get("valueReference"), self.claim)
                if found and found.type == "ServiceRequest" and self._same_patient(found.get("subject"), found):
                    self.used.add(found.path)
                    return found.content
        return {}

    def _side(self, item: dict[str, Any], order: dict[str, Any]) -> Side | None:
        """The side requested; where the item's fields disagree, none is taken and the review says so."""
        named = (item.get("modifier"), item.get("bodySite"), item.get("subSite"), order.get("bodySite"))
        found = {side for one in named if (side := codes.side_of(one))}
        if len(found) < 2:
            return next(iter(found), None)
        self.unread.append(f"{self.claim.name}: the side of item {item['sequence']} not taken: its fields disagree")
        return None

    def _diagnoses(self, wanted: set[int]) -> Iterator[str]:
        for one in self.claim.get("diagnosis", []):
            if wanted and one.get("sequence") not in wanted:
                continue
            concept = one.get("diagnosisCodeableConcept")
            condition = self.bundle.at(one.get("diagnosisReference"), self.claim)
            if condition and condition.type == "Condition" and self._same_patient(condition.get("subject"), condition):
                self.used.add(condition.path)
                concept = condition.get("code")
            if code := codes.code_in(concept, codes.ICD10):
                yield code

    def _same_patient(self, reference: Any, within: Resource) -> bool:
        """Absent counts as this claim's patient; a reference must lead to that very resource."""
        if not (reference or {}).get("reference"):
            return True
        return self.bundle.at(reference, within) is self.patient

    # --- Documents ------------------------------------------------------------------------------------------------

    def _documents(self) -> Iterator[dict[str, Any]]:
        for resource in self.bundle.of("DocumentReference", "DiagnosticReport"):
            if why := self._unusable(resource, ("current", *FINAL, "preliminary")):
                self.unread.append(f"{resource.name}: not read: {why}")
                continue
            if resource.type == "DocumentReference":
                parts = [one.get("attachment") or {} for one in resource.get("content", [])]
            else:
                parts = resource.get("presentedForm", [])
            if resource.type == "DiagnosticReport" and resource.get("conclusion"):
                yield self._document(resource, resource.get("conclusion"), [], [])
            for number, part in enumerate(parts):
                yield from self._attachment(resource, part, number)
        for resource in self.bundle.of("QuestionnaireResponse"):
            if why := self._unusable(resource, ("completed", "amended")):
                self.unread.append(f"{resource.name}: not read: {why}")
                continue
            text = "\n".join(_answers(resource.get("item", [])))
            if text.strip():
                yield self._document(resource, text, [], [], _day(resource.get("authored")))
            for number, part in enumerate(_attached(resource.get("item", []))):
                yield from self._attachment(resource, part, number + 1)
        yield from self._attached_to_claim()

    def _attached_to_claim(self) -> Iterator[dict[str, Any]]:
        for number, info in enumerate(self.claim.get("supportingInfo", [])):
            path = f"{self.claim.path}.supportingInfo[{number}]"
            where = Resource(path, "", {"resourceType": "Claim"}, self.claim.holder)
            if info.get("valueString"):
                yield self._document(where, info["valueString"], [], [])
            elif info.get("valueAttachment"):
                yield from self._attachment(where, info["valueAttachment"], 0)
            elif not info.get("valueReference"):
                self.unread.append(f"{path}: not read: it holds no text, attachment or reference")
            elif self.bundle.at(info["valueReference"], self.claim) is None:
                self.unread.append(f"{path}: not read: what it refers to is not in the bundle")

    def _attachment(self, resource: Resource, part: dict[str, Any], number: int) -> Iterator[dict[str, Any]]:
        try:
            content, kind = self._content(part, resource)
            if kind not in SUFFIX_OF:
                raise Problem(f"{kind or 'a content without a type'} is not read")
            loaded = text_of_bytes(content, f"{resource.name}{SUFFIX_OF[kind]}")
        except Problem as problem:
            self.unread.append(f"{resource.name}: not read: {str(problem).removeprefix(resource.name)}")
            return
        self.unread += [f"{resource.name}: {note}" for note in loaded.notes]
        title = part.get("title")
        document = self._document(resource, loaded.text, loaded.pages, loaded.doubtful, title=title, part=number)
        yield document | {"spots": list(loaded.spots), "pictures": list(loaded.pictures)}

    def _content(self, part: dict[str, Any], within: Resource) -> tuple[bytes, str]:
        """An attachment's bytes and media type, from itself or a Binary of the bundle. Nothing is fetched."""
        kind, data = part.get("contentType") or "", part.get("data")
        if data is None and part.get("url"):
            binary = self.bundle.at(part["url"], within)
            if binary is None or binary.type != "Binary":
                raise Problem("its content is elsewhere; put it in the bundle")
            kind, data = binary.get("contentType") or kind, binary.get("data")
        if not isinstance(data, str):
            raise Problem("it has no content")
        try:
            return base64.b64decode("".join(data.split()), validate=True), kind.split(";")[0].strip().lower()
        except binascii.Error:
            raise Problem("its content is not base64") from None

    def _document(
        self, resource: Resource, text: str, pages: Any, doubtful: Any, date: str | None = None,
        title: str | None = None, part: int = 0,
    ) -> dict[str, Any]:  # fmt: skip
        context = resource.get("context", {}).get("period", {}).get("start") if resource.type != "Claim" else None
        date = date or _day(context or resource.get("effectiveDateTime") or resource.get("date"))
        kind = (resource.get("type") or resource.get("code") or {}) if resource.type != "Claim" else {}
        name = title or resource.get("description") or kind.get("text") or resource.name
        return {
            "name": f"{name} part {part + 1}" if part else name, "date": date, "text": text, "pages": list(pages),
            "doubtful": list(doubtful), "source": resource.path,
        }  # fmt: skip

    def _unusable(self, resource: Resource, statuses: tuple[str, ...]) -> str | None:
        subject = resource.get("subject") or resource.get("patient")
        if not self._same_patient(subject, resource):
            return "it is about another patient than the claim"
        if resource.get("docStatus") == "entered-in-error":
            return "it was entered in error"
        status = resource.get("status")
        return None if status in statuses else f"its status is {status}"

    # --- Values in fields of their own ----------------------------------------------------------------------------

    def _stated(self) -> Iterator[dict[str, Any]]:
        events = {resource.path: event for resource in self.bundle.of("Procedure") if (event := self._event(resource))}
        yield from events.values()
        scores: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for resource in self.bundle.of("Observation"):
            linked = (*resource.get("partOf", []), *resource.get("focus", []))
            about = [self.bundle.at(one, resource) for one in linked]
            event = next((one.path for one in about if one and one.path in events), "")
            performed = events.get(event, {}).get("state") == "performed"
            scores[event if performed else ""] += self._scores(resource)
        for path, found in scores.items():
            yield from _paired(events[path], found) if path else map(_lone, found)

    def _event(self, resource: Resource) -> dict[str, Any] | None:
        if why := self._unusable(resource, ("completed", "not-done")):
            self.unread.append(f"{resource.name}: not read: {why}")
            return None
        code = codes.procedure_code(resource.get("code"))
        if code not in PROCEDURE_OF_CODE:
            self.unread.append(f"{resource.name}: not read: its code is not one of the procedures known here")
            return None
        period = resource.get("performedPeriod") or {}
        done = resource.get("performedDateTime") or period.get("start")
        return {
            "kind": "procedure", "document": resource.name, "field": f"{resource.path}.code", "quote": code,
            "procedure": PROCEDURE_OF_CODE[code], "date": _day(done), "moment": done,
            "ended": period.get("end") or done,
            "side": codes.side_of(resource.get("bodySite")),
            "state": "not_done" if resource.get("status") == "not-done" else "performed",
        }  # fmt: skip

    def _scores(self, resource: Resource) -> Iterator[dict[str, Any]]:
        """The pain scores that an observation holds, in its value or in those of its components."""
        parts = [(resource.path, resource.content)]
        parts += [(f"{resource.path}.component[{n}]", one) for n, one in enumerate(resource.get("component", []))]
        known = [(path, part, code) for path, part in parts if (code := _pain_code(part))]
        if not known:
            self.unread.append(f"{resource.name}: not read: its code is not one of the pain scores known here")
        elif why := self._unusable(resource, FINAL):
            self.unread.append(f"{resource.name}: not read: {why}")
        else:
            for path, part, code in known:
                if part is not resource.content or "component" not in part or _number(part)[1] is not None:
                    yield from self._score(resource, path, part, code)

    def _score(self, resource: Resource, path: str, part: dict[str, Any], code: str) -> Iterator[dict[str, Any]]:
        """A pain score by its value. The display text of an answer code is never read: published ones are wrong."""
        field, value, unit = _number(part)
        scale = "nrs"
        if code in codes.PAIN_VAS:
            scale = {"mm": "vas_mm", "cm": "vas_cm"}.get(unit, "")
        top = 100 if scale == "vas_mm" else 10
        if value is None or not scale or not 0 <= value <= top:
            why = f"{field} is no number from 0 to {top}" if scale else "its unit is neither mm nor cm"
            self.unread.append(f"{resource.name}: not read: {why}")
            return
        moment = resource.get("effectiveDateTime") or (resource.get("effectivePeriod") or {}).get("start")
        yield {
            "document": resource.name, "field": f"{path}.{field}", "value": value, "scale": scale,
            "moment": moment, "side": codes.side_of(resource.get("bodySite")),
        }  # fmt: skip

    def _list_others(self) -> None:
        """What is in the bundle and is of no type that is read."""
        others = (one for one in self.bundle.resources if one.type not in RECORD + STRUCTURE)
        counted = Counter(one.type for one in others if one.path not in self.used)
        self.unread += [f"{count} {type} not read" for type, count in sorted(counted.items())]


PRIORITY = "http://terminology.hl7.org/CodeSystem/processpriority"


def _plain_id(value: str) -> str:
    return re.sub(r"[^\w.:-]+", "-", str(value))[:120] or "claim"


def _day(moment: Any) -> str | None:
    """The day of a FHIR date or dateTime; a month or a year alone is no day."""
    return moment[:10] if isinstance(moment, str) and len(moment) >= 10 else None


def _moment(value: str | None) -> dt.datetime | None:
    """A dateTime with its time of day, in UTC; None where it has none."""
    if value is None or "T" not in value:
        return None
    found = dt.datetime.fromisoformat(value)
    return found.astimezone(dt.UTC) if found.tzinfo else found.replace(tzinfo=dt.UTC)


def _occurs(order: dict[str, Any]) -> str | None:
    return order.get("occurrenceDateTime") or (order.get("occurrencePeriod") or {}).get("start")


def _pain_code(part: dict[str, Any]) -> str | None:
    """Which pain score an observation or a component is, of those known here."""
    found = (code for system, code in codes.codings(part.get("code")) if system == codes.LOINC)
    return next((code for code in found if code in codes.PAIN_NRS | codes.PAIN_VAS), None)


def _number(part: dict[str, Any]) -> tuple[str, Fraction | None, str]:
    """(field, value, unit) of an observation or component: an integer, a quantity, a coded answer's ordinal value."""
    if part.get("valueInteger") is not None:
        return "valueInteger", Fraction(str(part["valueInteger"])), ""
    if quantity := part.get("valueQuantity"):
        exact = quantity.get("value") is not None and not quantity.get("comparator")
        unit = quantity.get("code") or quantity.get("unit") or ""
        return "valueQuantity.value", Fraction(str(quantity["value"])) if exact else None, unit
    for at, coding in enumerate((part.get("valueCodeableConcept") or {}).get("coding") or []):
        for number, extension in enumerate(coding.get("extension") or []):
            if extension.get("url") in codes.ORDINAL and extension.get("valueDecimal") is not None:
                field = f"valueCodeableConcept.coding[{at}].extension[{number}].valueDecimal"
                return field, Fraction(str(extension["valueDecimal"])), ""
    return "value[x]", None, ""


def _shown(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{float(value):g}"


def _lone(score: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": "pain_score", "document": score["document"], "field": score["field"], "quote": _shown(score["value"]),
        "score": score["value"], "scale": score["scale"], "measured_on": _day(score["moment"]), "side": score["side"],
    }  # fmt: skip


def _paired(event: dict[str, Any], scores: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Scores linked to one procedure: each one after it with the last one before it on the same scale and side. What
    cannot be ordered by time, or has no fellow, stays a score of its own."""
    before = [score for score in scores if _order(score["moment"], event["moment"]) < 0]
    after = [score for score in scores if _order(score["moment"], event["ended"]) > 0]
    fellows = [(post, max((pre for pre in before if _alike(pre, post)), key=_instant, default=None)) for post in after]
    paired = [id(score) for post, pre in fellows if pre for score in (post, pre)]
    yield from (_lone(score) for score in scores if id(score) not in paired)
    for post, pre in fellows:
        if pre:
            yield _relief(event, pre, post)


def _alike(pre: dict[str, Any], post: dict[str, Any]) -> bool:
    return pre["scale"] == post["scale"] and (not pre["side"] or not post["side"] or pre["side"] == post["side"])


def _relief(event: dict[str, Any], pre: dict[str, Any], post: dict[str, Any]) -> dict[str, Any]:
    start, end = _moment(event["ended"]), _moment(post["moment"])
    minutes = (end - start).total_seconds() // 60 if start and end else None
    return {
        "kind": "relief", "document": post["document"], "field": f"{pre['field']}, {post['field']}",
        "quote": f"{_shown(pre['value'])}, {_shown(post['value'])}", "pre": pre["value"], "post": post["value"],
        "scale": post["scale"], "measured_on": _day(post["moment"]), "procedure": event["procedure"],
        "hours": Fraction(int(minutes), 60) if minutes is not None else None,
        "date": event["date"], "side": post["side"] or pre["side"] or event["side"],
    }  # fmt: skip


def _instant(score: dict[str, Any]) -> dt.datetime:
    """When a score was taken; where only the day is told, its beginning."""
    moment = _moment(score["moment"])
    return moment or dt.datetime.combine(dt.date.fromisoformat(score["moment"][:10]), dt.time(), dt.UTC)


def _order(moment: str | None, event: str | None) -> int:
    """Before (-1) or after (1) the procedure; 0 where the times do not tell."""
    a, b = _moment(moment), _moment(event)
    if a and b:
        return (a > b) - (a < b)
    first, second = _day(moment), _day(event)
    return (first > second) - (first < second) if first and second else 0


def _answers(items: list[dict[str, Any]]) -> Iterator[str]:
    """A questionnaire's questions with their answers, a line each."""
    for item in items:
        given = [str(shown) for answer in item.get("answer", []) if (shown := _answer(answer)) is not None]
        question = (item.get("text") or item.get("linkId") or "").strip()
        if given:
            mark = "" if question.endswith((":", "?")) else ":"
            yield f"{question}{mark} {', '.join(given)}"
        elif item.get("item"):
            yield question
        yield from _answers(item.get("item", []))
        for answer in item.get("answer", []):
            yield from _answers(answer.get("item", []))


def _attached(items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The files that a questionnaire was answered with."""
    for item in items:
        for answer in item.get("answer", []):
            if answer.get("valueAttachment"):
                yield answer["valueAttachment"]
            yield from _attached(answer.get("item", []))
        yield from _attached(item.get("item", []))


def _coded(coding: dict[str, Any]) -> str | None:
    """A coded answer by its ordinal value, else by its display; but of LOINC no number is read from a display."""
    ordinals = [one for one in coding.get("extension") or [] if one.get("url") in codes.ORDINAL]
    if ordinals and ordinals[0].get("valueDecimal") is not None:
        return _shown(Fraction(str(ordinals[0]["valueDecimal"])))
    display = coding.get("display") or ""
    safe = coding.get("system") != codes.LOINC or not any(map(str.isdigit, display))
    return display if display and safe else coding.get("code")


SHOWN: dict[str, Callable[[Any], Any]] = {
    "valueBoolean": lambda value: "yes" if value else "no",
    "valueCoding": _coded,
    "valueQuantity": lambda value: f"{value.get('value')} {value.get('unit') or value.get('code') or ''}".strip(),
}


def _answer(answer: dict[str, Any]) -> Any:
    for field, value in answer.items():
        if field in SHOWN:
            return SHOWN[field](value)
        if field.startswith("value") and not isinstance(value, (dict, list)):
            return value
    return None
