"""Pictures of numbers: they can be read aloud, every bar has its number, and nothing breaks out of them."""

import xml.etree.ElementTree as ET

import pytest

from events.charts import Level, Value, bars, columns

SVG = "{http://www.w3.org/2000/svg}"
VALUES = [Value("24\nnov", 10, "10"), Value("25\nnov", None, "–"), Value("26\nnov", 5, "5")]


def read(svg: str) -> ET.Element:
    return ET.fromstring(svg.replace("<svg ", f'<svg xmlns="{SVG[1:-1]}" ', 1))


def test_a_picture_has_a_name_and_says_what_one_sees() -> None:
    drawn = read(columns("time", "Kliks in de tijd", "15 kliks.", VALUES))
    assert (drawn.get("role"), drawn.get("aria-labelledby")) == ("img", "time-title time-summary")
    assert [(one.get("id"), one.text) for one in drawn[:2]] == [
        ("time-title", "Kliks in de tijd"),
        ("time-summary", "15 kliks."),
    ]


def test_columns_stand_on_one_line_as_high_as_their_numbers_and_each_is_written_out() -> None:
    drawn = read(columns("time", "Kliks", "", VALUES))
    boxes = [(float(box.get("y", "")), float(box.get("height", ""))) for box in drawn.iter(f"{SVG}rect")]
    assert boxes == [(30, 130), (160, 0), (95, 65)]
    assert [text.text for text in drawn.iter(f"{SVG}text")] == ["10", "24", "nov", "–", "25", "nov", "5", "26", "nov"]


def test_a_level_is_a_dashed_line_with_its_words() -> None:
    drawn = read(columns("time", "Kliks", "", VALUES, Level(20, "mediaan 20")))
    (line,) = drawn.iter(f"{SVG}line")
    assert (line.get("y1"), line.get("y2"), line.get("stroke-dasharray")) == ("30", "30", "6 4")
    assert [float(box.get("height", "")) for box in drawn.iter(f"{SVG}rect")] == [65, 0, 32.5]
    assert "mediaan 20" in [text.text for text in drawn.iter(f"{SVG}text")]


def test_bars_leave_room_for_their_numbers() -> None:
    drawn = read(bars("links", "Links", "", [Value("Een", 8, "8"), Value("Twee", 2, "2")]))
    assert [float(box.get("width", "")) for box in drawn.iter(f"{SVG}rect")] == [296, 74]
    assert [text.text for text in drawn.iter(f"{SVG}text")] == ["Een", "8", "Twee", "2"]


@pytest.mark.parametrize("draw", [bars, columns])
def test_words_of_authors_are_words_and_no_markup(draw: object) -> None:
    evil = '</text><script>alert("x")</script>&'
    drawn = read(draw("links", evil, evil, [Value(evil, 1, "1")]))  # type: ignore[operator]
    assert [one.text for one in drawn.iter() if one.text and "script" in one.text] == [evil] * 3
    assert {one.tag for one in drawn.iter()} == {f"{SVG}{name}" for name in ("svg", "title", "desc", "rect", "text")}


def test_nothing_to_show_is_an_empty_picture_and_no_error() -> None:
    assert list(read(bars("links", "Links", "", [])).iter(f"{SVG}rect")) == []
    assert list(read(columns("time", "Kliks", "", [Value("24", 0, "0")])).iter(f"{SVG}rect"))[0].get("height") == "0"
