"""更正文号: a document under a wrong number is put right with a reason; honours, trails and checks follow."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tests.workflows.engine.steps import trail
from tests.workflows.nomination.cast import Cast, document, make_cast
from tests.workflows.nomination.ending import NUMBER, UNIT, awarded, confer, disagreements, honours, to_conferring
from workflows.engine import ledger
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.models import AuditEntry, Fact
from workflows.engine.transitions import seen_of
from workflows.nomination import actions
from workflows.nomination.models import AwardDocument, Revocation

RIGHT, WHY = "滨直工发〔2026〕19号", "登记时漏写一位数字。"


@pytest.fixture
def clock() -> Iterator[Any]:
    """Stop the clock on a Monday morning; it goes on when shifted."""
    with time_machine.travel(datetime.fromisoformat("2026-11-23T09:00:00+08:00"), tick=False) as stopped:
        yield stopped


@pytest.fixture
def cast(clock: Any, db: None) -> Cast:
    """Return the cast with 张三 awarded under the wrong number."""
    made = make_cast()
    made.award_round()
    awarded(made, clock)
    return made


def corrected(cast: Cast, number: str = RIGHT, by: str = "clerk", reason: str = WHY) -> AwardDocument:
    found = AwardDocument.objects.select_related("round__unit").latest("pk")
    return actions.document_correct(found, number, by=getattr(cast, by), seen=found.number, reason=reason)


def standing() -> Fact:
    return Fact.objects.get(key="person.honour", superseded_by__isnull=True)


def test_the_honour_follows_and_everybody_concerned_has_it_on_the_trail(cast: Cast) -> None:
    corrected(cast)

    fact, old = standing(), Fact.objects.get(key="person.honour", superseded_by__isnull=False)
    assert (old.value["document"], fact.value["document"], fact.value["batch"]) == (NUMBER, RIGHT, RIGHT)
    assert (fact.source, honours()) == (old.source.replace(NUMBER, RIGHT), [("张三", "优秀共产党员")])
    said = f"表彰决定：{NUMBER}更正为{RIGHT}。{WHY}"
    for record in (cast.list_in(UNIT), cast.nomination("张三")):
        entry = AuditEntry.objects.filter(process=record.process_id).latest("seq")
        assert (trail(record)[-1], entry.comment, entry.actor_name) == ("correct_document", said, "郑思远")
    (change,) = ledger.of(AwardDocument.objects.get())
    assert change.data["fields"] == {"文号": [NUMBER, RIGHT]}
    assert disagreements() == []


def test_a_revoked_honour_follows_too_and_stays_revoked(cast: Cast) -> None:
    made = actions.revocation_propose(cast.nomination("张三"), "受到处分。", by=cast.clerk)
    actions.revocation_revoke(
        made, by=cast.leader, seen=seen_of(made), approved_by="市直机关工委", document="滨直工发〔2026〕20号",
        revoked_on=timezone.localdate(),
    )  # fmt: skip
    corrected(cast)

    assert (standing().value["document"], standing().value["revoked"]["document"]) == (RIGHT, "滨直工发〔2026〕20号")
    assert (honours(), disagreements()) == ([("张三", "优秀共产党员（已撤销）")], [])
    returning = Revocation.objects.get()
    actions.revocation_take_back(
        returning, by=cast.clerk, seen=seen_of(returning), plaque_back_on=timezone.localdate()
    )  # fmt: skip
    assert (standing().value["document"], disagreements()) == (RIGHT, [])


def test_an_honour_that_was_corrected_can_be_revoked(cast: Cast) -> None:
    corrected(cast)
    made = actions.revocation_propose(cast.nomination("张三"), "受到处分。", by=cast.clerk)
    corrected(cast, "滨直工发〔2026〕29号")
    actions.revocation_revoke(
        made, by=cast.leader, seen=seen_of(made), approved_by="市直机关工委", document="滨直工发〔2026〕30号",
        revoked_on=timezone.localdate(),
    )  # fmt: skip
    assert (standing().value["document"], disagreements()) == ("滨直工发〔2026〕29号", [])


def test_a_document_that_only_went_up_has_no_honours_to_follow(clock: Any, db: None) -> None:
    made = make_cast()
    made.award_round(document(sponsor="中共滨江市委", reports_to="市委组织部"))
    to_conferring(made, clock, "张三")
    confer(made, "滨直工呈〔2026〕3号")

    assert corrected(made).words.startswith(f"上报文：{RIGHT}")
    assert (trail(made.nomination("张三"))[-1], honours(), disagreements()) == ("correct_document", [], [])


@pytest.mark.parametrize("who", ["leader", "deputy", "secretary", "inspector", "other_deputy"])
def test_only_the_host_s_department_corrects(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed, match="文号由主办单位更正"):
        corrected(cast, by=who)
    assert AwardDocument.objects.get().number == NUMBER


@pytest.mark.parametrize(
    ("number", "reason", "kind", "sentence"),
    [
        (" ", WHY, Incomplete, "请填写正确的文号"),
        ("号" * 61, WHY, Incomplete, "最多60字"),
        (RIGHT, " ", Incomplete, "请写明更正的原因"),
        (NUMBER, WHY, Refused, "不需要更正"),
    ],
)
def test_what_is_no_correction_is_refused(
    cast: Cast, number: str, reason: str, kind: type[Refused], sentence: str
) -> None:
    with pytest.raises(kind, match=sentence):
        corrected(cast, number, reason=reason)
    assert standing().value["document"] == NUMBER


def test_a_number_that_another_document_of_the_round_has_is_refused(cast: Cast) -> None:
    first = AwardDocument.objects.get()
    AwardDocument.objects.create(
        round=first.round, kind=first.kind, number=RIGHT, dated_on=first.dated_on, by=first.by, at=first.at
    )
    with pytest.raises(Refused, match=f"本批次已登记文号为“{RIGHT}”的表彰决定"):
        actions.document_correct(first, RIGHT, by=cast.clerk, seen=NUMBER, reason=WHY)


# --- the page --------------------------------------------------------------------------------------------------------


def browser(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(cast.users[who])
    return client


def page_of(cast: Cast) -> str:
    return f"/nomination/{cast.nomination('张三').process.number}/document/"


def test_it_is_corrected_on_a_page_that_the_award_leads_to(cast: Cast) -> None:
    clerk, record = browser(cast, "clerk"), f"/records/{cast.nomination('张三').process.number}/"
    assert page_of(cast) in clerk.get(record).content.decode()
    assert NUMBER in clerk.get(page_of(cast)).content.decode()

    seen = {"seen": NUMBER}
    assert clerk.post(page_of(cast), seen | {"number": NUMBER, "reason": WHY}).status_code == 422
    assert clerk.post(page_of(cast), seen | {"number": RIGHT, "reason": ""}).status_code == 422
    assert clerk.post(page_of(cast), seen | {"number": RIGHT, "reason": WHY})["Location"] == record

    text = clerk.get(record).content.decode()
    assert [part for part in (f"表彰决定：{RIGHT}", "更正文号", WHY) if part not in text] == []


def test_a_second_tab_reads_that_the_number_was_corrected_meanwhile(cast: Cast) -> None:
    head = browser(cast, "head")
    corrected(cast)
    answer = head.post(page_of(cast), {"seen": NUMBER, "number": "滨直工发〔2026〕90号", "reason": WHY})

    text = answer.content.decode()
    assert (answer.status_code, f"文号刚刚已更正为{RIGHT}，请核对后再更正。" in text) == (409, True)
    assert f'name="seen" value="{RIGHT}"' in text
    assert AwardDocument.objects.get().number == RIGHT


@pytest.mark.parametrize(
    ("who", "status"), [("head", 200), ("leader", 403), ("staff", 403), ("secretary", 403), ("outsider", 404)]
)
def test_who_sees_the_page(cast: Cast, who: str, status: int) -> None:
    assert browser(cast, who).get(page_of(cast)).status_code == status


def test_what_went_up_can_be_corrected_from_its_page_and_what_did_not_says_so(clock: Any, db: None) -> None:
    made = make_cast()
    made.award_round(document(sponsor="中共滨江市委", reports_to="市委组织部"))
    to_conferring(made, clock, "张三")
    clerk = browser(made, "clerk")
    assert "没有可以更正的文号" in clerk.get(page_of(made)).content.decode()

    confer(made, "滨直工呈〔2026〕3号")
    record = f"/records/{made.nomination('张三').process.number}/"
    assert page_of(made) in clerk.get(record).content.decode()
    assert page_of(made) not in browser(made, "secretary").get(record).content.decode()
