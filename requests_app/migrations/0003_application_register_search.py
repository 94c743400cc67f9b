"""What the public register searches in, filled for the cases that are there."""

from typing import Any

from django.db import migrations, models

from catalog.folding import fold


def fill(apps: Any, schema_editor: Any) -> None:
    for case in apps.get_model("requests_app", "Application").objects.select_related("organisation"):
        names = [case.organisation.name_da, case.organisation.name_en] if case.organisation else []
        case.register_search = fold(" ".join([case.number or "", case.title, *names]))
        case.save(update_fields=["register_search"])


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="application",
            name="register_search",
            field=models.TextField(
                blank=True,
                db_default="",
                editable=False,
                help_text="The same without the person, whom the register never names",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
