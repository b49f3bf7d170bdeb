"""How far a screening is, on a terminal and elsewhere."""

import io

import pytest

from compliance.services.batch.progress import shown_on


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def clock():
    """A clock that is moved by hand."""
    return [100.0]


def test_a_line_comes_every_so_often_where_there_is_no_terminal(clock):
    stream = io.StringIO()
    with shown_on(stream, "筛查", "行", lambda: clock[0]) as progress:
        for second, done in ((0, 40), (4, 60), (10, 100), (12, 120), (40, 240)):
            clock[0] = 100.0 + second
            progress(done, 240)
    assert stream.getvalue().splitlines() == [
        "共 240 行，已经做完 40 行",
        "已完成 100/240 行，每秒 6.0 行，还要 00:23",
        "已完成 240/240 行，每秒 5.0 行，还要 00:00",
    ]


def test_nothing_to_do_is_said_once():
    stream = io.StringIO()
    with shown_on(stream, "筛查", "行") as progress:
        progress(12, 12)
    assert stream.getvalue() == "共 12 行，已经做完 12 行\n"


def test_a_bar_is_drawn_on_a_terminal():
    stream = Terminal()
    with shown_on(stream, "筛查", "行") as progress:
        progress(10, 40)
        progress(20, 40)
    last = stream.getvalue().split("\r")[-1]
    assert "50%" in last
    assert "20/40 行" in last
    assert "还要" in last
