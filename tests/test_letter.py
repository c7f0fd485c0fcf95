"""Letters: what each says, that its forms say the same, and that nothing in it comes alive."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfReader

from copilot.letter import NotDrawn, Signer, compose, draw, finish, redraw
from copilot.letters import docx, templates
from copilot.letters.page import DRAFT, EXAMPLE, escaped, unescaped
from copilot.letters.texts import from_markdown
from copilot.notices import plan_data
from copilot.problem import Problem
from tests.lettered import AUDIENCES, LAWS, PLAN, a_case, a_review, drawn, edited, grade, replaced, said

SIGNER = Signer("Adaeze Okafor", "Physician, pain medicine", "CA A12345", dt.date(2025, 11, 26))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


# --- What a letter says -------------------------------------------------------------------------------------------


def test_the_founding_denial_says_why_in_plain_words_with_date_and_quote() -> None:
    text = said(drawn())
    assert "We did not approve your request" in text
    assert "At least 70% reduction in pain from the previous shot into the sacroiliac joint" in text
    assert "Clinic note, November 12, 2025: “0 pain relief currently”" in text
    assert "We read this as 0%. The rule asks for at least 70%." in text
    assert "(CPB 0016), in force from January 1, 2025" in text
    assert "sacroiliac joint means the joint where the spine meets the hip bone" in text


def test_silence_and_contradiction_have_sentences_of_their_own() -> None:
    text = said(drawn(recommendation="pend"))
    assert "does not tell us enough about this. We do not take that as a no." in text
    assert "says different things about this, so we cannot tell" in text
    assert "do not meet" not in text
    assert "did not approve" not in text
    assert "not a denial" in text


def test_a_societys_threshold_is_never_given() -> None:
    for audience in AUDIENCES:
        for recommendation in ("deny", "pend", "approve"):
            text = said(drawn(audience=audience, recommendation=recommendation))
            assert "75" not in text.replace("1-877-688", "")
            assert "diagnostic block" not in text


def test_a_member_reads_no_procedure_code_and_a_provider_does() -> None:
    assert not re.search(r"27096|M53\.3", said(drawn()))
    assert "27096" in said(drawn(audience="provider"))
    assert "M53.3" in said(drawn(audience="provider"))


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("recommendation", ["deny", "pend", "approve"])
def test_members_letters_read_at_about_eighth_grade(law: str, recommendation: str) -> None:
    letter = drawn(law, recommendation=recommendation).letter
    text = " ".join(
        p.text + "." for part in letter.parts if part.heading for p in part.paragraphs if p.style != "quote"
    )
    assert grade(text) < 8.5


def test_original_medicare_gets_no_adverse_letter_and_the_reason_is_said() -> None:
    case = a_case(plan={"payer": "aetna", "line_of_business": "medicare", "state": "OH"})
    with pytest.raises(NotDrawn, match="Original Medicare"):
        compose(case, a_review(), PLAN)
    assert compose(case, a_review("pend"), PLAN).kind == "information_request"


def test_unknown_funding_is_told_with_the_draft() -> None:
    case = a_case(plan={"payer": "aetna", "line_of_business": "commercial", "state": "CA"})
    assert "funding is unknown" in " ".join(compose(case, a_review(), PLAN).waits)


def test_deciding_otherwise_leaves_the_reason_to_the_person() -> None:
    letter = said(drawn(recommendation="pend", decision="deny"))
    assert "[to be filled in: the reason for the decision, in the physician's words]" in letter
    own = said(drawn(recommendation="pend", decision="deny", words="The relief did not last.\nIt was gone in a day."))
    assert "The relief did not last. It was gone in a day." in own
    partial = said(drawn(decision="partial"))
    assert "We approved only part of your request" in partial
    assert "[to be filled in: what is approved and what is not]" in partial


def test_missing_data_of_the_plan_asks_for_itself() -> None:
    bare = PLAN.model_copy(update={"appeals_phone": None})
    assert "[to be filled in: appeals_phone in the plan's data]" in said(drawn(plan=bare))


def test_a_provider_named_in_the_case_is_addressed() -> None:
    case = a_case(provider={"name": "Lakeshore Pain Clinic", "address": ["12 Lake Road", "Dayton, OH 45402"]})
    lines = [p.text for part in compose(case, a_review(), PLAN, "provider").parts[:3] for p in part.paragraphs]
    assert lines[-3:] == ["Lakeshore Pain Clinic", "12 Lake Road", "Dayton, OH 45402"]


# --- Its forms ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("recommendation", ["deny", "pend", "approve"])
def test_word_pdf_and_markdown_say_the_same(audience: str, recommendation: str) -> None:
    made = drawn("California", audience, recommendation)  # type: ignore[arg-type]
    wanted = [(p.style, p.text) for p in made.letter.paragraphs]
    assert [(p.style, p.text) for p in docx.read(made.docx).paragraphs] == wanted
    assert [p.text for p in from_markdown(made.letter.markdown).paragraphs] == [text for _, text in wanted]
    pages = squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(made.pdf)).pages))
    for _, text in wanted:
        for word in text.split():
            assert squeezed(word) in pages


def test_the_same_letter_is_the_same_bytes() -> None:
    one, two = drawn(), drawn()
    assert one.docx == two.docx
    assert one.pdf == two.pdf == redraw(one.docx)


def test_the_pdf_is_tagged_titled_and_declares_pdf_ua() -> None:
    reader = PdfReader(io.BytesIO(drawn().pdf))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert str(root["/Lang"]).startswith("en")
    assert reader.metadata is not None
    assert reader.metadata.title == "We did not approve your request"
    assert re.search(rb"pdfuaid:part[>=\"]+1", root["/Metadata"].get_object().get_data())
    assert not any("/AA" in page or "/Annots" in page for page in reader.pages)


def test_every_page_says_draft_until_it_is_signed() -> None:
    made = drawn("California")
    for page in PdfReader(io.BytesIO(made.pdf)).pages:
        assert squeezed(DRAFT) in squeezed(page.extract_text())
    assert docx.read(made.docx).marked(DRAFT)
    assert made.letter.markdown.count(DRAFT) == 2


def test_signing_takes_the_mark_off_and_fills_the_blank_lines() -> None:
    made = drawn("California")
    finished, pdf = finish(made.docx, SIGNER, PLAN)
    page = docx.read(finished)
    text = "\n".join(p.text for p in page.paragraphs)
    assert not any(page.headers)
    assert "Reviewed by: Adaeze Okafor" in text
    assert "Credentials and specialty: Physician, pain medicine" in text
    assert "License: CA A12345" in text
    assert text.count("November 26, 2025") == 2
    assert "____" not in text
    assert DRAFT not in "".join(p.extract_text() for p in PdfReader(io.BytesIO(pdf)).pages)
    assert Document(io.BytesIO(finished)).paragraphs  # Word's own library opens it


def test_a_reviewer_without_a_licence_has_no_such_line() -> None:
    nurse = Signer("Ines Vidal", "Nurse reviewer", None, dt.date(2025, 11, 26))
    finished, _ = finish(drawn(recommendation="approve").docx, nurse, PLAN)
    assert "License" not in "\n".join(p.text for p in docx.read(finished).paragraphs)


def test_a_letter_without_its_blank_lines_is_not_finished() -> None:
    with pytest.raises(Problem, match="Reviewed by"):
        finish(replaced(drawn().docx, "Reviewed by: ____________________", "Reviewed by me"), SIGNER, PLAN)


def test_letters_of_the_example_plan_say_so_even_when_signed() -> None:
    example = plan_data(None)
    made = drawn(plan=example)
    assert docx.read(made.docx).marked(EXAMPLE)
    finished, _ = finish(made.docx, SIGNER, example)
    assert docx.read(finished).headers == (EXAMPLE,)


# --- Nothing comes alive ------------------------------------------------------------------------------------------

HOSTILE = {
    "markup": "<w:t>Ann</w:t> <b>& <script>alert(1)</script>",
    "template": "{{ 7*7 }} {% for x in y %} {{ mark.__class__ }}",
    "formula": '=HYPERLINK("http://evil.example","x") { INCLUDETEXT "c:\\x" }',
    "markdown": "[click](http://evil.example) **bold** # heading `code` ![x](y) | a | _b_ a_b",
    "typst": '#eval("1+1") #read("/etc/passwd") $x^2$ *strong* @ref <label> \\',
}
BIDI = "Ann\u202egnp.exe\u202c \u200bOlsen\x00\x07\n\tJr\u2028\ufeff"


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_values_come_out_as_plain_text_in_every_form(name: str) -> None:
    value = HOSTILE[name]
    case = a_case(member={"id": value, "name": value})
    made = draw(case, a_review(), PLAN)
    line = f"Member: {value}"
    assert line in [p.text for p in docx.read(made.docx).paragraphs]
    assert line in [p.text for p in from_markdown(made.letter.markdown).paragraphs]
    assert squeezed(value) in squeezed(PdfReader(io.BytesIO(made.pdf)).pages[0].extract_text())
    assert not docx.forbidden(made.docx)
    assert not re.search(r"(?<!\\)<(?:script|b)>|(?<!\\)\]\(", made.letter.markdown)


def test_direction_marks_and_control_characters_are_left_out() -> None:
    made = draw(a_case(member={"id": "M-1", "name": BIDI}), a_review(), PLAN)
    assert "Member: Anngnp.exe Olsen Jr" in [p.text for p in docx.read(made.docx).paragraphs]


def test_a_hostile_quotation_in_the_record_is_quoted_as_text() -> None:
    criterion = a_review().criteria[0]
    place = criterion.evidence[0].model_copy(update={"quote": HOSTILE["template"]})
    review = a_review(criteria=[criterion.model_copy(update={"evidence": [place]})])
    made = draw(a_case(), review, PLAN)
    assert any(HOSTILE["template"] in p.text for p in docx.read(made.docx).paragraphs)


def test_no_letter_leads_anywhere_or_computes() -> None:
    made = drawn("California", "provider")
    with zipfile.ZipFile(io.BytesIO(made.docx)) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b'TargetMode="External"' not in everything
    assert not re.search(rb"instrText|fldSimple|fldChar|vbaProject", everything)


@pytest.mark.parametrize(
    "text", [*HOSTILE.values(), "1. one", "- two", "# three", "> four", "a * b_c_", "12) x", "& &amp;"]
)
def test_markdown_says_what_it_was_given(text: str) -> None:
    assert unescaped(escaped(text)) == text


@pytest.mark.parametrize("name", ["Žofie Dvořáková", "Ольга Ким"])
def test_names_with_accents_and_in_cyrillic_are_shown(name: str) -> None:
    made = draw(a_case(member={"id": "M-1", "name": name}), a_review(), PLAN)
    assert squeezed(name) in squeezed(PdfReader(io.BytesIO(made.pdf)).pages[0].extract_text())


def test_a_character_that_no_font_shows_is_said_and_not_dropped() -> None:
    with pytest.raises(Problem, match="no font on this machine shows the character U\\+13000"):
        draw(a_case(member={"id": "M-1", "name": "A \U00013000"}), a_review(), PLAN)


# --- Templates ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["approval", "information_request", "adverse"])
def test_the_shipped_templates_are_sound_and_as_built(kind: str) -> None:
    template = templates.load(kind)  # type: ignore[arg-type]
    assert templates.check(template) == []
    assert docx.read(template).paragraphs == docx.read(templates.build()).paragraphs


LINK = (
    '<Relationship Id="rX" Type="http://x/hyperlink" Target="http://x.example" TargetMode="External"/></Relationships>'
)
FIELD = '<w:p><w:fldSimple w:instr="DATE"><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p><w:sectPr'
BROKEN = {
    "an unknown field": ("word/document.xml", "{{ title }}", "{{ title }} {{ diagnosis }}", "unknown field diagnosis"),
    "an unknown attribute": ("word/document.xml", "{{ appeal.heading }}", "{{ appeal.titel }}", "cannot be filled in"),
    "a missing part": ("word/document.xml", "p in appeal.paragraphs", "p in help.paragraphs", "part appeal is missing"),
    "a missing heading": ("word/document.xml", "{{ court.heading }}", "", "the part court is missing"),
    "a missing title": ("word/document.xml", "{{ title }}", "Notice", "the title is missing"),
    "a missing mark": ("word/header1.xml", "{{ mark }}", "", "mark }} is missing"),
    "a link to elsewhere": ("word/_rels/document.xml.rels", "</Relationships>", LINK, "link to elsewhere (hyperlink)"),
    "a field code": ("word/document.xml", "<w:sectPr", FIELD, "a field code"),
    "a tag that is not closed": ("word/document.xml", "{%p endfor %}", "", "it cannot be filled in"),
    "code": ("word/document.xml", "{{ title }}", "{{ title.__class__.__mro__ }}", "it cannot be filled in"),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_a_template_is_refused_for(what: str, tmp_path: Path) -> None:
    part, was, now, says = BROKEN[what]
    broken = replaced(templates.load("adverse"), was, now, part)
    assert says in "; ".join(templates.check(broken))
    own = tmp_path / "letters" / "templates"
    own.mkdir(parents=True)
    (own / "adverse.docx").write_bytes(broken)
    with pytest.raises(Problem) as problem:
        templates.load("adverse", tmp_path)
    assert "adverse.docx" in str(problem.value)


def test_a_first_page_without_the_mark_is_refused() -> None:
    broken = edited(templates.load("adverse"), lambda xml: xml.replace("<w:cols ", "<w:titlePg/><w:cols ", 1))
    assert "mark }} is missing" in "; ".join(templates.check(broken))


def test_staff_may_add_text_and_move_parts(tmp_path: Path) -> None:
    own = tmp_path / "letters" / "templates"
    own.mkdir(parents=True)
    words = "Accredited by Example Quality until 2031"
    template = replaced(templates.load("adverse"), "{{ title }}</w:t></w:r></w:p>",
                        "{{ title }}</w:t></w:r></w:p><w:p><w:r><w:t>" + words + "</w:t></w:r></w:p>")  # fmt: skip
    (own / "adverse.docx").write_bytes(template)
    made = draw(a_case(), a_review(), PLAN, folder=tmp_path)
    assert words in [p.text for p in docx.read(made.docx).paragraphs]
