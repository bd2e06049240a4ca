"""Posts that may from now on fill in for a branch without a login get the right they did not yet have."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

RIGHT, ROLES = "stand_in", ("oc_staff", "wc_clerk")


def grant(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """One row per post and process it is limited to, as `permissions.grants` writes it."""
    appointments = apps.get_model("permissions", "Appointment").objects.filter(role__in=ROLES)
    if not appointments.exists():
        return
    unit, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="permissions", model="orgunit"
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=unit, codename=RIGHT, defaults={"name": "代填"}
    )
    Grant = apps.get_model("permissions", "Grant")
    Grant.objects.bulk_create(
        Grant(
            user_id=post.user_id, permission=permission, content_object_id=post.unit_id, appointment=post,
            right=RIGHT, process=process, starts_on=post.starts_on, ends_on=post.ends_on,
        )  # fmt: skip
        for post in appointments
        for process in post.processes or [""]
    )


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [
        ("permissions", "0002_keeping_the_organisation"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
