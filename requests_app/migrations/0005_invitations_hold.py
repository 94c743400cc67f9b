"""What must hold for an invitation and its answer, once every row has its address and state."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

OPEN = ("invited", "accepted")


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0004_invitations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            "member", "email", models.EmailField(help_text="The invited address, in lower case", max_length=254)
        ),
        migrations.AlterField(
            "member",
            "invited_by",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AlterField(
            "member",
            "user",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="case_memberships",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            "member", models.Index(condition=Q(("state", "invited"), ("user", None)), fields=["email"], name="member_waiting")
        ),
        migrations.AddConstraint(
            "member",
            models.UniqueConstraint(
                condition=Q(("state__in", OPEN)), fields=("application", "user"), name="member_once_a_case"
            ),
        ),
        migrations.AddConstraint(
            "member",
            models.UniqueConstraint(
                condition=Q(("state__in", OPEN)), fields=("application", "email"), name="member_address_once_a_case"
            ),
        ),
        migrations.AddConstraint(
            "member",
            models.CheckConstraint(
                condition=Q(
                    Q(("accepted_at", None), ("state", "invited")),
                    Q(("accepted_at__isnull", False), ("state", "accepted"), ("user__isnull", False)),
                    Q(("accepted_at", None), ("state", "declined")),
                    ("state", "removed"),
                    _connector="OR",
                ),
                name="member_accepted_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            "member",
            models.CheckConstraint(
                condition=Q(
                    Q(("declined_at__isnull", False), ("state", "declined"), ("user__isnull", False)),
                    Q(Q(("state", "declined"), _negated=True), ("declined_at", None)),
                    _connector="OR",
                ),
                name="member_declined_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            "member",
            models.CheckConstraint(
                condition=Q(
                    Q(("removed_at__isnull", False), ("removed_by__isnull", False), ("state", "removed")),
                    Q(Q(("state", "removed"), _negated=True), ("removed_at", None), ("removed_by", None)),
                    _connector="OR",
                ),
                name="member_removed_by_somebody",
            ),
        ),
    ]
