"""The portal tells of withheld figures before a plan is sent; it must know what the site can protect."""

from analysis.plans import PROTECTED_METHODS
from analysis.site.disclosure.run import PROTECTORS


def test_the_portal_names_the_methods_a_site_can_protect():
    assert frozenset(PROTECTORS) == PROTECTED_METHODS
