"""A unit's page and one's own problems: what is led, what is worked on, what is taken part in."""

from tests.workflows.rectification.cast import Cast
from tests.workflows.rectification.pages import browser, get, shown
from workflows.rectification.states import ProblemState as S


def test_a_unit_sees_what_it_leads_does_and_takes_part_in(cast: Cast) -> None:
    led, closed = cast.problem_at(S.RECTIFYING), cast.problem_at(S.CLOSED)
    joint = cast.problem_at(S.PLANNING, participants=("甲二支部",))
    waiting = cast.register(participants=("甲二支部",))

    assert shown(get(cast, "mine/", "organiser")[1], led, closed, joint, waiting) == [True, True, True, False]
    text = get(cast, "mine/", "sibling")[1]
    assert (shown(text, led, closed, joint, waiting), text.count("甲一支部牵头")) == ([False, False, True, False], 1)
    assert "补开三会一课" in get(cast, "mine/", "organiser")[1]


def test_a_unit_page_is_there_for_the_unit_and_those_above(cast: Cast) -> None:
    problem = cast.problem_at(S.RECTIFYING)
    page = f"units/{cast.units['甲一支部'].pk}/"
    people = ("organiser", "deputy", "clerk", "inspector", "sibling", "outsider", "sysadmin")

    found = {who: get(cast, page, who)[0] for who in people}

    assert found == dict.fromkeys(people, 200) | {"sibling": 404, "outsider": 404, "sysadmin": 404}
    assert shown(get(cast, page, "deputy")[1], problem) == [True]


def test_the_pages_are_only_read(cast: Cast) -> None:
    client = browser(cast, "organiser")
    page = f"/rectification/units/{cast.units['甲一支部'].pk}/"

    assert [client.post("/rectification/mine/").status_code, client.post(page).status_code] == [405, 405]
