"""整改台账: who sees which problems there, what the address narrows it to, tabs, pager, panel and kept views."""

from urllib.parse import urlencode

import pytest

from tests.workflows.rectification.cast import Cast, fresh, today
from tests.workflows.rectification.pages import browser, get, of_round, post, programme, shown
from workflows.rectification import actions
from workflows.rectification.models import Problem, SavedView
from workflows.rectification.queries import ledger as queries
from workflows.rectification.states import ProblemState as S

PEOPLE = ("clerk", "inspector", "deputy", "organiser", "sibling", "outsider")
OWN, JOINT, FOREIGN, WAITING = range(4)


def problems(cast: Cast) -> list[Problem]:
    """Of 甲一支部 one alone, of 甲二支部 one in which 甲一支部 takes part, of 乙一支部 one, and one not handed over."""
    given = [
        cast.register(text="甲一的问题"),
        cast.register(
            "甲二支部", text="甲二牵头的问题", participants=("甲一支部",), source="audit", severity="general"
        ),
        cast.register("乙一支部", text="乙一的问题", category="作风建设", due_on=today(5)),
    ]
    for each in given:
        cast.do(actions.assign, each, "clerk")
    return [*given, cast.register(text="还在登记的问题", severity="", category="", owner="韩磊")]


def ledger(cast: Cast, who: str = "clerk", **wanted: str) -> tuple[int, str]:
    return get(cast, f"ledger/?{urlencode(wanted)}", who)


def test_everybody_sees_what_his_units_lead_once_it_was_handed_over(cast: Cast) -> None:
    given = problems(cast)

    assert {who: shown(ledger(cast, who)[1], *given) for who in PEOPLE} == {
        "clerk": [True, True, True, True],
        "inspector": [True, True, True, True],
        "deputy": [True, True, False, False],
        "organiser": [True, False, False, False],
        "sibling": [False, True, False, False],
        "outsider": [False, False, True, False],
    }


def test_a_problem_that_is_not_handed_over_is_not_there_for_its_unit(cast: Cast) -> None:
    waiting = problems(cast)[WAITING]
    page = f"/records/{waiting.process.number}/"

    assert {who: get(cast, page, who)[0] for who in PEOPLE} == dict.fromkeys(PEOPLE, 404) | {
        "clerk": 200, "inspector": 200,
    }  # fmt: skip
    assert [get(cast, path, "organiser")[1].count("还在登记的问题") for path in ("mine/", "/?q=登记的问题")] == [0, 0]
    cast.do(actions.assign, waiting, "clerk")
    assert (get(cast, page, "organiser")[0], get(cast, page, "deputy")[0], get(cast, page, "sibling")[0]) == (
        200, 200, 404,
    )  # fmt: skip


def test_who_takes_part_may_open_a_problem_once_it_was_handed_over(cast: Cast) -> None:
    joint = cast.register("甲二支部", participants=("乙一支部",))
    page = f"/records/{joint.process.number}/"

    before = get(cast, page, "outsider")[0]
    cast.do(actions.assign, joint, "clerk")

    assert (before, get(cast, page, "outsider")[0], get(cast, page, "direct")[0]) == (404, 200, 404)


FILTERS = [
    ({"source": "audit"}, [JOINT]),
    ({"severity": "general"}, [JOINT]),
    ({"severity": "none"}, [WAITING]),
    ({"category": "作风建设"}, [FOREIGN]),
    ({"category": "none"}, [WAITING]),
    ({"left": "ten"}, [FOREIGN]),
    ({"left": "later"}, [OWN, JOINT, WAITING]),
    ({"left": "none"}, []),
    ({"light": "red"}, []),
    ({"light": "none"}, [OWN, JOINT, FOREIGN, WAITING]),
    ({"state": "registering"}, [WAITING]),
    ({"again": "on"}, []),
    ({"limit": "immediate"}, []),
    ({"q": "牵头"}, [JOINT]),
    ({"q": "韩磊"}, [WAITING]),
    ({"box": "closed"}, []),
    ({"box": "checking"}, []),
    ({"box": "all", "state": "signing", "q": "甲一"}, [OWN]),
]


@pytest.mark.parametrize(("wanted", "found"), FILTERS, ids=lambda value: str(value))
def test_the_address_narrows_the_ledger(cast: Cast, wanted: dict[str, str], found: list[int]) -> None:
    given = problems(cast)
    status, text = ledger(cast, **wanted)

    assert (status, [n for n, there in enumerate(shown(text, *given)) if there]) == (200, found)


def test_a_unit_is_chosen_with_all_below_it_and_the_host_alone(cast: Cast) -> None:
    given = problems(cast)
    office, host = cast.units["甲局机关党委"].pk, cast.units["工委"].pk

    below = shown(ledger(cast, unit=f"{office}")[1], *given)
    joint = shown(ledger(cast, unit=f"{office}", joint="on")[1], *given)
    alone = shown(ledger(cast, unit=f"{host}")[1], *given)

    assert (below, joint, alone) == ([True, True, False, True], [False, True, False, False], [False] * 4)
    assert shown(ledger(cast, "organiser", unit=f"{office}")[1], *given) == [True, False, False, False]


@pytest.mark.parametrize("wanted", [{"source": "没有"}, {"unit": "999999"}, {"box": "x"}, {"q": "长" * 61}])
def test_a_filter_without_sense_is_told(cast: Cast, wanted: dict[str, str]) -> None:
    problems(cast)

    status, text = ledger(cast, **wanted)

    assert (status, "dj-error" in text) == (422, True)


