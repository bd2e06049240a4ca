"""No serious axe finding on the pages of 先进推荐, on a wide screen, on a phone, and as they are printed."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.walk import Open, sign_in
from tests.workflows.nomination.cast import Cast, make_cast
from tests.workflows.nomination.ending import to_notice
from tests.workflows.nomination.listing import UNIT
from workflows.engine.models import Publicity

pytestmark = pytest.mark.browser

PHONE = {"width": 375, "height": 812}
SERIOUS = "result => result.violations.filter(each => ['serious', 'critical'].includes(each.impact))"


@pytest.fixture(scope="session")
def axe() -> str:
    """Return axe-core, which comes with a package of the tests; no request leaves the machine."""
    package = find_spec("axe_playwright_python")
    if package is None or package.origin is None:
        pytest.skip("没有安装 axe-playwright-python；运行 make test 会自动安装")
    return Path(package.origin).with_name("axe.min.js").read_text("utf-8")


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """Return the cast with 张三 and 王五 under a public notice, and a draft of 李四."""
    made = make_cast()
    made.award_round()
    to_notice(made, "张三", "王五")
    made.nominate("李四")
    return made


def addresses(cast: Cast) -> dict[str, list[str]]:
    """What each person opens; nobody: without signing in."""
    submission, draft = cast.list_in(UNIT), cast.nomination("李四").process.number
    round_ = f"/nomination/rounds/{submission.round_id}/"
    return {
        "clerk": [
            "/nomination/", round_, f"{round_}places/", f"{round_}nominations/", "/nomination/honours/",
            f"/records/{submission.process.number}/", f"/records/{cast.nomination('张三').process.number}/",
        ],
        "secretary": [f"{round_}nominate/", f"/nomination/{draft}/draft/", f"/records/{draft}/"],
        "": [f"/publicity/{Publicity.objects.get().pk}/"],
    }  # fmt: skip


def findings(page: Page, axe: str) -> list[str]:
    """What axe finds serious, with the first element it concerns."""
    page.evaluate(axe)
    found: list[dict[str, Any]] = page.evaluate(f"axe.run({{resultTypes: ['violations']}}).then({SERIOUS})")
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found]


def test_nothing_serious_is_found_on_the_pages_of_nomination(cast: Cast, open_page: Open, axe: str) -> None:
    found: dict[str, list[str]] = {}
    for who, pages in addresses(cast).items():
        page = open_page()
        if who:
            sign_in(page, who)
        for address in pages:
            page.goto(address)
            found[address] = findings(page, axe)
            page.emulate_media(media="print")
            found[f"{address} on paper"] = findings(page, axe)
            page.emulate_media(media="screen")
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        for address in pages:
            page.goto(address)
            found[f"{address} on a phone"] = findings(page, axe)

    assert {address: serious for address, serious in found.items() if serious} == {}
