"""C-CDA documents and HL7 v2 messages: their narrative, and nothing else, in order."""

from __future__ import annotations

import base64
import random
import re

import pytest

from copilot.documents import Loaded, text_of_bytes
from copilot.problem import Problem
from copilot.records.child import damage, parse
from tests.records.chart import DOCUMENTS, as_ccda, as_hl7, as_pdf

NOTE = DOCUMENTS[1]


def ccda(body: str, outside: str = "") -> bytes:
    section = f"<component><section><title>Plan</title>{body}</section></component>"
    return (
        f"<?xml version='1.0'?>{outside}<ClinicalDocument xmlns='urn:hl7-org:v3'><component><structuredBody>"
        f"{section}</structuredBody></component></ClinicalDocument>"
    ).encode()


def carried(content: bytes, kind: str) -> bytes:
    data = base64.b64encode(content).decode()
    return (
        "<ClinicalDocument xmlns='urn:hl7-org:v3'><component><nonXMLBody>"
        f"<text mediaType='{kind}' representation='B64'>{data}</text></nonXMLBody></component></ClinicalDocument>"
    ).encode()


def read(data: bytes, name: str = "note.xml") -> Loaded:
    return text_of_bytes(data, name)


def test_the_narrative_of_each_section_is_read_and_its_coded_entries_are_not() -> None:
    loaded = read(as_ccda(NOTE))
    for line in NOTE["text"].splitlines():
        assert line in loaded.text
    assert loaded.text.startswith("clinic note\nDate: 2025-11-12\n")
    assert loaded.notes == ("4 coded entries not read: the narrative is what was attested",)


def test_a_table_row_is_a_line_and_an_item_is_a_line() -> None:
    body = (
        "<text><table><thead><tr><th>Before</th><th>After</th></tr></thead><tbody><tr><td>8/10</td><td>2/10</td></tr>"
        "</tbody></table><list><item>NSAIDs</item><item>Physical <content>therapy</content></item></list>"
        "one<br/>two</text>"
    )
    assert read(ccda(body)).text == "Plan:\nBefore | After\n8/10 | 2/10\nNSAIDs\nPhysical therapy\none\ntwo"


def test_what_was_deleted_in_a_revision_is_not_read() -> None:
    revised = "<content revised='delete'>10%</content><content revised='insert'>80%</content>"
    assert read(ccda(f"<text>Relief {revised}</text>")).text == "Plan:\nRelief 80%"


def test_another_prefix_a_range_of_time_and_an_empty_cell_are_read() -> None:
    rows = "<table><tr><td/><td>2/10</td></tr></table><renderMultiMedia referencedObject='m'/>"
    plain = ccda(f"<text>{rows}</text>").decode().replace("<component><structuredBody>",
        "<effectiveTime><low value='20250804'/></effectiveTime><component><structuredBody>", 1)  # fmt: skip
    loaded = read(re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1n:", plain).replace("xmlns=", "xmlns:n=").encode())
    assert loaded.text == "Date: 2025-08-04\n\nPlan:\n| 2/10"
    assert loaded.notes == ("1 pictures not read",)


def test_an_entity_is_never_resolved() -> None:
    """Neither a file of this machine nor a thousand million laughs."""
    outside = "<!DOCTYPE d [<!ENTITY f SYSTEM 'file:///etc/passwd'><!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]>"
    assert read(ccda("<text>Pain 8/10. &f;&b;</text>", outside)).text == "Plan:\nPain 8/10."


def test_a_file_carried_inside_is_read() -> None:
    assert "Pain 8/10 before." in read(carried(as_pdf("Pain 8/10 before."), "application/pdf")).text
    assert read(carried(b"Pain 8/10.", "text/plain")).text == "Pain 8/10."


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (as_ccda(NOTE)[:700], "note.xml", "it is damaged XML"),
        (b"<?xml version='1.0'?><html/>", "note.xml", "XML of another kind than C-CDA"),
        (as_ccda(NOTE), "note.txt", "it is a ccda file, whatever its name says. Rename it to .xml"),
        (ccda("<text/>").replace(b"Plan", b""), "note.xml", "no text was found"),
        (carried(b"GIF89a", "image/gif"), "note.xml", "a file of a kind that is not read"),
        (as_hl7(NOTE), "note.txt", "it is a hl7 file, whatever its name says. Rename it to .hl7"),
        (b"MSH|^~\\&|A\rPID|1||M-1\r", "note.hl7", "no text was found"),
        (as_hl7(NOTE) + as_hl7(NOTE).replace(b"M-1001", b"M-2002"), "note.hl7", "more than one patient"),
        (b"MSH|", "note.hl7", "damaged|no text"),
    ],
)
def test_what_cannot_be_read_gets_one_clear_line(data: bytes, name: str, says: str) -> None:
    with pytest.raises(Problem) as caught:
        text_of_bytes(data, name)
    assert any(words in str(caught.value) for words in says.split("|"))


