"""How allauth meets our users."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from portal.addresses import absolute


@dataclass(frozen=True)
class NamedSite:
    """What mails call us."""

    name: str
    domain: str


class AccountAdapter(DefaultAccountAdapter):
    """Keeps the language a person signed up in; prints addresses from BASE_URL, never from the Host header."""

    def save_user(self, request: Any, user: Any, form: Any, commit: bool = True) -> Any:
        """Store the language of the page as the person's language."""
        user.language = (get_language() or settings.LANGUAGE_CODE)[:2]
        return super().save_user(request, user, form, commit=commit)

    def get_login_redirect_url(self, request: Any) -> str:
        """The front page in the language of the page; nobody changes language by logging on."""
        return reverse("home")

    def get_logout_redirect_url(self, request: Any) -> str:
        """As after logging on."""
        return reverse("home")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send with our own name and addresses: allauth takes both from the request's Host header."""
        asked = current.request.build_absolute_uri("/")
        ours = {
            key: absolute(value.removeprefix(asked)) if isinstance(value, str) and value.startswith(asked) else value
            for key, value in context.items()
        }
        site = NamedSite("Indgang", urlsplit(settings.BASE_URL).netloc)
        super().send_mail(template_prefix, email, {**ours, "current_site": site})
