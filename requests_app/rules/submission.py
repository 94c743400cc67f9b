"""What must be in order before an application can be sent."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from portal.workflow import Refused
from requests_app.forms.gaps import Gap


def check_nothing_missing(gaps: Sequence[Gap]) -> None:
    """An application with a gap is not sent; the page and the API list every gap."""
    if gaps:
        faults = [{"code": gap.code, "path": gap.field, "message": gap.message} for gap in gaps]
        raise Refused("submit.gaps", _("The application cannot be sent yet"), field=gaps[0].field, faults=faults)
