"""A dataset: what it holds, who decides about it, and where it is computed on."""

from django.db import models
from django.db.models import F, Q

from catalog.folding import SORT_KEY_LENGTH
from catalog.models.site import KEY_PATTERN, Site, key_validator
from catalog.models.text import spoken
from catalog.vocabulary import CodingSystem, DatasetState, DecidedBy, Frequency, HealthCategory, Kind, Scheme, Unit

_COUNT_PATTERN = r"^(<?[0-9]+)?$"


class Dataset(models.Model):
    """One description, in Danish and English, of data with one controller and at most one site."""

    # Identity
    key = models.CharField(max_length=40, unique=True, validators=[key_validator])
    controller = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="datasets")
    state = models.CharField(max_length=12, choices=DatasetState.choices, default=DatasetState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    demonstration = models.BooleanField(default=False, help_text="Not written by the controller")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(null=True, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)

    # Description
    title_da = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    lead_da = models.CharField(max_length=300, blank=True)
    lead_en = models.CharField(max_length=300, blank=True)
    description_da = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    population_da = models.TextField(blank=True)
    population_en = models.TextField(blank=True)
    collection_da = models.TextField(blank=True)
    collection_en = models.TextField(blank=True)
    keywords_da = models.JSONField(default=list, blank=True)
    keywords_en = models.JSONField(default=list, blank=True)
    coverage_from = models.PositiveSmallIntegerField(null=True, blank=True)
    coverage_to = models.PositiveSmallIntegerField(null=True, blank=True)
    coverage_note_da = models.CharField(max_length=300, blank=True)
    coverage_note_en = models.CharField(max_length=300, blank=True)
    frequency = models.CharField(max_length=10, choices=Frequency.choices, blank=True)
    persons = models.CharField(max_length=20, blank=True, help_text="Coarse: a number, or <k")
    records = models.CharField(max_length=20, blank=True, help_text="Coarse: a number, or <k")
    figures_note_da = models.CharField(max_length=300, blank=True)
    figures_note_en = models.CharField(max_length=300, blank=True)
    retention_da = models.CharField(max_length=300, blank=True)
    retention_en = models.CharField(max_length=300, blank=True)
    quality = models.JSONField(default=list, blank=True, help_text="[{aspect, status, measure, da, en}]")
    source_links = models.JSONField(default=list, blank=True)

    # Access
    conditions_da = models.TextField(blank=True)
    conditions_en = models.TextField(blank=True)
    contact_email = models.EmailField(blank=True)
    decided_by = models.CharField(max_length=16, choices=DecidedBy.choices, default=DecidedBy.HOLDER)

    # What the site says (site.toml); empty while the dataset is not connected
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True, related_name="datasets")
    domain = models.CharField(max_length=40, blank=True)
    unit = models.CharField(max_length=8, choices=Unit.choices, default=Unit.PERSON)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.DATA)
    date_variable = models.CharField(max_length=40, blank=True)
    birth_variable = models.CharField(max_length=40, blank=True)
    feasibility = models.BooleanField(default=False)
    open_data = models.BooleanField(default=False)
    data_version = models.CharField(max_length=100, blank=True)

    # Folded by catalog.folding at every write: raw Danish text is neither searched nor ordered by
    search = models.TextField(blank=True, editable=False)
    title_search = models.CharField(max_length=SORT_KEY_LENGTH, blank=True, editable=False)
    sort_da = models.CharField(max_length=SORT_KEY_LENGTH, blank=True, editable=False)
    sort_en = models.CharField(max_length=SORT_KEY_LENGTH, blank=True, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["state", "sort_da"], name="dataset_state_sort_da"),
            models.Index(fields=["state", "sort_en"], name="dataset_state_sort_en"),
        ]
        constraints = [
            models.CheckConstraint(name="dataset_key_form", condition=Q(key__regex=KEY_PATTERN)),
            models.CheckConstraint(name="dataset_state_known", condition=Q(state__in=DatasetState.values)),
            models.CheckConstraint(
                name="dataset_published_has_time",
                condition=~Q(state=DatasetState.PUBLISHED) | Q(published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="dataset_coverage_in_order",
                condition=Q(coverage_from__isnull=True)
                | Q(coverage_to__isnull=True)
                | Q(coverage_from__lte=F("coverage_to")),
            ),
            models.CheckConstraint(
                name="dataset_domain_with_site",
                condition=Q(site__isnull=True, domain="") | Q(site__isnull=False) & ~Q(domain=""),
            ),
            models.CheckConstraint(
                name="dataset_counts_coarse",
                condition=Q(persons__regex=_COUNT_PATTERN) & Q(records__regex=_COUNT_PATTERN),
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def stream(self) -> str:
        """The chain of events this dataset writes to."""
        return f"dataset:{self.key}"

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return spoken(self.title_da, self.title_en)

    @property
    def lead(self) -> str:
        """One sentence about the dataset in the reader's language."""
        return spoken(self.lead_da, self.lead_en)

    @property
    def description(self) -> str:
        """What the dataset holds, in the reader's language."""
        return spoken(self.description_da, self.description_en)

    @property
    def population(self) -> str:
        """Who is in the dataset, in the reader's language."""
        return spoken(self.population_da, self.population_en)

    @property
    def collection(self) -> str:
        """How the data come about, in the reader's language."""
        return spoken(self.collection_da, self.collection_en)

    @property
    def coverage_note(self) -> str:
        """What the years do not say, in the reader's language."""
        return spoken(self.coverage_note_da, self.coverage_note_en)

    @property
    def figures_note(self) -> str:
        """Where the number of persons and records comes from, in the reader's language."""
        return spoken(self.figures_note_da, self.figures_note_en)

    @property
    def retention(self) -> str:
        """How long the data are kept, in the reader's language."""
        return spoken(self.retention_da, self.retention_en)

    @property
    def conditions(self) -> str:
        """Special conditions of access, in the reader's language."""
        return spoken(self.conditions_da, self.conditions_en)

    @property
    def is_connected(self) -> bool:
        """Whether a site computes on it; otherwise it can be read about, not planned with."""
        return self.site_id is not None

    @property
    def is_published(self) -> bool:
        """Whether everybody may see it."""
        return self.state == DatasetState.PUBLISHED


class Classification(models.Model):
    """One code a dataset is found by: a health category or a coding system."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="classifications")
    scheme = models.CharField(max_length=10, choices=Scheme.choices)
    code = models.CharField(max_length=20)

    class Meta:
        indexes = [models.Index(fields=["scheme", "code"], name="classification_scheme_code")]
        constraints = [
            models.UniqueConstraint(fields=["dataset", "scheme", "code"], name="classification_once"),
            models.CheckConstraint(
                name="classification_code_known",
                condition=Q(scheme=Scheme.CATEGORY, code__in=HealthCategory.values)
                | Q(scheme=Scheme.SYSTEM, code__in=CodingSystem.values),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.code}"
