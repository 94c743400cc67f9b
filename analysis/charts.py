"""Charts of a released result: drawn once by the worker, from the released document and nothing else.

Covered figures are not drawn; the table beside the chart says that they are covered.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import override

from analysis.labels import JobLabels, labels_of
from analysis.models import Chart, Result
from analysis.pictures import picture_of
from analysis.pictures.drawing import NARROW, WIDE, Locale, svg_of

LANGUAGES: dict[str, Locale] = {"da": "da-DK", "en": "en-GB"}
LONGEST_FINDING = 300


def draw_charts(uuid: UUID) -> None:
    """Draw a picture of every figure that has one, in both languages. Drawing again changes nothing."""
    result = Result.objects.select_related("job").get(uuid=uuid)
    for language, locale in LANGUAGES.items():
        with override(language):
            labels = labels_of(result.job, language)
            for entry in result.document["results"]:
                if (drawn := _drawn(entry, labels, locale)) is not None:
                    Chart.objects.get_or_create(result=result, figure=entry["id"], language=language, defaults=drawn)


def _drawn(entry: Mapping[str, Any], labels: JobLabels, locale: Locale) -> dict[str, str] | None:
    """The picture for a page and, where it can be drawn so, the one for a phone."""
    wide, narrow = (picture_of(entry, labels, sheet) for sheet in (WIDE, NARROW))
    if wide is None:
        return None
    return {
        "svg": svg_of(wide, locale, WIDE),
        "narrow": svg_of(narrow, locale, NARROW) if narrow is not None else "",
        "finding": wide.finding[:LONGEST_FINDING],
    }
