"""How allauth meets our users."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.utils.translation import get_language


class AccountAdapter(DefaultAccountAdapter):
    """Keeps the language a person signed up in; prints addresses from BASE_URL, never from the Host header."""

    def save_user(self, request: Any, user: Any, form: Any, commit: bool = True) -> Any:
        """Store the language of the page as the person's language."""
        user.language = (get_language() or settings.LANGUAGE_CODE)[:2]
        return super().save_user(request, user, form, commit=commit)
