"""The sheets of the import workbook: their columns, what each asks for, and an example of it."""

from decimal import Decimal

from forms.excel import Column, SheetSpec
from permissions.models import Person
from permissions.roles import Field, UnitKind
from workflows.engine import registry
from workflows.organisation.queries.appointments import OFFERED
from workflows.organisation.rules import DISCIPLINES, HONOUR_KINDS, LONGEST_CLEAN

UNITS, PEOPLE, POSTS, ACCOUNTS = "单位", "人员", "任职", "账号"
RESULTS, HONOURS, DISCIPLINE, PARTY_WORK = "历史结果", "荣誉", "处分", "党务经历"
CLEAN, JOINED = "无处分说明", "转入支部"
YES_NO = ("是", "否")
EARLIEST = 1949

HOW = (
    "组织人员导入说明",
    "各工作表都可以只填一部分，不用的留空。带*的列必填。工作表名和列名不要改动，不要合并单元格。",
    "单位按单位编码、人员按工号认。系统里已有的按表中内容更新；空着的格不改变系统里已有的内容；表里没有写的单位和人员不受影响。",
    "上传后先核对，列出每一处新增和变更，确认后才写入。有一处错误就全部不写入。不得填写涉密内容。",
)


def _code(key: str, title: str, note: str, *, required: bool = False, example: str = "JA-01") -> Column:
    return Column(key, title, required=required, width=16, max_length=32, note=note, example=example)


def _staff_no(*, required: bool = True) -> Column:
    note = "人员的唯一编号，同一人各表写同一个工号。" if required else "个人的写工号，集体的写单位编码，两格只填一格。"
    return _code("staff_no", "工号", note, required=required, example="A0001")


def _source() -> Column:
    note = "文件名称和文号，或档案材料名称。"
    return Column("source", "来源", required=True, width=36, max_length=160, note=note, example="直工发〔2025〕6号")


def _year() -> Column:
    return Column(
        "year", "年度", "integer", True, 8, low=Decimal(EARLIEST), high=Decimal(2100), note="四位数字。", example="2024"
    )


def _day(key: str, title: str, note: str = "", *, required: bool = False, example: str = "2024-06-01") -> Column:
    return Column(key, title, "date", required, 13, note=note, example=example)


def _choice(
    key: str, title: str, choices: tuple[str, ...], note: str = "", *, required: bool = False, width: int = 12
) -> Column:
    return Column(key, title, "choice", required, width, choices, note, example=choices[0])


def results() -> dict[str, registry.FactKind]:
    """The facts that can be brought along from the past as they were written, by their words."""
    return {kind.label: kind for kind in registry.fact_kinds().values() if kind.read}


def specs() -> tuple[SheetSpec, ...]:
    """All sheets in the order they are read: what others refer to comes first."""
    return (
        SheetSpec(UNITS, _units()),
        SheetSpec(PEOPLE, _people()),
        SheetSpec(POSTS, _posts()),
        SheetSpec(ACCOUNTS, _accounts()),
        SheetSpec(RESULTS, _results()),
        SheetSpec(HONOURS, _honours()),
        SheetSpec(DISCIPLINE, _discipline()),
        SheetSpec(CLEAN, _clean()),
        SheetSpec(PARTY_WORK, _party_work()),
        SheetSpec(JOINED, _joined()),
    )


def _units() -> tuple[Column, ...]:
    above = "上级党组织的单位编码；机关工委、部门党组、机关纪委不填。"
    beside = "新设的也写进本表，上级编码空着。"
    return (
        _code("code", "单位编码", "单位的唯一编号，以后各表都用它。", required=True, example="JA-01-01"),
        Column("name", "全称", required=True, width=34, max_length=120, example="中共滨江市甲局第一支部委员会"),
        Column("short_name", "简称", required=True, width=22, max_length=60, example="甲局第一党支部"),
        _choice("kind", "类别", tuple(UnitKind.labels), "直接隶属工委的支部选直属党支部。", required=True),
        _code("parent", "上级编码", above),
        _day("founded_on", "成立日期"),
        _day("term_from", "本届起始", "换届的写新一届的起始日期。"),
        _day(
            "term_until",
            "本届届满",
            "空着的按任期推算；起始日期改了的重新推算，原来的依据随之清空。",
            example="2027-05-31",
        ),
        Column(
            "term_note",
            "延期或提前换届的依据",
            width=24,
            max_length=200,
            note="届满日期与任期不同的，写上级批准的文号。",
        ),
        _code("party_group", "党组编码", f"审定本单位事项的部门党组的单位编码，没有的不填。{beside}", example="JA-G"),
        _code("discipline", "机关纪委编码", f"本单位机关纪委的单位编码，没有的不填。{beside}", example="JA-D"),
        _choice("field", "领域", tuple(Field.labels), "分领域评定的才填；支部不填的随上级组织。"),
    )


