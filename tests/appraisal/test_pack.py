"""The verification pack: whoever has it and the printed hash can check the meeting with Python alone."""

import json
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from tests.appraisal.boxes import alike, issued, new_box
from workflows.appraisal.ballots import codes, pack
from workflows.appraisal.ballots.answers import Ballot
from workflows.appraisal.ballots.casting import cast, void
from workflows.appraisal.ballots.counting import count
from workflows.appraisal.ballots.sealing import seal

Edit = Callable[[dict[str, Any]], object]


@pytest.fixture
def unpacked(tmp_path: Path) -> tuple[Path, str, list[str]]:
    """A pack in a folder, the printed hash, and the codes: six polled, one left, one void."""
    box = new_box(tmp_path)
    drawn = issued(box, 8)
    void(box, Ballot(drawn[7]))
    box.lift(present=7)
    for code in drawn[:6]:
        cast(box, Ballot(code, alike(0)))
    sealed = seal(box)
    folder = tmp_path / "pack"
    with ZipFile(BytesIO(pack.zipped(sealed, count(sealed, sealed.hash)))) as archive:
        archive.extractall(folder)
    return folder, sealed.hash, drawn


def verified(folder: Path, *words: str) -> tuple[int, list[str]]:
    """What the script in the pack says, run alone, with nothing installed."""
    command = [sys.executable, "-I", "-S", str(folder / "verify.py"), *words]
    done = subprocess.run(command, capture_output=True, check=False, env={"PYTHONIOENCODING": "utf-8"})
    assert done.stderr == b""
    return done.returncode, done.stdout.decode().splitlines()


def test_a_pack_that_nobody_touched_agrees(unpacked: tuple[Path, str, list[str]]) -> None:
    folder, printed, _ = unpacked

    assert verified(folder, printed) == (0, [f"票箱校验码：{printed}", "全部相符。"])
    assert verified(folder) == verified(folder, " ".join(printed).upper())


def test_a_voter_finds_the_own_code_and_nothing_of_the_choice(unpacked: tuple[Path, str, list[str]]) -> None:
    folder, printed, drawn = unpacked
    mine = [drawn[0], codes.grouped(drawn[6]).lower(), drawn[7], codes.draw(1)[0]]

    assert [verified(folder, printed, code)[1][-1] for code in mine] == [
        "您的编码：已投票",
        "您的编码：发出后没有使用",
        "您的编码：已作废",
        "您的编码：没有这个编码，请核对",
    ]


def test_another_hash_than_the_printed_one_is_noticed(unpacked: tuple[Path, str, list[str]]) -> None:
    folder, printed, _ = unpacked

    assert verified(folder, "0" * 64) == (
        1,
        [
            f"票箱校验码：{printed}",
            "打印的票箱校验码与核验包不符：不是这次会议的，或者被改过。",
            "有不符之处，请向监票人提出。",
        ],
    )


NOT_PRINTED = "打印的票箱校验码与核验包不符：不是这次会议的，或者被改过。"
NOT_SAID = "结果里写的票箱校验码与核验包的内容不符。"


@pytest.mark.parametrize(
    ("part", "edit", "sentences"),
    [
        (
            "codes",
            lambda it: it["polled"].append("0" * 64),
            [NOT_PRINTED, NOT_SAID, "没有作废的8张，多于签到7人。", "各栏合计6票，已投票的编码有7个。"],
        ),
        ("codes", lambda it: it["void"].append(it["issued"].pop()), [NOT_PRINTED, NOT_SAID]),
        ("codes", lambda it: it["void"].append(it["void"][0]), [NOT_PRINTED, NOT_SAID, "同一个编码出现了两次。"]),
        ("configuration", lambda it: it.update(roll=7), [NOT_PRINTED, NOT_SAID, "发出8张，多于应到7人。"]),
        ("configuration", lambda it: it.update(title="改"), [NOT_PRINTED, NOT_SAID]),
        ("result", lambda it: it.update(present=6), [NOT_PRINTED, NOT_SAID, "没有作废的7张，多于签到6人。"]),
        ("result", lambda it: it.update(ballots_sha256="0" * 64), [NOT_PRINTED, NOT_SAID]),
        ("result", lambda it: it.update(box_sha256="0" * 64), [NOT_SAID]),
        (
            "result",
            lambda it: it["cells"][0]["totals"]["member-1"].update(优秀=5),
            ["“全体”一栏的“党员1”各选项合计5票，应是6票。"],
        ),
        (
            "configuration",
            lambda it: it.update(minimum=7),
            [NOT_PRINTED, NOT_SAID, "投票6人，少于最低人数7人。", "“全体”一栏只有6票，少于最低人数7人。"],
        ),
    ],
)
def test_whatever_was_changed_in_a_pack_is_said(
    part: str, edit: Edit, sentences: list[str], unpacked: tuple[Path, str, list[str]]
) -> None:
    folder, printed, _ = unpacked
    file = folder / f"{part}.json"
    document = json.loads(file.read_text("utf-8"))
    edit(document)
    file.write_text(json.dumps(document), "utf-8")
    returned, lines = verified(folder, printed)

    assert (returned, lines[1:-1]) == (1, sentences)


def test_a_pack_is_the_same_whenever_it_is_made(tmp_path: Path) -> None:
    box = new_box(tmp_path)
    drawn = issued(box, 5)
    box.lift(present=5)
    for code in drawn:
        cast(box, Ballot(code, alike(0)))
    sealed = seal(box)
    result = count(sealed, sealed.hash)
    first = pack.zipped(sealed, result)

    assert pack.zipped(seal(box), count(sealed, sealed.hash)) == first
    assert sorted(ZipFile(BytesIO(first)).namelist()) == [
        "codes.json", "configuration.json", "result.json", "verify.py", "说明.txt",
    ]  # fmt: skip
    assert pack.content(sealed, result)["说明.txt"].decode().splitlines()[0] == ("核验说明：第一党支部2025年度民主评议")
