"""Where data may live."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.refusals import Refused


def check_domain_lives_here(*, domain: str, site: str, home: str) -> None:
    """A person domain lives at one site only: the same persons at two sites could be told apart by comparing results.

    `home` is the site the domain is registered with.
    """
    if home != site:
        raise Refused(
            "site.domain_elsewhere",
            format_lazy(
                _("The persons of the domain {domain} live at the site {home}. A domain lives at one site only."),
                domain=domain,
                home=home,
            ),
            field="domain",
        )


def check_stays_at_its_site(*, key: str, site: str, registered_at: str | None) -> None:
    """A dataset key belongs to the site that first gave it: plans and permits name data by it."""
    if registered_at is not None and registered_at != site:
        raise Refused(
            "site.dataset_elsewhere",
            format_lazy(
                _("The dataset {key} is connected to the site {other}. Give the new data a key of their own."),
                key=key,
                other=registered_at,
            ),
            field="key",
        )


def check_same_controller(*, key: str, controller: str, registered: str | None) -> None:
    """A site cannot hand a dataset over to another data controller by changing its manifest."""
    if registered is not None and registered != controller:
        raise Refused(
            "site.other_controller",
            format_lazy(
                _("The dataset {key} belongs to the data controller {registered}, not to {controller}."),
                key=key,
                registered=registered,
                controller=controller,
            ),
            field="controller",
        )
