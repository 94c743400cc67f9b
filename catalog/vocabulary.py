"""The words a description chooses from.

Codes of categories and coding systems are those of HealthDCAT-AP release 8 (CC BY 4.0); the labels are our own, short.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DatasetState(models.TextChoices):
    """Where a description is in its life: written, shown to everybody, taken down."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


class Unit(models.TextChoices):
    """What one row of the dataset is."""

    PERSON = "person", _("One row per person")
    RECORD = "record", _("Several rows per person")


class Kind(models.TextChoices):
    """Data about persons, or a public table of rates that other data are compared with."""

    DATA = "data", _("Data about persons")
    RATES = "rates", _("Public rates")


class DecidedBy(models.TextChoices):
    """Who decides on applications for the dataset (EHDS art. 68 and 72)."""

    HOLDER = "holder", _("The data controller")
    AUTHORITY = "authority", _("The permit authority")
    TRUSTED_HOLDER = "trusted-holder", _("The permit authority, on the controller's advice")


class Frequency(models.TextChoices):
    """How often new data arrive (EU authority list frequency)."""

    DAILY = "DAILY", _("Every day")
    WEEKLY = "WEEKLY", _("Every week")
    MONTHLY = "MONTHLY", _("Every month")
    QUARTERLY = "QUARTERLY", _("Every quarter")
    ANNUAL = "ANNUAL", _("Every year")
    BIENNIAL = "BIENNIAL", _("Every second year")
    IRREGULAR = "IRREG", _("Irregularly")
    NEVER = "NEVER", _("Never, the data are closed")


class VariableType(models.TextChoices):
    """The types of the plan language."""

    CATEGORY = "category", _("category")
    CODE = "code", _("code")
    INTEGER = "integer", _("whole number")
    NUMBER = "number", _("number")
    DATE = "date", _("date")
    DAY = "day", _("day number")
    BOOLEAN = "boolean", _("yes/no")


class Scheme(models.TextChoices):
    """The lists a dataset is classified by."""

    CATEGORY = "category", _("Category")
    SYSTEM = "system", _("Coding system")


class HealthCategory(models.TextChoices):
    """The 17 categories of electronic health data, EHDS art. 51(1)(a)-(q)."""

    EHRS = "EHRS", _("Patient records")
    DIOH = "DIOH", _("Factors that impact on health")
    NRPE = "NRPE", _("Needs, resources and spending")
    RPDG = "RPDG", _("Pathogens")
    HRAD = "HRAD", _("Administration and reimbursement")
    HGPD = "HGPD", _("Human genes")
    HPML = "HPML", _("Other molecular data")
    PGEH = "PGEH", _("Data from medical devices of the person")
    WELA = "WELA", _("Wellness applications")
    IDHP = "IDHP", _("Health professionals")
    PHDR = "PHDR", _("Public health registers")
    MRMR = "MRMR", _("Medical and mortality registers")
    EHCT = "EHCT", _("Clinical trials and studies")
    EMRD = "EMRD", _("Other data from medical devices")
    RMMD = "RMMD", _("Registers of medicines and devices")
    RQSH = "RQSH", _("Cohorts, questionnaires and surveys")
    EINS = "EINS", _("Biobanks")


class CodingSystem(models.TextChoices):
    """Coding systems by their codes of HealthDCAT-AP. SKS has no code of its own: the national lists stand for it."""

    ATC = "ATC", "ATC"
    DICOM_CT = "DICOM-CT", "DICOM"
    EDQM = "EDQM", "EDQM"
    EMA_SPOR = "EMA-SPOR", "EMA SPOR"
    EMDN = "EMDN", "EMDN"
    GMDN = "GMDN", "GMDN"
    HGNC = "HGNC", "HGNC"
    HPO = "HPO", "HPO"
    ICD_10 = "ICD-10", "ICD-10"
    ICD_10_NAT = "ICD-10-NAT", _("ICD-10, Danish edition (SKS)")
    ICD_11 = "ICD-11", "ICD-11"
    ICD_9_CM = "ICD-9-CM", "ICD-9-CM"
    ICD_O = "ICD-O", "ICD-O"
    ICF = "ICF", "ICF"
    ICHI = "ICHI", "ICHI"
    ICPC_2 = "ICPC-2", "ICPC-2"
    ICPC_3 = "ICPC-3", "ICPC-3"
    LOINC = "LOINC", "LOINC"
    MEDDRA = "MEDDRA", "MedDRA"
    MESH = "MESH", "MeSH"
    NCIT = "NCIT", "NCIt"
    NPU = "NPU", "NPU"
    OHDSI_VOCAB = "OHDSI-VOCAB", "OHDSI"
    OPS = "OPS", "OPS"
    ORDO = "ORDO", "ORDO"
    ORPHACODE = "ORPHACODE", "ORPHAcode"
    PROC_CODES_NAT = "PROC-CODES-NAT", _("Danish procedure codes (SKS)")
    RXNORM = "RXNORM", "RxNorm"
    SNOMED_CT = "SNOMED-CT", "SNOMED CT"
    UCUM = "UCUM", "UCUM"
    UMLS = "UMLS", "UMLS"
    WHODRUG = "WHODRUG", "WHODrug"


CODES_OF: dict[Scheme, type[models.TextChoices]] = {Scheme.CATEGORY: HealthCategory, Scheme.SYSTEM: CodingSystem}

# What a manifest calls a coding system (docs/reference/site-toml.md), and the code of the European list.
SYSTEM_OF_MANIFEST: dict[str, CodingSystem] = {
    "icd10": CodingSystem.ICD_10,
    "sks": CodingSystem.ICD_10_NAT,
    "icd9": CodingSystem.ICD_9_CM,
    "icdo": CodingSystem.ICD_O,
    "icdo3": CodingSystem.ICD_O,
    "atc": CodingSystem.ATC,
    "npu": CodingSystem.NPU,
    "loinc": CodingSystem.LOINC,
    "snomed": CodingSystem.SNOMED_CT,
    "snomed_dk": CodingSystem.SNOMED_CT,
}


def known_system(name: str) -> CodingSystem | None:
    """The European code of a system a manifest names (`icd10`, `ICD-10`), or None when the list has it not."""
    return SYSTEM_OF_MANIFEST.get(name.casefold().replace("-", ""))


class QualityStatus(models.TextChoices):
    """The verdict of one quality note."""

    GOOD = "good", _("Good")
    RESERVED = "reserved", _("Reservation")
    POOR = "poor", _("Poor")


class QualityAspect(models.TextChoices):
    """What is said about the quality of the data, in the order of the page."""

    COMPLETENESS = "completeness", _("Completeness")
    TIMELINESS = "timeliness", _("Timeliness")
    CONSISTENCY = "consistency", _("Consistency over time")
    UNIQUENESS = "uniqueness", _("Uniqueness")
    CODING = "coding", _("Coding")
