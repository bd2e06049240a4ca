"""(c) Nothing that is stored, shown or reported holds a code, or a choice that could be read before sealing."""

import sqlite3
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import TracebackType

import pytest
from django.views.debug import ExceptionReporter

from tests.appraisal.boxes import FROZEN, alike, polled, voting
from workflows.appraisal.ballots import codes, pack, rows, verify
from workflows.appraisal.ballots.answers import Answer, Ballot, BoxError
from workflows.appraisal.ballots.box import Box
from workflows.appraisal.ballots.casting import cast, void
from workflows.appraisal.ballots.counting import count
from workflows.appraisal.ballots.sealing import seal

CHOICES = {"member-0": 2, "member-1": 0, "member-2": 3}


def holds_code(artefact: bytes, drawn: list[str]) -> bool:
    return any(form.encode() in artefact.upper() for code in drawn for form in (code, codes.grouped(code), code[:8]))


def files_in(folder: Path) -> bytes:
    return b"".join(path.name.encode() + path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_a_code_in_a_file_would_be_noticed(tmp_path: Path) -> None:
    _, drawn = polled(tmp_path)
    (tmp_path / "boxes" / "slips.txt").write_text(f"a line with {codes.grouped(drawn[3]).lower()}")

    assert holds_code(files_in(tmp_path), drawn) is True


def test_no_file_holds_a_code_at_any_stage(tmp_path: Path) -> None:
    box, drawn = polled(tmp_path)
    running = files_in(tmp_path)
    sealed = seal(box)
    after = files_in(tmp_path)
    packed = b"".join(pack.content(sealed, count(sealed, sealed.hash)).values())

    assert [holds_code(artefact, drawn) for artefact in (running, after, packed)] == [False] * 3


def test_the_running_box_shows_no_choice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    masked = stored_choices(all_alike(tmp_path / "masked"))
    monkeypatch.setattr(rows, "masked", lambda secret, key, choice: choice)
    plain = stored_choices(all_alike(tmp_path / "plain"))

    assert (masked.total(), plain) == (30, {b"\x01": 30})
    assert masked.most_common(1)[0][1] < 10


def all_alike(folder: Path) -> Box:
    """A box in which ten people gave the same answer to all."""
    box, drawn = voting(folder)
    for code in drawn:
        cast(box, Ballot(code, alike(1)))
    return box


def stored_choices(box: Box) -> Counter[bytes]:
    with closing(sqlite3.connect(box.path)) as file:
        return Counter(choice for (choice,) in file.execute("SELECT choice FROM votes"))


def test_the_pack_holds_no_vote(tmp_path: Path) -> None:
    box, _ = polled(tmp_path)
    sealed = seal(box)
    packed = b"".join(pack.content(sealed, count(sealed, sealed.hash)).values())

    assert [vote.key for vote in sealed.votes or [] if vote.key.encode() in packed] == []
    assert sealed.votes_sha256.encode() in packed


def test_a_ballot_does_not_show_itself() -> None:
    [code] = codes.draw(1)
    ballot = Ballot(code, CHOICES)

    assert not any(word in shown for shown in (repr(ballot), str(ballot), f"{ballot}") for word in (code, "member"))


def fails_with_code(opened: object, code: str, *_: object) -> str:
    raise ValueError(f"row of {code} could not be written")


def lose_key(box: Box, patch: pytest.MonkeyPatch) -> None:
    box.secret_path.unlink()


def damage_box(box: Box, patch: pytest.MonkeyPatch) -> None:
    box.path.write_bytes(b"no box at all" * 400)


def lose_box(box: Box, patch: pytest.MonkeyPatch) -> None:
    box.path.unlink()


def say_the_code(box: Box, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(rows, "status", fails_with_code)


@pytest.mark.parametrize("verb", [cast, void])
@pytest.mark.parametrize("trouble", [damage_box, lose_box, say_the_code])
def test_no_report_of_an_error_holds_a_code_or_a_choice(
    trouble: Callable[[Box, pytest.MonkeyPatch], None],
    verb: Callable[[Box, Ballot], Answer],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    box, drawn = voting(tmp_path)
    trouble(box, monkeypatch)
    error = error_of(verb, box, drawn[0])

    assert isinstance(error, BoxError)
    assert (error.__cause__, error.__context__) == (None, None)
    for report in reports_of(error):
        assert "票箱没有应答" in report
        assert not holds_code(report.encode(), drawn)
        assert "member-0" not in report


def test_without_the_key_the_report_holds_no_code_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    box, drawn = voting(tmp_path)
    lose_key(box, monkeypatch)
    reports = reports_of(error_of(cast, box, drawn[0]))

    assert [holds_code(report.encode(), drawn) or "member-0" in report for report in reports] == [False, False]


def test_a_report_with_variables_would_show_a_code() -> None:
    drawn = codes.draw(1)
    with pytest.raises(ValueError, match="could not be written") as caught:
        fails_with_code(None, drawn[0])

    assert [holds_code(report.encode(), drawn) for report in reports_of(caught.value)] == [True, True]


def error_of(verb: Callable[[Box, Ballot], Answer], box: Box, code: str) -> BaseException:
    """The error of a verb, its trace beginning below this function, which has the code from the test."""
    try:
        verb(box, Ballot(code, CHOICES))
    except BoxError as error:
        below: TracebackType | None = error.__traceback__ and error.__traceback__.tb_next
        return error.with_traceback(below)
    raise AssertionError("no error")


def reports_of(error: BaseException) -> list[str]:
    """What a log, a mail or a debug page would say of an error, variables included."""
    plain = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    page = ExceptionReporter(None, type(error), error, error.__traceback__).get_traceback_html()
    return [plain, page]


def test_the_hash_of_a_code_is_all_the_box_is_told(tmp_path: Path) -> None:
    box, drawn = voting(tmp_path)

    assert verify.code_hash(FROZEN.digest, drawn[0]).encode() in box.path.read_bytes()
