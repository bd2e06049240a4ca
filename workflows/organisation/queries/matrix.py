"""The role matrix in plain words: what each post lets somebody do, where, and in which kinds of unit it is held."""

from collections.abc import Iterable
from dataclasses import dataclass

from permissions.models import Appointment
from permissions.roles import GUARDS, MATRIX, Duty, Right, Role, UnitKind
from workflows.engine import registry

RIGHT_WORDS = {
    Right.PROPOSE: "填报本组织的材料，提交和撤回",
    Right.REVIEW: "审核报到本组织的事项，同意、退回，编报名单",
    Right.DECIDE: "签批本组织的事项，登记会议决定",
    Right.SUPERVISE: "启动批次，看办理进度，处理无人可办的事项和意见建议",
    Right.INSPECT: "查看本组织和下级组织的事项",
    Right.STAND_IN: "替没有账号或还没有领到密码的下级支部填报，留痕标“代”",
}
DUTY_WORDS = {
    Duty.ORGANISATION: "维护本组织和下级的组织、人员和任职",
    Duty.ACCOUNTS: "开通、停用账号，重设密码",
    Duty.GUARDS: "任免系统管理员、安全保密管理员、安全审计员",
    Duty.SETTINGS: "维护工作日历和系统设置",
    Duty.TRAIL: "查看组织、人员和账号的变动记录",
    Duty.SEALS: "核对、导出留痕封存",
}


@dataclass(frozen=True)
class Line:
    """One post of the matrix, in words."""

    role: str
    kinds: str
    abilities: list[str]
    duties: list[str]
    guard: bool


def lines() -> list[Line]:
    """The whole matrix in the order of the roles. No statement."""
    return [Line(role.label, _kinds(role), *_words(role), role in GUARDS) for role in Role]


def _kinds(role: Role) -> str:
    return "、".join(kind.label for kind in UnitKind if kind in MATRIX[role].kinds)


def _words(role: Role) -> tuple[list[str], list[str]]:
    line = MATRIX[role]
    rights = [words for right, words in RIGHT_WORDS.items() if right in line.rights]
    rights += [f"{RIGHT_WORDS[right]}（只限{_names([key])}）" for right, key in line.only.items()]
    return rights, [words for duty, words in DUTY_WORDS.items() if duty in line.duties]


def abilities(post: Appointment) -> list[str]:
    """What a post lets its holder do; one limited to some processes bears no duty. No statement."""
    rights, duties = _words(Role(post.role))
    return rights if post.processes else rights + duties


def limits(post: Appointment) -> str:
    """The processes that a post is limited to, by name; empty: none. No statement."""
    return _names(post.processes)


def _names(processes: Iterable[str]) -> str:
    labels = {spec.key: spec.label for spec in registry.every()}
    return "、".join(labels.get(key, key) for key in processes)
