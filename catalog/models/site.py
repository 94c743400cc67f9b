"""A site: the place where data lie and are computed on."""

from django.core.validators import RegexValidator
from django.db import models

from catalog.models.text import spoken

KEY_PATTERN = r"^[a-z][a-z0-9_]{1,39}$"
key_validator = RegexValidator(KEY_PATTERN)


class Site(models.Model):
    """One manifest, one ledger, one key. A site may hold datasets of several controllers."""

    key = models.CharField(max_length=40, unique=True, validators=[key_validator])
    name_da = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    public_key = models.CharField(max_length=64, blank=True, help_text="Ed25519, hexadecimal; signs the results")
    open_data = models.BooleanField(default=False)
    connected_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="site_key_form", condition=models.Q(key__regex=KEY_PATTERN)),
            models.CheckConstraint(
                name="site_public_key_form",
                condition=models.Q(public_key="") | models.Q(public_key__regex=r"^[0-9a-f]{64}$"),
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return spoken(self.name_da, self.name_en)


class PersonDomain(models.Model):
    """A person domain and the one site it lives at: the same pseudonyms at two sites could be joined by an attacker."""

    key = models.CharField(max_length=40, unique=True, validators=[key_validator])
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="domains")

    def __str__(self) -> str:
        return self.key
