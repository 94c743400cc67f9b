"""Members begin as invitations to an address; those there are get the address of their account, and a state."""

from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

STATES = [("invited", "Invited"), ("accepted", "Takes part"), ("declined", "Declined"), ("removed", "Removed")]


def fill(apps: Any, schema_editor: Any) -> None:
    for member in apps.get_model("requests_app", "Member").objects.select_related("user", "application"):
        member.email = member.user.email.lower()
        member.invited_by = member.application.applicant
        if member.removed_at is not None:
            member.state = "removed"
        elif member.accepted_at is not None:
            member.state = "accepted"
        member.save(update_fields=["email", "invited_by", "state"])


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0003_application_register_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="member", name="member_once_a_case"),
        migrations.RemoveConstraint(model_name="member", name="member_removed_by_somebody"),
        migrations.AddField("member", "declined_at", models.DateTimeField(null=True)),
        migrations.AddField("member", "email", models.EmailField(default="", max_length=254), preserve_default=False),
        migrations.AddField("member", "invited_at", models.DateTimeField(default=django.utils.timezone.now)),
        migrations.AddField(
            "member",
            "invited_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField("member", "state", models.CharField(choices=STATES, default="invited", max_length=20)),
        migrations.AddField("member", "version", models.PositiveIntegerField(default=1)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
