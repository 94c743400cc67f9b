"""No verb led to an opinion, a vote or a permit that is closed out, so no row is there."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Three states less."""

    dependencies = [("requests_app", "0007_no_register_clock")]

    operations = [
        migrations.RemoveConstraint(model_name="decision", name="decision_one_open_a_controller"),
        migrations.AlterField(
            model_name="decision",
            name="state",
            field=models.CharField(
                choices=[
                    ("pending", "Not begun"),
                    ("in_review", "Under assessment"),
                    ("approved", "Approved"),
                    ("approved_with_conditions", "Approved with conditions"),
                    ("refused", "Refused"),
                    ("not_available", "Data not available"),
                    ("cancelled", "Ended without an answer"),
                ],
                default="pending",
                max_length=30,
            ),
        ),
        migrations.AlterField(
            model_name="permit",
            name="state",
            field=models.CharField(
                choices=[
                    ("issued", "Being sealed"),
                    ("active", "Active"),
                    ("suspended", "Suspended"),
                    ("expired", "Expired"),
                    ("revoked", "Revoked"),
                ],
                default="issued",
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                fields=["application", "controller"],
                condition=Q(state__in=("pending", "in_review")),
                name="decision_one_open_a_controller",
            ),
        ),
    ]
