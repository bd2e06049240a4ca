"""The notice of a round: written, sent when the round opens, signed for by each unit once, reminded of once a day."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from permissions.roles import Role, UnitKind
from tests.world import LOOKED_OVER, World, make_world, scheme_c
from workflows.engine import attachments, ledger, round_notices
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import Notice, Receipt, Round, RoundNotice
from workflows.star_rating import actions
from workflows.star_rating.actions.rounds import open_round_job

pytestmark = pytest.mark.django_db
SENT = "“2026年度党支部星级评定”已发通知，请查看并签收。"
REMINDED = "请签收“关于开展星级评定的通知”。"


@pytest.fixture
def world() -> World:
    return make_world()


def draft(world: World) -> Round:
    scheme = scheme_c()
    return Round.objects.create(
        process_key="star_rating", year=2026, title="2026年度党支部星级评定", unit=world.units["工委"],
        scheme=scheme.to_data(), scheme_version=scheme.version, checkup=LOOKED_OVER,
    )  # fmt: skip


def write(world: World, round_: Round, text: str = "请于3月14日16时前报送。", by: str = "clerk") -> RoundNotice:
    return round_notices.write(round_, title="关于开展星级评定的通知", text=text, by=getattr(world, by))


@pytest.fixture
def sent(world: World) -> RoundNotice:
    """The notice of an open round."""
    round_ = draft(world)
    write(world, round_)
    actions.open_round(round_, by=world.clerk)
    return RoundNotice.objects.select_related("round").get()


def told(text: str) -> set[str]:
    return set(Notice.objects.filter(text=text).values_list("user__username", flat=True))


def browser(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.users[who])
    return client


def page(world: World, who: str, notice: RoundNotice) -> str:
    answer: Any = browser(world, who).get(f"/star_rating/rounds/{notice.round_id}/notice/")
    return str(answer.content.decode())


def test_a_notice_waits_for_its_round_and_is_written_anew_until_then(world: World) -> None:
    round_ = draft(world)
    write(world, round_, "初稿")
    write(world, round_, "定稿")
    assert told(SENT) == set()

    actions.open_round(round_, by=world.clerk)
    (only,) = RoundNotice.objects.all()
    assert (only.text, only.sent_at is not None) == ("定稿", True)


def test_whoever_fills_in_or_sees_to_it_is_told_once(sent: RoundNotice) -> None:
    branches = {"secretary", "organiser", "sibling", "third", "fourth", "outsider", "direct"}

    assert told(SENT) == branches | {"deputy", "staff", "other_deputy"}
    assert Notice.objects.filter(text=SENT).count() == len(told(SENT))


def test_opening_again_sends_nothing_again(world: World, sent: RoundNotice) -> None:
    before = Notice.objects.count()
    actions.open_round(Round.objects.get(), by=world.clerk)

    assert Notice.objects.count() == before


def failed_opening(world: World, monkeypatch: pytest.MonkeyPatch) -> Round:
    """A round with a notice, whose opening broke off before the notice was sent."""
    round_ = draft(world)
    write(world, round_, "首份通知")
    with monkeypatch.context() as broken:
        broken.setattr(round_notices, "_tell", lambda *_: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            actions.open_round(round_, by=world.clerk)
    return Round.objects.get()


def test_a_further_notice_after_an_opening_that_failed_leaves_the_first_as_it_is(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_ = failed_opening(world, monkeypatch)
    form: Any = browser(world, "clerk").get(f"/star_rating/rounds/{round_.pk}/notice/new/").context["form"]
    write(world, round_, "补充通知")

    assert form["text"].value() is None
    assert set(RoundNotice.objects.values_list("text", flat=True)) == {"首份通知", "补充通知"}
    assert RoundNotice.objects.filter(sent_at__isnull=True).count() == 0


def test_while_a_round_opens_no_notice_is_written(world: World) -> None:
    round_ = draft(world)
    write(world, round_, "首份通知")
    open_round_job.enqueue(round_.pk, 1)

    with pytest.raises(Refused, match="正在为各单位开启"):
        write(world, round_, "补充通知")
    assert RoundNotice.objects.get().text == "首份通知"


def test_branches_that_come_in_later_are_told_and_nobody_else_again(world: World, sent: RoundNotice) -> None:
    unit = world.unit("乙二支部", UnitKind.BRANCH, "乙局机关党委")
    world.person("later", "曾立新", Role.BRANCH_SECRETARY, "乙二支部")
    Notice.objects.all().delete()
    actions.open_round(Round.objects.get(), [unit.pk], by=world.clerk)

    assert told(SENT) == {"later"}


def test_a_committee_whose_first_branch_comes_in_later_is_told_too(world: World, sent: RoundNotice) -> None:
    world.unit("丁局机关党委", UnitKind.ORG_COMMITTEE, "工委")
    world.person("fourth_deputy", "邓海", Role.OC_DEPUTY, "丁局机关党委")
    unit = world.unit("丁一支部", UnitKind.BRANCH, "丁局机关党委")
    Notice.objects.all().delete()
    actions.open_round(Round.objects.get(), [unit.pk], by=world.clerk)

    assert told(SENT) == {"fourth_deputy"}


@pytest.mark.parametrize("status", [Round.Status.CLOSED, Round.Status.CANCELLED])
def test_the_notice_of_a_round_that_is_over_is_not_signed_for(world: World, sent: RoundNotice, status: str) -> None:
    Round.objects.update(status=status)
    over = RoundNotice.objects.get()

    with pytest.raises(Refused, match="不需要签收"):
        round_notices.sign(over, world.units["甲一支部"], by=world.secretary)
    assert Receipt.objects.count() == 0
    assert "代表甲一支部签收" not in page(world, "secretary", over)


def test_a_unit_signs_once_whoever_comes_second(world: World, sent: RoundNotice) -> None:
    unit = world.units["甲一支部"]
    first = round_notices.sign(sent, unit, by=world.organiser)
    second = round_notices.sign(sent, unit, by=world.secretary)

    assert (first.pk, first.by.username) == (second.pk, "organiser")


@pytest.mark.parametrize("who", ["sibling", "deputy", "clerk", "inspector", "sysadmin"])
def test_nobody_signs_for_a_unit_he_does_not_act_for(world: World, sent: RoundNotice, who: str) -> None:
    with pytest.raises(NotAllowed, match="不能为甲一支部签收"):
        round_notices.sign(sent, world.units["甲一支部"], by=getattr(world, who))


def test_who_takes_no_part_signs_for_nothing(world: World, sent: RoundNotice) -> None:
    with pytest.raises(Refused, match="甲局党总支不在本批次中"):
        round_notices.sign(sent, world.units["甲局党总支"], by=world.general)


def test_a_draft_is_not_signed_for(world: World) -> None:
    round_ = draft(world)
    actions.open_round(round_, by=world.clerk)
    found = RoundNotice.objects.create(round=round_, title="通知", text="正文", by=world.users["clerk"])

    with pytest.raises(Refused, match="通知还没有发出"):
        round_notices.sign(found, world.units["甲一支部"], by=world.secretary)


def test_only_those_who_have_not_signed_are_reminded_and_once_a_day(world: World, sent: RoundNotice) -> None:
    for unit, who in (("甲一支部", world.secretary), ("甲局机关党委", world.deputy)):
        round_notices.sign(sent, world.units[unit], by=who)

    round_notices.remind(sent, by=world.clerk)
    assert told(REMINDED) == {"sibling", "third", "fourth", "outsider", "direct", "other_deputy"}
    with pytest.raises(Refused, match="今天已经提醒过"):
        round_notices.remind(sent, by=world.clerk)
    assert ledger.of(sent.round)[0].comment == "7个单位没有签收"


@pytest.mark.parametrize("who", ["leader", "deputy", "secretary"])
def test_only_who_runs_the_round_writes_and_reminds(world: World, sent: RoundNotice, who: str) -> None:
    with pytest.raises(NotAllowed):
        write(world, sent.round, by=who)
    with pytest.raises(NotAllowed):
        round_notices.remind(sent, by=getattr(world, who))


def test_a_round_that_is_over_sends_nothing_more(world: World, sent: RoundNotice) -> None:
    Round.objects.update(status=Round.Status.CLOSED)

    with pytest.raises(Refused, match="批次已结束，不能再发通知"):
        write(world, sent.round)


# --- its pages -----------------------------------------------------------------------------------------------------


def test_a_branch_reads_signs_and_is_led_to_its_sheet(world: World, sent: RoundNotice) -> None:
    number = world.rating("甲一支部").process.number
    text = page(world, "secretary", sent)
    assert [
        word
        for word in ("请于3月14日16时前报送", "代表甲一支部签收", f"/star_rating/{number}/sheet/")
        if word not in text
    ] == []

    url = f"/star_rating/rounds/{sent.round_id}/notice/sign/"
    answer = browser(world, "secretary").post(url, {"notice": sent.pk, "unit": world.units["甲一支部"].pk})
    assert (answer.status_code, Receipt.objects.get().unit.short_name) == (302, "甲一支部")
    assert "代表甲一支部签收" not in page(world, "secretary", sent)


def test_each_sees_the_units_below_him_alone(world: World, sent: RoundNotice) -> None:
    counts = {"secretary": "已签收0/1个单位", "deputy": "已签收0/6个单位", "clerk": "已签收0/9个单位"}

    assert {who: count in page(world, who, sent) for who, count in counts.items()} == dict.fromkeys(counts, True)
    assert "乙一支部" not in page(world, "deputy", sent)


def test_its_file_is_handed_to_those_who_take_part_and_to_nobody_else(world: World, sent: RoundNotice) -> None:
    file = attachments.upload(world.units["工委"], BytesIO("附件内容".encode()), world.clerk, "评分表.txt")
    sent.files.add(file)
    url = f"/star_rating/rounds/{sent.round_id}/notice/files/{file.pk}/"

    assert {who: asked(world, who, url) for who in ("secretary", "outsider", "sysadmin", "former")} == {
        "secretary": 200, "outsider": 200, "sysadmin": 404, "former": 404,
    }  # fmt: skip


def asked(world: World, who: str, url: str) -> int:
    """How a file is answered, with the file read to its end."""
    answer: Any = browser(world, who).get(url)
    b"".join(answer.streaming_content if answer.streaming else [])
    return int(answer.status_code)


def test_a_file_of_something_else_is_not_handed_out_here(world: World, sent: RoundNotice) -> None:
    foreign = attachments.upload(world.units["乙一支部"], BytesIO("乙的材料".encode()), world.outsider, "材料.txt")
    url = f"/star_rating/rounds/{sent.round_id}/notice/files/{foreign.pk}/"

    assert browser(world, "secretary").get(url).status_code == 404


def test_the_clerk_writes_a_notice_with_a_file(world: World) -> None:
    round_ = draft(world)
    url = f"/star_rating/rounds/{round_.pk}/notice/new/"
    file = SimpleUploadedFile("评分表.txt", "评分表".encode())
    answer = browser(world, "clerk").post(url, {"title": "通知", "text": "正文", "attachments": [file]})

    found = RoundNotice.objects.get()
    assert (answer.status_code, [row.name for row in found.files.all()]) == (302, ["评分表.txt"])


def test_a_notice_that_is_written_anew_names_the_files_that_it_has(world: World) -> None:
    url = f"/star_rating/rounds/{draft(world).pk}/notice/new/"
    assert "已有附件" not in browser(world, "clerk").get(url).content.decode()
    file = SimpleUploadedFile("评分表.txt", "评分表".encode())
    browser(world, "clerk").post(url, {"title": "通知", "text": "正文", "attachments": [file]})
    shown = browser(world, "clerk").get(url).content.decode()
    kept = RoundNotice.objects.get().files.get()

    assert f'notice/files/{kept.pk}/" data-turbo="false">评分表.txt</a>' in shown
    assert "不选新附件的，保留这些；选了新附件的，以新选的为准。" in shown


def test_a_wrong_file_is_refused_with_what_was_typed(world: World) -> None:
    round_ = draft(world)
    file = SimpleUploadedFile("程序.pdf", b"MZ\0\0")
    data = {"title": "通知", "text": "写好的正文", "attachments": [file]}
    answer: Any = browser(world, "clerk").post(f"/star_rating/rounds/{round_.pk}/notice/new/", data)

    text = answer.content.decode()
    assert (answer.status_code, "这是程序文件" in text, "写好的正文" in text) == (422, True, True)
    assert RoundNotice.objects.count() == 0


def test_nobody_but_the_clerk_sees_the_notice_of_a_prepared_round(world: World) -> None:
    round_ = draft(world)
    write(world, round_)
    url = f"/star_rating/rounds/{round_.pk}/notice/"

    assert {who: browser(world, who).get(url).status_code for who in ("clerk", "secretary", "leader")} == {
        "clerk": 200, "secretary": 404, "leader": 404,
    }  # fmt: skip
