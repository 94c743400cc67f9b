"""A decision that waits for the applicant, and the plan it offers."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('requests_app', '0005_invitations_hold'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='application',
            name='awaits_acceptance',
            field=models.BooleanField(db_default=False, default=False, help_text='The decision adds a condition or cuts the plan, and is unanswered'),
        ),
        migrations.AddField(
            model_name='application',
            name='offered_version',
            field=models.ForeignKey(help_text='After a partial grant: the plan reduced to what was granted, if it could be', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='requests_app.planversion'),
        ),
        migrations.AlterField(
            model_name='clock',
            name='kind',
            field=models.CharField(choices=[('completeness', 'Completeness check'), ('answer', 'Applicant completes'), ('decision', 'Decision'), ('acceptance', 'Applicant answers the decision'), ('register', 'Publication in the register')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(('awaits_acceptance', False), ('state', 'decided'), _connector='OR'), name='application_only_a_decision_awaits_acceptance'),
        ),
    ]
