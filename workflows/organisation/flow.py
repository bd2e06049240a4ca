"""What the organisation brings to the platform: pages, menu and facts; it has no desks."""

from collections.abc import Sequence

from django.utils import timezone

from permissions import access
from permissions.models import Appointment
from permissions.roles import Duty, Right
from workflows.engine import calendar as engine_calendar
from workflows.engine.registry import Alert, FactKind, MenuItem, ProcessSpec
from workflows.organisation import queries
from workflows.organisation.actions import calendar, terms
from workflows.organisation.queries.searching import search_people
from workflows.organisation.rules import read_annual, read_grade, read_groups, read_party_building, read_standard

MENU = (
    (Duty.ORGANISATION, MenuItem("organisation:index", "组织人员", "account_tree")),
    (Duty.GUARDS, MenuItem("organisation:accounts", "账号", "vpn_key")),
    (Duty.GUARDS, MenuItem("organisation:guards", "三员", "security")),
    (Duty.SETTINGS, MenuItem("organisation:calendar", "工作日历", "event")),
    (Duty.TRAIL, MenuItem("organisation:trail", "变动记录", "history")),
    (Duty.SEALS, MenuItem("organisation:seals", "留痕封存", "verified_user")),
)


def menu(posts: Sequence[Appointment]) -> list[MenuItem]:
    """The lines of the menu for the duties that these posts bear."""
    return [item for duty, item in MENU if any(access.bears(post, duty) for post in posts)]


def alerts(posts: Sequence[Appointment]) -> list[Alert]:
    """A missing year of the calendar, for those who keep it or look after the whole. One statement for them."""
    if not any(access.bears(post, Duty.SETTINGS) or access.brings(post, Right.SUPERVISE) for post in posts):
        return []
    year = engine_calendar.missing(timezone.localdate())
    return [Alert(calendar.MISSING.format(year), "organisation:calendar", "查看工作日历")] if year else []


PROCESS = ProcessSpec(
    key="organisation",
    label="组织人员",
    icon="account_tree",
    flows=(),
    urls="workflows.organisation.urls",
    facts=(
        FactKind(queries.GRADE_FACT, "民主评议等次", of_person=True, read=read_grade),
        FactKind(queries.ANNUAL_FACT, "年度考核等次", of_person=True, read=read_annual),
        FactKind(queries.RANK_FACT, "职级分组", of_person=True, read=read_groups),
        FactKind(queries.STANDARD_FACT, "标准化规范化验收", read=read_standard),
        FactKind(queries.PARTY_BUILDING_FACT, "党建评估等次", read=read_party_building),
        FactKind(queries.UNIT_HONOUR_FACT, "集体荣誉"),
        FactKind(queries.HONOUR_FACT, "个人荣誉", of_person=True),
        FactKind(queries.DISCIPLINE_FACT, "处分", of_person=True),
        FactKind(queries.CLEAN_FACT, "无处分说明", of_person=True),
        FactKind(queries.PARTY_WORK_FACT, "党务经历", of_person=True),
        FactKind(queries.JOINED_FACT, "转入支部", of_person=True),
    ),
    due=(calendar.remind, terms.remind_terms),
    menu=menu,
    alerts=alerts,
    search=search_people,
    holds=(
        ("党员名册", "组织人员的人员"),
        ("党员花名册", "组织人员的人员"),
        ("班子名册", "组织人员的任职"),
        ("支委名单", "组织人员的任职"),
        ("支部委员名单", "组织人员的任职"),
        ("党员基本情况", "组织人员的人员"),
        ("民主评议等次", "人员页面的评议等次"),
        ("年度考核等次", "人员页面的年度考核等次"),
        ("获奖情况", "组织页面的集体荣誉"),
    ),
)
