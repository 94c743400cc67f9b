"""Geometry is text with a decimal point, whatever the page's language."""

from portal.ui import graphics
from portal.ui.changes import changes_to


def test_bars_reach_the_top_and_touch_the_bottom():
    bars = graphics.mini_bars([1, 2, 0])
    assert [bar.height for bar in bars] == ["12.5", "25", "0"]
    assert [bar.y for bar in bars] == ["13.5", "1", "26"]
    assert graphics.mini_bars([]) == graphics.mini_bars([0, 0]) == []


def test_parts_fill_the_width():
    bars = graphics.mini_bars([1, 1], "parts")
    assert [(bar.x, bar.width, bar.kind) for bar in bars] == [("0", "54", "part-1"), ("55", "54", "part-2")]


def test_a_clock_never_runs_over():
    bars = graphics.clock_bar([{"share": 0.9}, {"share": 0.5, "kind": "paused"}])
    assert [(bar.x, bar.width, bar.kind) for bar in bars] == [("0", "900", "used"), ("900", "100", "paused")]
    assert graphics.one_segment("0.25", "soon")[0].width == "250"
    assert graphics.step_of("3", "4")[0].width == "750"


def test_a_sparkline_begins_left_and_ends_right():
    assert graphics.sparkline([2, 1]) == "0,1 96,12"
    assert graphics.sparkline([]) == ""


def test_parts_of_a_whole_have_shares():
    bars = graphics.stacked([{"label": "a", "value": 3}, {"label": "b", "value": 1}])
    assert [(bar.label, bar.share, bar.x) for bar in bars] == [("a", "75", "0"), ("b", "25", "750")]


def test_a_leg_has_median_whisker_and_limit():
    assert graphics.leg({"median": 10, "ninth": 20, "limit": 50, "most": 40}) == graphics.Leg("250", "500", "1000")
    assert graphics.leg({"median": 10, "ninth": 20}) == graphics.Leg("500", "1000", "")


def test_changes_word_by_word():
    pieces = changes_to("indgår i DBCG's retningslinje", "indgår i gruppens retningslinje 2027")
    assert [(piece.kind, piece.text) for piece in pieces] == [
        ("same", "indgår i"),
        ("removed", "DBCG's"),
        ("added", "gruppens"),
        ("same", "retningslinje"),
        ("added", "2027"),
    ]
    assert changes_to(None, None) == []
