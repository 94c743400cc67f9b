"""Publish the forms that ship with the product."""

from django.db import migrations

from requests_app.commands.forms import publish_shipped_forms


def publish(apps, schema_editor):
    publish_shipped_forms(apps.get_model("requests_app", "FormVersion"))


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0001_initial")]

    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
