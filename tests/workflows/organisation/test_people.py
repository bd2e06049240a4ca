"""People are entered, corrected, moved and taken off the roll by those who keep their branch, and by nobody else."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from permissions import access, grants
from permissions.models import Person, User
from permissions.roles import Role
from tests.workflows.organisation.people import (
    ID_NUMBER,
    MASKED,
    OTHER_ID,
    given,
    person_of,
    settle,
    signed_in,
)
from tests.world import World
from workflows.engine import audit, ledger
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.models import AuditEntry
from workflows.organisation.actions import people as actions
from workflows.organisation.actions.people import StatusInput
from workflows.organisation.rules import id_number_problem, membership_problems

PAGES = "/organisation/people/"
YESTERDAY = timezone.localdate() - timedelta(days=1)
FORM = {
    "staff_no": "N001",
    "name": "胡晓明",
    "branch": "甲一支部",
    "roll": "formal",
    "birth_on": "1980-05-01",
    "joined_on": "2005-07-01",
    "formal_on": "2006-07-01",
}


def new(world: World, by: str = "staff", branch: str = "甲一支部", **more: Any) -> Person:
    """Enter a person."""
    return actions.person_new(given(**more), world.units[branch], by=getattr(world, by))


def leaves(status: str, **more: Any) -> StatusInput:
    """A change of status of yesterday."""
    return StatusInput(status, YESTERDAY, "组织关系转出", "介绍信第12号", **more)


def test_a_person_is_entered_in_a_branch_and_the_ledger_says_so(world: World) -> None:
    person = new(world)

    entry = ledger.of(person).get()
    assert (person.branch, entry.label, entry.actor_name) == (world.units["甲一支部"], "新增人员", "刘敏")
    assert entry.data["fields"]["所在支部"] == ["", "甲一支部"]
    assert entry.data["fields"]["入党日期"] == ["", "2005-07-01"]
    assert list(audit.verify()) == []


def test_a_correction_is_entered_old_to_new_and_nothing_when_nothing_differs(world: World) -> None:
    person = new(world)

    actions.person_edit(person, given(rank="一级主任科员"), by=world.staff)
    actions.person_edit(person, given(rank="一级主任科员"), by=world.staff)

    assert [entry.label for entry in ledger.of(person)] == ["修改人员", "新增人员"]
    assert ledger.of(person)[0].data["fields"] == {"职务职级": ["", "一级主任科员"]}


@pytest.mark.parametrize(
    ("branch", "by", "refusal", "sentence"),
    [
        ("乙一支部", "staff", NotAllowed, "甲局机关党委 党务干部不管理乙一支部，可能是任职已变动或身份选择有误。"),
        ("甲一支部", "secretary", NotAllowed, "甲一支部 支部书记不管理甲一支部，可能是任职已变动或身份选择有误。"),
        ("甲局机关党委", "staff", Refused, "甲局机关党委不是现有的党支部，党员只能编入党支部。"),
    ],
)
def test_a_person_is_entered_only_in_a_branch_that_is_kept(
    world: World, branch: str, by: str, refusal: type[Refused], sentence: str
) -> None:
    with pytest.raises(refusal) as refused:
        new(world, by, branch)

    assert refused.value.message == sentence
    assert not Person.objects.filter(staff_no="N001").exists()


TODAY = date(2026, 11, 1)
BORN, JOINED, FORMAL = date(1980, 1, 1), date(2005, 7, 1), date(2006, 7, 1)


@pytest.mark.parametrize(
    ("roll", "days", "problems"),
    [
        ("formal", (BORN, JOINED, FORMAL), {}),
        ("formal", (None, JOINED, FORMAL), {}),
        ("probationary", (BORN, JOINED, None), {}),
        ("none", (BORN, None, None), {}),
        ("formal", (BORN, JOINED, None), {"formal_on": "正式党员须填写转正日期。"}),
        ("formal", (BORN, FORMAL, JOINED), {"formal_on": "转正日期应晚于入党日期。"}),
        ("formal", (BORN, JOINED, date(2026, 11, 2)), {"formal_on": "转正日期不能晚于今天。"}),
        ("formal", (JOINED, BORN, FORMAL), {"joined_on": "入党日期应晚于出生日期。"}),
        ("probationary", (BORN, JOINED, FORMAL), {"formal_on": "只有正式党员有转正日期，请清空或改党员身份。"}),
        ("probationary", (BORN, None, None), {"joined_on": "党员须填写入党日期。"}),
        ("probationary", (BORN, date(2026, 11, 2), None), {"joined_on": "入党日期不能晚于今天。"}),
        ("none", (BORN, JOINED, None), {"joined_on": "非党员没有入党日期，请清空或改党员身份。"}),
        ("none", (date(2026, 11, 2), None, None), {"birth_on": "出生日期不能晚于今天。"}),
    ],
)
def test_the_dates_of_membership_agree(
    roll: str, days: tuple[date | None, date | None, date | None], problems: dict[str, str]
) -> None:
    assert membership_problems(roll, *days, TODAY) == problems


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (ID_NUMBER, ""),
        (OTHER_ID, ""),
        ("110105194912310021", "身份证号末位校验不符，请逐位核对。"),
        ("11010519491331002X", "身份证号第7至14位不是有效的出生日期，请核对。"),
        ("110105491231002", "身份证号应为18位：前17位是数字，末位是数字或X。"),
        ("１１０１０５１９４９１２３１００２X", "身份证号应为18位：前17位是数字，末位是数字或X。"),
        ("110105194912310029X", "身份证号应为18位：前17位是数字，末位是数字或X。"),
        ("1101051949123100²X", "身份证号应为18位：前17位是数字，末位是数字或X。"),
    ],
)
def test_an_identity_number_is_checked_to_its_last_digit(number: str, sentence: str) -> None:
    assert id_number_problem(number) == sentence


def test_an_identity_number_belongs_to_one_person(world: World) -> None:
    new(world, id_number=ID_NUMBER.lower())

    with pytest.raises(Incomplete) as refused:
        new(world, staff_no="N002", id_number=ID_NUMBER)
    with pytest.raises(Incomplete) as elsewhere:
        new(world, "other_deputy", "乙一支部", staff_no="N003", id_number=ID_NUMBER)

    assert refused.value.problems == ["这个身份证号已登记在胡晓明（工号N001）名下，请核对。"]
    assert elsewhere.value.problems == ["这个身份证号已登记在其他组织的人员名下，请核对。"]


def test_an_identity_number_is_nowhere_to_be_read_in_full(world: World) -> None:
    person = new(world, id_number=ID_NUMBER)
    actions.person_edit(person, given(id_number=OTHER_ID), by=world.staff)
    actions.person_edit(person, given(id_number=ID_NUMBER, rank="科员"), by=world.staff)
    assert Person.objects.get(pk=person.pk).id_number == ID_NUMBER
    client = signed_in(world.users["staff"])
    pages = ["", f"{person.pk}/", f"{person.pk}/edit/", f"{person.pk}/status/", f"{person.pk}/transfer/"]

    texts = {page: client.get(f"{PAGES}{page}").content.decode() for page in pages}
    trail = " ".join(str(row) for row in AuditEntry.objects.values())

    assert [page for page, text in texts.items() if ID_NUMBER in text or OTHER_ID in text] == []
    assert (ID_NUMBER in trail, OTHER_ID in trail, MASKED in trail) == (False, False, True)
    assert MASKED in texts[f"{person.pk}/"]


def test_an_edit_without_an_identity_number_leaves_the_one_that_is_kept(world: World) -> None:
    person = new(world, id_number=ID_NUMBER)

    answer = signed_in(world.users["staff"]).post(f"{PAGES}{person.pk}/edit/", {**FORM, "rank": "科员"})

    kept = Person.objects.get(pk=person.pk)
    assert (answer.status_code, kept.id_number, kept.rank) == (302, ID_NUMBER, "科员")


def test_a_person_in_a_second_branch_is_refused_with_the_way_to_move_him(world: World) -> None:
    person = new(world, branch="甲二支部")
    client = signed_in(world.users["staff"])

    answer = client.post(f"{PAGES}new/", FORM)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "工号N001已登记为甲二支部的胡晓明，一人只能在一个党支部；确是同一人的，请为其调整支部。" in text
    assert f'href="{PAGES}{person.pk}/transfer/?branch=%E7%94%B2' in text
    assert Person.objects.filter(staff_no="N001").count() == 1


def test_of_a_person_kept_by_others_the_refusal_names_nothing(world: World) -> None:
    new(world, "other_deputy", "乙一支部", name="秘密姓名")

    text = signed_in(world.users["staff"]).post(f"{PAGES}new/", FORM).content.decode()

    assert "工号N001已登记在您管理范围以外的组织" in text
    assert [word for word in ("乙一", "乙局", "秘密姓名", "transfer") if word in text] == []


def test_a_person_moves_to_another_branch_and_keeps_the_posts(world: World) -> None:
    settle(world, secretary="甲一支部")

    moved = actions.person_transfer(person_of(world, "secretary"), world.units["甲三支部"], "岗位调整", by=world.staff)

    assert ledger.of(moved).get().data["fields"] == {"所在支部": ["甲一支部", "甲三支部"]}
    assert [str(post) for post in access.posts(world.users["secretary"])] == ["甲一支部 支部书记"]


def test_a_person_does_not_move_where_the_actor_keeps_nothing(world: World) -> None:
    settle(world, secretary="甲一支部", outsider="乙一支部")

    with pytest.raises(NotAllowed):
        actions.person_transfer(person_of(world, "secretary"), world.units["乙一支部"], "", by=world.staff)
    with pytest.raises(NotAllowed):
        actions.person_transfer(person_of(world, "outsider"), world.units["甲一支部"], "", by=world.staff)
    with pytest.raises(Refused) as refused:
        actions.person_transfer(person_of(world, "secretary"), world.units["甲一支部"], "", by=world.staff)

    assert refused.value.message == "周志远已在甲一支部，不用调整。"


@pytest.mark.parametrize(
    ("status", "branch"), [("moved", None), ("expelled", None), ("died", None), ("suspended", "甲一支部")]
)
def test_who_leaves_the_roll_loses_posts_and_branch_at_once(world: World, status: str, branch: str | None) -> None:
    settle(world, secretary="甲一支部")

    person = actions.person_status(person_of(world, "secretary"), leaves(status), by=world.staff)

    assert (str(person.branch) if person.branch else None) == (f"中共{branch}" if branch else None)
    assert (person.status, person.status_on, person.status_basis) == (status, YESTERDAY, "介绍信第12号")
    assert access.posts(world.users["secretary"]) == []
    assert [entry.label for entry in ledger.of(person)] == ["免职", f"登记{person.get_status_display()}"]
    user = User.objects.get(person=person)
    assert user.is_active == (status == "suspended")
    assert [entry.label for entry in ledger.of(user)] == ([] if user.is_active else ["停用账号"])


def test_an_account_that_is_not_the_actors_to_close_is_named(world: World) -> None:
    settle(world, secretary="甲一支部")
    grants.appoint(world.users["secretary"], Role.INSPECTOR, world.units["甲局机关党委"], timezone.localdate())
    client = signed_in(world.users["staff"])
    address = f"{PAGES}{person_of(world, 'secretary').pk}/status/"
    page = client.get(address)
    sent = {"status": "moved", "on": YESTERDAY.isoformat(), "reason": "调出", "basis": "介绍信"}

    answer = client.post(address, sent | {"seen": page.context["outlook"].seen}, follow=True)

    assert "账号仍可登录，请由上级或安全保密管理员停用。" in page.content.decode()
    assert "周志远的账号仍可登录，请由上级或安全保密管理员停用。" in answer.content.decode()
    assert User.objects.get(username="secretary").is_active


def test_nobody_changes_his_own_status(world: World) -> None:
    settle(world, staff="甲一支部")

    with pytest.raises(NotAllowed) as refused:
        actions.person_status(person_of(world, "staff"), leaves("suspended"), by=world.staff)

    assert refused.value.message == "本人的党籍状态不能由本人变更，请由其他经办人或上级办理。"


def test_who_is_listed_again_needs_a_branch(world: World) -> None:
    settle(world, secretary="甲一支部")
    person = actions.person_status(person_of(world, "secretary"), leaves("moved"), by=world.staff)
    back = StatusInput("listed", timezone.localdate(), "转回", "介绍信第13号")

    with pytest.raises(Refused) as refused:
        actions.person_status(person, back, by=world.clerk)
    listed = actions.person_status(person, replace(back, branch=world.units["甲二支部"]), by=world.clerk)

    assert refused.value.message == "恢复在册须填写所在党支部。"
    assert (listed.status, listed.branch) == ("listed", world.units["甲二支部"])
    assert ledger.of(listed)[0].label == "恢复在册"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"status": "listed"}, "周志远现在就是“在册”，没有变更。"),
        ({"on": timezone.localdate() + timedelta(days=1)}, "状态日期不能晚于今天，到日子再登记。"),
        ({"on": date(2004, 1, 1)}, "状态日期不能早于2005年07月01日（上次变更、入党或出生日期）。"),
    ],
)
def test_a_status_that_cannot_be_is_refused(world: World, change: dict[str, Any], sentence: str) -> None:
    settle(world, secretary="甲一支部")
    Person.objects.filter(user=world.users["secretary"]).update(joined_on=date(2005, 7, 1))

    with pytest.raises(Refused) as refused:
        actions.person_status(person_of(world, "secretary"), replace(leaves("moved"), **change), by=world.staff)

    assert refused.value.message == sentence


def test_people_without_a_branch_are_kept_by_the_work_committee_alone(world: World) -> None:
    person = person_of(world, "former")
    address = f"{PAGES}{person.pk}/"

    answers = {key: signed_in(world.users[key]).get(address).status_code for key in ("clerk", "staff", "secretary")}

    assert answers == {"clerk": 200, "staff": 404, "secretary": 404}


def test_the_list_is_searched_and_filtered_and_shows_nobody_of_others(world: World) -> None:
    settle(world, secretary="甲一支部", sibling="甲二支部", outsider="乙一支部")
    client = signed_in(world.users["staff"])

    def names(**query: str) -> list[str]:
        return [row.name for row in client.get(PAGES, query).context["rows"]]

    assert sorted(names()) == ["周志远", "赵国强"]
    assert names(q="周志") == ["周志远"]
    assert names(q=person_of(world, "sibling").staff_no) == ["赵国强"]
    assert names(branch="甲二") == ["赵国强"]
    assert names(status="moved") == names(roll="probationary") == names(q="林芳") == []


def test_the_list_goes_on_after_twenty_five(world: World) -> None:
    people = [Person(staff_no=f"L{n}", name=f"人{n:02d}", branch=world.units["甲一支部"]) for n in range(26)]
    Person.objects.bulk_create(people)

    page = signed_in(world.users["staff"]).get(PAGES, {"page": "2", "q": "人"})

    assert [row.name for row in page.context["rows"]] == ["人25"]
    assert page.context["page"]["previous_url"] == "?page=1&q=%E4%BA%BA"


def test_a_form_with_faults_says_each_at_its_field_and_keeps_what_was_typed(world: World) -> None:
    wrong = {**FORM, "branch": "没有的支部", "formal_on": "", "id_number": "123", "birth_on": "某天"}

    answer = signed_in(world.users["staff"]).post(f"{PAGES}new/", wrong)

    errors = answer.context["form"].errors
    assert answer.status_code == 422
    assert errors["branch"] == ["在您管理的组织中没有找到“没有的支部”，请核对名称或编码。"]
    assert errors["formal_on"] == ["正式党员须填写转正日期。"]
    assert errors["id_number"] == ["身份证号应为18位：前17位是数字，末位是数字或X。"]
    assert set(errors) == {"branch", "formal_on", "id_number", "birth_on"}
    assert 'value="胡晓明"' in answer.content.decode()


def test_a_name_that_fits_several_branches_is_answered_with_their_codes(world: World) -> None:
    answer = signed_in(world.users["staff"]).post(f"{PAGES}new/", {**FORM, "branch": "甲"})

    (sentence,) = answer.context["form"].errors["branch"]
    assert sentence.startswith("“甲”对应5个组织：甲一支部（U002）、")
