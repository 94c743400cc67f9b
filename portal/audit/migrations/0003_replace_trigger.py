from django.db import migrations

from portal.audit.triggers import migrate_forwards


class Migration(migrations.Migration):
    """Refuse INSERT OR REPLACE too, in databases that have the triggers already."""

    dependencies = [("audit", "0002_triggers")]
    operations = [migrations.RunPython(migrate_forwards, migrations.RunPython.noop)]
