"""One condition of several candidates ruled on at once: each stands alone, is traced, and is as it was shown."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.workflows.engine.steps import trail
from tests.workflows.nomination.cast import Cast, document, make_cast
from tests.workflows.nomination.listing import a_round, fresh, listed, ready, report
from workflows.engine.transitions import seen_of
from workflows.nomination import actions, queries
from workflows.nomination.rules import Verdict
from workflows.nomination.views import overruling_many

pytestmark = pytest.mark.django_db
WHY = "经查阅任免文件，不属于所列职级。"
RANKS = {"kind": "rank_excluded", "ranks": ["市管党员领导干部"], "basis": "通知第二条"}
NAMES = ("张三", "李四", "王五")
BY = (("张三", "secretary", "甲一支部"), ("李四", "secretary", "甲一支部"), ("王五", "sibling", "甲二支部"))


@pytest.fixture
def cast() -> Cast:
    """Return the cast with three nominations at 甲局's review, whose 职级 nobody has entered."""
    made = make_cast()
    made.award_round(document(conditions=[RANKS], materials=[]))
    for name, by, unit in BY:
        made.submitted(name, by=by, unit=unit)
    for name in NAMES:
        if made.nomination(name).state == "general_reviewing":
            made.do("forward", name, "general")
    return made


def client(cast: Cast, who: str) -> Client:
    found = Client()
    found.force_login(cast.users[who])
    return found


def address(cast: Cast) -> str:
    return f"/nomination/rounds/{cast.nomination('张三').round_id}/overrule/?condition=rank_excluded@member"


def shown(cast: Cast, who: str = "deputy") -> dict[str, str]:
    """What the page sends along."""
    page = client(cast, who).get(address(cast)).content.decode()
    return dict(re.findall(r'<input type="hidden" name="((?:seen|shown)_\d+)" value="([^"]+)">', page))


def send(cast: Cast, hidden: dict[str, str], *names: str, who: str = "deputy", **more: Any) -> Any:
    rows = [str(cast.nomination(name).pk) for name in names]
    form = hidden | {"row": rows, "verdict": "met", "reason": WHY} | more
    return client(cast, who).post(address(cast), form)


def results(answer: Any) -> dict[str, str]:
    return {each["row"].candidate: each["refused"] for each in answer.context["results"]}


def verdict(cast: Cast, name: str) -> str:
    row = cast.nomination(name)
    return queries.eligibility_now([row])[row.pk].verdict.words


def test_the_page_shows_those_whom_one_condition_keeps_back(cast: Cast) -> None:
    answer = client(cast, "deputy").get(address(cast))

    assert [tab[1:] for tab in answer.context["tabs"]] == [("不推荐市管党员领导干部", 3, True)]
    assert [(row["nomination"].candidate, row["verdict"], row["text"]) for row in answer.context["rows"]] == [
        (name, "需人工核实", "系统中没有职级情况，需人工核实。") for name in NAMES
    ]


def test_those_ticked_are_ruled_on_and_each_has_its_own_trail(cast: Cast) -> None:
    answer = send(cast, shown(cast), "张三", "王五")

    assert results(answer) == {"张三": "", "王五": ""}
    assert [verdict(cast, name) for name in NAMES] == ["符合", "需人工核实", "符合"]
    for name in ("张三", "王五"):
        row = cast.nomination(name)
        assert [each["reason"] for each in row.overrulings] == [WHY]
        assert trail(row)[-1] == "overrule"


def test_of_one_that_somebody_else_ruled_on_meanwhile_nothing_is_changed(cast: Cast) -> None:
    hidden = shown(cast)
    cast.do("overrule", "李四", "staff", code="rank_excluded", verdict=Verdict.NOT_MET, reason="是市管干部。")
    answer = send(cast, hidden, *NAMES)

    refused = results(answer)
    assert (refused["张三"], refused["王五"]) == ("", "")
    assert refused["李四"].startswith("材料在您填写期间已被他人保存")
    assert [each["verdict"] for each in cast.nomination("李四").overrulings] == ["not_met"]


def test_one_whose_answer_has_changed_is_looked_at_again(cast: Cast) -> None:
    hidden = shown(cast)
    cast.ranked("张三", "省管干部")
    cast.ranked("李四", "市管干部")
    answer = send(cast, hidden, *NAMES)

    assert results(answer) == {
        "张三": "没有认定：您是被提名人应当回避，或者刚刚已经认定、已离开这一环节，请重新查看。",
        "李四": "核对结果刚刚有变化，现为需人工核实："
        "登记的职级情况（市管干部）不能说明是否属于市管党员领导干部，需人工核实。请重新查看。",
        "王五": "",
    }
    assert cast.nomination("张三").overrulings == []


def test_one_that_went_on_is_told_by_name_and_the_second_click_finds_nothing(cast: Cast) -> None:
    hidden = shown(cast)
    cast.do("send_back", "张三", "deputy", comment="请补材料。", to="drafting")

    assert (
        results(send(cast, hidden, *NAMES))["张三"]
        == "没有认定：您是被提名人应当回避，或者刚刚已经认定、已离开这一环节，请重新查看。"
    )
    assert send(cast, hidden, *NAMES).status_code == 403
    assert len(cast.nomination("李四").overrulings) == 1


