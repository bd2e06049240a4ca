"""What is wrong with a workbook is said with sheet, row, column and what to do; what is right is left alone."""

import io
import shutil
import subprocess
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.utils import timezone

from permissions import grants, tree
from permissions.models import Person
from permissions.roles import Role, UnitKind
from tests.workflows.organisation.books import SOURCE, book, checked, counts, person, sentences, unit, written
from tests.world import World, make_world
from workflows.engine import facts
from workflows.engine.facts import NewFact
from workflows.organisation.models import Import
from workflows.organisation.workbooks import sheets, template
from workflows.star_rating.queries import STAR_FACT

pytestmark = pytest.mark.django_db

START = date(2024, 1, 1)
NUMBER = "110101199003070011"  # an invented number whose last digit fits
ACCOUNT = {"staff_no": "A00001", "username": "dangyuan1"}
POST = {"staff_no": "A00001", "role": "支部书记", "unit": "U002", "starts_on": START}
STAR = {"kind": "支部星级", "unit": "U002", "year": 2023, "result": "四星级", "source": SOURCE}
GRADE = {"kind": "民主评议等次", "staff_no": "P0000", "year": 2023, "result": "优秀", "source": SOURCE}
HONOUR = {"year": 2023, "name": "先进基层党组织", "kind": "表彰", "sponsor": "工委", "source": SOURCE}
DISCIPLINE = {"staff_no": "P0000", "kind": "党内警告", "since": START, "basis": "甲局党组决定", "source": SOURCE}
WORK = {"staff_no": "P0000", "post": "组织委员", "unit": "甲一支部", "since": START, "source": SOURCE}


@pytest.fixture
def world() -> World:
    """Return the cast; P0000 is 甲一支部's secretary, U002 is 甲一支部, U009 is 乙一支部."""
    return make_world()


TREE_ERRORS: list[tuple[list[dict[str, Any]], list[str]]] = [
    ([unit(1), unit(1)], ["单位3A列“单位编码”与第2行重复。一个单位只写一行，请删掉多余的。"]),
    (
        [unit(1, parent="X9")],
        ["单位2E列“上级编码”没有编码为“X9”的单位，或不在您管理的范围内。请核对上级编码，新单位也要写进本表。"],
    ),
    ([unit(1, parent="U002")], ["单位2E列“上级编码”“中共甲一支部”是党支部，下面只能设党小组。"]),
    ([unit(1, parent="U000")], ["单位2E列“上级编码”直接隶属工委的党支部，类别应为直属党支部。"]),
    ([unit(1, parent=None)], ["单位2E列“上级编码”党支部须有上级组织。"]),
    (
        [unit(1, kind="党总支", parent="N002"), unit(2, kind="党总支", parent="N001")],
        [
            f"单位{row}E列“上级编码”上级编码绕成了圈：沿着上级找上去又回到本单位。请核对这几个单位的上级编码。"
            for row in (2, 3)
        ],
    ),
    (
        [unit(1, code="U002", kind="党总支")],
        ["单位2D列“类别”系统里是党支部，类别不能改成党总支。请改回原类别，或用新编码另设单位。"],
    ),
    ([unit(1, founded_on=date(2999, 1, 1))], ["单位2F列“成立日期”成立日期不能晚于今天。请核对。"]),
    ([unit(1, term_until=START)], ["单位2H列“本届届满”请先填写本届起始日期。"]),
    (
        [unit(1, kind="部门党组", parent=None, term_from=START)],
        ["单位2G列“本届起始”部门党组没有任期。请清空本届起始、届满和依据。"],
    ),
    (
        [unit(1, kind="机关党委", parent="U000", party_group="U001")],
        ["单位2J列“党组编码”“甲局机关党委”是机关党委，不是部门党组。请核对编码。"],
    ),
    (
        [unit(1, party_group="N002"), unit(2, kind="部门党组", parent=None)],
        ["单位2J列“党组编码”党支部不设部门党组关系。请清空这一格。"],
    ),
]


@pytest.mark.parametrize(("rows", "due"), TREE_ERRORS)
def test_a_wrong_unit_is_named_in_its_cell(world: World, rows: list[dict[str, Any]], due: list[str]) -> None:
    wrong = sentences(book(单位=rows), world.clerk)

    # The term's own sentence is the rule's; here it matters in which cell it stands.
    assert [each.replace("G列“本届起始”请先", "H列“本届届满”请先") for each in wrong] == due


