"""Pure rules of the organisation's rows."""

from datetime import date, timedelta
from functools import partial

from workflows.engine.months import months_after

GRADES = ("优秀", "合格", "基本合格", "不合格", "不定等次")
"""民主评议. 依据: domain 4.1."""
ANNUAL_GRADES = ("优秀", "称职", "合格", "基本称职", "基本合格", "不称职", "不合格", "不定等次")
"""年度考核 of civil servants (称职) and of others (合格)."""
STANDARD_GRADES = ("达标", "基本达标", "不达标")
"""标准化规范化验收. 依据: domain 3.6."""
PARTY_BUILDING_GRADES = ("优秀", "良好", "合格", "不合格")
"""党建评估. 依据: domain 3.5 [N09]."""
RANK_GROUPS = ("省管干部", "市管干部", "县级干部")
"""Groups of rank that notices leave out. 依据: domain 3.9."""
NO_GROUP = "都不属于"


def grade_of(text: str, *, what: str, choices: tuple[str, ...]) -> tuple[dict[str, str], str]:
    """The value and words of a grade as somebody wrote it. Raises ValueError with a sentence."""
    grade = text.strip()
    if grade not in choices:
        raise ValueError(f"“{text}”不是{what}，请写{'、'.join(choices)}之一。")
    return {"grade": grade}, grade


read_grade = partial(grade_of, what="评议等次", choices=GRADES)
read_annual = partial(grade_of, what="年度考核等次", choices=ANNUAL_GRADES)
read_standard = partial(grade_of, what="验收结果", choices=STANDARD_GRADES)
read_party_building = partial(grade_of, what="党建评估等次", choices=PARTY_BUILDING_GRADES)


def read_groups(text: str) -> tuple[dict[str, list[str]], str]:
    """The value and words of 职级分组: groups joined by 、, or that it is none. Raises ValueError with a sentence."""
    named = [] if text.strip() == NO_GROUP else [part.strip() for part in text.split("、")]
    if any(part not in RANK_GROUPS for part in named):
        raise ValueError(f"“{text}”不是职级分组，请写{'、'.join(RANK_GROUPS)}，几项的用顿号隔开；没有的写{NO_GROUP}。")
    groups = [group for group in RANK_GROUPS if group in named]
    return {"groups": groups, "among": list(RANK_GROUPS)}, "、".join(groups) or NO_GROUP


DISCIPLINES = ("党内警告", "党内严重警告", "撤销党内职务", "留党察看", "开除党籍")
"""处分 by kind, the mildest first. 依据: domain 3.9."""
LONGEST_CLEAN = 50
"""Years that a 无处分说明 may speak of."""
HONOUR_KINDS = ("命名", "表彰", "通报表扬")
"""The forms of an honour, which must be told apart. 依据: domain 3.6."""


def clean_words(day: object) -> str:
    """What a 无处分说明 says."""
    return f"截至{day}无处分"


ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"


def id_number_problem(number: str) -> str:
    """What is wrong with an identity number, as a sentence; empty when it is right. 依据: GB 11643."""
    if len(number) != 18 or not (number[:17].isascii() and number[:17].isdecimal()):
        return "身份证号应为18位：前17位是数字，末位是数字或X。"
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return "身份证号第7至14位不是有效的出生日期，请核对。"
    total = sum(weight * int(digit) for weight, digit in zip(ID_WEIGHTS, number[:17], strict=True))
    return "" if number[17] == ID_CHECKS[total % 11] else "身份证号末位校验不符，请逐位核对。"


def masked(number: str) -> str:
    """An identity number as everybody reads it: the first four and the last two characters."""
    return f"{number[:4]}{'*' * 12}{number[-2:]}" if number else ""


def membership_problems(
    roll: str, born: date | None, joined: date | None, formal: date | None, today: date
) -> dict[str, str]:
    """What does not agree between 党员身份 (formal, probationary, none) and the dates: a sentence by field."""
    return {
        field: sentence
        for field, sentence in (
            ("birth_on", _birth_problem(born, today)),
            ("joined_on", _joined_problem(roll, born, joined, today)),
            ("formal_on", _formal_problem(roll, joined, formal, today)),
        )
        if sentence
    }


def _birth_problem(born: date | None, today: date) -> str:
    return "出生日期不能晚于今天。" if born and born > today else ""


def _joined_problem(roll: str, born: date | None, joined: date | None, today: date) -> str:
    if roll == "none":
        return "非党员没有入党日期，请清空或改党员身份。" if joined else ""
    if joined is None:
        return "党员须填写入党日期。"
    if joined > today:
        return "入党日期不能晚于今天。"
    return "入党日期应晚于出生日期。" if born and joined <= born else ""


def _formal_problem(roll: str, joined: date | None, formal: date | None, today: date) -> str:
    if roll != "formal":
        return "只有正式党员有转正日期，请清空或改党员身份。" if formal else ""
    if formal is None:
        return "正式党员须填写转正日期。"
    if formal > today:
        return "转正日期不能晚于今天。"
    return "转正日期应晚于入党日期。" if joined and formal <= joined else ""


TERM_YEARS = {"org_committee": 5, "general_branch": 3, "branch": 3, "direct_branch": 3}
"""Years of a term by kind of unit, where the office has set none of its own. 依据: domain 1.2 [R01][R03]."""
LONGEST_TERM = 10
REMIND_MONTHS = (6, 1)
"""Months before the end of a term at which the unit and those above are reminded. 依据: domain 1.2 [R05]."""


def term_end(starts: date, years: int) -> date:
    """The last day of a term of so many years."""
    return months_after(starts, 12 * years) - timedelta(days=1)


def term_problems(starts: date | None, until: date | None, note: str, years: int, today: date) -> dict[str, str]:
    """What is wrong with a term as entered: a sentence by field. 依据: domain 1.2 [R01], 延期或提前一般不超过1年."""
    if starts is None:
        return {"term_from": "请先填写本届起始日期。"} if until or note else {}
    if starts > today:
        return {"term_from": "本届起始日期不能晚于今天。"}
    full = term_end(starts, years)
    first, last = months_after(full, -12), months_after(full, 12)
    if until is None or until == full:
        return {}
    if not first <= until <= last:
        return {"term_until": f"延期或提前不超过1年，届满日期应在{first}至{last}之间。"}
    return {} if note else {"term_note": f"与任期{years}年应届满的{full}不同，须写上级批准的依据。"}


def how_long(first: date, last: date) -> str:
    """The time between two days in whole months, or in days when it is less than one."""
    months = (last.year - first.year) * 12 + last.month - first.month
    if months_after(first, months) > last:
        months -= 1
    return f"{months}个月" if months else f"{(last - first).days}天"


NEVER = max(REMIND_MONTHS) + 1
"""Stands for no reminder yet, which is further from the end than any."""


def reminder(until: date, today: date) -> int | None:
    """The reminder that is due, as months before the end of the term; None when it is too early for any."""
    return next((months for months in sorted(REMIND_MONTHS) if months_after(until, -months) <= today), None)
