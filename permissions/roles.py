"""The role matrix: which post brings which rights and duties on the unit it is held in.

Rights are about records, few and generic, so that a new process brings no new one; duties are about keeping the
platform itself. 依据: domain 1.3, 1.4.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import TextChoices


class Right(TextChoices):
    """What a person may do for a unit; held on the appointed unit only, never copied to those below it."""

    PROPOSE = "propose", "填报"
    REVIEW = "review", "审核"
    DECIDE = "decide", "签批"
    SUPERVISE = "supervise", "督办"
    INSPECT = "inspect", "查看"
    STAND_IN = "stand_in", "代填"


class Duty(TextChoices):
    """What a post keeps for the platform, on its unit and all below; it decides no record and opens none."""

    ORGANISATION = "organisation", "维护组织、人员和任职"
    ACCOUNTS = "accounts", "管理账号"
    GUARDS = "guards", "任免三员"
    SETTINGS = "settings", "维护日历和设置"
    TRAIL = "trail", "查看组织和账号变动"
    SEALS = "seals", "核对和导出留痕封存"


class UnitKind(TextChoices):
    """Kinds of organisation, domain 1.1."""

    WORK_COMMITTEE = "work_committee", "机关工委"
    WC_DEPARTMENT = "wc_department", "工委内设部室"
    PARTY_GROUP = "party_group", "部门党组"
    ORG_COMMITTEE = "org_committee", "机关党委"
    ORG_DISCIPLINE = "org_discipline", "机关纪委"
    GENERAL_BRANCH = "general_branch", "党总支"
    BRANCH = "branch", "党支部"
    DIRECT_BRANCH = "direct_branch", "直属党支部"
    GROUP = "group", "党小组"


class Field(TextChoices):
    """What kind of organisation a branch belongs to; branches of one field are compared with one another (2.1)."""

    AGENCY = "agency", "机关"
    INSTITUTION = "institution", "事业单位"
    STATE_FIRM = "state_firm", "国有企业"
    SCHOOL = "school", "学校"
    HOSPITAL = "hospital", "医院"
    RETIRED = "retired", "离退休"
    COMMUNITY = "community", "社区"
    NEW_SECTOR = "new_sector", "两新"
    OTHER = "other", "其他"


class Role(TextChoices):
    """Posts, domain 1.3."""

    BRANCH_SECRETARY = "branch_secretary", "支部书记"
    BRANCH_ORG = "branch_org", "组织委员"
    BRANCH_DISC = "branch_disc", "纪检委员"
    GB_SECRETARY = "gb_secretary", "党总支书记"
    OC_SECRETARY = "oc_secretary", "机关党委书记"
    OC_DEPUTY = "oc_deputy", "专职副书记"
    OC_STAFF = "oc_staff", "党务干部"
    OC_DISC = "oc_disc", "机关纪委书记"
    PARTY_GROUP = "party_group_member", "部门党组成员"
    WC_CLERK = "wc_clerk", "组织部经办人"
    WC_HEAD = "wc_head", "组织部部长"
    WC_LEADER = "wc_leader", "工委领导"
    WC_DISC = "wc_disc", "纪检监察工委"
    INSPECTOR = "inspector", "只读检查员"
    SYS_ADMIN = "sys_admin", "系统管理员"
    SEC_ADMIN = "sec_admin", "安全保密管理员"
    AUDIT_ADMIN = "audit_admin", "安全审计员"


@dataclass(frozen=True)
class Post:
    """One line of the matrix: the kinds of unit a role is held in, the rights and the duties it brings there.

    `only`: rights that it brings in a single process, by that process's key.
    """

    kinds: frozenset[UnitKind]
    rights: frozenset[Right]
    duties: frozenset[Duty] = frozenset()
    only: Mapping[Right, str] = field(default_factory=dict)

    def processes(self, right: str, limit: Collection[str]) -> tuple[str, ...]:
        """Where a right counts for a holder who is limited to some processes: their keys, "" for all; none: nowhere."""
        if right in self.rights:
            return tuple(limit) or ("",)
        key = self.only.get(Right(right), "")
        return (key,) if key and (not limit or key in limit) else ()


_BRANCHES = frozenset({UnitKind.BRANCH, UnitKind.DIRECT_BRANCH})
_OC = frozenset({UnitKind.ORG_COMMITTEE, UnitKind.GENERAL_BRANCH})
_WC = frozenset({UnitKind.WORK_COMMITTEE})


_KEEPER = frozenset({Duty.ORGANISATION, Duty.ACCOUNTS})
RECTIFICATION = "rectification"
_LEADS = (Right.PROPOSE, Right.REVIEW, Right.DECIDE, Right.INSPECT)


def _post(
    kinds: frozenset[UnitKind], *rights: Right, duties: Iterable[Duty] = (), only: Mapping[Right, str] | None = None
) -> Post:
    return Post(kinds, frozenset(rights), frozenset(duties), only or {})


MATRIX: dict[Role, Post] = {
    Role.BRANCH_SECRETARY: _post(_BRANCHES, Right.PROPOSE, Right.DECIDE, Right.INSPECT),
    Role.BRANCH_ORG: _post(_BRANCHES, Right.PROPOSE, Right.INSPECT),
    Role.BRANCH_DISC: _post(_BRANCHES, Right.INSPECT),
    Role.GB_SECRETARY: _post(frozenset({UnitKind.GENERAL_BRANCH}), *_LEADS),
    Role.OC_SECRETARY: _post(_OC, *_LEADS),
    Role.OC_DEPUTY: _post(_OC, *_LEADS, duties=_KEEPER),
    Role.OC_STAFF: _post(_OC, Right.PROPOSE, Right.REVIEW, Right.INSPECT, Right.STAND_IN, duties=_KEEPER),
    Role.OC_DISC: _post(frozenset({UnitKind.ORG_DISCIPLINE}), Right.REVIEW, Right.INSPECT),
    Role.PARTY_GROUP: _post(frozenset({UnitKind.PARTY_GROUP}), Right.DECIDE, Right.INSPECT),
    # What is found at the 工委 itself its clerk puts right; it proposes nothing else (5.4).
    Role.WC_CLERK: _post(
        _WC,
        Right.REVIEW,
        Right.SUPERVISE,
        Right.INSPECT,
        Right.STAND_IN,
        duties=_KEEPER,
        only={Right.PROPOSE: RECTIFICATION},
    ),
    Role.WC_HEAD: _post(_WC, Right.REVIEW, Right.SUPERVISE, Right.INSPECT, duties=_KEEPER),
    Role.WC_LEADER: _post(_WC, Right.DECIDE, Right.INSPECT),
    Role.WC_DISC: _post(_WC, Right.INSPECT),
    Role.INSPECTOR: _post(_WC | _OC | _BRANCHES, Right.INSPECT),
    # 三员 decide nothing and read no record: they have duties and no right, and each sees what the others did.
    Role.SYS_ADMIN: _post(_WC, duties=(Duty.SETTINGS, Duty.TRAIL)),
    Role.SEC_ADMIN: _post(_WC, duties=(Duty.ACCOUNTS, Duty.GUARDS, Duty.TRAIL)),
    Role.AUDIT_ADMIN: _post(_WC, duties=(Duty.TRAIL, Duty.SEALS)),
}
GUARDS = frozenset({Role.SYS_ADMIN, Role.SEC_ADMIN, Role.AUDIT_ADMIN})
"""三员: who holds one of these posts holds no other, so that nobody watches over himself."""
