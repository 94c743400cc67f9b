"""What we ask at sign-up beyond e-mail and password."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Organisation
from portal.accounts.roles import ROLE_NAMES, Role


class SignupForm(forms.Form):
    """The person's name; allauth adds the rest."""

    name = forms.CharField(
        label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}), required=True
    )

    def signup(self, request: Any, user: Any) -> None:
        """Called by allauth once the user exists."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class MembershipForm(forms.Form):
    """Which role in which organisation a person asks for."""

    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=Organisation.objects.order_by("key"))
    role = forms.ChoiceField(label=_("Role"), choices=[(role.value, name) for role, name in ROLE_NAMES.items()])

    def clean_role(self) -> Role:
        """The role as the enum."""
        return Role(self.cleaned_data["role"])
