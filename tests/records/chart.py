"""One chart in every form it arrives in: text, PDF, Word, fax, FHIR bundle, C-CDA. Built, never stored.

`make records` writes them to a folder to look at; the tests build what they need.
"""

from __future__ import annotations

import base64
import io
import json
import sys
from pathlib import Path
from typing import Any

DOCUMENTS = [
    {
        "name": "procedure note",
        "date": "2025-08-04",
        "text": (
            "PROCEDURE NOTE\n\nDate: 08/04/2025\nProcedure: Bilateral sacroiliac joint injections under fluoroscopy.\n"
            "Pain before the injection was 8/10 and 2/10 thirty minutes after the bilateral SIJ injection.\n"
        ),
    },
    {
        "name": "clinic note",
        "date": "2025-11-12",
        "text": (
            "CLINIC NOTE\n\nDate: 11/12/2025\n\nHISTORY\n"
            "She has had low back pain for 14 months. She completed eight weeks of physical therapy without lasting "
            "benefit.\n"
            "The bilateral sacroiliac joint injections of 08/04/2025 gave 80% relief for three months.\n\n"
            "EXAM\nFABER, thigh thrust and Gaenslen tests were positive on both sides.\n\n"
            "PLAN\nRepeat bilateral sacroiliac joint injections under fluoroscopy with contrast.\n"
        ),
    },
]

CASE: dict[str, Any] = {
    "id": "chart-1",
    "received": "2025-11-20",
    "member": {"id": "M-1001", "name": "Jane Roe", "dob": "1961-04-02"},
    "plan": {"payer": "Aetna", "line_of_business": "commercial", "state": "CA"},
    "request": {
        "cpt": "27096", "side": "bilateral", "date_of_service": "2025-12-01", "diagnoses": ["M53.3"],
        "purpose": "repeat_therapeutic",
    },
    "documents": DOCUMENTS,
}  # fmt: skip

HL7 = "http://terminology.hl7.org/CodeSystem"
LOINC, CPT, SNOMED = "http://loinc.org", "http://www.ama-assn.org/go/cpt", "http://snomed.info/sct"


def as_pdf(text: str) -> bytes:
    """A page as a word processor would set it."""
    import typst

    body = "\n".join(f"#{json.dumps(line)} #linebreak()" if line else "#parbreak()" for line in text.splitlines())
    return typst.compile(f'#set page(paper: "us-letter")\n#set text(size: 11pt)\n{body}'.encode())


def as_docx(text: str) -> bytes:
    import docx

    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_fax(text: str, seed: int = 7, dpi: int = 200) -> bytes:
    """A PDF of pictures, as a fax machine makes them: turned a little, blurred, specked, black and white."""
    import numpy
    import pypdfium2
    from PIL import Image, ImageFilter

    chance = numpy.random.default_rng(seed)
    pages = []
    for page in pypdfium2.PdfDocument(as_pdf(text)):
        picture = page.render(scale=dpi / 72, grayscale=True).to_pil()
        picture = picture.rotate(0.7, resample=Image.Resampling.BICUBIC, fillcolor=255)
        grey = numpy.asarray(picture.filter(ImageFilter.GaussianBlur(0.6)), dtype=numpy.int16)
        grey = grey + chance.normal(0, 12, grey.shape)
        grey[chance.random(grey.shape) < 0.0008] = 0
        pages.append(Image.fromarray(numpy.where(grey < 150, 0, 255).astype("uint8")))
    out = io.BytesIO()
    pages[0].save(out, "PDF", resolution=dpi, save_all=True, append_images=pages[1:])
    return out.getvalue()


