"""The two closed documents that pass the wall."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from analysis.envelope.refusals import EnvelopeRefused

LONGEST_LIFE = timedelta(hours=24)
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")]


class Purpose(StrEnum):
    """Why a plan is run: decides which rules the site applies."""

    FEASIBILITY = "feasibility"
    REQUEST = "request"
    PERMIT = "permit"
    DESCRIBE = "describe"


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def read(cls, document: object) -> Self:
        """Raises EnvelopeRefused("envelope.malformed") unless the document has exactly these fields."""
        try:
            return cls.model_validate(document)
        except (ValidationError, RecursionError) as error:
            raise EnvelopeRefused("envelope.malformed") from error

    def as_json(self) -> dict[str, Any]:
        return self.model_dump(mode="json")


class PermitLine(_Closed):
    """What one permit allows of one dataset."""

    dataset: Key
    variables: tuple[str, ...]
    methods: tuple[str, ...]


class PermitOfEnvelope(_Closed):
    """The permit (or the approval of a statistics request) under which a plan runs.

    ``profile`` names the disclosure profiles that the controllers asked for, joined by ``+``, or is None where the site's
    own is enough. With ``opt_out_exception`` those who objected are not left out (article 71(4)).
    """

    id: str
    version: int = Field(ge=1)
    lines: tuple[PermitLine, ...]
    profile: str | None = None
    opt_out_exception: bool = False


class EnvelopeBody(_Closed):
    """One job for one site, signed by the worker. ``permit`` is absent only in feasibility and describe envelopes.

    ``project`` groups what one case asks for, so that the site can keep its weekly budget; it names no person.
    ``opt_out_date`` is the day of the approval: who had objected by then is left out. Without it that is today.
    """

    v: int = Field(1, ge=1, le=1)
    purpose: Purpose
    job: str = Field(min_length=1, max_length=64)
    attempt: int = Field(ge=1)
    site: Key
    project: str = Field("", max_length=64)
    audience_key: str | None = None
    plan: dict[str, Any]
    plan_hash: Hash
    permit: PermitOfEnvelope | None = None
    opt_out_date: date | None = None
    not_before: AwareDatetime
    expires: AwareDatetime

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if not timedelta(0) < self.expires - self.not_before <= LONGEST_LIFE:
            raise ValueError("an envelope lives at most 24 hours")
        if (self.permit is None) != (self.purpose in {Purpose.FEASIBILITY, Purpose.DESCRIBE}):
            raise ValueError("request and permit envelopes carry a permit, the others none")
        return self

    def is_valid_at(self, now: datetime) -> bool:
        return self.not_before <= now < self.expires


class LedgerPosition(_Closed):
    """Where the site's ledger stood when the result was recorded. ``head`` chains all rows up to ``seq``."""

    id: str
    seq: int = Field(ge=0)
    head: str


class ResultBody(_Closed):
    """What comes back: the protected result document; ``sealed`` holds held figures, readable by checkers only."""

    v: int = Field(1, ge=1, le=1)
    job: str
    attempt: int = Field(ge=1)
    plan_hash: Hash
    document: dict[str, Any]
    sealed: str | None = None
    ledger: LedgerPosition
    manifest_hash: Hash
    versions: Mapping[str, str]
