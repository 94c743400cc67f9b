"""Browsers of people, in either language."""

import pytest
from django.urls import reverse
from django.utils import translation


@pytest.fixture
def as_person(client):
    """`as_person(user, language)` gives `post(name, *args, **data)` and `get(…)` of that person's browser."""

    class Browser:
        def __init__(self, user, language):
            self.language = language
            client.logout()
            client.force_login(user)

        def address(self, name, args):
            with translation.override(self.language):
                return reverse(f"requests_app:{name}", args=args)

        def post(self, name, *args, query="", **data):
            return client.post(self.address(name, args) + query, data, follow=True)

        def get(self, name, *args, **query):
            return client.get(self.address(name, args), query)

    return lambda user, language="da": Browser(user, language)
