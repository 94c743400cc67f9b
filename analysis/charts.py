"""Charts of a released result: drawn once by the worker, from the released document and nothing else.

Covered figures are not drawn; the table beside the chart says that they are covered.
"""

from uuid import UUID

from django.utils.translation import override

from analysis.labels import labels_of
from analysis.models import Chart, Result
from analysis.pictures import picture_of
from analysis.pictures.drawing import Locale, svg_of

LANGUAGES: dict[str, Locale] = {"da": "da-DK", "en": "en-GB"}
LONGEST_FINDING = 300


def draw_charts(uuid: UUID) -> None:
    """Draw a picture of every figure that has one, in both languages. Drawing again changes nothing."""
    result = Result.objects.select_related("job").get(uuid=uuid)
    for language, locale in LANGUAGES.items():
        with override(language):
            labels = labels_of(result.job, language)
            for entry in result.document["results"]:
                drawing = picture_of(entry, labels)
                if drawing is not None:
                    Chart.objects.get_or_create(
                        result=result,
                        figure=entry["id"],
                        language=language,
                        defaults={"svg": svg_of(drawing, locale), "finding": drawing.finding[:LONGEST_FINDING]},
                    )
