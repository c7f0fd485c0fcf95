"""The verifier: nothing untraceable and nothing missing gets past it, whoever wrote it."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfReader

from copilot.letter import Signer, finish, redraw
from copilot.letters import docx
from copilot.letters.page import DRAFT, SIGN_LINES, Letter, Paragraph, Part
from copilot.letters.texts import plainly
from copilot.letters.tracing import NEGATIONS
from copilot.notices import Audience, plan_data, required, shipped
from copilot.store import Signature, case_hash
from copilot.verifier import Finding, Sources, by_hand, for_signing, verify
from tests.lettered import AUDIENCES, LAWS, PLAN, a_case, a_review, drawn, edited, replaced, rests_on

SIGNER = Signer("Adaeze Okafor", "Physician, pain medicine", "CA A12345", dt.date(2025, 11, 26))


def held(law: str, audience: Audience, recommendation: str = "deny") -> Sources:
    return rests_on(law, audience, recommendation, None)


def whys(findings: list[Finding]) -> str:
    return "\n".join(map(str, findings))


# --- What was drawn is sound --------------------------------------------------------------------------------------


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("recommendation", ["deny", "pend", "approve"])
def test_nothing_blocks_a_letter_as_drawn(law: str, audience: Audience, recommendation: str) -> None:
    made = drawn(law, audience, recommendation)
    assert whys(verify(made.docx, held(law, audience, recommendation))) == ""
    assert whys(verify(made.letter.markdown, held(law, audience, recommendation))) == ""


def test_nothing_blocks_the_finished_letter_and_its_signer_is_traced() -> None:
    from copilot.verifier import sources

    finished, _ = finish(drawn("California").docx, SIGNER, PLAN)
    signed = sources(a_case("California"), a_review(), PLAN, "adverse", "member", signer=SIGNER)
    assert whys(verify(finished, signed)) == ""
    assert "Adaeze" in whys(verify(finished.replace(b"", b""), held("California", "member")))
    other = replaced(finished, "Reviewed by: Adaeze Okafor", "Reviewed by: Adam Okafor")
    assert "Adam" in whys(verify(other, signed))


def test_unknown_funding_waits() -> None:
    from copilot.verifier import sources

    case = a_case(plan={"payer": "aetna", "line_of_business": "commercial", "state": "CA"})
    found = verify(drawn("California").docx, sources(case, a_review(), PLAN, "adverse", "member"))
    assert "funding is unknown" in whys([f for f in found if f.what == "waits"])


# --- Every legal element ------------------------------------------------------------------------------------------


def elements() -> Iterator[tuple[str, Audience, str]]:
    from copilot.letter import terms

    for law in LAWS:
        for audience in AUDIENCES:
            for element in required(terms(a_case(law), "deny"), audience, shipped()).elements:
                yield law, audience, element.id


def without(letter: Letter, gone: Paragraph) -> str:
    parts = tuple(Part(p.id, p.heading, tuple(q for q in p.paragraphs if q is not gone)) for p in letter.parts)
    return Letter(
        letter.kind, letter.audience, letter.title, letter.mark, tuple(p for p in parts if p.paragraphs)
    ).markdown


def made(law: str, audience: Audience) -> Letter:
    return drawn(law, audience).letter


@pytest.mark.parametrize(("law", "audience", "element"), list(elements()))
def test_a_letter_without_a_legal_element_is_blocked_by_its_name(law: str, audience: Audience, element: str) -> None:
    letter = made(law, audience)
    name = next(e.name for e in shipped().elements if e.id == element)
    own = [p for p in letter.paragraphs if p.element == element]
    assert own
    needed = own
    if element == "specific_reason":  # the criterion and the record's words on it; the rest may be reworded
        needed = [p for p in own if p.text.startswith(("The rule asks for this:", "Criterion:")) or p.style == "quote"]
        assert len(needed) == 2
    for paragraph in needed:
        found = verify(without(letter, paragraph), held(law, audience))
        assert f"missing or reworded: {name}" in whys([f for f in found if f.what == "missing"])


def test_a_title_that_was_changed_is_missed() -> None:
    text = drawn().docx
    assert "the title" in whys(verify(replaced(text, "We did not approve your request<", "About your request<"),
                                      held("self-funded", "member")))  # fmt: skip


def test_a_reworded_element_is_missed_and_the_plans_own_wording_is_not() -> None:
    from copilot.verifier import sources

    was, now = (
        "You have 180 days from the day you get this letter.",
        "You have some days from the day you get this letter.",
    )
    found = verify(replaced(drawn().docx, was, now), held("self-funded", "member"))
    assert "The internal appeal" in whys(found)
    element = next(e for e in shipped().elements if e.id == "appeal")
    own = PLAN.model_copy(
        update={"wording": {"appeal": tuple(t.replace("You can appeal.", "You may appeal.") for t in element.member)}}
    )
    letter = drawn(plan=own)
    assert "You may appeal." in letter.letter.markdown
    assert whys(verify(letter.docx, sources(a_case(), a_review(), own, "adverse", "member"))) == ""


# --- Mutations ----------------------------------------------------------------------------------------------------


def mutations(letter: Letter) -> Iterator[tuple[int, str, str]]:
    """Every figure, date, code, name, side and negation of a letter, changed: the paragraph, what was, what is."""
    for n, paragraph in enumerate(letter.paragraphs):
        for m in re.finditer(r"\S+", paragraph.text):
            word = m.group()
            inside = (
                m.start() > 0
                and paragraph.text[m.start() - 1 :][:1] == " "
                and paragraph.text[m.start() - 2] not in ".!?:“"
            )
            changed = None
            if digit := re.search(r"\d", word):
                other = str((int(digit.group()) + 3) % 10)
                changed = word[: digit.start()] + other + word[digit.end() :]
            elif re.match(r"[“(]?[A-Z][a-zé]+", word) and inside:
                changed = re.sub(r"[A-Z][a-zé]+", "Quentin", word, count=1)
            elif word.lower().strip(".,") in NEGATIONS | {"left", "right", "both"}:
                changed = {"both": "left", "left": "right", "right": "left"}.get(word, "now")
            if changed and changed != word:
                yield n, paragraph.text, paragraph.text[: m.start()] + changed + paragraph.text[m.end() :]


def caught(letter: Letter, sources: Sources, step: int) -> tuple[int, list[str]]:
    every = list(mutations(letter))
    missed = []
    for n, was, now in every[::step]:
        said = list(letter.paragraphs)
        said[n] = Paragraph(now, said[n].style)
        whole = Letter(letter.kind, letter.audience, letter.title, letter.mark, (Part("all", "", tuple(said)),))
        if not verify(whole.markdown, sources):
            missed.append(f"{was} -> {now}")
    return len(every[::step]), missed


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_changed_figure_date_or_name_is_found(law: str, audience: Audience) -> None:
    tried, missed = caught(made(law, audience), held(law, audience), 10)
    assert tried > 5
    assert not missed


@pytest.mark.soak
@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("recommendation", ["deny", "pend", "approve"])
def test_every_changed_figure_date_or_name_is_found(law: str, audience: Audience, recommendation: str) -> None:
    letter = drawn(law, audience, recommendation).letter
    assert not caught(letter, held(law, audience, recommendation), 1)[1]


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("We read this as 0%.", "We read this as 70%."),  # a figure that stands in the policy
        ("asks for at least 70%.", "asks for at least 75%."),  # a society's
        ("November 12, 2025", "November 18, 2025"),  # the date of another document
        ("“0 pain relief currently”", "“no pain relief currently”"),
        ("do not meet", "do meet"),
        ("on both sides", "on the left side"),
        ("Marta Oyelaran", "Maria Oyelaran"),
        ("M-100177", "M-100771"),
    ],
)
def test_an_edit_in_the_word_file_is_found_even_where_the_figure_has_a_source_elsewhere(was: str, now: str) -> None:
    assert verify(replaced(drawn().docx, was, now), held("self-funded", "member"))


# --- A person's own sentences -------------------------------------------------------------------------------------


def with_sentence(sentence: str, law: str = "self-funded") -> list[Finding]:
    """The letter with a paragraph that a person typed into the reasons, in Word."""
    document = Document(io.BytesIO(drawn(law).docx))
    place = next(p for p in document.paragraphs if p.text.startswith("We read this as"))
    place.insert_paragraph_before(sentence)
    out = io.BytesIO()
    document.save(out)
    return verify(out.getvalue(), held(law, "member"))


@pytest.mark.parametrize(
    "sentence",
    [
        "The clinic note of November 12, 2025 gives 0% relief, and the plan's rule asks for at least 70%.",
        "Your doctor wrote “0 pain relief currently” about 1.5 hours after the injection.",
        "I looked at the epidural follow-up of August 20, 2025 as well.",
        "The epidural injection was done on June 3, 2025 at L3-4.",
        "We thank Dr. Brandt for the records.",
        "You finished 8 weeks of physical therapy in spring 2025.",
        "We know that you are in pain, and we are sorry.",
        "You met the requirement for live X-ray.",
        "Your doctor did not describe how long the relief lasted.",
        "We did not approve this because the relief was short.",
        "Please ask your doctor to send the records of the injection.",
    ],
)
def test_what_a_person_writes_from_the_record_stands(sentence: str) -> None:
    assert whys(with_sentence(sentence)) == ""


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("The record shows 70% relief after the last injection.", "70%"),
        ("The record shows 40% relief after the last injection.", "40%"),
        ("The plan's rule asks for at least 75% relief from a test injection.", "75%"),
        ("You had 12 weeks of physical therapy.", "12 weeks"),
        ("The note of November 13, 2025 says so too.", "November 13, 2025"),
        ("Another note (11/13/2025) says so too.", "11/13/2025"),
        ("This was confirmed by Dr. Whitlock.", "Whitlock"),
        ("Whitlock Pain Center agrees with this.", "Whitlock"),
        ("Your doctor wrote “no relief at all after that”.", "no relief at all after that"),
        ("See policy LCD L39455 for the details.", "L39455"),
        ("The code 64451 was looked at.", "64451"),
        ("Call 1-800-555-0999 with questions.", "1-800-555-0999"),
        ("Read more at www.elsewhere.example.", "www.elsewhere.example"),
        ("Your pain was 8/10 before and 2/10 after.", "8/10"),
        ("There were four injections in the last year.", "four"),
        ("Under 29 CFR 2590.715 you may ask for more.", "2590.715"),
    ],
)
def test_what_has_no_source_is_found_with_its_place(sentence: str, text: str) -> None:
    found = [f for f in with_sentence(sentence) if f.what == "untraced"]
    assert text in " | ".join(f.text for f in found)
    assert all(f.where.startswith("paragraph ") for f in found)


@pytest.mark.parametrize(
    "sentence",
    [
        "You cannot appeal this decision.",
        "There is no outside review for this service.",
        "You don't get an interpreter for this.",
        "We approved the request in full.",
        "The injection will be covered after all.",
        "You can have the shot.",
        "Your service can go ahead.",
        "Your injection is medically necessary.",
        "The rule is met.",
        "You meet this part of the rule after all.",
        "We will pay for this service anyway.",
        "An appeal would be pointless.",
        "Appeals are closed.",
        "You have lost your right to appeal.",
        "You can appeal by phone only.",
        "If you ask for more, you may lose your coverage.",
        "This decision is final.",
        "A computer decided this.",
        "Please disregard this letter.",
    ],
)
def test_what_speaks_against_a_right_or_states_another_decision_is_found(sentence: str) -> None:
    assert [f for f in with_sentence(sentence) if f.what == "changed"]


def test_a_physicians_own_denial_needs_a_reason_and_the_reason_is_traced() -> None:
    undone = drawn(recommendation="pend", decision="deny")
    sources = rests_on(recommendation="pend", decision="deny")
    assert "to be filled in: the reason" in whys(verify(undone.docx, sources))
    emptied = replaced(
        undone.docx, "[to be filled in: the reason for the decision, in the physician's words]", "See below."
    )
    assert "in the person's own words" in whys(verify(emptied, sources))
    done = drawn(recommendation="pend", decision="deny", words="The clinic note of November 12, 2025 shows no relief.")
    assert whys(verify(done.docx, sources)) == ""
    wrong = drawn(recommendation="pend", decision="deny", words="The clinic note shows 30% relief at best.")
    assert "30%" in whys(verify(wrong.docx, sources))


def test_a_partial_approval_waits_for_what_is_approved() -> None:
    undone = drawn(decision="partial", words="Only the left side shows a need at this time.")
    assert "to be filled in: what is approved" in whys(verify(undone.docx, rests_on()))
    done = replaced(
        undone.docx, "[to be filled in: what is approved and what is not]", "We approved the left side only."
    )
    assert whys(verify(done, rests_on())) == ""


# --- The Word file itself -----------------------------------------------------------------------------------------

RUN = "<w:r><w:t>We did not approve</w:t></w:r>"
MARKED = {
    "a tracked insertion": '<w:ins w:id="9" w:author="x">' + RUN + "</w:ins>",
    "a tracked deletion": '<w:del w:id="9" w:author="x"><w:r><w:delText>x</w:delText></w:r></w:del>',
    "hidden text": "<w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r>",
    "white text": '<w:r><w:rPr><w:color w:val="ffffff"/></w:rPr><w:t>x</w:t></w:r>',
    "smaller than 8 points": '<w:r><w:rPr><w:sz w:val="4"/></w:rPr><w:t>x</w:t></w:r>',
    "a field code": '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
    "a comment": '<w:r><w:commentReference w:id="1"/></w:r>',
    "a symbol": '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>',
    "struck-out text": "<w:r><w:rPr><w:strike/></w:rPr><w:t>x</w:t></w:r>",
    "nearly white": '<w:r><w:rPr><w:color w:val="FDFDFD"/></w:rPr><w:t>x</w:t></w:r>',
    "a dark ground": '<w:r><w:rPr><w:shd w:val="clear" w:fill="000000"/></w:rPr><w:t>x</w:t></w:r>',
    "squeezed": '<w:r><w:rPr><w:w w:val="1"/></w:rPr><w:t>x</w:t></w:r>',
    "too low to be read": '<w:r/></w:p><w:p><w:pPr><w:spacing w:line="1" w:lineRule="exact"/></w:pPr>',
    "fills in from elsewhere": '<w:sdt><w:sdtPr><w:dataBinding w:xpath="/a"/></w:sdtPr><w:sdtContent/></w:sdt>',
    "direction is turned round": '<w:bdo w:val="rtl"><w:r><w:t>x</w:t></w:r></w:bdo>',
    "words in a drawing": '<a:t xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">x</a:t>',
}  # fmt: skip


@pytest.mark.parametrize("what", MARKED)
def test_a_word_file_is_blocked_by(what: str) -> None:
    marked = edited(drawn().docx, lambda xml: xml.replace("</w:p>", MARKED[what] + "</w:p>", 1))
    assert what in whys([f for f in verify(marked, held("self-funded", "member")) if f.what == "form"])


@pytest.mark.parametrize(
    ("member", "was", "now", "says"),
    [
        ("styles", 'w:styleId="ListBullet">', 'w:styleId="ListBullet"><w:rPr><w:vanish/></w:rPr>', "hidden text"),
        ("numbering", '<w:lvlText w:val="', '<w:lvlText w:val="We pay all. ', "a list whose numbering has words"),
    ],
)  # fmt: skip
def test_what_a_style_or_a_list_hides_or_says_is_found(member: str, was: str, now: str, says: str) -> None:
    assert says in whys(
        verify(
            edited(drawn().docx, lambda xml: xml.replace(was, now), f"word/{member}.xml"), held("self-funded", "member")
        )
    )


def test_a_part_whose_words_would_go_unread_is_named() -> None:
    out = io.BytesIO(drawn().docx)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/diagrams/data1.xml", "<x/>")
    assert "diagrams, whose words go unread" in whys(verify(out.getvalue(), held("self-funded", "member")))


def test_what_a_person_wrote_and_nothing_else_is_listed_for_the_signer() -> None:
    assert by_hand(drawn().docx, held("self-funded", "member")) == ()
    document = Document(io.BytesIO(drawn().docx))
    place = next(p for p in document.paragraphs if p.text.startswith("We read this as"))
    place.insert_paragraph_before("The injection worked. We looked at the whole record.")
    out = io.BytesIO()
    document.save(out)
    assert by_hand(out.getvalue(), held("self-funded", "member")) == (
        "The injection worked.", "We looked at the whole record.",
    )  # fmt: skip


def test_text_in_a_table_a_text_box_or_a_footer_is_read_too() -> None:
    document = Document(io.BytesIO(drawn().docx))
    document.add_table(1, 1).cell(0, 0).text = "Relief was 41% in all."
    document.sections[0].footer.paragraphs[0].text = "Ask for Whitlock on 42 days."
    out = io.BytesIO()
    document.save(out)
    found = whys(verify(out.getvalue(), held("self-funded", "member")))
    assert "41%" in found
    assert "the footer" in found
    box = (
        '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent><w:p><w:r>'
        "<w:t>It was 43% then.</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    )
    boxed = edited(drawn().docx, lambda xml: xml.replace("</w:p>", box, 1))
    assert "43%" in whys(verify(boxed, held("self-funded", "member")))


def test_an_element_in_hidden_or_deleted_text_does_not_count() -> None:
    docx_ = drawn().docx
    wrapped = edited(docx_, lambda xml: re.sub(
        r"<w:r>((?:(?!</w:r>).)*You can appeal\. An appeal asks.*?)</w:r>",
        r"<w:r><w:rPr><w:vanish/></w:rPr>\1</w:r>", xml, count=1))  # fmt: skip
    assert "hidden text" in whys(verify(wrapped, held("self-funded", "member")))


def test_a_draft_whose_mark_was_taken_off_is_found() -> None:
    bare = edited(
        drawn().docx, lambda xml: re.sub(r"<w:t[^>]*>[^<]*DRAFT[^<]*</w:t>", "<w:t></w:t>", xml), "word/header1.xml"
    )
    assert "DRAFT" in whys(verify(bare, held("self-funded", "member")))


def test_hidden_characters_and_unfilled_blanks_are_found() -> None:
    assert "U+202E" in whys(verify(replaced(drawn().docx, "We read", "We \u202eread"), held("self-funded", "member")))
    assert "blank" in whys(
        verify(replaced(drawn().docx, "We read this", "We ________ this"), held("self-funded", "member"))
    )


def test_a_letter_of_another_case_is_found() -> None:
    other = drawn(plan=PLAN).docx
    from copilot.verifier import sources

    someone = a_case(id="case-9", member={"id": "M-9", "name": "Teodor Vance"})
    found = whys(verify(other, sources(someone, a_review(), PLAN, "adverse", "member")))
    assert "What request this is" in found
    assert "M-100177" in found


# --- Signing ------------------------------------------------------------------------------------------------------


def test_sign_off_takes_it_and_a_pdf_that_says_something_else_blocks() -> None:
    from copilot.store import Letter as Stored

    made = drawn("California")
    at = dt.datetime(2025, 11, 26, tzinfo=dt.UTC)
    check = for_signing(PLAN)

    def stored(docx_: bytes, pdf: bytes | None) -> Stored:
        return Stored("l1", "c1", "r1", "adverse", "member", docx_, pdf, None, "a.nurse", at)

    case, review = a_case("California"), a_review()
    assert list(check(stored(made.docx, made.pdf), case, review)) == []
    reworded = replaced(
        made.docx, "The record shows that you do not meet this part of the rule.", "You do not meet this part."
    )
    assert list(check(stored(reworded, redraw(reworded)), case, review)) == []
    assert "the PDF does not say what the Word file says" in "\n".join(check(stored(reworded, made.pdf), case, review))
    assert "not a Word file" in "\n".join(check(stored(b"hello", None), case, review))


@pytest.mark.usefixtures("quick_hashes")
def test_a_denial_is_drawn_and_signed_and_finished_whoever_opens_it_after_a_crash(tmp_path: Path) -> None:
    from copilot import people, settings
    from copilot.desk import Desk
    from copilot.signoff import Refused, sheet, sign
    from copilot.site import Site
    from tests.made import opened, with_people

    with opened(f"sqlite:///{tmp_path / 'n.db'}", tmp_path) as store:
        tokens = with_people(store)
        case = a_case("California")
        store.submit(case, "a.reviewer")
        receipt = a_review().receipt.model_copy(update={"case_sha256": case_hash(case)})
        review = a_review(receipt=receipt)
        store.save_review(review, "a.reviewer")
        letters = {}
        for audience in AUDIENCES:
            made = drawn("California", audience)
            kind = made.letter.kind
            letters[audience] = store.save_letter(case.id, "r1", kind, audience, made.docx, made.pdf, "a.reviewer")

        def signed() -> Signature:
            seen = sheet(store, case.id)
            return sign(store, tokens["physician"], case.id, seen=seen.hash, decision="deny",
                        acknowledged=[i.id for i in seen.items], verify_letter=for_signing(PLAN))  # fmt: skip

        spoilt = replaced(letters["member"].docx, "We read this as 0%.", "We read this as 10%.")
        other = store.save_letter(case.id, "r1", "adverse", "member", spoilt, redraw(spoilt), "a.reviewer",
                                  instead_of=letters["member"].id)  # fmt: skip
        with pytest.raises(Refused, match="10%"):
            signed()
        good = drawn("California", "member")
        store.save_letter(case.id, "r1", "adverse", "member", good.docx, good.pdf, "a.reviewer", instead_of=other.id)
        signed()
        reader = people.who(store, tokens["quality"])
        assert reader
        opened_ = Desk(Site(settings.load(), store, None), tokens["quality"], reader).open(case.id)
        assert sorted(letter.audience for letter in opened_.issued) == ["member", "provider"]
        assert {letter.by for letter in opened_.issued} == {"a.physician"}
        for issued in opened_.issued:
            assert "Credentials and specialty: Physician, pain medicine" in [
                p.text for p in docx.read(issued.docx).paragraphs
            ]
            assert DRAFT not in "".join(page.extract_text() for page in PdfReader(io.BytesIO(issued.pdf or b"")).pages)


def test_the_sign_lines_are_those_of_the_notices() -> None:
    both = [t for e in shipped().elements for t in e.both if "{blank}" in t]
    assert sorted(t.split(":")[0] for t in both) == sorted(SIGN_LINES)


def test_the_example_plan_does_not_block_but_marks() -> None:
    from copilot.verifier import sources

    example = plan_data(None)
    made = drawn("California", plan=example)
    assert whys(verify(made.docx, sources(a_case("California"), a_review(), example, "adverse", "member"))) == ""
    assert plainly(docx.read(made.docx).mark).startswith("DRAFT")
