"""The register publishes at once, so no clock runs towards it."""

from typing import Any

from django.db import migrations, models


def drop_clocks(apps: Any, schema_editor: Any) -> None:
    """Remove the clocks that waited for a publication which had happened already."""
    apps.get_model("requests_app", "Clock").objects.filter(kind="register").delete()


class Migration(migrations.Migration):
    """One clock less."""

    dependencies = [("requests_app", "0006_acceptance")]

    operations = [
        migrations.RunPython(drop_clocks, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="clock",
            name="kind",
            field=models.CharField(
                choices=[
                    ("completeness", "Completeness check"),
                    ("answer", "Applicant completes"),
                    ("decision", "Decision"),
                    ("acceptance", "Applicant answers the decision"),
                ],
                max_length=20,
            ),
        ),
    ]
