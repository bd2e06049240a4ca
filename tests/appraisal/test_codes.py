"""Codes that people read aloud and type on phones."""

from itertools import combinations

from workflows.appraisal.ballots import codes, verify

CODE = "7KQ2M4XBRT9WZCAU"


def test_a_code_carries_seventy_five_random_bits_and_a_check_sign() -> None:
    drawn = codes.draw(200)

    assert (len(set(codes.ALPHABET)), set("01OI") & set(codes.ALPHABET)) == (32, set())
    assert {len(code) for code in drawn} == {16}
    assert len({code[:15] for code in drawn}) == 200
    assert [codes.read(code) for code in drawn] == drawn


def test_the_order_of_new_codes_says_nothing_of_the_order_they_were_drawn_in() -> None:
    drawn = codes.draw(50)

    assert drawn == sorted(drawn)


def test_a_code_reads_in_groups_of_four() -> None:
    assert codes.grouped("ABCDEFGHJKLMNPQR") == "ABCD-EFGH-JKLM-NPQR"


def test_what_people_type_is_read_as_meant() -> None:
    [code] = codes.draw(1)
    full_width = "".join(chr(ord(sign) + 0xFEE0) for sign in codes.grouped(code))

    for typed in (code.lower(), codes.grouped(code), f"  {codes.grouped(code).replace('-', ' ')}\n", full_width):
        assert codes.read(typed) == code


def test_every_single_wrong_sign_is_noticed() -> None:
    [code] = codes.draw(1)
    wrong = [code[:place] + sign + code[place + 1 :] for place in range(16) for sign in codes.ALPHABET]

    assert {codes.read(typed) for typed in wrong} == {None, code}
    assert sum(codes.read(typed) == code for typed in wrong) == 16


def test_any_two_exchanged_signs_are_noticed() -> None:
    [code] = codes.draw(1)

    for first, second in combinations(range(16), 2):
        signs = list(code)
        signs[first], signs[second] = signs[second], signs[first]
        assert codes.read("".join(signs)) == (code if code[first] == code[second] else None)


def test_what_is_too_short_too_long_or_not_in_the_alphabet_is_mistyped() -> None:
    [code] = codes.draw(1)

    assert [codes.read(typed) for typed in ("", code[:-1], code + "A", "O" + code[1:], "编码" + code)] == [None] * 5


def test_a_code_hashes_differently_in_every_meeting() -> None:
    assert verify.code_hash("a" * 64, CODE) != verify.code_hash("b" * 64, CODE)
    assert len(verify.code_hash("a" * 64, CODE)) == 64
