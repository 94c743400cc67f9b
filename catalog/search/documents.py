"""What is searchable of the catalogue: public text only."""

from collections.abc import Iterable, Iterator

from catalog.folding import fold
from catalog.models import Dataset, Variable
from catalog.search.types import SearchDocument
from catalog.units import unit_in
from catalog.vocabulary import CodingSystem


def documents_of(datasets: Iterable[Dataset]) -> Iterator[SearchDocument]:
    """Yield one document per dataset and one per variable (controller, classifications, variables prefetched)."""
    for dataset in datasets:
        yield SearchDocument(
            dataset=dataset.key,
            variable="",
            title_da=dataset.title_da,
            title_en=dataset.title_en,
            body_da=" ".join(dataset_texts(dataset, "da")),
            body_en=" ".join(dataset_texts(dataset, "en")),
        )
        for variable in dataset.variables.all():
            yield SearchDocument(
                dataset=dataset.key,
                variable=variable.name,
                title_da=f"{variable.label_da} {variable.name}",
                title_en=variable.label_en,
                body_da=" ".join(variable_texts(variable, "da")),
                body_en=" ".join(variable_texts(variable, "en")),
            )


def dataset_texts(dataset: Dataset, language: str) -> list[str]:
    """Return the texts of one language a dataset is found by, its title aside."""
    fields = ("lead", "description", "population", "collection", "coverage_note")
    keywords: list[str] = getattr(dataset, f"keywords_{language}")
    codes = [row.code for row in dataset.classifications.all() if row.code in CodingSystem.values]
    return [
        *(getattr(dataset, f"{field}_{language}") for field in fields),
        *keywords,
        getattr(dataset.controller, f"name_{language}"),
        *codes,
    ]


def variable_texts(variable: Variable, language: str) -> list[str]:
    """Return the texts of one language a variable is found by: its label, its meaning, its values, its codes."""
    labels = [str(text.get(language, "")) for _code, text in variable.labels]
    return [
        getattr(variable, f"label_{language}"),
        getattr(variable, f"description_{language}"),
        variable.system,
        unit_in(language, variable.unit),
        *labels,
    ]


def folded_dataset(dataset: Dataset, variables: Iterable[Variable]) -> str:
    """Return everything a dataset is found by, folded: its own texts in both languages and its variables' labels."""
    own = [text for language in ("da", "en") for text in dataset_texts(dataset, language)]
    labels = [text for one in variables for text in (one.name, one.label_da, one.label_en)]
    return fold(" ".join((dataset.key, dataset.title_da, dataset.title_en, *own, *labels)))


def folded_variable(variable: Variable) -> str:
    """Return everything a variable is found by, folded."""
    texts = [text for language in ("da", "en") for text in variable_texts(variable, language)]
    return fold(" ".join((variable.name, *texts)))
