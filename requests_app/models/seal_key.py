"""The public half of each key that has sealed a permit, so that anybody can check a seal."""

from django.db import models

from requests_app.models.immutable import WrittenOnce


class SealKey(WrittenOnce):
    """Written by the worker the first time it seals with a key; the private half never leaves the worker."""

    kid = models.CharField(max_length=64, unique=True)
    public_key = models.CharField(max_length=64, help_text="Ed25519, hexadecimal")
    first_used_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.kid
