"""The draft page: the registers are shown and not asked for, nothing typed is lost, what is lacking is said."""

from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.workflows.nomination.cast import Cast, document, make_cast
from workflows.nomination.forms.nominations import DraftForm
from workflows.nomination.states import NominationState as S

pytestmark = pytest.mark.django_db
SCRIPT = {"X-Requested-With": "XMLHttpRequest"}


@pytest.fixture
def cast() -> Cast:
    made = make_cast()
    made.award_round()
    made.nominate("张三")
    return made


def signed_in(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(cast.users[who])
    return client


def url(cast: Cast, name: str = "张三", page: str = "draft") -> str:
    return f"/nomination/{cast.nomination(name).process.number}/{page}/"


def typed(cast: Cast, name: str = "张三", **more: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "seen": str(cast.seen(cast.nomination(name))), "profile_duty": "办公室主任",
        "profile_resume": "2008年参加工作。",
        "text_deeds": "认真负责。", "held_on": timezone.localdate().isoformat(), "expected": "10", "present": "8",
        "approve": "8", "resolution": "同意推荐。",
    }  # fmt: skip
    return usual | more


def test_what_the_registers_hold_is_shown_and_not_asked(cast: Cast) -> None:
    page = signed_in(cast, "secretary").get(url(cast)).content.decode()

    for words in ("2010-07-01", "2011-07-01", "正式党员", "1985-03", f"{timezone.localdate().year - 1}年民主评议优秀"):
        assert words in page
    assert sorted(DraftForm(cast.nomination("张三")).fields) == [
        "approve", "expected", "held_on", "present", "profile_duty", "profile_education", "profile_nation",
        "profile_resume", "profile_rewards", "resolution", "text_deeds",
    ]  # fmt: skip


def test_a_draft_is_kept_as_typed(cast: Cast) -> None:
    response = signed_in(cast, "organiser").post(url(cast), typed(cast, text_deeds="第一段。\r\n第二段。", approve=""))

    kept = cast.nomination("张三")
    assert (response.status_code, response.headers["Location"]) == (302, url(cast))
    assert (kept.texts, kept.profile) == (
        {"deeds": "第一段。\n第二段。"}, {"duty": "办公室主任", "resume": "2008年参加工作。"},
    )  # fmt: skip
    assert (kept.expected, kept.present, kept.approve, kept.held_on) == (10, 8, None, timezone.localdate())


def test_a_script_keeps_it_too_and_hears_what_is_lacking(cast: Cast) -> None:
    client = signed_in(cast, "secretary")
    answer = client.post(url(cast), typed(cast, resolution=""), headers=SCRIPT).json()

    assert answer["problems"] == [{"text": "没有填写大会决议。", "url": "#id_resolution"}]
    assert answer["version"] == str(cast.seen(cast.nomination("张三")))


def test_what_is_lacking_leads_to_where_it_is_filled_in(cast: Cast) -> None:
    page = signed_in(cast, "secretary").get(url(cast)).content.decode()

    for anchor in ("#id_profile_duty", "#id_text_deeds", "#id_held_on", "#id_expected"):
        assert f'<a href="{anchor}">' in page
        assert f'id="{anchor[1:]}"' in page


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("text_deeds", "好" * 2001, "事迹材料不超过2000字，现为2001字，多1字，请删减后再保存。"),
        ("expected", "十", "应到人数请填0到9999之间的整数。"),
        ("expected", "-1", "应到人数请填0到9999之间的整数。"),
        ("expected", "0", "应到人数应大于0。"),
        ("present", "11", "实到不能多于应到，赞成不能多于实到，现为应到10、实到11、赞成8。"),
        ("approve", "9", "实到不能多于应到，赞成不能多于实到，现为应到10、实到8、赞成9。"),
        ("held_on", "2999-01-01", "大会日期不能晚于今天。"),
        ("held_on", "前天", "请填写2026-05-06这样的日期。"),
        ("resolution", "好" * 2001, "大会决议最多2000字，请精简后再保存。"),
        ("profile_duty", "好" * 61, "单位及职务最多60字，请精简后再保存。"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_and_nothing_typed_is_lost(
    cast: Cast, field: str, value: str, sentence: str
) -> None:
    given = typed(cast, **{"profile_resume": "只在这一页上的话。", field: value})
    client = signed_in(cast, "secretary")
    response, answer = client.post(url(cast), given), client.post(url(cast), given, headers=SCRIPT)

    page = response.content.decode()
    assert (response.status_code, answer.status_code) == (422, 422)
    assert sentence in page
    assert "只在这一页上的话。" in page
    assert answer.json()["message"] == f"没有保存：{sentence}"
    assert (cast.nomination("张三").profile, cast.nomination("张三").version) == ({}, 1)


def test_blanks_do_not_count_and_two_thousand_characters_are_kept(cast: Cast) -> None:
    text = "好 \n" * 2000

    assert signed_in(cast, "secretary").post(url(cast), typed(cast, text_deeds=text)).status_code == 302
    assert cast.nomination("张三").texts["deeds"].count("好") == 2000


def test_beyond_about_so_many_characters_is_kept(cast: Cast) -> None:
    cast.award_round(document(materials=[{"code": "deeds", "name": "事迹材料", "words": 2000, "about": True}]))
    cast.nominate("张三")

    assert signed_in(cast, "secretary").post(url(cast), typed(cast, text_deeds="好" * 2001)).status_code == 302
    assert len(cast.nomination("张三").texts["deeds"]) == 2001


def test_an_old_page_shows_both_contents_and_writes_neither_until_somebody_chose(cast: Cast) -> None:
    old = typed(cast, resolution="组织委员的说法。")
    cast.fill_in("张三")
    client = signed_in(cast, "organiser")
    response, answer = client.post(url(cast), old), client.post(url(cast), old, headers=SCRIPT)

    page = response.content.decode()
    assert (response.status_code, answer.status_code) == (409, 409)
    assert "组织委员的说法。" in page
    assert "同意推荐。" in page
    assert cast.nomination("张三").resolution == "同意推荐。"
    again = old | {"seen": str(cast.seen(cast.nomination("张三")))}
    assert client.post(url(cast), again).status_code == 302
    assert cast.nomination("张三").resolution == "组织委员的说法。"


def test_who_was_too_late_keeps_what_was_typed(cast: Cast) -> None:
    old = typed(cast, resolution="来晚了的话。")
    cast.fill_in("张三")
    cast.do("submit", "张三", "secretary")
    response = signed_in(cast, "organiser").post(url(cast), old)

    assert response.status_code == 409
    assert "来晚了的话。" in response.content.decode()
    assert "查看最新情况" in response.content.decode()


def test_who_only_reads_it_is_told_so(cast: Cast) -> None:
    for who, status in (("deputy", 403), ("clerk", 403), ("sibling", 404), ("outsider", 404), ("former", 404)):
        client = signed_in(cast, who)
        assert (client.get(url(cast)).status_code, client.post(url(cast), typed(cast)).status_code) == (status, status)
    assert cast.nomination("张三").version == 1


def test_the_secretary_hands_in_from_the_page(cast: Cast) -> None:
    response = signed_in(cast, "secretary").post(url(cast), typed(cast, submit="1"))

    moved = cast.nomination("张三")
    assert (response.status_code, response.headers["Location"]) == (302, f"/records/{moved.process.number}/")
    assert moved.state == S.COMMITTEE_REVIEWING


def test_handing_in_says_what_is_lacking_and_keeps_the_draft(cast: Cast) -> None:
    response = signed_in(cast, "secretary").post(url(cast), typed(cast, submit="1", present="5", approve="5"))

    page = response.content.decode()
    assert response.status_code == 422
    assert "草稿已保存，但还不能提交" in page
    assert "支部大会没有通过：应到10人，实到5人，须超过1/2即6人到会，不够。" in page
    assert (cast.nomination("张三").state, cast.nomination("张三").present) == (S.DRAFTING, 5)


def test_the_organiser_cannot_hand_in_from_the_page(cast: Cast) -> None:
    client = signed_in(cast, "organiser")
    assert "填好后由书记提交。" in client.get(url(cast)).content.decode()

    assert client.post(url(cast), typed(cast, submit="1")).status_code == 403
    assert cast.nomination("张三").state == S.DRAFTING


def test_somebody_who_does_not_meet_a_condition_goes_with_a_reason_from_the_page(cast: Cast) -> None:
    cast.probationer("小陈")
    cast.nominate("小陈", "worker")
    client = signed_in(cast, "secretary")
    assert "有不符合的条件，须说明推荐理由" in client.get(url(cast, "小陈")).content.decode()
    refused = client.post(url(cast, "小陈"), typed(cast, "小陈", submit="1"))
    assert "确需推荐的请在意见中说明理由" in refused.content.decode()

    client.post(url(cast, "小陈"), typed(cast, "小陈", submit="1", comment="表现突出，支部大会一致推荐。"))
    assert cast.nomination("小陈").state == S.COMMITTEE_REVIEWING


def test_an_opinion_that_is_too_long_is_refused_and_the_draft_is_kept(cast: Cast) -> None:
    response = signed_in(cast, "secretary").post(url(cast), typed(cast, submit="1", comment="好" * 1001))

    assert response.status_code == 422
    assert "意见最多1000字，现有1001字" in response.content.decode()
    assert (cast.nomination("张三").state, cast.nomination("张三").resolution) == (S.DRAFTING, "同意推荐。")


# --- files ---------------------------------------------------------------------------------------------------------


def test_a_file_goes_under_its_material_and_the_draft_is_kept_first(cast: Cast) -> None:
    client = signed_in(cast, "secretary")
    kept = client.post(url(cast), typed(cast, text_deeds="", files="1"))
    assert kept.headers["Location"] == url(cast, page="materials")
    found = cast.nomination("张三")
    file = BytesIO("事迹".encode())
    file.name = "事迹.txt"
    given = {"seen": str(cast.seen(found)), "code": "deeds", "file": file}
    client.post(f"/records/{found.process.number}/files/", given)

    page = client.get(url(cast, page="materials")).content.decode()
    assert "事迹.txt" in page
    assert "附件1件" in page
    assert client.post(url(cast), typed(cast, text_deeds="", submit="1")).status_code == 302


def test_who_may_see_the_nomination_sees_its_files_and_changes_none(cast: Cast) -> None:
    cast.attach("张三", "deeds")
    page = signed_in(cast, "deputy").get(url(cast, page="materials")).content.decode()

    assert "张三的材料.txt" in page
    assert 'type="file"' not in page
    assert signed_in(cast, "sibling").get(url(cast, page="materials")).status_code == 404


@pytest.mark.once
def test_the_pages_of_a_nomination_ask_the_database_as_often_with_three_files_as_with_one(cast: Cast) -> None:
    client, found = signed_in(cast, "secretary"), []
    client.get("/")
    cast.fill_in("张三")
    draft_url, files_url = url(cast), url(cast, page="materials")
    for code in ("deeds", "proof", "other"):
        cast.attach("张三", code)
        if code != "proof":
            with CaptureQueriesContext(connection) as draft:
                client.get(draft_url)
            with CaptureQueriesContext(connection) as files:
                client.get(files_url)
            found.append((len(draft), len(files)))

    assert found == [(15, 12), (15, 12)]
