from django.db import migrations

from portal.audit.triggers import migrate_backwards, migrate_forwards


class Migration(migrations.Migration):
    """Refuse update and delete of events and checkpoints in the database itself."""

    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(migrate_forwards, migrate_backwards)]