PEOPLE_ERRORS: list[tuple[list[dict[str, Any]], list[str]]] = [
    ([person(1), person(1)], ["人员3A列“工号”与第2行重复。一个工号只写一行，请删掉多余的。"]),
    (
        [person(1, branch="X9")],
        ["人员2H列“所在支部编码”没有编码为“X9”的单位，或不在您管理的范围内。请核对编码，新单位先写进“单位”表。"],
    ),
    (
        [person(1, branch="U001")],
        ["人员2H列“所在支部编码”“甲局机关党委”是机关党委，人员只能编入党支部。请写党支部的编码。"],
    ),
    ([person(1, branch=None)], ["人员2H列“所在支部编码”请写所在支部编码。"]),
    ([person(1, formal_on=date(2004, 1, 1))], ["人员2G列“转正日期”转正日期应晚于入党日期。"]),
    ([person(1, id_number="110101")], ["人员2L列“身份证号”身份证号应为18位：前17位是数字，末位是数字或X。"]),
    (
        [person(1, id_number=NUMBER), person(2, id_number=NUMBER)],
        ["人员3L列“身份证号”与第2行重复。一个身份证号只写一行，请删掉多余的。"],
    ),
]


@pytest.mark.parametrize(("rows", "due"), PEOPLE_ERRORS)
def test_a_wrong_person_is_named_in_the_cell(world: World, rows: list[dict[str, Any]], due: list[str]) -> None:
    assert sentences(book(人员=rows), world.clerk) == due


def test_an_identity_number_that_somebody_has_is_refused_without_saying_who(world: World) -> None:
    Person.objects.filter(staff_no="P0001").update(id_number=NUMBER)

    assert sentences(book(人员=[person(1, id_number=NUMBER)]), world.clerk) == [
        "人员2L列“身份证号”这个身份证号已登记在另一个人名下。请核对身份证号和工号。"
    ]


def test_who_has_left_must_be_listed_again_first(world: World) -> None:
    Person.objects.filter(staff_no="P0000").update(status="moved", branch=None)

    assert sentences(book(人员=[person(1, staff_no="P0000")]), world.clerk) == [
        "人员2A列“工号”周志远已转出。请删掉这一行，或先在人员页面恢复在册。"
    ]


ACCOUNT_ERRORS: list[tuple[list[dict[str, Any]], list[str]]] = [
    (
        [{"staff_no": "X9", "username": "x9"}],
        ["账号2A列“工号”没有工号为“X9”的人员，或不在您管理的范围内。请核对工号，新人员先写进“人员”表。"],
    ),
    (
        [{"staff_no": "P0000", "username": "another"}],
        ["账号2B列“用户名”周志远已有账号“secretary”，一人一个账号。请写成原用户名，或删掉这一行。"],
    ),
    ([ACCOUNT | {"username": "Secretary"}], ["账号2B列“用户名”用户名“Secretary”已有人使用。请换一个。"]),
    ([ACCOUNT | {"username": "a b"}], ["账号2B列“用户名”用户名只能用文字、数字和@.+-_，最多40个字符。请改正。"]),
    (
        [ACCOUNT, {"staff_no": "A00002", "username": "DangYuan1"}],
        ["账号3B列“用户名”与第2行重复。一个用户名只写一行，请删掉多余的。"],
    ),
]


@pytest.mark.parametrize(("rows", "due"), ACCOUNT_ERRORS)
def test_a_wrong_account_is_named_in_its_cell(world: World, rows: list[dict[str, Any]], due: list[str]) -> None:
    assert sentences(book(人员=[person(1), person(2)], 账号=rows), world.clerk) == due


