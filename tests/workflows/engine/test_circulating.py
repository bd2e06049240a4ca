"""抄送 and 传阅: who may send what to whom, what a copy opens and for how long, and who has read it."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone

from permissions import grants
from permissions.models import Appointment
from tests.workflows.engine.copying import opens, reads, send
from tests.workflows.engine.delegating import delegated
from tests.workflows.engine.signing import ask
from tests.workflows.engine.steps import BRANCH, all_is_well, do, list_at, open_desk, rating_at, trail
from tests.workflows.organisation.people import signed_in
from tests.world import World
from workflows.engine import attachments, circulating, inbox, registry
from workflows.engine.circulating import Kind
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.inbox import Counts, Filters
from workflows.engine.models import Attachment, AuditEntry, Copy, Notice, Signature
from workflows.engine.transitions import seen_of
from workflows.star_rating import actions
from workflows.star_rating.models import Rating
from workflows.star_rating.states import ListState as L
from workflows.star_rating.states import RatingState as S


def scored(world: World) -> Rating:
    return rating_at(world, S.SCORING)


def notices_of(world: World, rating: Rating, who: str) -> list[str]:
    rows = Notice.objects.filter(user=world.users[who], process=rating.process_id).order_by("pk")
    return list(rows.values_list("text", flat=True))


# --- what a copy opens ---------------------------------------------------------------------------------------------


def test_a_copy_opens_the_record_to_who_could_not_see_it_and_no_other_record(world: World) -> None:
    rating = scored(world)
    other = world.rating("甲二支部")
    before = opens(world, rating, "outsider")
    send(world, rating, "staff", "outsider")
    assert (before, opens(world, rating, "outsider"), opens(world, other, "outsider")) == (404, 200, 404)


@pytest.mark.parametrize("page", ["chart/", "approval/", "approval.docx"])
def test_chart_and_approval_sheet_come_with_the_record(world: World, page: str) -> None:
    rating = scored(world)
    send(world, rating, "staff", "outsider")
    assert opens(world, rating, "outsider", page) == 200


@pytest.mark.parametrize("page", ["files/", "urge/", "claim/", "give-back/", "transfer/", "remark/", "signing/"])
def test_whatever_does_something_stays_shut_to_a_reader(world: World, page: str) -> None:
    rating = scored(world)
    send(world, rating, "staff", "outsider")
    client, address = signed_in(world.users["outsider"]), f"/records/{rating.process.number}/{page}"
    assert client.post(address, {"seen": str(seen_of(rating))}).status_code == 404


def test_a_reader_who_sends_a_decision_is_refused_and_nothing_moves(world: World) -> None:
    rating = scored(world)
    send(world, rating, "staff", "outsider")
    form = {"verb": "send_back", "to": S.SELF_ASSESSING, "comment": "试一试", "seen": str(seen_of(rating))}
    answer = signed_in(world.users["outsider"]).post(f"/records/{rating.process.number}/", form)
    assert (answer.status_code, world.rating(BRANCH).state) == (403, S.SCORING)


def test_the_page_of_a_reader_offers_nothing_to_do_and_no_link_that_is_shut(world: World) -> None:
    rating = scored(world)
    send(world, rating, "staff", "outsider", words="请了解")
    client = signed_in(world.users["outsider"])
    text = client.get(f"/records/{rating.process.number}/").content.decode()
    main = text[text.index("<h1") :]
    links = sorted({link for link in re.findall(r'href="(/[^"#]*)"', main) if not link.startswith("/static/")})
    assert ('name="verb"' in text, "只供查看" in text, "请了解" in text) == (False, True, True)
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_files_of_the_record_are_read_with_it(world: World) -> None:
    rating = scored(world)
    file = attachments.upload(world.units[BRANCH], BytesIO("佐证".encode()), world.secretary, "佐证.txt")
    loose = attachments.upload(world.units[BRANCH], BytesIO("草稿".encode()), world.secretary, "草稿.txt")
    attachments.cite(rating.process, file)
    client = signed_in(world.users["outsider"])

    def status(found: Attachment) -> int:
        answer = client.get(f"/files/{found.pk}/")
        assert not answer.streaming or b"".join(answer)  # reading it to its end closes the file
        return answer.status_code

    before = status(file)
    send(world, rating, "staff", "outsider")
    assert (before, status(file), status(loose)) == (404, 200, 404)


def test_a_copy_opens_no_list_and_no_round_and_is_not_found_by_searching(world: World) -> None:
    rating = scored(world)
    client = signed_in(world.users["direct"])
    before = [client.get(path).content.decode().count("甲一") for path in ("/star_rating/", "/search/?q=甲一支部")]
    send(world, rating, "staff", "direct")
    after = [client.get(path).content.decode().count("甲一") for path in ("/star_rating/", "/search/?q=甲一支部")]
    assert before == after


# --- for how long --------------------------------------------------------------------------------------------------


def test_a_copy_that_was_taken_back_opens_nothing(world: World) -> None:
    rating = scored(world)
    made = send(world, rating, "staff", "outsider")
    circulating.recall(made, by=world.staff)
    assert opens(world, rating, "outsider") == 404
    assert inbox.copied(world.users["outsider"], Filters()).rows == []
    assert trail(rating)[-2:] == ["copy", "copy"]


def test_a_reader_whose_post_has_ended_reads_no_more(world: World) -> None:
    rating = scored(world)
    send(world, rating, "staff", "outsider")
    post = Appointment.objects.get(user=world.users["outsider"])
    grants.end_appointment(post, timezone.localdate() - timedelta(days=1))
    assert opens(world, rating, "outsider") == 404
    assert inbox.counts(world.users["outsider"]) == Counts(0, 0, {}, 0, 0)


def test_a_delegate_of_the_reader_does_not_read_for_him(world: World) -> None:
    rating = scored(world)
    send(world, rating, "staff", "other_deputy")
    delegated(world, "other_deputy", "outsider")
    assert (opens(world, rating, "other_deputy"), opens(world, rating, "outsider")) == (200, 404)


@pytest.mark.parametrize(("by", "answer"), [("staff", ""), ("deputy", ""), ("secretary", "NotAllowed")])
def test_who_sent_it_and_who_holds_the_desk_takes_it_back(world: World, by: str, answer: str) -> None:
    made = send(world, scored(world), "staff", "outsider")
    try:
        circulating.recall(made, by=getattr(world, by))
        said = ""
    except NotAllowed:
        said = "NotAllowed"
    assert (said, made.copies.filter(recalled_at=None).count()) == (answer, 1 if answer else 0)


def test_taking_back_twice_is_refused(world: World) -> None:
    made = send(world, scored(world), "staff", "outsider")
    circulating.recall(made, by=world.staff)
    with pytest.raises(Refused, match="已经收回"):
        circulating.recall(made, by=world.staff)


# --- who sends what to whom ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["secretary", "staff", "deputy"])
def test_who_handed_it_in_and_who_holds_the_desk_may_send_it(world: World, by: str) -> None:
    assert reads(send(world, scored(world), by, "outsider")) == [("林芳", True, False)]


@pytest.mark.parametrize("by", ["inspector", "leader", "sibling", "outsider", "sysadmin"])
def test_who_only_sees_a_record_or_does_not_see_it_may_not_send_it(world: World, by: str) -> None:
    with pytest.raises(NotAllowed):
        send(world, scored(world), by, "direct")
    assert not Copy.objects.exists()


@pytest.mark.parametrize("guard", ["sysadmin", "secadmin", "auditor"])
def test_none_of_the_three_guards_is_given_a_copy(world: World, guard: str) -> None:
    rating = scored(world)
    with pytest.raises(Refused, match="三员"):
        send(world, rating, "staff", "outsider", guard)
    assert (Copy.objects.count(), opens(world, rating, guard), opens(world, rating, "outsider")) == (0, 404, 404)


def test_nobody_sends_a_record_to_himself_or_to_nobody(world: World) -> None:
    rating = scored(world)
    with pytest.raises(Refused, match="自己"):
        send(world, rating, "staff", "staff")
    with pytest.raises(Incomplete):
        send(world, rating, "staff")


def test_a_signature_is_sent_to_nobody(world: World) -> None:
    ask(world, scored(world), "staff", "clerk")
    with pytest.raises(Refused, match="不能抄送"):
        send(world, Signature.objects.get(), "clerk", "outsider")


def test_what_is_secret_or_of_one_person_alone_is_declared_so() -> None:
    shut = {flow.__name__ for flow in registry.flows() if not flow.copied or flow.model.NAMED}
    judged = {"MeetingFlow", "AppraisalFlow", "DisposalFlow", "CorrectionFlow"}
    asked = {"SignatureFlow", "ObjectionFlow", "ReviewSheetFlow", "ClearanceFlow", "ConsultationFlow"}
    assert shut == judged | asked


# --- reading -------------------------------------------------------------------------------------------------------


def test_opening_a_copy_marks_it_read_and_leaves_no_line_on_the_trail(world: World) -> None:
    rating = scored(world)
    made = send(world, rating, "staff", "outsider", "direct")
    before = inbox.counts(world.users["outsider"]).unread
    opens(world, rating, "outsider")
    assert (before, inbox.counts(world.users["outsider"]).unread) == (1, 0)
    assert reads(made) == [("林芳", True, True), ("田军", True, False)]
    assert trail(rating).count("mark_read") == 0


def test_what_goes_round_is_read_when_the_reader_says_so(world: World) -> None:
    rating = scored(world)
    made = send(world, rating, "staff", "outsider", kind=Kind.TOGETHER)
    opens(world, rating, "outsider")
    opened = reads(made)
    circulating.mark_read(made, by=world.outsider, comment="已知悉。")
    last = AuditEntry.objects.filter(process=rating.process_id).order_by("seq").last()
    assert (opened, reads(made)) == ([("林芳", True, False)], [("林芳", True, True)])
    assert last is not None
    assert (last.verb, last.label, last.comment, last.actor_name) == ("mark_read", "已阅", "已知悉。", "林芳")


def test_in_turn_each_gets_it_when_the_one_before_has_read_it(world: World) -> None:
    rating = scored(world)
    made = send(world, rating, "staff", "outsider", "direct", kind=Kind.IN_TURN)
    first = (reads(made), opens(world, rating, "direct"), notices_of(world, rating, "direct"))
    circulating.mark_read(made, by=world.outsider)
    then = (reads(made), opens(world, rating, "direct"), notices_of(world, rating, "direct"))
    assert first == ([("林芳", True, False), ("田军", False, False)], 404, [])
    assert then == (
        [("林芳", True, True), ("田军", True, False)], 200, [f"刘敏请您传阅：{rating.title()}。"],
    )  # fmt: skip


def test_who_is_not_yet_at_his_turn_cannot_mark_it_read(world: World) -> None:
    made = send(world, scored(world), "staff", "outsider", "direct", kind=Kind.IN_TURN)
    with pytest.raises(NotAllowed):
        circulating.mark_read(made, by=world.direct)


def test_marking_twice_is_once(world: World) -> None:
    rating = scored(world)
    made = send(world, rating, "staff", "outsider", kind=Kind.TOGETHER)
    for _ in range(2):
        circulating.mark_read(made, by=world.outsider)
    assert trail(rating).count("mark_read") == 1


def test_the_trail_says_who_gave_whom_a_copy_and_stays_whole(world: World) -> None:
    rating = scored(world)
    send(world, rating, "staff", "outsider", words="请了解。")
    entry = AuditEntry.objects.get(process=rating.process_id, verb="copy")
    assert entry.comment == "送林芳（乙一支部 支部书记）。请了解。"
    assert all_is_well()


# --- what a copy does not change -----------------------------------------------------------------------------------

VERBS: list[tuple[str, str, dict[str, Any]]] = [
    ("secretary", "withdraw", {}),
    ("staff", "send_back", {"to": S.SELF_ASSESSING, "comment": "请补充。"}),
    ("staff", "reject", {"comment": "不符合条件。"}),
]


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize(("by", "verb", "more"), VERBS, ids=[verb for _, verb, _ in VERBS])
def test_a_copy_changes_nothing_of_what_may_be_done(
    world: World, kind: Kind, by: str, verb: str, more: dict[str, Any]
) -> None:
    rating = scored(world)
    seen, desk, state = seen_of(rating), open_desk(rating).pk, rating.state
    made = send(world, rating, "staff", "outsider", "direct", kind=kind)
    if made.asks:
        circulating.mark_read(made, by=world.outsider)
    fresh = world.rating(BRANCH)
    assert (seen_of(fresh), open_desk(fresh).pk, fresh.state) == (seen, desk, state)
    do(getattr(actions, verb), world, rating, by, **more)
    assert (opens(world, rating, "outsider"), all_is_well()) == (200, True)


def test_a_list_goes_on_with_a_copy_of_it_out(world: World) -> None:
    submission = list_at(world, L.VERIFYING)
    send(world, submission, "clerk", "outsider")
    do(actions.list_forward, world, submission, "clerk")
    assert (opens(world, submission, "outsider"), all_is_well()) == (200, True)
