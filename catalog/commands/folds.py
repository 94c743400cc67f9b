"""Keep the folded columns beside what they are folded from."""

from collections.abc import Iterable

from catalog.folding import SORT_KEY_LENGTH, fold, sort_key
from catalog.models import Dataset, Variable
from catalog.search.documents import folded_dataset, folded_variable


def fold_dataset(dataset: Dataset) -> None:
    """Set the columns a list orders by; the caller saves."""
    dataset.title_search = fold(f"{dataset.title_da} {dataset.title_en}")[:SORT_KEY_LENGTH]
    dataset.sort_da = sort_key(dataset.title_da)
    dataset.sort_en = sort_key(dataset.title_en)


def fold_search(dataset: Dataset) -> None:
    """Write the text a dataset is found by, after its classifications and variables are written. 3 queries.

    Set on the row too: whoever saves the row later would else write the old text back.
    """
    dataset.search = folded_dataset(dataset, dataset.variables.all())
    Dataset.objects.filter(pk=dataset.pk).update(search=dataset.search)


def fold_variables(variables: Iterable[Variable]) -> None:
    """Set the folded columns of variables; the caller saves."""
    for variable in variables:
        variable.search = folded_variable(variable)
        variable.sort_da = sort_key(variable.label_da)
        variable.sort_en = sort_key(variable.label_en)