YESTERDAY = timezone.localdate() - timedelta(days=1)
HELD = {"staff_no": "P0000", "role": "支部书记", "unit": "U002", "starts_on": date(2020, 1, 1)}
POST_ERRORS: list[tuple[list[dict[str, Any]], list[str]]] = [
    (
        [POST | {"staff_no": "A00002"}],
        ["任职2A列“工号”党员2没有账号，不能任职。请在“账号”表里给他写一行用户名。"],
    ),
    (
        [POST | {"role": "党总支书记"}],
        ["任职2B列“岗位”“甲一支部”（党支部）不设党总支书记。请核对岗位和单位。"],
    ),
    ([POST | {"ends_on": date(2023, 1, 1)}], ["任职2E列“免职日期”免职日期不能早于任职日期。请核对。"]),
    (
        [POST, POST | {"starts_on": date(2025, 1, 1)}],
        ["任职3D列“任职日期”党员12024-01-01至今已任这一岗位，日期重叠。请改日期，或照原任职日期写。"],
    ),
    (
        [HELD | {"starts_on": date(2021, 1, 1)}],
        ["任职2D列“任职日期”周志远2020-01-01至今已任这一岗位，日期重叠。请改日期，或照原任职日期写。"],
    ),
    (
        [HELD | {"ends_on": YESTERDAY}],
        ["任职2E列“免职日期”在任的免职日期不能早于今天。现在就免去的，请在任职页面办理。"],
    ),
    (
        [POST | {"staff_no": "P0015"}],
        ["任职2B列“岗位”罗建国2020-01-01至今任系统管理员，三员只能专任。请另选他人。"],
    ),
]


@pytest.mark.parametrize(("rows", "due"), POST_ERRORS)
def test_a_wrong_post_is_named_in_its_cell(world: World, rows: list[dict[str, Any]], due: list[str]) -> None:
    assert sentences(book(人员=[person(1), person(2)], 账号=[ACCOUNT], 任职=rows), world.clerk) == due


def test_the_last_clerk_of_the_committee_is_not_ended(world: World) -> None:
    last = timezone.localdate() + timedelta(days=9)
    post = {"staff_no": "P0011", "role": "组织部经办人", "unit": "U000", "starts_on": date(2020, 1, 1), "ends_on": last}

    assert sentences(book(任职=[post]), world.head) == [
        "任职2E列“免职日期”郑思远是工委唯一在任的组织部经办人。请先任命接任人，再免职。"
    ]


def test_posts_of_the_three_guards_cannot_be_imported(world: World) -> None:
    (wrong,) = sentences(book(任职=[HELD | {"role": "系统管理员", "unit": "U000"}]), world.clerk)

    assert wrong.startswith("任职2B列“岗位”“系统管理员”不在可选范围内。请从下拉列表中选：")


def test_two_secretaries_at_once_are_shown_and_allowed(world: World) -> None:
    row = checked(book(人员=[person(1)], 账号=[ACCOUNT], 任职=[POST]), world.clerk)

    assert (row.status, row.plan["warnings"]) == (
        Import.Status.READY,
        [{"sheet": "任职", "row": 2, "text": "甲一支部将同时有两名支部书记：周志远、党员1。"}],
    )


PAST_ERRORS: list[tuple[dict[str, list[dict[str, Any]]], list[str]]] = [
    (
        {"历史结果": [STAR | {"staff_no": "P0000"}]},
        ["历史结果2B列“单位编码”这一类是集体的结果。请只填单位编码，不填工号。"],
    ),
    (
        {"历史结果": [GRADE | {"unit": "U002"}]},
        ["历史结果2C列“工号”这一类是个人的结果。请只填工号，不填单位编码。"],
    ),
    ({"历史结果": [STAR | {"year": 2090}]}, [f"历史结果2D列“年度”年度不能晚于{timezone.localdate().year}年。请核对。"]),
    (
        {"历史结果": [STAR | {"result": "很好"}, GRADE | {"result": "很好"}]},
        [
            "历史结果2E列“结果”“很好”不是星级，请写成四星级、四星或4；没有星级的写无星级。",
            "历史结果3E列“结果”“很好”不是评议等次，请写优秀、合格、基本合格、不合格、不定等次之一。",
        ],
    ),
    (
        {"历史结果": [STAR, STAR]},
        ["历史结果3F列“来源”与第2行重复。一个人或单位的同一事项只写一行，请删掉多余的。"],
    ),
    ({"荣誉": [HONOUR]}, ["荣誉2A列“单位编码”单位编码和工号只填一格：集体的填单位编码，个人的填工号。"]),
    ({"处分": [DISCIPLINE | {"until": date(2023, 1, 1)}]}, ["处分2D列“影响期至”不能早于开始的日期。请核对。"]),
    ({"党务经历": [WORK | {"since": date(2999, 1, 1)}]}, ["党务经历2D列“开始日期”应在1949年以后、今天以前。请核对。"]),
]