def _people() -> tuple[Column, ...]:
    return (
        _staff_no(),
        Column("name", "姓名", required=True, width=12, max_length=40, example="周志远"),
        _choice("gender", "性别", ("男", "女")),
        _day("birth_on", "出生日期", example="1980-03-15"),
        _choice("roll", "党员身份", tuple(Person.Roll.labels), required=True),
        _day("joined_on", "入党日期", "党员必填。", example="2005-07-01"),
        _day("formal_on", "转正日期", "正式党员必填。", example="2006-07-01"),
        _code("branch", "所在支部编码", "党支部或直属党支部的单位编码。", example="JA-01-01"),
        Column("rank", "职务职级", width=18, max_length=60, example="一级主任科员"),
        _choice("is_leader", "领导干部", YES_NO),
        _choice("is_frontline", "一线人员", YES_NO),
        Column("id_number", "身份证号", width=22, max_length=18, note="可以不填。导出时不带出，空着不改动。"),
    )


def _posts() -> tuple[Column, ...]:
    last = "最后任职日，仍在任的不填。在任的写上日期即到期免职，不能早于今天。"
    return (
        _staff_no(),
        _choice(
            "role", "岗位", tuple(role.label for role in OFFERED), "三员由安全保密管理员任免。", required=True, width=16
        ),
        _code("unit", "单位编码", "任职的单位。", required=True, example="JA-01-01"),
        _day("starts_on", "任职日期", required=True),
        _day("ends_on", "免职日期", last),
    )


def _accounts() -> tuple[Column, ...]:
    note = "登录用的名字，可用字母、数字和@.+-_。首次密码在账号页面发放，不写在表里。"
    return (
        _staff_no(),
        Column("username", "用户名", required=True, width=20, max_length=40, note=note, example="zhouzhiyuan"),
    )


def _results() -> tuple[Column, ...]:
    return (
        _choice("kind", "类别", tuple(results()), "集体的填单位编码，个人的填工号。", required=True, width=16),
        _code("unit", "单位编码", "集体的结果写这一格。", example="JA-01-01"),
        _staff_no(required=False),
        _year(),
        Column("result", "结果", required=True, width=12, max_length=40, example="四星级"),
        _source(),
    )


def _honours() -> tuple[Column, ...]:
    return (
        _code("unit", "单位编码", "集体荣誉写这一格。", example="JA-01-01"),
        _staff_no(required=False),
        _year(),
        Column("name", "荣誉名称", required=True, width=28, max_length=80, example="先进基层党组织"),
        _choice("kind", "种类", HONOUR_KINDS, required=True),
        Column("sponsor", "授予单位", required=True, width=28, max_length=80, example="中共滨江市委市直机关工委"),
        Column("batch", "批次或文号", width=22, max_length=60, example="滨直工发〔2025〕6号"),
        _source(),
    )


def _discipline() -> tuple[Column, ...]:
    return (
        _staff_no(),
        _choice("kind", "处分", DISCIPLINES, required=True, width=16),
        _day("since", "处分日期", required=True),
        _day("until", "影响期至", "没有影响期的不填。"),
        Column("basis", "处分依据", required=True, width=36, max_length=200, note="处分决定的机关和文号。"),
        _source(),
    )


def _clean() -> tuple[Column, ...]:
    years = "说明写明近几年未受处分的，写年数；只说明不在处分影响期内的不填。"
    return (
        _staff_no(),
        _day("since", "截至日期", "说明所截至的日期。", required=True),
        Column("body", "出具单位", required=True, width=28, max_length=60, example="甲局机关纪委"),
        Column("years", "近几年未受处分", "integer", width=16, low=Decimal(1), high=Decimal(LONGEST_CLEAN), note=years),
        _source(),
    )


def _joined() -> tuple[Column, ...]:
    return (
        _staff_no(),
        _code("branch", "支部编码", "转入的党支部的单位编码。", required=True, example="JA-01-01"),
        _day("since", "转入日期", "组织关系转入支部的日期。", required=True),
        _source(),
    )


def _party_work() -> tuple[Column, ...]:
    return (
        _staff_no(),
        Column("post", "党务职务", required=True, width=18, max_length=40, example="组织委员"),
        Column("unit", "单位名称", required=True, width=28, max_length=60, example="甲局第一党支部"),
        _day("since", "开始日期", required=True),
        _day("until", "结束日期", "仍在任的不填。"),
        _source(),
    )
