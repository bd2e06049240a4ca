"""At 200 % nothing is lost and nothing scrolls sideways; nobody who asked for less motion sees anything move."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.walk import Open, keep, sign_in
from tests.workflows.engine.copying import send
from tests.workflows.engine.steps import rating_at
from tests.world import World
from workflows.engine.circulating import Kind
from workflows.engine.models import Round
from workflows.star_rating.states import RatingState as S

pytestmark = pytest.mark.browser
BRANCH = "甲三支部"
HALF = {"width": 683, "height": 384}
"""What a window of 1366×768 has room for at 200 %."""
CUT_OFF = """() => [...document.querySelector('main').querySelectorAll('a, button, input, select, textarea, h1')]
    .filter(each => each.checkVisibility() && !each.closest('.dj-scroll, .dj-tabs, .dj-sr'))
    .filter(each => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .map(each => each.outerHTML.slice(0, 80))"""
MOVES = """() => [...document.querySelectorAll('*')].map(each => getComputedStyle(each))
    .filter(style => style.animationName !== 'none' || style.transitionDuration.split(', ').some(each => each !== '0s'))
    .length"""


@pytest.fixture
def addresses(world: World) -> dict[str, list[str]]:
    """Return the pages of daily work and who opens them."""
    rating = rating_at(world, S.GENERAL_REVIEWING, BRANCH)
    send(world, rating, "general", "outsider", "direct", kind=Kind.IN_TURN)
    record, round_ = f"/records/{rating.process.number}/", f"/star_rating/rounds/{Round.objects.get().pk}/"
    return {
        "general": ["/", "/?box=done", "/?box=mine", record, f"{record}circulate/", f"{record}signing/",
                    f"{record}approval/", "/notices/", "/notices/settings/", "/stuck/"],
        "outsider": ["/?box=copies", record],
        "clerk": [round_, f"{round_}handling/", "/stuck/", "/stuck/?stage=RatingFlow.general_reviewing"],
    }  # fmt: skip


def wrong(page: Page, path: str) -> list[str]:
    """What is cut off on a page, and by how much it scrolls sideways."""
    page.goto(path)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*page.evaluate(CUT_OFF), *([f"{wide} px"] if wide else [])]


def test_at_twice_the_size_nothing_is_cut_off(
    addresses: dict[str, list[str]], open_page: Open, pictures: Path
) -> None:  # fmt: skip
    found = {}
    for person, paths in addresses.items():
        page = sign_in(open_page(**HALF), person)
        for number, path in enumerate(paths):
            found[person, path] = wrong(page, path)
            page.screenshot(path=pictures / f"double-{person}-{number}.png", full_page=True)
    assert found == {where: [] for where in found}


def test_pages_of_the_desk_fit_a_screen_and_a_phone(
    addresses: dict[str, list[str]], open_page: Open, pictures: Path
) -> None:  # fmt: skip
    for width, height in ((1366, 768), (375, 812)):
        for person, paths in addresses.items():
            page = sign_in(open_page(width=width, height=height), person)
            for number, path in enumerate(paths):
                page.goto(path)
                keep(page, pictures, f"desk-{width}-{person}-{number}", whole=True)


def test_nothing_moves_for_who_asked_for_less_motion(addresses: dict[str, list[str]], open_page: Open) -> None:
    page = open_page()
    page.emulate_media(reduced_motion="reduce")
    sign_in(page, "general")
    moving = {}
    for path in addresses["general"]:
        page.goto(path)
        moving[path] = page.evaluate(MOVES)
    assert moving == dict.fromkeys(moving, 0)


def test_the_approval_sheet_is_one_a4_page(addresses: dict[str, list[str]], open_page: Open, pictures: Path) -> None:
    page = sign_in(open_page(), "general")
    page.goto(addresses["general"][6])
    paper = page.pdf(format="A4", prefer_css_page_size=True, path=pictures / "approval.pdf")
    assert paper.count(b"/Type /Page\n") == 1
    answer = page.request.get(addresses["general"][6].replace("approval/", "approval.docx"))
    (pictures / "approval.docx").write_bytes(answer.body())
