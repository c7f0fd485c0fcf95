"""Names, numbers and addresses leave as placeholders and come back as they were."""

from __future__ import annotations

import datetime as dt

import pytest

from copilot.masking import Mask
from tests.founding import CASE


@pytest.mark.parametrize(
    ("written", "secret"),
    [
        ("Patient: Marta Oyelaran seen today.", "Oyelaran"),
        ("OYELARAN, MARTA here for follow-up", "OYELARAN"),
        ("Ms. Oyelaran reports relief", "Oyelaran"),
        ("DOB 04/02/1961", "04/02/1961"),
        ("born April 2, 1961 in Ohio", "April 2, 1961"),
        ("Date of birth: 2 Apr 1961", "2 Apr 1961"),
        ("MRN 4471902", "4471902"),
        ("MRN: 00-4471-902", "4471"),
        ("member id W123456789", "W123456789"),
        ("SSN 123-45-6789", "123-45-6789"),
        ("call 555-201-3344 or (555) 201-3344 x12", "201-3344"),
        ("Fax: 201-3344", "201-3344"),
        ("mail m.oyelaran@example.org", "example.org"),
        ("lives at 1420 North Maple Avenue, Apt 4, Dayton, OH 45402", "Maple"),
        ("P.O. Box 771, Dayton, OH 45402", "45402"),
        ("Seen by Dr. Adaeze Brandt MD", "Brandt"),
        ("J. Whitfield, NP", "Whitfield"),
        ("Provider: Lena Korhonen", "Korhonen"),
        ("Electronically signed by: Priya Raman, DO", "Raman"),
        ("Daughter: Ines Castillo drove her", "Castillo"),
        ("acct # 88123001", "88123001"),
        ("NPI 1467392055", "1467392055"),
        ("#3129239", "3129239"),
        ("DOB 02APR1961", "02APR1961"),
        ("Born 2nd of April 1961", "April 1961"),
        ("birth date 1961/04/02", "1961/04/02"),
        ("tel: +44 20 7946 0958", "7946"),
        ("RR 2 Box 114", "114"),
        ("MBI 1EG4-TE5-MK73", "MK73"),
        ("chart no. 88-1123", "1123"),
        ("SSN: 123 45 6789", "6789"),
        ("her daughter, Ines Castillo, drove", "Castillo"),
        ("her husband Carl drove", "Carl"),
        ("referred by Dr O'Neill", "Neill"),
        ("seen by Dr. van der Berg", "Berg"),
        ("T. ABERNATHY MD", "ABERNATHY"),
        ("Signed, Lena Brandt", "Brandt"),
        ("Attending physician Gregory House", "House"),
    ],
)
def test_what_identifies_a_person_does_not_leave(written: str, secret: str) -> None:
    mask = Mask.of(CASE)
    sent = mask(written)
    assert secret not in sent
    assert mask.restore(sent) == written


@pytest.mark.parametrize(
    "written",
    [
        "Pain 8/10 before and 2/10 after on 11/12/2025, 75% relief for 3 months.",
        "CPT 27096, M53.3, L4-5 ESI under fluoroscopy, NRS 7/10, BP 138/82.",
        "Left SI joint injection on 07/10/2025 with bupivacaine and methylprednisolone 40 mg.",
        "Plan: repeat bilateral SI joint injection. Physical therapy for 8 weeks.",
    ],
)
def test_what_the_criteria_need_leaves_as_it_is(written: str) -> None:
    assert Mask.of(CASE)(written) == written


def test_the_same_words_always_become_the_same_placeholder() -> None:
    assert Mask.of(CASE)("Marta Oyelaran, MRN 4471902") == Mask.of(CASE)("Marta Oyelaran, MRN 4471902")
    mask = Mask.of(CASE)
    assert mask("Oyelaran") == mask("Oyelaran")


def test_a_placeholder_that_nobody_gave_out_stays_as_it_is() -> None:
    assert Mask.of(CASE).restore("PERSON_99 agrees") == "PERSON_99 agrees"


def test_a_record_that_holds_a_placeholder_is_not_mixed_up_with_one() -> None:
    mask = Mask(names=["Ada Berg"], taken="The form says MEMBER_1.")
    assert "MEMBER_1" not in mask("Ada Berg")


def test_a_birth_date_is_found_in_every_way_it_is_written() -> None:
    mask = Mask(births=[dt.date(1961, 4, 2)])
    for form in ("1961-04-02", "04/02/1961", "4/2/61", "April 2, 1961", "2 April 1961", "02-Apr-1961"):
        assert "61" not in mask(form).replace("BIRTHDATE_", "")