def test_a_programme_that_may_not_be_seen_is_not_there(cast: Cast) -> None:
    cast.programme(unit="乙局机关党委", by="other_deputy")
    foreign = str(programme().pk)

    found = {who: ledger(cast, who, round=foreign)[0] for who in ("organiser", "outsider", "clerk")}

    assert found == {"organiser": 404, "outsider": 200, "clerk": 200}
    assert [ledger(cast, round=value)[0] for value in ("0", "x", "99999999999999999999")] == [404] * 3


def test_tabs_count_what_the_person_sees(cast: Cast) -> None:
    problems(cast)
    cast.problem_at(S.HOST_CHECKING)
    cast.problem_at(S.CLOSED)

    tabs = ("未销号 {}<", "待核验 {}<", "已销号 {}<", "全部 {}<")
    for who, numbers in (("clerk", (5, 1, 1, 6)), ("organiser", (2, 1, 1, 3)), ("outsider", (1, 0, 0, 1))):
        text = ledger(cast, who)[1]
        assert [tab.format(n) for tab, n in zip(tabs, numbers, strict=True) if tab.format(n) not in text] == []


def test_a_page_holds_twenty_five_and_leads_on(cast: Cast) -> None:
    for number in range(27):
        cast.register(text=f"第{number}个问题")

    first, second = ledger(cast)[1], ledger(cast, page="2", source="inspection")[1]

    assert (first.count("dj-title"), "下一页" in first, "共27个" in first) == (25, True, True)
    assert (second.count("dj-title"), "page=1&amp;source=inspection" in second) == (2, True)
    assert ledger(cast, page="9")[1].count("dj-title") == 0


def test_the_panel_opens_by_a_plain_link_and_only_what_may_be_seen(cast: Cast) -> None:
    own, joint, foreign, waiting = problems(cast)
    opened = {
        who: [ledger(cast, who, open=each.process.number, box="all")[0] for each in (own, joint, foreign, waiting)]
        for who in ("clerk", "organiser", "outsider")
    }

    assert opened == {"clerk": [200] * 4, "organiser": [200, 404, 404, 404], "outsider": [404, 404, 200, 404]}
    text = ledger(cast, open=own.process.number)[1]
    assert ("问题详情" in text, f'href="/records/{own.process.number}/"' in text) == (True, True)
    assert ledger(cast, open="ZG-0000-0000")[0] == 404


def test_the_panel_shows_its_light_its_measures_and_the_letters_that_went_out(cast: Cast) -> None:
    problem = cast.problem_at(S.RECTIFYING)
    actions.light_give(problem, "red", "久拖不办", by=cast.clerk)
    letter = problem.letters.get()

    text = ledger(cast, open=problem.process.number)[1]
    assert [word in text for word in ("补开三会一课", "红灯，", letter.process.number)] == [True, True, False]
    cast.do(actions.letter_issue, letter, "head", number="工督〔2026〕1号", issued_on=today())
    assert fresh(letter).process.number in ledger(cast, "organiser", open=problem.process.number)[1]


def test_a_view_is_kept_under_a_name_replaced_and_dropped(cast: Cast) -> None:
    problems(cast)
    kept = post(cast, "views/", name="逾期的", query="left=overdue&page=3&open=x&next=//evil")
    view = SavedView.objects.get()

    assert (kept["Location"], view.query) == ("/rectification/ledger/?left=overdue", "left=overdue")
    post(cast, "views/", name="逾期的", query="light=red")
    assert SavedView.objects.get().query == "light=red"
    assert ("逾期的" in ledger(cast)[1], "逾期的" in ledger(cast, "head")[1]) == (True, False)
    assert [post(cast, f"views/{view.pk}/drop/", who).status_code for who in ("head", "clerk")] == [404, 302]
    assert SavedView.objects.count() == 0


@pytest.mark.parametrize(("name", "query"), [("", "left=overdue"), ("长" * 41, "left=overdue"), ("空的", "x=1")])
def test_a_view_without_name_or_filter_is_not_kept(cast: Cast, name: str, query: str) -> None:
    assert (post(cast, "views/", name=name, query=query).status_code, SavedView.objects.count()) == (422, 0)


def test_the_ledger_is_only_read(cast: Cast) -> None:
    client = browser(cast, "clerk")

    assert [client.post("/rectification/ledger/").status_code, client.get("/rectification/views/").status_code] == [
        405, 405,
    ]  # fmt: skip


def test_without_a_programme_the_ledger_says_so(cast: Cast) -> None:
    actions.round_cancel(programme(), reason="另有部署", by=cast.clerk)
    programme().delete()

    assert "还没有整改专项" in get(cast, "ledger/")[1]


def test_beyond_so_many_the_ledger_points_to_the_board_and_tells_no_number_it_did_not_count(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *_ = problems(cast)
    asked: tuple[dict[str, str], ...] = ({}, {"box": "closed"}, {"severity": "grave"}, {"open": first.process.number})
    monkeypatch.setattr(queries, "FIGURED", 4)
    few = [ledger(cast, **wanted)[1] for wanted in asked]
    monkeypatch.setattr(queries, "FIGURED", 3)
    many = [ledger(cast, **wanted)[1] for wanted in asked]

    assert [("整改完成率</dt>" in page, "未销号 4" in page, "问题超过" in page) for page in few] == [
        (True, True, False)
    ] * 4
    assert [("整改完成率</dt>" in page, "未销号 4" in page, "问题超过3个" in page) for page in many] == [
        (False, False, True)
    ] * 4
    assert ["每页25个" in page for page in many] == [False, False, True, False]
    assert ["我的导出" in page for page in (*few, *many)] == [False] * 4 + [True] * 4
    assert get(cast, of_round("board/"))[0] == 200


def test_a_ledger_without_problems_tells_noughts(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "FIGURED", 1)
    page = ledger(cast)[1]
    assert ("未销号 0" in page, "问题超过" in page) == (True, False)
