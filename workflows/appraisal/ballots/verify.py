"""核验一次匿名评议的核验包：配置、编码、票箱和结果对得上，票数不多于票签，票签不多于应到。

用法（只用Python自带的库，不联网）：
    python3 verify.py                             逐项核对，显示票箱校验码，由您与会场打印的对照
    python3 verify.py 打印的票箱校验码            顺带与打印的校验码核对
    python3 verify.py 打印的票箱校验码 我的编码   再看自己的编码在不在“已投票”里
编码查不出投了什么：核验包里没有选票，编码与选项没有任何联系。
"""

import hashlib
import json
import sys
import unicodedata
from pathlib import Path
from typing import Any

PARTS = ("configuration", "codes", "result")
STATES = {"polled": "已投票", "void": "已作废", "issued": "发出后没有使用"}


def canonical(document: Any) -> bytes:
    """The one form of a document that is hashed: sorted keys, no spaces, UTF-8."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(document: Any) -> str:
    """The SHA-256 of a document in its canonical form, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(document)).hexdigest()


def code_hash(configuration: str, code: str) -> str:
    """The hash of a code of 16 characters, bound to the meeting by the SHA-256 of its configuration."""
    return hashlib.sha256(f"{configuration}:{code}".encode()).hexdigest()


def box_hash(configuration: str, present: int, codes: str, ballots: str) -> str:
    """The hash of a sealed box, printed before counting, from the hashes of its parts."""
    return digest({"configuration": configuration, "present": present, "codes": codes, "ballots": ballots})


def complaints(configuration: Any, codes: Any, result: Any, printed: str = "") -> list[str]:
    """What does not agree in a pack, one sentence each; `printed` is the hash on paper, if at hand."""
    computed = box_hash(digest(configuration), result["present"], digest(codes), result["ballots_sha256"])
    said = "".join(printed.lower().split())
    wrong = [] if not said or said == computed else ["打印的票箱校验码与核验包不符：不是这次会议的，或者被改过。"]
    wrong += [] if result["box_sha256"] == computed else ["结果里写的票箱校验码与核验包的内容不符。"]
    return wrong + _wrong_numbers(configuration, codes, result) + _wrong_totals(configuration, codes, result)


def _wrong_numbers(configuration: Any, codes: Any, result: Any) -> list[str]:
    polled = len(codes["polled"])
    out = polled + len(codes["issued"])
    every = [each for state in STATES for each in codes[state]]
    return [
        sentence
        for holds, sentence in (
            (len(set(every)) == len(every), "同一个编码出现了两次。"),
            (len(every) <= configuration["roll"], f"发出{len(every)}张，多于应到{configuration['roll']}人。"),
            (out <= result["present"], f"没有作废的{out}张，多于签到{result['present']}人。"),
            (polled >= configuration["minimum"], f"投票{polled}人，少于最低人数{configuration['minimum']}人。"),
        )
        if not holds
    ]


def _wrong_totals(configuration: Any, codes: Any, result: Any) -> list[str]:
    wrong = []
    voters = sum(cell["voters"] for cell in result["cells"])
    if voters != len(codes["polled"]):
        wrong.append(f"各栏合计{voters}票，已投票的编码有{len(codes['polled'])}个。")
    for cell in result["cells"]:
        name = "、".join(cell["groups"])
        if cell["voters"] < configuration["minimum"]:
            wrong.append(f"“{name}”一栏只有{cell['voters']}票，少于最低人数{configuration['minimum']}人。")
        for item in configuration["items"]:
            total = sum(cell["totals"][item["key"]].values())
            if total != cell["voters"]:
                wrong.append(f"“{name}”一栏的“{item['text']}”各选项合计{total}票，应是{cell['voters']}票。")
    return wrong


def state_of(code: str, configuration: Any, codes: Any) -> str:
    """What became of one's own code, in words."""
    plain = unicodedata.normalize("NFKC", code).upper()
    wanted = code_hash(digest(configuration), "".join(each for each in plain if each.isalnum()))
    return next((word for state, word in STATES.items() if wanted in codes[state]), "没有这个编码，请核对")


def main(folder: Path, printed: str = "", code: str = "") -> int:
    """Check the pack in a folder and say the findings; 0 when all agrees, else 1."""
    configuration, codes, result = (json.loads((folder / f"{part}.json").read_text("utf-8")) for part in PARTS)
    wrong = complaints(configuration, codes, result, printed)
    lines = [f"票箱校验码：{result['box_sha256']}", *wrong, "有不符之处，请向监票人提出。" if wrong else "全部相符。"]
    lines += [f"您的编码：{state_of(code, configuration, codes)}"] if code else []
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(__file__).parent, *sys.argv[1:3]))
