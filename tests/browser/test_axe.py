"""No serious axe finding on the pages of 先进推荐 and 问题整改: on a wide screen, on a phone, and on paper."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.walk import Open, sign_in
from tests.scene import Scene
from tests.scene_rectification import add_rectification, programme
from tests.workflows.nomination.cast import Cast, make_cast
from tests.workflows.nomination.ending import to_notice
from tests.workflows.nomination.listing import UNIT
from tests.world import make_world
from workflows.engine.models import Publicity
from workflows.engine.transitions import seen_of
from workflows.rectification import actions
from workflows.rectification.models import Assessment, BatchRun, OwnProgramme

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


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    """Return problems at many stages with all that hangs on them, an assessment, and a run over many problems."""
    made = Scene(make_world())
    add_rectification(made)
    problem = made.records["problem_registered"]
    asked = [(problem.pk, seen_of(problem), made.world.clerk.appointment)]
    actions.batch_begin(programme(), "assign", asked, by=made.world.users["clerk"])
    return made


def of_rectification(scene: Scene) -> dict[str, list[str]]:
    """What each person opens; the steps of a record from its page."""
    round_ = f"/rectification/rounds/{programme().pk}/"
    own = f"/rectification/programmes/own/{OwnProgramme.objects.get().pk}/"
    number = {name: record.process.number for name, record in scene.records.items()}
    seen = ("problem", "problem_registered", "problem_foreign", "letter", "acceptance", "look_back", "postponement")
    assessed, run = Assessment.objects.get().pk, BatchRun.objects.get().pk
    return {
        "clerk": [
            "/rectification/", "/rectification/rounds/new/", "/rectification/programmes/own/new/", own, round_,
            f"{round_}programme/", f"{round_}board/", f"{round_}imports/", f"{round_}exports/",
            f"{round_}problems/new/", f"{round_}many/assign/", f"{round_}many/runs/{run}/", f"{round_}assessments/",
            f"{round_}assessments/{assessed}/", f"{round_}assessments/fufeng/new/",
            f"{round_}assessments/fufeng/upload/", "/rectification/ledger/", "/rectification/ledger/print/",
            *(f"/records/{number[name]}/" for name in seen),
            f"/rectification/records/{number['problem_registered']}/change/",
            f"/rectification/records/{number['problem']}/letter/",
        ],
        "organiser": [
            "/rectification/mine/", f"/rectification/units/{scene.world.units['甲一支部'].pk}/",
            f"/records/{number['problem_planned']}/", f"/records/{number['measure']}/",
            f"/rectification/records/{number['problem_planned']}/plan/",
            f"/rectification/records/{number['problem_planned']}/measure/",
            f"/rectification/records/{number['measure']}/progress/",
        ],
    }  # fmt: skip


def findings(page: Page, axe: str) -> list[str]:
    """What axe finds serious, with the first element it concerns."""
    page.evaluate(axe)
    found: list[dict[str, Any]] = page.evaluate(f"axe.run({{resultTypes: ['violations']}}).then({SERIOUS})")
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found]


def serious(open_page: Open, axe: str, addresses: dict[str, list[str]]) -> dict[str, list[str]]:
    """What axe finds serious, by address and medium."""
    found: dict[str, list[str]] = {}
    for who, pages in addresses.items():
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
    return {address: several for address, several in found.items() if several}


def test_nothing_serious_is_found_on_the_pages_of_nomination(cast: Cast, open_page: Open, axe: str) -> None:
    assert serious(open_page, axe, addresses(cast)) == {}


def test_nothing_serious_is_found_on_the_pages_of_rectification(scene: Scene, open_page: Open, axe: str) -> None:
    assert serious(open_page, axe, of_rectification(scene)) == {}