def test_a_condition_that_is_not_asked_rules_on_nothing_else(cast: Cast) -> None:
    form = shown(cast) | {"row": [str(cast.nomination("张三").pk)], "verdict": "met", "reason": WHY}
    answer = client(cast, "deputy").post(address(cast).replace("rank_excluded", "belongs"), form)

    assert (answer.status_code, cast.nomination("张三").overrulings) == (409, [])


@pytest.mark.parametrize("more", [{"row": []}, {"reason": ""}, {"verdict": ""}, {"verdict": "unknown"}])
def test_a_faulty_form_changes_nothing(cast: Cast, more: dict[str, Any]) -> None:
    answer = send(cast, shown(cast), "张三", **more)

    assert (answer.status_code, cast.nomination("张三").overrulings) == (422, [])


def test_a_page_without_what_was_seen_is_out_of_date(cast: Cast) -> None:
    assert send(cast, {}, "张三").status_code == 409
    hidden = {name: value for name, value in shown(cast).items() if name.startswith("seen_")}
    assert results(send(cast, hidden, "张三"))["张三"].startswith("核对结果刚刚有变化")
    assert cast.nomination("张三").overrulings == []


@pytest.mark.parametrize(
    ("who", "status"), [("deputy", 200), ("secretary", 403), ("sibling", 403), ("clerk", 403), ("outsider", 403)]
)
def test_only_who_reviews_opens_it(cast: Cast, who: str, status: int) -> None:
    assert client(cast, who).get(address(cast)).status_code == status


def test_the_candidate_himself_rules_on_the_others_alone(cast: Cast) -> None:
    reviewer = cast.users["deputy"]
    reviewer.person = cast.people["李四"]
    reviewer.save(update_fields=["person"])

    assert results(send(cast, shown(cast), *NAMES)) == {
        "张三": "", "王五": "",
        "李四": "没有认定：您是被提名人应当回避，或者刚刚已经认定、已离开这一环节，请重新查看。",
    }  # fmt: skip


def a_list_at_the_host() -> Cast:
    """Three of 甲局 whose list lies with the 工委, the condition open again because the unit's ruling is outdated."""
    cast = make_cast()
    a_round(cast, conditions=[RANKS], stages=["branch_meeting", "committee", "org_review", "work_committee"])
    for name in ("张三", "王五"):
        cast.ranked(name)
    submission = listed(cast, "张三", "王五")
    ready(cast, submission)
    report(cast, submission)
    for name in ("张三", "王五"):
        cast.ranked(name, "市管干部", again=True)
    return cast


def test_members_of_one_list_are_ruled_on_together_at_the_host() -> None:
    cast = a_list_at_the_host()

    assert results(send(cast, shown(cast, "clerk"), "张三", "王五", who="clerk")) == {"张三": "", "王五": ""}
    assert [verdict(cast, name) for name in ("张三", "王五")] == ["符合", "符合"]


def test_a_list_that_somebody_else_changed_is_looked_at_again() -> None:
    cast = a_list_at_the_host()
    hidden = shown(cast, "clerk")
    submission = fresh(cast.list_in("甲局机关党委"))
    actions.overrule(
        cast.nomination("张三"), "rank_excluded", Verdict.MET, "已核实。", by=cast.head, seen=seen_of(submission)
    )
    answer = send(cast, hidden, "张三", "王五", who="clerk")

    assert results(answer)["王五"].startswith("材料在您填写期间已被他人保存")
    assert cast.nomination("王五").overrulings == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_thirteen_times_for_three_candidates_as_for_one(cast: Cast, rows: int) -> None:
    visitor = client(cast, "deputy")
    for name in NAMES[rows:]:
        cast.do("send_back", name, "deputy", comment="请补材料。", to="drafting")
    visitor.get(address(cast))  # the first visit of a session writes more
    with CaptureQueriesContext(connection) as asked:
        answer = visitor.get(address(cast))

    assert (len(answer.context["rows"]), len(asked)) == (rows, 13)


def test_candidates_beyond_a_page_are_on_the_next_and_ruled_on_there(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overruling_many, "PER_PAGE", 2)
    visitor, url = client(cast, "deputy"), f"{address(cast)}&page=2"
    first, second = visitor.get(address(cast)), visitor.get(url)

    assert [row["nomination"].candidate for row in first.context["rows"]] == ["张三", "李四"]
    assert [row["nomination"].candidate for row in second.context["rows"]] == ["王五"]
    assert (first.context["page"]["total_text"], "翻页后须重新勾选" in first.content.decode()) == ("共3名人选", True)
    assert 'action="?condition=rank_excluded%40member&amp;page=2"' in second.content.decode()
    hidden = dict(re.findall(r'name="((?:seen|shown)_\d+)" value="([^"]+)">', second.content.decode()))
    form = hidden | {"row": [str(cast.nomination("王五").pk)], "verdict": "met", "reason": WHY}
    assert visitor.post(url, form | {"reason": ""}).context["rows"][0]["ticked"] is True
    assert results(visitor.post(url, form)) == {"王五": ""}
