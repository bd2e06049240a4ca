"""加签: those asked sign, the desk waits, and what they say opens the way forward or keeps it closed."""

import pytest
from django_tasks_db.models import DBTaskResult

from permissions import grants
from permissions.models import Appointment
from permissions.roles import Role
from tests.workflows.engine.signing import answers, ask, posts, request, sign, status
from tests.workflows.engine.steps import all_is_well, do, list_at, rating_at, trail
from tests.workflows.organisation.people import signed_in
from tests.world import LONG_AGO, World
from workflows.engine import attendance, inbox, jobs, objections, signing, transferring
from workflows.engine.errors import Incomplete, NotAllowed, Refused, Stale
from workflows.engine.models import Notice, Objection, Signature
from workflows.engine.signing_rules import Mode
from workflows.star_rating import actions
from workflows.star_rating.actions import running
from workflows.star_rating.models import Rating
from workflows.star_rating.states import ListState as L
from workflows.star_rating.states import RatingState as S

BRANCH = "甲三支部"
"""Its 党总支 reviews it: one click forward."""


@pytest.fixture
def rating(world: World) -> Rating:
    """Return a rating on the desk of 甲局党总支."""
    return rating_at(world, S.GENERAL_REVIEWING, BRANCH)


def numbers(world: World, who: str) -> list[str]:
    return [task.process.number for task in inbox.todo(world.users[who], inbox.Filters(kind="signature")).rows]


def test_who_is_asked_finds_it_in_the_inbox_and_nobody_else_does(world: World, rating: Rating) -> None:
    made = ask(world, rating, "general", "deputy", "outsider")

    asked = [row.process.number for row in made.signatures.select_related("process")]
    assert [numbers(world, who) for who in ("deputy", "outsider", "staff", "general")] == [asked[:1], asked[1:], [], []]
    assert trail(rating) == ["open", "submit", "ask"]
    assert all_is_well()


def test_while_they_are_asked_the_way_forward_is_closed_with_a_reason(world: World, rating: Rating) -> None:
    ask(world, rating, "general", "deputy")

    with pytest.raises(Refused, match="正在等待会签"):
        do(actions.forward, world, rating, "general")
    assert world.rating(BRANCH).state == S.GENERAL_REVIEWING


def test_once_all_agreed_the_holder_goes_on(world: World, rating: Rating) -> None:
    made = ask(world, rating, "general", "deputy", "staff")
    sign(world, made, "deputy")
    assert status(made) == "open"
    sign(world, made, "staff", comment="")

    assert status(made) == "agreed"
    assert do(actions.forward, world, rating, "general").state == S.SCORING
    assert trail(rating) == ["open", "submit", "ask", "countersign", "countersign", "countersign", "forward"]
    assert all_is_well()


def test_the_holder_is_told_the_outcome(world: World, rating: Rating) -> None:
    sign(world, ask(world, rating, "general", "deputy"), "deputy")

    told = Notice.objects.filter(user=world.users["general"], text__contains="会签同意").values_list("text", flat=True)
    assert list(told) == [f"{rating.process.title}会签同意，会签（全部同意）：请1人，1人同意。"]


def test_who_has_the_desk_now_is_told_the_outcome(world: World) -> None:
    rating = rating_at(world, S.SCORING)
    made = ask(world, rating, "staff", "outsider")
    do(transferring.transfer, world, rating, "staff", to=world.users["deputy"].pk, comment="出差")
    Notice.objects.all().delete()
    sign(world, made, "outsider")
    assert [notice.user for notice in Notice.objects.filter(text__contains="会签同意")] == [world.users["deputy"]]


def test_others_of_the_desk_are_told_when_who_asked_is_gone(world: World) -> None:
    made = ask(world, rating_at(world, S.SCORING), "staff", "outsider", verb="reject", comment="不符合条件。")
    grants.end_now(Appointment.objects.get(user=world.users["staff"]))
    Notice.objects.all().delete()
    sign(world, made, "outsider")
    signing.carry_out.func(made.pk)
    told = Notice.objects.order_by("pk").values_list("user__username", flat=True)
    assert list(told) == ["deputy", "deputy"]
    assert Notice.objects.filter(text__contains="未能自动办理").exists()


def test_who_waits_hears_that_one_of_those_asked_cannot_sign_any_more(world: World, rating: Rating) -> None:
    ask(world, rating, "general", "deputy")
    Notice.objects.all().delete()
    grants.end_now(Appointment.objects.get(user=world.users["deputy"]))
    attendance.recheck()
    attendance.recheck()
    text = f"{rating.process.title}请王海燕会签，现在不能签署，可以减去这一签，或者另请他人。"
    assert list(Notice.objects.values_list("user__username", "text")) == [("general", text)]


