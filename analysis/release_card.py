"""The release card: how each figure came to be, for people and as part of the downloaded JSON (TEHDAS2 D7.2, 5.5.1)."""

import base64
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from analysis.arrangement import arrange
from analysis.labels import JobLabels, labels_of
from analysis.layout import Grid
from analysis.models import Result

LANGUAGE = "en"
"""Of the labels that tables are arranged by for a file; the file itself holds none."""


@dataclass(frozen=True)
class ReleaseCard:
    """Facts about one release. ``hidden`` of ``cells`` are covered, over all released tables as the page shows them:
    an interval is one cell, and so is a count with its percentage.

    ``data`` maps each dataset to the version it had when the plan was bound; ``profile`` is the joined disclosure
    profile with its parameters, or None on open data; ``outcomes`` maps each analysis to released, held or withheld.
    """

    number: str | None
    permit: str | None
    permit_version: int | None
    plan_hash: str
    site: str
    data: Mapping[str, str]
    opt_out_date: str | None
    persons: object
    is_protected: bool
    profile: Mapping[str, Any] | None
    outcomes: Mapping[str, str]
    hidden: int
    cells: int
    ledger_seq: int
    key: str
    versions: Mapping[str, str]


def release_card(result: Result, labels: JobLabels) -> ReleaseCard:
    """The card of a released result, read from its signed document and the rows around it."""
    document, job = result.document, result.job
    grids = list(_grids(document["results"], labels))
    bound = job.document.get("bound", {}).get("datasets", {})
    return ReleaseCard(
        number=result.release.number,
        permit=job.permit.number if job.permit else None,
        permit_version=job.permit.edition if job.permit else None,
        plan_hash=job.plan_hash,
        site=job.site.key,
        data={key: str(entry.get("version", "")) for key, entry in bound.items()},
        opt_out_date=(document.get("opt_outs") or {}).get("as_of"),
        persons=next((entry["persons"] for entry in document["results"] if "persons" in entry), None),
        is_protected=bool(document["protected"]),
        profile=document["profile"],
        outcomes={entry["id"]: entry["status"] for entry in document["results"]},
        hidden=sum(grid.hidden for grid in grids),
        cells=sum(grid.cells for grid in grids),
        ledger_seq=result.ledger_seq,
        key=result.kid,
        versions=result.versions,
    )


def result_file(result: Result) -> dict[str, Any]:
    """What is downloaded as JSON: the card, the document, and the signed bytes anyone can verify."""
    card = release_card(result, labels_of(result.job, LANGUAGE))
    return {
        "release": asdict(card) | {"released_at": result.release.released_at.isoformat()},
        "document": result.document,
        "signed": {
            "kid": result.kid,
            "body": base64.b64encode(bytes(result.body)).decode(),
            "signature": base64.b64encode(bytes(result.signature)).decode(),
        },
    }


def _grids(entries: Iterable[Mapping[str, Any]], labels: JobLabels) -> Iterator[Grid]:
    """The tables as people read them."""
    for entry in entries:
        for table in entry.get("tables") or ():
            yield arrange(table, labels.of(entry, table["name"]))