def as_bundle(case: dict[str, Any] = CASE, *, attach: str = "text/plain", scores: bool = False) -> dict[str, Any]:
    """A PAS request bundle with the notes as DocumentReferences, and with `scores` the pain scores as Observations."""
    member, plan, request = case["member"], case["plan"], case["request"]
    patient = {"reference": "Patient/p1"}

    def coded(system: str, code: str) -> dict[str, Any]:
        return {"coding": [{"system": system, "code": code}]}

    resources: list[dict[str, Any]] = [
        {
            "resourceType": "Claim", "id": "c1", "status": "active", "use": "preauthorization",
            "identifier": [{"system": "urn:provider", "value": case["id"]}],
            "type": coded(f"{HL7}/claim-type", "professional"),
            "patient": patient, "created": case["received"], "provider": {"reference": "Organization/o2"},
            "insurer": {"reference": "Organization/o1"},
            "priority": coded(f"{HL7}/processpriority", "normal"),
            "diagnosis": [
                {"sequence": number, "diagnosisCodeableConcept": coded("http://hl7.org/fhir/sid/icd-10-cm", code)}
                for number, code in enumerate(request["diagnoses"], 1)
            ],
            "insurance": [{"sequence": 1, "focal": True, "coverage": {"reference": "Coverage/k1"}}],
            "item": [{
                "sequence": 1, "productOrService": coded(CPT, request["cpt"]), "modifier": [coded("", "50")],
                "servicedDate": request["date_of_service"],
            }],
        },
        {
            "resourceType": "Patient", "id": "p1", "birthDate": member["dob"],
            "name": [{"text": member["name"]}], "address": [{"state": plan["state"]}],
            "identifier": [{"type": coded(f"{HL7}/v2-0203", "MB"), "value": member["id"]}],
        },
        {
            "resourceType": "Coverage", "id": "k1", "status": "active", "beneficiary": patient,
            "type": coded("https://nahdo.org/sopt", "51"), "payor": [{"reference": "Organization/o1"}],
        },
        {"resourceType": "Organization", "id": "o1", "name": plan["payer"]},
        {"resourceType": "Organization", "id": "o2", "name": "Lakeside Spine Center"},
    ]  # fmt: skip
    make = {"text/plain": str.encode, "application/pdf": as_pdf}[attach]
    for number, document in enumerate(case["documents"], 1):
        data = base64.b64encode(make(document["text"])).decode()
        resources.append({
            "resourceType": "DocumentReference", "id": f"d{number}", "status": "current", "subject": patient,
            "description": document["name"], "context": {"period": {"start": document["date"]}},
            "content": [{"attachment": {"contentType": attach, "data": data}}],
        })  # fmt: skip
    if scores:
        resources.append({
            "resourceType": "Procedure", "id": "sij", "status": "completed", "subject": patient,
            "code": coded(CPT, "27096"), "performedDateTime": "2025-08-04T09:00:00-07:00",
            "bodySite": [coded(SNOMED, "51440002")],
        })  # fmt: skip
        for name, value, moment in (("pre", 8, "2025-08-04T08:30:00-07:00"), ("post", 2, "2025-08-04T10:30:00-07:00")):
            resources.append({
                "resourceType": "Observation", "id": name, "status": "final", "subject": patient,
                "code": coded(LOINC, "72514-3"), "effectiveDateTime": moment, "valueInteger": value,
                "partOf": [{"reference": "Procedure/sij"}],
            })  # fmt: skip
    entries = [{"fullUrl": f"urn:x:{one['resourceType']}/{one['id']}", "resource": one} for one in resources]
    return {
        "resourceType": "Bundle", "type": "collection", "timestamp": "2025-11-20T10:00:00Z",
        "identifier": {"value": case["id"]}, "entry": entries,
    }  # fmt: skip


def as_ccda(document: dict[str, Any]) -> bytes:
    """A note as a C-CDA document: headings are sections, each with a coded entry beside its narrative."""
    from xml.sax.saxutils import escape

    sections: list[tuple[str, list[str]]] = []
    for line in document["text"].splitlines():
        if line.isupper() or not sections:
            sections.append((line, []))
        elif line:
            sections[-1][1].append(line)
    body = "".join(
        f"<component><section><title>{escape(title)}</title><text>"
        + "".join(f"<paragraph>{escape(line)}</paragraph>" for line in lines)
        + "</text><entry><observation classCode='OBS' moodCode='EVN'/></entry></section></component>"
        for title, lines in sections
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><ClinicalDocument xmlns="urn:hl7-org:v3">'
        f"<title>{escape(document['name'])}</title><effectiveTime value=\"{document['date'].replace('-', '')}\"/>"
        f"<component><structuredBody>{body}</structuredBody></component></ClinicalDocument>"
    ).encode()


def as_hl7(document: dict[str, Any]) -> bytes:
    """A note as an HL7 v2 result message, a line an observation."""
    day = document["date"].replace("-", "")
    escaped = [line.replace("\\", "\\E\\").replace("|", "\\F\\").replace("&", "\\T\\").replace("^", "\\S\\")
               for line in document["text"].splitlines()]  # fmt: skip
    observations = [f"OBX|{n}|TX|11506-3^note^LN||{line}||||||F" for n, line in enumerate(escaped, 1)]
    head = [rf"MSH|^~\&|EHR|CLINIC|PLAN|UM|{day}||ORU^R01|1|P|2.5.1", "PID|1||M-1001^^^PLAN",
            f"OBR|1|||11506-3^{document['name']}^LN|||{day}"]  # fmt: skip
    return "\r".join([*head, *observations, ""]).encode()


def main(folder: Path) -> None:
    """Write the chart in every form."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "case.json").write_text(json.dumps(CASE, indent=2))
    (folder / "bundle.json").write_text(json.dumps(as_bundle(scores=True), indent=2))
    for document in DOCUMENTS:
        name = document["name"].replace(" ", "-")
        (folder / f"{name}.pdf").write_bytes(as_pdf(document["text"]))
        (folder / f"{name}.docx").write_bytes(as_docx(document["text"]))
        (folder / f"{name}.xml").write_bytes(as_ccda(document))
        (folder / f"{name}.hl7").write_bytes(as_hl7(document))
        (folder / f"{name}-fax.pdf").write_bytes(as_fax(document["text"]))


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "build/records"))
