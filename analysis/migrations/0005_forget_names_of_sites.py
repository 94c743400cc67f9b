"""Sites used to send their own key as the id of their ledger; now a ledger has an id, which the next answer tells."""

from typing import Any

from django.db import migrations, models


def forget(apps: Any, schema_editor: Any) -> None:
    ledgers = apps.get_model("analysis", "SiteLedger").objects
    ledgers.filter(ledger_id=models.F("site__key")).update(ledger_id="")


class Migration(migrations.Migration):
    dependencies = [("analysis", "0004_faults_of_plan_and_site"), ("catalog", "0001_initial")]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