def test_who_signs_too_late_reads_why_it_is_not_needed(world: World, rating: Rating) -> None:
    made = ask(world, rating, "general", "deputy")
    row = Signature.objects.get(signing=made)
    late = world.seen(row)
    signing.withdraw(made, by=world.general, comment="重新请。")
    with pytest.raises(Stale, match="不再需要您会签：会签已撤回。"):
        signing.agree(row, by=world.deputy, seen=late, comment="")
    assert answers(made) == ["cancelled"]


def test_who_disagrees_does_not_decide_but_the_holder_must_say_why_he_goes_on(world: World, rating: Rating) -> None:
    made = ask(world, rating, "general", "deputy", "staff")
    sign(world, made, "deputy", "disagree", "扣分不准。")
    sign(world, made, "staff")

    assert status(made) == "refused"
    with pytest.raises(Refused, match="没有获得同意"):
        do(actions.forward, world, rating, "general")
    with pytest.raises(Incomplete):
        signing.withdraw(made, by=world.general, comment=" ")
    signing.withdraw(made, by=world.general, comment="已与刘敏核对，扣分有据。")
    assert status(made) == "overruled"
    assert do(actions.forward, world, rating, "general").state == S.SCORING
    assert all_is_well()


def test_a_disagreement_needs_its_reason(world: World, rating: Rating) -> None:
    made = ask(world, rating, "general", "deputy")

    with pytest.raises(Incomplete):
        sign(world, made, "deputy", "disagree", " ")
    assert answers(made) == ["asked"]


def test_one_of_them_suffices_in_或签_and_the_rest_are_let_go(world: World, rating: Rating) -> None:
    made = ask(world, rating, "general", "deputy", "staff", "head", mode=Mode.ANY)
    sign(world, made, "deputy", "disagree")
    sign(world, made, "staff")

    assert (status(made), answers(made)) == ("agreed", ["disagreed", "agreed", "cancelled"])
    assert numbers(world, "head") == []
    assert all_is_well()


@pytest.mark.parametrize(
    ("mode", "said", "found"),
    [
        (Mode.HALF, ("agree", "agree", "disagree"), "agreed"),
        (Mode.HALF, ("agree", "abstain", "disagree"), "refused"),
        (Mode.TWO_THIRDS, ("agree", "abstain", "agree"), "agreed"),
        (Mode.TWO_THIRDS, ("abstain", "agree", "abstain"), "refused"),
        (Mode.ALL, ("agree", "abstain", "agree"), "refused"),
    ],
)
def test_票签_counts_who_agreed_among_all_who_were_asked(
    world: World, rating: Rating, mode: Mode, said: tuple[str, ...], found: str
) -> None:
    made = ask(world, rating, "general", "deputy", "staff", "head", mode=mode)
    for who, verb in zip(("deputy", "staff", "head"), said, strict=True):
        if status(made) == "open":
            sign(world, made, who, verb)

    assert status(made) == found
    assert all_is_well()


def test_what_was_chosen_before_is_taken_in_the_holders_name_once_they_agreed(world: World, rating: Rating) -> None:
    made = ask(world, rating, "general", "deputy", verb="forward", comment="同意报送。")
    sign(world, made, "deputy")
    signing.carry_out.func(made.pk)

    last = world.rating(BRANCH).process.entries.order_by("-seq")[0]
    assert (last.verb, last.actor_id, last.comment) == ("forward", world.users["general"].pk, "同意报送。")
    assert world.rating(BRANCH).state == S.SCORING
    assert all_is_well()


def test_the_worker_takes_what_was_chosen_before(world: World, rating: Rating) -> None:
    made = ask(world, rating, "general", "deputy", verb="forward", comment="同意报送。")
    sign(world, made, "deputy")
    job = DBTaskResult.objects.ready().get(task_path__contains="carry_out")
    jobs.Worker(
        queue_names=["*"], excluded_queue_names=[], interval=0, batch=True, backend_name="default",
        startup_delay=False, max_tasks=None, worker_id="one",
    ).run_task(job)  # fmt: skip

    assert (DBTaskResult.objects.get(pk=job.pk).status, world.rating(BRANCH).state) == ("SUCCESSFUL", S.SCORING)
    assert trail(rating) == ["open", "submit", "ask", "countersign", "countersign", "forward"]


