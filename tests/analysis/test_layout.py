from analysis.layout import Figure, lay_out

MISSING = {"missing": True}


class Plain:
    """Labels that show the codes."""

    def column(self, name):
        return name

    def level(self, column, level):
        return "all" if level is None else "not stated" if isinstance(level, dict) else level


def table(name, columns, rows):
    return {"name": name, "columns": [{"name": n, "role": r} for n, r in columns], "rows": rows}


CROSS = table(
    "counts",
    [("sex", "label"), ("region", "label"), ("persons", "count"), ("percent", "percent")],
    [
        [None, "b", 30, 100.0],
        ["1", "b", 20, 66.7],
        ["2", "b", "<5", "hidden"],
        ["1", None, 20, 66.7],
        ["1", MISSING, "hidden", "hidden"],
        [None, None, 30, 100.0],
    ],
)


def test_the_columns_of_the_plan_stand_side_by_side_and_margins_last():
    grid = lay_out(CROSS, Plain(), across=["region"])
    assert grid.stub == ("sex",)
    assert grid.spanning == "region"
    assert grid.columns == ("b", "not stated", "all")
    assert [(line.heads, line.is_total) for line in grid.lines] == [(("1",), False), (("2",), False), (("all",), True)]


def test_every_figure_of_the_long_table_stands_once_and_nothing_else():
    grid = lay_out(CROSS, Plain(), across=["region"])
    shown = [cell.value for line in grid.lines for cell in line.cells if cell.value is not None]
    assert sorted(map(str, shown)) == sorted(str(row[2]) for row in CROSS["rows"])
    assert grid.lines[0].cells[0] == Figure(20, "count", 66.7)


def test_covered_cells_are_counted():
    grid = lay_out(CROSS, Plain(), across=["region"])
    assert (grid.hidden, grid.cells) == (2, 9)


def test_one_dimension_and_all_other_tables_stay_as_they_are():
    groups = table(
        "groups",
        [("variable", "label"), ("persons", "count"), ("mean", "estimate")],
        [["age", 100, 52.3], [None, 200, 50.1]],
    )
    grid = lay_out(groups, Plain())
    assert grid.columns == ("persons", "mean")
    assert [line.heads for line in grid.lines] == [("age",), ("all",)]
    assert grid.lines[1].is_total
    assert not grid.spanning


def test_three_dimensions_stand_down_two_and_across_one():
    cube = table(
        "counts",
        [("a", "label"), ("b", "label"), ("c", "label"), ("persons", "count")],
        [["1", "x", "p", 5], ["1", None, "p", 10], [None, None, None, 15]],
    )
    grid = lay_out(cube, Plain(), across=["c"])
    assert grid.stub == ("a", "b")
    assert grid.lines[0].heads == ("1", "x")
    assert [line.is_total for line in grid.lines] == [False, True, True]