def test_the_lines_of_a_message_are_the_lines_of_the_note() -> None:
    loaded = read(as_hl7(NOTE), "note.hl7")
    assert loaded.text == f"{NOTE['name']}\nDate: {NOTE['date']}\n{NOTE['text'].rstrip()}"


def message(*observations: str) -> bytes:
    return "\r".join([r"MSH|^~\&|EHR|C|P|U|20251112||ORU^R01|1|P|2.5.1", "PID|1||M-1", *observations, ""]).encode()


def test_numbers_are_shown_with_what_they_measure_and_escapes_are_undone() -> None:
    loaded = read(
        message(
            "OBX|1|NM|72514-3^Pain severity 0-10^LN||8|{score}^points^UCUM|||||F",
            r"OBX|2|FT|x||Pain \T\ stiffness\.br\Relief \F\ 80%||||||F",
            "OBX|3|CWE|y^Side^L||L^left^Z||||||F",
        ),
        "m.hl7",
    )
    assert loaded.text == "Pain severity 0-10: 8 points\nPain & stiffness\nRelief | 80%\nSide: left"


def test_a_comparison_and_a_text_carried_inside_are_read() -> None:
    carried = f"^TEXT^plain^Base64^{base64.b64encode(b'Pain 8/10.').decode()}"
    loaded = read(message("OBX|1|SN|x^Relief^L||>^80|%|||||F", f"OBX|2|ED|n||{carried}||||||F"), "m.hl7")
    assert loaded.text == "Relief: >80 %\nPain 8/10."


def test_a_document_message_is_read_and_so_is_a_batch() -> None:
    mdm = message("TXA|1|CN^Consult note^L|TX|20251112083000", "OBX|1|TX|n||Pain 8/10 before~2/10 after||||||F")
    text = "Consult note\nDate: 2025-11-12\nPain 8/10 before\n2/10 after"
    assert read(mdm, "m.hl7").text == text
    assert read(b"FHS|^~\\&|A\rBHS|^~\\&|A\r" + mdm + b"BTS|1\rFTS|1\r", "m.hl7").text == text


def test_segments_that_are_not_read_are_counted() -> None:
    loaded = read(message("DG1|1||M53.3", "OBX|1|TX|n||Relief", "and no segment at all"), "m.hl7")
    assert loaded.notes == ("DG1 segments not read (1)", "lines that are no segment not read (1)")


def test_a_withdrawn_observation_is_listed_and_not_read() -> None:
    loaded = read(message("OBX|1|TX|x||Relief 10%||||||W", "OBX|2|TX|x||Relief 80%||||||C"), "m.hl7")
    assert loaded.text == "Relief 80%"
    assert loaded.notes == ("observation 1 not read: wrong",)


def spoiled(data: bytes, chance: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(chance.randint(1, 10)):
        at = chance.randrange(len(out))
        if chance.random() < 0.6:
            out[at] = chance.randrange(256)
        else:
            del out[at : at + chance.randint(1, 30)]
    return bytes(out)


def fuzz(kind: str, count: int) -> None:
    seed = as_ccda(NOTE) if kind == "ccda" else as_hl7(NOTE)
    said: set[str] = set()
    for number in range(count):
        try:
            parse(kind, spoiled(seed, random.Random(f"{kind}{number}")), lambda done, of: None)
        except Exception as error:
            said.add(damage(error))
    assert all("\n" not in line and "back pain" not in line for line in said)


@pytest.mark.parametrize("kind", ["ccda", "hl7"])
def test_spoiled_files_never_crash_a_parser(kind: str) -> None:
    fuzz(kind, 200)


@pytest.mark.soak
@pytest.mark.parametrize("kind", ["ccda", "hl7"])
def test_ten_thousand_spoiled_files_never_crash_a_parser(kind: str) -> None:
    fuzz(kind, 10_000)