def test_it_is_taken_once_however_often_the_job_runs(world: World, rating: Rating) -> None:
    made = ask(world, rating, "general", "deputy", verb="forward")
    sign(world, made, "deputy")
    for _ in range(2):
        signing.carry_out.func(made.pk)

    assert trail(rating) == ["open", "submit", "ask", "countersign", "countersign", "forward"]


def test_where_they_disagree_nothing_is_taken_and_the_desk_is_the_holders_again(world: World, rating: Rating) -> None:
    made = ask(world, rating, "general", "deputy", verb="forward")
    sign(world, made, "deputy", "disagree")

    assert (status(made), world.rating(BRANCH).state) == ("refused", S.GENERAL_REVIEWING)


def test_content_that_changed_meanwhile_comes_back_to_the_holder_with_the_reason(world: World, rating: Rating) -> None:
    made = ask(world, rating, "general", "deputy", verb="forward")
    Rating.objects.filter(pk=rating.pk).update(version=rating.version + 1)
    sign(world, made, "deputy")
    signing.carry_out.func(made.pk)

    last = world.rating(BRANCH).process.entries.order_by("-seq")[0]
    assert (world.rating(BRANCH).state, last.label) == (S.GENERAL_REVIEWING, "会签后未能自动办理")
    assert do(actions.forward, world, rating, "general").state == S.SCORING
    assert all_is_well()


def test_a_return_lets_go_whoever_was_asked_and_keeps_what_was_said(world: World, rating: Rating) -> None:
    made = ask(world, rating, "general", "deputy", "staff")
    sign(world, made, "deputy", "disagree")
    do(actions.send_back, world, rating, "general", comment="请补充。", to=S.SELF_ASSESSING)

    assert (status(made), answers(made)) == ("left", ["disagreed", "cancelled"])
    assert all_is_well()


def test_the_sender_may_take_it_back_while_others_are_asked(world: World, rating: Rating) -> None:
    made = ask(world, rating, "general", "deputy", "staff")
    sign(world, made, "deputy")
    do(actions.withdraw, world, rating, "third")

    assert (world.rating(BRANCH).state, status(made), answers(made)) == (
        S.SELF_ASSESSING, "left", ["agreed", "cancelled"],
    )  # fmt: skip
    assert all_is_well()


def test_a_list_that_is_sent_back_lets_go_whoever_was_asked_about_it(world: World) -> None:
    submission = list_at(world, L.VERIFYING)
    made = ask(world, submission, "clerk", "leader")
    do(actions.list_send_back, world, submission, "clerk", comment="请补充。", to=L.COMPILING)

    assert (status(made), answers(made)) == ("left", ["cancelled"])
    assert all_is_well()


def test_a_round_that_is_cancelled_lets_go_whoever_was_asked(world: World, rating: Rating) -> None:
    made = ask(world, rating, "general", "deputy")
    running.round_cancel(rating.round, reason="另行安排。", by=world.clerk)
    running.cancel_round_job.func(rating.round_id)

    assert (status(made), answers(made)) == ("left", ["cancelled"])
    assert all_is_well()


def test_people_are_added_and_let_go_while_it_is_open(world: World, rating: Rating) -> None:
    made = ask(world, rating, "general", "deputy", "staff")
    signing.add(made, posts(world, "head"), by=world.general)
    sign(world, made, "deputy")
    waiting = Signature.objects.get(signing=made, signer=world.users["staff"])
    signing.remove(made, [waiting.pk], by=world.general)

    assert (status(made), answers(made)) == ("open", ["agreed", "cancelled", "asked"])
    assert numbers(world, "staff") == []
    assert all_is_well()


def test_the_last_of_them_is_not_let_go(world: World, rating: Rating) -> None:
    made = ask(world, rating, "general", "deputy")

    with pytest.raises(Refused, match="至少留下一人"):
        signing.remove(made, [made.signatures.get().pk], by=world.general)


def test_who_is_let_go_last_settles_it(world: World, rating: Rating) -> None:
    made = ask(world, rating, "general", "deputy", "staff")
    sign(world, made, "deputy")
    row = Signature.objects.get(signing=made, signer=world.users["staff"])
    signing.remove(made, [row.pk], by=world.general)

    assert status(made) == "agreed"


