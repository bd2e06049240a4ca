"""机关纪委书记 gives 纪检意见: at a 机关纪委 the post gains 审核; at a 机关党委 it goes on as 只读检查员."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

HELD, READS, RIGHT = "oc_disc", "inspector", "review"


def grant(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """One row per post and process it is limited to, with the days of the right to look that the post has."""
    Grant = apps.get_model("permissions", "Grant")
    looks = Grant.objects.filter(
        appointment__role=HELD, appointment__unit__kind="org_discipline", right="inspect"
    )  # fmt: skip
    if not looks.exists():
        return
    unit, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="permissions", model="orgunit"
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=unit, codename=RIGHT, defaults={"name": "审核"}
    )
    Grant.objects.bulk_create(
        Grant(
            user_id=look.user_id,
            permission=permission,
            content_object_id=look.content_object_id,
            appointment_id=look.appointment_id,
            right=RIGHT,
            process=look.process,
            starts_on=look.starts_on,
            ends_on=look.ends_on,
        )
        for look in looks
    )


def read_on(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """The post at a 机关党委 is none of the matrix any more; its rights, which stay, are those of the 检查员."""
    posts = apps.get_model("permissions", "Appointment").objects
    posts.filter(role=HELD).exclude(unit__kind="org_discipline").update(role=READS)


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [
        ("permissions", "0005_evaluations_and_running"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [
        migrations.RunPython(grant, migrations.RunPython.noop),
        migrations.RunPython(read_on, migrations.RunPython.noop),
    ]
