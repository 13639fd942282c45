"""Progress is drawn where somebody watches, and told once a step where nobody does."""

import io

from commonweave.infrastructure.progress import ProgressLine


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_where_nobody_watches_each_step_is_told_once() -> None:
    stream = io.StringIO()
    line = ProgressLine(stream)
    for rows in range(5):
        line("Reading rows", None, str(rows))
    line("Comparing entries", 0.25)
    line("Comparing entries", 0.5)
    line.close()
    assert stream.getvalue() == "       Reading rows\n  25%  Comparing entries\n"


def test_on_a_terminal_the_line_is_redrawn_and_left_at_the_end() -> None:
    stream = Terminal()
    line = ProgressLine(stream)
    line("Reading rows", None, "1,000")
    line("Writing", 1.0)
    line.close()
    drawn = stream.getvalue().split("\r\x1b[K")
    assert drawn[1] == "Reading rows: 1,000"
    assert drawn[2] == f"[{'#' * 28}] 100%  Writing\n"