@pytest.mark.parametrize(("rows", "due"), PAST_ERRORS)
def test_a_wrong_line_of_the_past_is_named_in_its_cell(
    world: World, rows: dict[str, list[dict[str, Any]]], due: list[str]
) -> None:
    assert sentences(book(**rows), world.clerk) == due


def test_a_result_of_the_platform_itself_is_not_overwritten(world: World) -> None:
    world.round()
    process = world.rating("甲一支部").process
    place = {"key": STAR_FACT, "year": 2023, "unit_id": world.units["甲一支部"].pk, "process_id": process.pk}
    facts.record([NewFact(value={"tier": 5}, words="五星级", source="批次", valid_from=START, **place)])

    assert sentences(book(历史结果=[STAR]), world.clerk) == [
        "历史结果22023年的“五星级”由本系统办理产生，不能用导入改写。请删掉这一行。"
    ]


def saved(made: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def test_an_unknown_sheet_and_an_unknown_column_are_named(world: World) -> None:
    made = openpyxl.load_workbook(io.BytesIO(book(人员=[person(1)])))
    made.create_sheet("备份")
    names = "、".join(spec.title for spec in sheets.specs())

    assert sentences(saved(made), world.clerk) == [
        f"备份0模板里没有这个工作表。请删掉它，或改成模板里的名称：{names}。"
    ]
    del made["备份"]
    made["人员"]["A1"] = "编号"
    assert sentences(saved(made), world.clerk) == [
        "人员1A列“编号”模板里没有这一列。请删掉它，或改成模板里的列名。",
        "人员1表头缺少“工号”。这一行应是表头，请照模板补上。",
    ]


def test_a_hidden_sheet_is_not_passed_over_in_silence(world: World) -> None:
    made = openpyxl.load_workbook(io.BytesIO(book(人员=[person(1)])))
    made["单位"].sheet_state = "hidden"

    assert sentences(saved(made), world.clerk) == ["单位0这个工作表是隐藏的。要导入就取消隐藏，不导入就删掉它。"]


def test_sheets_may_be_left_out_but_not_all(world: World) -> None:
    made = openpyxl.load_workbook(io.BytesIO(book(人员=[person(1)])))
    for title in made.sheetnames:
        if title != "人员":
            del made[title]

    assert counts(checked(saved(made), world.clerk)) == {"人员": (1, 0, 0)}
    assert sentences(book(), world.clerk) == ["0文件里没有可导入的数据。请在模板的工作表里填写后再上传。"]


def test_three_broken_rows_of_many_are_listed_and_nothing_is_written(world: World) -> None:
    rows = [person(number) for number in range(500)]
    for number, wrong in ((10, {"name": None}), (250, {"branch": "X9"}), (499, {"roll": "党员"})):
        rows[number] |= wrong
    before = Person.objects.count()

    row = checked(book(人员=rows), world.clerk)

    assert (row.status, [(each["row"], each["column"]) for each in row.errors], Person.objects.count()) == (
        Import.Status.REFUSED,
        [(12, "B列“姓名”"), (252, "H列“所在支部编码”"), (501, "E列“党员身份”")],
        before,
    )


def test_a_blank_cell_changes_nothing(world: World) -> None:
    written(book(人员=[person(1, rank="一级科员", gender="女", id_number=NUMBER)]), world.clerk)

    row = checked(book(人员=[{"staff_no": "A00001", "name": "党员1", "roll": "正式党员"}]), world.clerk)

    assert counts(row) == {"人员": (0, 0, 1)}


def test_identity_numbers_are_masked_wherever_they_are_shown(world: World) -> None:
    written(book(人员=[person(1)]), world.clerk)

    row = checked(book(人员=[person(1, id_number=NUMBER)]), world.clerk)

    assert row.plan["changes"] == [
        {
            "sheet": "人员", "row": 2, "name": "党员1（A00001）", "field": "身份证号",
            "old": "", "new": "1101************11（已更改）",
        }
    ]  # fmt: skip


# --- the own part of the tree ---------------------------------------------------------------------------------------


def test_a_committee_imports_rows_of_its_own_part_of_the_tree_only(world: World) -> None:
    outside = person(2, branch="U009")
    Person.objects.filter(staff_no="P0009").update(branch=world.units["乙一支部"])
    content = book(
        单位=[unit(1), unit(2, parent="U008"), unit(3, code="U009", name="中共乙一支部", short_name="乙一")],
        人员=[person(1), outside, person(3, staff_no="P0009")],
        历史结果=[STAR, STAR | {"unit": "U009"}],
        荣誉=[HONOUR | {"staff_no": "P0009"}],
    )

    assert sentences(content, world.deputy) == [
        "单位3E列“上级编码”上级应是您管理的单位。请写本单位或下属组织的编码。",
        "单位4A列“单位编码”这一行不在您管理的范围内，请删掉这一行，由上级党组织导入。",
        "人员3H列“所在支部编码”没有编码为“U009”的单位，或不在您管理的范围内。请核对编码，新单位先写进“单位”表。",
        "人员4A列“工号”这一行不在您管理的范围内，请删掉这一行，由上级党组织导入。",
        "历史结果3B列“单位编码”没有编码为“U009”的单位，或不在您管理的范围内。请核对编码，新单位先写进“单位”表。",
        "荣誉2B列“工号”没有工号为“P0009”的人员，或不在您管理的范围内。请核对工号，新人员先写进“人员”表。",
    ]


def test_a_committee_does_not_move_itself(world: World) -> None:
    own = {"code": "U001", "name": "中共甲局机关党委", "short_name": "甲局机关党委", "kind": "机关党委"}
    tree.add_unit(code="U020", name="另", short_name="另", kind=UnitKind.PARTY_GROUP, parent=None)

    assert sentences(book(单位=[own | {"parent": "U008"}]), world.deputy) == [
        "单位2E列“上级编码”上级应是您管理的单位。请写本单位或下属组织的编码。"
    ]


# --- the template ---------------------------------------------------------------------------------------------------


def test_the_template_asks_with_lists_and_notes_and_holds_no_rows(world: World) -> None:
    made = openpyxl.load_workbook(io.BytesIO(template.template()))
    posts = made["任职"]
    rules = {str(rule.sqref): rule.type for rule in posts.data_validations.dataValidation}

    assert [sheet.title for sheet in made.worksheets if sheet.sheet_state == "visible"] == [
        *(spec.title for spec in sheets.specs()),
        "填写说明",
    ]
    assert {sheet.max_row for sheet in made.worksheets if sheet.title in sheets.results()} <= {1}
    assert (rules["B2:B1048576"], posts.freeze_panes, posts.column_dimensions["A"].number_format) == ("list", "A2", "@")
    assert posts["E1"].comment.text == "最后任职日，仍在任的不填。在任的写上日期即到期免职，不能早于今天。"


def test_the_present_organisation_comes_back_unchanged(world: World) -> None:
    written(book(单位=[unit(1)], 人员=[person(1)], 账号=[ACCOUNT], 任职=[POST]), world.clerk)

    for actor in (world.clerk, world.deputy):
        row = checked(template.filled(actor, "郑思远导出"), actor)
        assert (row.errors, sum(new + changed for new, changed, _ in counts(row).values())) == ([], 0)


def text_of(content: bytes) -> str:
    """All that stands in a workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return "".join(package.read(part).decode() for part in package.namelist() if part.endswith(".xml"))


def test_the_present_organisation_of_a_committee_names_nobody_else(world: World) -> None:
    Person.objects.filter(staff_no="P0009").update(branch=world.units["乙一支部"])
    foreign = ("林芳", "乙一支部", "outsider")

    whole, own = text_of(template.filled(world.clerk, "")), text_of(template.filled(world.deputy, ""))

    assert [word for word in foreign if word in whole] == list(foreign)
    assert [word for word in foreign if word in own] == []


def test_the_posts_and_accounts_of_the_three_guards_are_not_in_it(world: World) -> None:
    text = text_of(template.filled(world.clerk, ""))

    assert [word for word in ("clerk", "sysadmin", "secadmin", "auditor") if f"<t>{word}</t>" in text] == ["clerk"]


def test_the_template_opens_in_an_office_program(world: World, tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("没有安装 LibreOffice")
    (tmp_path / "template.xlsx").write_bytes(book(人员=[person(1)]))
    command = [office, "--headless", "--convert-to", "ods", "--outdir", str(tmp_path), str(tmp_path / "template.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)

    assert (tmp_path / "template.ods").stat().st_size > 1000


def test_another_post_of_somebody_is_no_hindrance(world: World) -> None:
    grants.appoint(world.users["secretary"], Role.OC_STAFF, world.units["甲局机关党委"], START)

    assert counts(checked(book(任职=[HELD]), world.clerk)) == {"任职": (0, 0, 1)}
