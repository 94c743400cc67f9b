"""What has happened to a description: facts, in the past tense. Payloads hold keys and field names, never texts."""

from django.utils.translation import gettext_lazy as _

from portal.workflow import Fact


class DatasetCreated(Fact):
    """A catalogue administrator began a description; detail: `dataset`."""

    sentence = _("The dataset %(dataset)s was created")


class DatasetEdited(Fact):
    """A description was changed; detail: `fields`."""

    sentence = _("The description was changed")


class DatasetImported(Fact):
    """Variables were taken over from the site; detail: `site`, `variables`, `data_version`."""

    sentence = _("%(variables)s variables were taken over from the site %(site)s")


class DatasetPublished(Fact):
    """A description was shown to everybody."""

    sentence = _("The dataset was published")


class DatasetRetired(Fact):
    """A description was taken down; plans and permits that name it stay as they are."""

    sentence = _("The dataset was retired")


class DatasetReopened(Fact):
    """A retired description became a draft again."""

    sentence = _("The description was opened again")


class SiteConnected(Fact):
    """A site was connected, or its key changed; detail: `site`."""

    sentence = _("The site %(site)s was connected")
