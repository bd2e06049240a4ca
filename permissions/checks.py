"""System checks: every right in the matrix exists as a permission, every role has its line."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register

from permissions.models import OrgUnit
from permissions.roles import MATRIX, Right, Role


def check_matrix(**_: Any) -> list[CheckMessage]:
    """A misspelt right would silently be nobody's; a role without a line would be an appointment without rights."""
    known = {codename for codename, _ in OrgUnit._meta.permissions}
    found: list[CheckMessage] = [
        Error(f"right {right} is not a permission of OrgUnit", id="permissions.E001")
        for right in Right.values
        if right not in known
    ]
    found += [
        Error(f"role {role} has no line in the matrix", id="permissions.E002") for role in Role if role not in MATRIX
    ]
    return found


def register_all() -> None:
    """Register the checks of this app."""
    register(check_matrix, Tags.models)
