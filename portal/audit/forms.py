"""What the page of events can be narrowed to."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui.day_field import DayField
from portal.workflow.facts import FACTS


class EventFilter(forms.Form):
    """Chain, fact, person and day; an empty field narrows nothing."""

    stream = forms.CharField(label=_("Chain"), required=False, max_length=120)
    fact = forms.ChoiceField(label=_("What happened"), required=False)
    by = forms.CharField(label=_("E-mail of who did it"), required=False, max_length=254)
    day = DayField(label=_("Day"), required=False)

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a query string is a mapping
        names = [(name, name) for name in sorted(FACTS)]
        self.fields["fact"].choices = [("", _("Everything")), *names]  # type: ignore[attr-defined]
