"""The forms of the catalogue administrator: a description in both languages, and a file from the site."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.utils.translation import gettext_lazy as _

from catalog.commands.datasets import EDITABLE, Content
from catalog.models import Dataset
from catalog.models.site import KEY_PATTERN
from catalog.rules.imports import MOST_BYTES
from catalog.vocabulary import (
    CodingSystem,
    DecidedBy,
    Frequency,
    HealthCategory,
    QualityAspect,
    QualityStatus,
    Scheme,
)
from portal.accounts.models import Organisation

MOST_LINKS: Final = 20
MOST_KEYWORDS: Final = 30
_LONG: Final = 4_000
_NONE: Final = [("", "–")]


class WordList(forms.CharField):
    """Words with commas between them, kept as a list."""

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]  # text in, a list out
        words = [word.strip() for word in str(value or "").split(",")]
        return list(dict.fromkeys(word for word in words if word))

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def validate(self, value: Any) -> None:
        if len(value) > MOST_KEYWORDS or any(len(word) > 60 for word in value):
            raise ValidationError(_("Write at most 30 words, each of at most 60 letters."))


class LinkList(forms.CharField):
    """Addresses, one a line, kept as a list."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]  # text in, a list out
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def validate(self, value: Any) -> None:
        check = URLValidator(schemes=["http", "https"])
        if len(value) > MOST_LINKS:
            raise ValidationError(_("Write at most 20 addresses."))
        for address in value:
            try:
                check(address)
            except ValidationError:
                raise ValidationError(_("Write each address on a line of its own, beginning with https://.")) from None


def _short(label: Any, length: int = 200, *, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=False, help_text=help_text)


def _long(label: Any, *, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=_LONG, required=False, widget=forms.Textarea, help_text=help_text)


def _year(label: Any, *, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1850, max_value=2100, required=False, help_text=help_text)


class DatasetForm(forms.Form):
    """A description. Everything but the titles may wait until it is published."""

    title_da = forms.CharField(label=_("Title in Danish"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=200)
    lead_da = _short(_("One sentence in Danish"), 300, help_text=_("Shown under the title and in the list."))
    lead_en = _short(_("One sentence in English"), 300)
    description_da = _long(_("Content in Danish"), help_text=_("What one row is, and what is in it."))
    description_en = _long(_("Content in English"))
    population_da = _long(_("Population in Danish"), help_text=_("Who is in the data, and who is not."))
    population_en = _long(_("Population in English"))
    collection_da = _long(_("Collection in Danish"), help_text=_("Where the data come from."))
    collection_en = _long(_("Collection in English"))
    coverage_from = _year(_("First year"))
    coverage_to = _year(_("Last year"), help_text=_("Empty where the data go on."))
    coverage_note_da = _short(_("Note on the period in Danish"), 300)
    coverage_note_en = _short(_("Note on the period in English"), 300)
    frequency = forms.ChoiceField(label=_("New data come"), choices=[*_NONE, *Frequency.choices], required=False)
    categories = forms.MultipleChoiceField(
        label=_("Categories"), choices=HealthCategory.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    systems = forms.MultipleChoiceField(
        label=_("Coding systems"), choices=CodingSystem.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    keywords_da = WordList(label=_("Keywords in Danish"), required=False, help_text=_("With commas between them."))
    keywords_en = WordList(label=_("Keywords in English"), required=False)
    conditions_da = _long(_("Special conditions in Danish"))
    conditions_en = _long(_("Special conditions in English"))
    decided_by = forms.ChoiceField(label=_("Who decides on applications"), choices=DecidedBy.choices)
    contact_email = forms.EmailField(label=_("E-mail address for questions"), required=False)
    retention_da = _short(_("How long the data are kept, in Danish"), 300)
    retention_en = _short(_("How long the data are kept, in English"), 300)
    source_links = LinkList(label=_("Links to the source"), required=False, help_text=_("One address a line."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for aspect in QualityAspect:
            self.fields[f"{aspect.value}_status"] = forms.ChoiceField(
                label=_("Status"), choices=[*_NONE, *QualityStatus.choices], required=False
            )
            self.fields[f"{aspect.value}_measure"] = _short(_("Measure"), 40)
            self.fields[f"{aspect.value}_da"] = _short(_("Note in Danish"), 300)
            self.fields[f"{aspect.value}_en"] = _short(_("Note in English"), 300)

    @property
    def quality_rows(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields of each quality aspect, under its name."""
        ends = ("status", "measure", "da", "en")
        return [(aspect.label, [self[f"{aspect.value}_{end}"] for end in ends]) for aspect in QualityAspect]

    def clean(self) -> dict[str, Any]:
        """Compare the fields with each other."""
        found: dict[str, Any] = super().clean() or {}
        start, end = found.get("coverage_from"), found.get("coverage_to")
        if start and end and end < start:
            self.add_error("coverage_to", _("The last year is before the first."))
        for aspect in QualityAspect:
            written = [end for end in ("measure", "da", "en") if found.get(f"{aspect.value}_{end}")]
            if written and not found.get(f"{aspect.value}_status"):
                self.add_error(f"{aspect.value}_status", _("Choose a status for what you wrote."))
        return found

    def content(self) -> Content:
        """What the commands write."""
        found = self.cleaned_data
        fields = {name: value for name, value in found.items() if name in EDITABLE}
        return Content({**fields, "quality": self._quality()}, found["categories"], found["systems"])

    def _quality(self) -> list[dict[str, str]]:
        found = self.cleaned_data
        return [
            {
                "aspect": aspect.value,
                **{end: found[f"{aspect.value}_{end}"] for end in ("status", "measure", "da", "en")},
            }
            for aspect in QualityAspect
            if found[f"{aspect.value}_status"]
        ]

    @staticmethod
    def initial_of(dataset: Dataset) -> dict[str, Any]:
        """The form as the dataset stands."""
        codes = list(dataset.classifications.values_list("scheme", "code"))
        notes = {
            f"{note['aspect']}_{end}": note.get(end, "") for note in dataset.quality for end in note if end != "aspect"
        }
        return {
            **{name: getattr(dataset, name) for name in EDITABLE if hasattr(dataset, name)},
            **notes,
            "categories": [code for scheme, code in codes if scheme == Scheme.CATEGORY],
            "systems": [code for scheme, code in codes if scheme == Scheme.SYSTEM],
        }


class NewDatasetForm(DatasetForm):
    """A new description: its key, and whose it is."""

    field_order = ("key", "controller")
    key = forms.CharField(
        label=_("Key"),
        max_length=40,
        validators=[RegexValidator(KEY_PATTERN, _("A key has 2 to 40 small letters, digits or _, a letter first."))],
        help_text=_("Small letters, digits and _. It stands in addresses and plans and never changes."),
    )
    controller = forms.ModelChoiceField(
        label=_("Data controller"), queryset=Organisation.objects.none(), to_field_name="key", empty_label=None
    )

    def __init__(self, *args: Any, controllers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["controller"].queryset = controllers  # type: ignore[attr-defined]  # a field of choices


class ImportForm(forms.Form):
    """The file `describe` printed; it names the site it comes from."""

    file = forms.FileField(label=_("File"), help_text=_("What describe printed at the site, as JSON, at most 5 MB."))

    def clean_file(self) -> bytes:
        """The content of the file, when it is small enough to be read."""
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise ValidationError(_("The file is larger than 5 MB. Describe fewer datasets at a time."))
        content: bytes = upload.read()
        return content
