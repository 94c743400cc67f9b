"""The grammar of site.toml: every key of docs/reference/site-toml.md, as closed types."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from analysis.plans import Text, VariableType

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Column = Annotated[str, StringConstraints(min_length=1, max_length=200)]


def code_text(value: Any) -> Any:
    """A code in its one text form: `1` and `1.0` are `"1"`. Other types are left for the grammar to refuse."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return value


def _both_languages(value: Any) -> Any:
    return {"da": value, "en": value} if isinstance(value, str) else value


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TextToml(_Closed):
    """A text or `{da, en}`; of a pair a missing half takes the other's text."""

    da: str | None = None
    en: str | None = None

    def text(self) -> Text:
        """Both halves filled."""
        return Text(self.da or self.en or "", self.en or self.da or "")


TwoLanguages = Annotated[TextToml, BeforeValidator(_both_languages)]
Code = Annotated[str, BeforeValidator(code_text)]
Edge = Annotated[float, Field(allow_inf_nan=True)]


class VariableToml(_Closed):
    """One variable: its type, its real column, and how its codes are read."""

    type: VariableType
    column: Column | None = None
    label: TwoLanguages | None = None
    labels: dict[str, TwoLanguages] = Field(default_factory=dict)
    format: Annotated[str, StringConstraints(min_length=2, max_length=40)] | None = None
    system: Name | None = None
    unit: str | None = None
    parent: Name | None = None
    bins: tuple[Edge, ...] = ()
    missing: tuple[Code, ...] = ()
    sensitive: bool = False
    grid: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None


class StructuralZeroToml(BaseModel):
    """One impossible combination: variable -> code or prefixes, e.g. `sex = "1"`, `code = ["DC53"]`."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, Any] = Field(init=False)


class DatasetToml(_Closed):
    """One dataset of the site."""

    source: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    title: TwoLanguages | None = None
    controller: Key | None = None
    person: Column | None = None
    unit: Literal["person", "record"] = "person"
    domain: Key | None = None
    date: Name | None = None
    birth: Name | None = None
    feasibility: bool = False
    kind: Literal["data", "rates"] = "data"
    profile: str | dict[str, Any] | None = None
    version: Annotated[str, StringConstraints(max_length=80)] | None = None
    structural_zeros: tuple[StructuralZeroToml, ...] = ()
    variables: dict[Name, VariableToml] = Field(min_length=1)


class OptOutsToml(_Closed):
    """Who has objected to secondary use, in one person domain: a row for each objection."""

    source: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    person: Column
    since: Column
    until: Column | None = None
    format: Annotated[str, StringConstraints(min_length=2, max_length=40)] | None = None

    def as_dataset(self, domain: str) -> DatasetToml:
        """The list as a dataset, read and checked like any other; plans never see it."""
        days = {"since": self.since} | ({} if self.until is None else {"until": self.until})
        variables = {
            name: VariableToml(type=VariableType.DATE, column=column, format=self.format)
            for name, column in days.items()
        }
        return DatasetToml(source=self.source, person=self.person, unit="record", domain=domain, variables=variables)


class SiteToml(_Closed):
    """The site itself."""

    id: Key
    profile: str | dict[str, Any] | None = None
    open_data: bool = False
    must_leave_network: bool = True
    timezone: str = "Europe/Copenhagen"


class ManifestToml(_Closed):
    """The whole of site.toml."""

    site: SiteToml
    datasets: dict[Key, DatasetToml] = Field(min_length=1)
    opt_outs: dict[Key, OptOutsToml] = Field(default_factory=dict)

    @classmethod
    def read(cls, document: dict[str, Any]) -> Self:
        """Raises pydantic.ValidationError with every fault."""
        return cls.model_validate(document)
