"""What happens to jobs and results, in the past tense. Payloads carry ids and codes, never a figure."""

from django.utils.translation import gettext_lazy as _

from portal.workflow import Fact


class JobQueued(Fact):
    """A plan waits for its site."""

    sentence = _("The analysis was sent to the site")


class JobCancelled(Fact):
    """A job was stopped before it had a result."""

    sentence = _("The analysis was stopped")


class JobFailed(Fact):
    """A job ended without a result. The payload names the reason from a closed list."""

    sentence = _("The analysis ended without a result")


class ResultReleased(Fact):
    """The protected result became the applicant's."""

    sentence = _("The result was released")


class ResultStopped(Fact):
    """A result came back after its permit had ended; it is kept and not released."""

    sentence = _("The result was not released, since the permit had ended")


class SiteStopped(Fact):
    """A site's ledger went back, so what it forgot could be asked again: its jobs wait until somebody has looked."""

    sentence = _("The site %(site)s was stopped, since its ledger has lost entries")


class SiteCleared(Fact):
    """Somebody looked at a stopped site and let it work again. The reason is in the site's row."""

    sentence = _("The site %(site)s may work again")


class SiteAnswerRejected(Fact):
    """A site's answer could not be verified. Somebody must look at the site."""

    sentence = _("The site's answer could not be verified")
