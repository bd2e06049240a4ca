"""Slips to cut."""

from workflows.appraisal.ballots import codes
from workflows.appraisal.ballots.slips import Slip, sheets


def test_every_code_is_on_one_slip_ten_to_a_sheet() -> None:
    drawn = codes.draw(23)
    made = sheets("第一党支部民主评议", "https://djw.example/p/1", drawn)

    assert [len(sheet) for sheet in made] == [10, 10, 3]
    assert {slip for sheet in made for slip in sheet} == {
        Slip("第一党支部民主评议", "https://djw.example/p/1", codes.grouped(code)) for code in drawn
    }


def test_the_order_of_the_slips_is_not_that_of_the_codes() -> None:
    drawn = codes.draw(50)
    printed = [[slip.code for sheet in sheets("会", "", drawn) for slip in sheet] for _ in range(2)]

    assert sorted(printed[0]) == sorted(printed[1]) == [codes.grouped(code) for code in drawn]
    assert printed[0] != printed[1]
