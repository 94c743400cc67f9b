"""The web process: starts only when the checks that protect people pass."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"portal.settings.{os.environ.get('PORTAL_ROLE', 'web')}")

from django.core.wsgi import get_wsgi_application

from portal.checks import refuse_to_start_unsafe

application = get_wsgi_application()
refuse_to_start_unsafe()
