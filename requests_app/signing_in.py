"""Moments of an account that case work listens for: invitations find the person who holds their address."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import email_confirmed
from django.contrib.auth.signals import user_logged_in

from requests_app.commands.members import deliver_invitations


def listen() -> None:
    """Connect both moments; connecting again changes nothing."""
    user_logged_in.connect(_on_sign_in, dispatch_uid="requests_app.invitations_at_sign_in")
    email_confirmed.connect(_on_confirmed, dispatch_uid="requests_app.invitations_of_address")


def _on_sign_in(sender: Any, user: Any, **_more: Any) -> None:
    deliver_invitations(to=user)


def _on_confirmed(sender: Any, email_address: Any, **_more: Any) -> None:
    deliver_invitations(to=email_address.user)