@pytest.mark.parametrize(
    ("who", "why"),
    [("general", "不能请自己会签。"), ("third", "吴婷是提交人")],
)
def test_who_has_a_part_in_it_is_not_asked(world: World, rating: Rating, who: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        ask(world, rating, "general", who)


@pytest.mark.parametrize(("who", "why"), [("sysadmin", "并且不是三员"), ("former", "须有账号"), ("clerk", "")])
def test_only_who_can_be_asked_is_asked_or_added(world: World, rating: Rating, who: str, why: str) -> None:
    post = Appointment.every.filter(user=world.users[who])[0]
    made = ask(world, rating, "general", "deputy")
    if not why:
        signing.add(made, [post], by=world.general)
        assert answers(made) == ["asked", "asked"]
        return
    with pytest.raises(Refused, match=why):
        signing.add(made, [post], by=world.general)
    signing.withdraw(made, by=world.general, comment="重新请。")
    with pytest.raises(Refused, match=why):
        do(signing.ask, world, rating, "general", request=signing.Request([post], "请提意见。", made.due_on))


def objected(world: World) -> Objection:
    """Have somebody object to 甲一支部."""
    submission = list_at(world, L.PUBLICISING, ("甲一支部", "甲二支部"))
    assert submission.publicity is not None
    told = {"channel": "电话", "text": "党费收缴不实。", "signed": "王某某"}
    return objections.receive(submission.publicity, world.rating("甲一支部"), by=world.clerk, **told)


def test_nobody_of_the_unit_is_asked_about_an_objection_to_it(world: World) -> None:
    objection = objected(world)
    with pytest.raises(Refused, match="该单位不能查看这一事项"):
        ask(world, objection, "clerk", "deputy", "secretary")
    page = f"/records/{objection.process.number}/"
    assert "党费收缴不实" in signed_in(world.users["clerk"]).get(page).content.decode()
    assert signed_in(world.users["secretary"]).get(page).status_code == 404
    assert status(ask(world, objection, "clerk", "deputy")) == "open"


def test_who_has_a_second_post_in_that_unit_is_not_asked_either(world: World) -> None:
    objection = objected(world)
    grants.appoint(world.users["deputy"], Role.BRANCH_ORG, world.units["甲一支部"], LONG_AGO)
    with pytest.raises(Refused, match="该单位不能查看这一事项"):
        ask(world, objection, "clerk", "deputy")


def test_nobody_is_asked_twice_at_once(world: World, rating: Rating) -> None:
    made = ask(world, rating, "general", "deputy")

    with pytest.raises(Refused, match="不用重复请"):
        signing.add(made, posts(world, "deputy"), by=world.general)
    with pytest.raises(Refused, match="已经请人会签"):
        ask(world, rating, "general", "staff")


def test_a_branch_that_fills_in_its_own_sheet_asks_nobody(world: World) -> None:
    with pytest.raises(Refused, match="只有审核、签批环节"):
        ask(world, world.rating(BRANCH), "third", "deputy")


@pytest.mark.parametrize("who", ["third", "outsider", "inspector", "deputy"])
def test_only_whoever_holds_the_desk_asks(world: World, rating: Rating, who: str) -> None:
    with pytest.raises(NotAllowed):
        ask(world, rating, who, "staff")
    made = ask(world, rating, "general", "staff")
    with pytest.raises(NotAllowed):
        signing.withdraw(made, by=getattr(world, who), comment="不请了。")


def test_nobody_signs_for_another(world: World, rating: Rating) -> None:
    made = ask(world, rating, "general", "deputy")
    row = made.signatures.get()

    with pytest.raises(NotAllowed):
        do(signing.agree, world, row, "staff", comment="")


def test_a_double_click_is_one_signature(world: World, rating: Rating) -> None:
    made = ask(world, rating, "general", "deputy", "staff")
    row = made.signatures.order_by("pk")[0]
    seen = world.seen(row)
    for _ in range(2):
        signing.agree(row, by=world.deputy, seen=seen, comment="同意。")

    assert trail(rating) == ["open", "submit", "ask", "countersign"]


def test_a_verb_that_needs_its_reason_needs_it_when_chosen(world: World, rating: Rating) -> None:
    with pytest.raises(Refused, match="不能等会签以后自动办理"):
        do(signing.ask, world, rating, "general", request=request(world, ["deputy"], verb="send_back", comment="退。"))


def test_those_who_have_not_signed_are_urged_once_a_day(world: World, rating: Rating) -> None:
    made = ask(world, rating, "general", "deputy", "staff")
    sign(world, made, "deputy")

    assert [signing.urge(made, by=world.general) for _ in range(2)] == [1, 0]
