"""The role matrix: who may do what, as domain 1.3 and 1.4 divide the work, and the checks that keep it whole."""

import pytest

from permissions.checks import check_matrix
from permissions.models import OrgUnit
from permissions.roles import MATRIX, Right, Role, UnitKind


def bringing(right: Right) -> set[Role]:
    """The roles that bring a right."""
    return {role for role, post in MATRIX.items() if right in post.rights}


def test_only_a_branch_fills_in_for_the_branch() -> None:
    assert bringing(Right.PROPOSE) == {
        Role.BRANCH_SECRETARY, Role.BRANCH_ORG, Role.GB_SECRETARY, Role.OC_SECRETARY, Role.OC_DEPUTY, Role.OC_STAFF
    }  # fmt: skip


def test_the_committees_and_the_department_of_the_work_committee_review() -> None:
    committees = {Role.GB_SECRETARY, Role.OC_SECRETARY, Role.OC_DEPUTY, Role.OC_STAFF}
    assert bringing(Right.REVIEW) == committees | {Role.OC_DISC, Role.WC_CLERK, Role.WC_HEAD}


def test_staff_and_clerks_decide_nothing() -> None:
    assert bringing(Right.DECIDE) == {
        Role.BRANCH_SECRETARY,
        Role.GB_SECRETARY,
        Role.OC_SECRETARY,
        Role.OC_DEPUTY,
        Role.PARTY_GROUP,
        Role.WC_LEADER,
    }


def test_only_the_department_of_the_work_committee_looks_after_the_whole() -> None:
    assert bringing(Right.SUPERVISE) == {Role.WC_CLERK, Role.WC_HEAD}


@pytest.mark.parametrize("role", [Role.BRANCH_DISC, Role.WC_DISC, Role.INSPECTOR])
def test_who_inspects_does_nothing_else(role: Role) -> None:
    assert MATRIX[role].rights == {Right.INSPECT}


def test_a_discipline_inspection_gives_its_opinion_at_its_own_unit_alone() -> None:
    assert MATRIX[Role.OC_DISC].kinds == {UnitKind.ORG_DISCIPLINE}
    assert MATRIX[Role.OC_DISC].rights == {Right.REVIEW, Right.INSPECT}


@pytest.mark.parametrize("role", [Role.SYS_ADMIN, Role.SEC_ADMIN, Role.AUDIT_ADMIN])
def test_administrators_decide_nothing_and_read_no_record(role: Role) -> None:
    assert MATRIX[role].rights == frozenset()
    assert MATRIX[role].kinds == {UnitKind.WORK_COMMITTEE}


def test_whoever_acts_may_also_look() -> None:
    assert {role for role, post in MATRIX.items() if post.rights} == bringing(Right.INSPECT)


@pytest.mark.parametrize("kind", [UnitKind.BRANCH, UnitKind.DIRECT_BRANCH])
def test_a_branch_has_its_committee_and_an_inspector_at_most(kind: UnitKind) -> None:
    assert {role for role, post in MATRIX.items() if kind in post.kinds} == {
        Role.BRANCH_SECRETARY,
        Role.BRANCH_ORG,
        Role.BRANCH_DISC,
        Role.INSPECTOR,
    }


def test_the_matrix_as_it_ships_passes_the_checks() -> None:
    assert check_matrix() == []


def test_a_role_without_a_line_is_complained_about(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(MATRIX, Role.WC_CLERK)

    assert [complaint.id for complaint in check_matrix()] == ["permissions.E002"]


def test_a_right_that_is_no_permission_is_complained_about(monkeypatch: pytest.MonkeyPatch) -> None:
    known = [item for item in OrgUnit._meta.permissions if item[0] != Right.DECIDE]
    monkeypatch.setattr(OrgUnit._meta, "permissions", known)

    assert [complaint.id for complaint in check_matrix()] == ["permissions.E001"]
