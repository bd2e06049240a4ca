"""The verification pack: what anybody needs to check a meeting, and nothing that tells who chose what."""

from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile, ZipInfo

from . import verify
from .counting import Result
from .sealed import Sealed

READ_ME = """\
核验说明：{title}

一、里面有什么
configuration.json  冻结的测评内容：项目、选项、应到人数、最低人数、时间。
codes.json          票签编码的校验值，分“已投票”“已作废”“发出后没有使用”，按大小排列，与选项没有任何联系。
result.json         结果、签到人数、票箱校验码。
verify.py           核验程序，只用Python自带的库，不联网，可以先读再运行。

二、怎样核验
1. 在装有Python 3的电脑上，打开命令窗口，进入本文件夹。
2. 运行：python3 verify.py 打印的票箱校验码
   “打印的票箱校验码”是计票以前打印、由监票人签字的那一串，不是本包里的。
3. 显示“全部相符”，说明：结果、编码和测评内容与封箱时一致；已投票与已作废之和不多于发出，发出不多于应到。
4. 想确认自己的票进了票箱，在后面加上自己的编码：python3 verify.py 打印的票箱校验码 我的编码

三、不能做什么
编码查不出投了什么，所以拿着票签也不能向别人证明自己怎么投的。请勿把编码告诉他人。
"""


def content(box: Sealed, result: Result) -> dict[str, bytes]:
    """The files of the pack by name."""
    documents = {"configuration": box.configuration, "codes": box.codes, "result": _result(box, result)}
    return {
        **{f"{part}.json": verify.canonical(document) for part, document in documents.items()},
        "verify.py": Path(verify.__file__).read_bytes(),
        "说明.txt": READ_ME.format(title=box.frozen.title).encode(),
    }


def zipped(box: Sealed, result: Result) -> bytes:
    """The pack as one .zip, the same to the last byte whenever it is made."""
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, written in content(box, result).items():
            archive.writestr(ZipInfo(name), written)
    return packed.getvalue()


def _result(box: Sealed, result: Result) -> dict[str, Any]:
    return {
        "present": box.present,
        "ballots_sha256": box.votes_hash,
        "box_sha256": box.hash,
        "cells": [asdict(cell) for cell in result.cells],
    }
