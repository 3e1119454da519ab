"""Lines of a corpus: where each ends, and what becomes of one above the limit."""

import os
import random

import pytest

from ogireport.report import LARGEST_FILE
from ogireport.stream.source import BLOCK, Lines, Source


@pytest.mark.parametrize("ending", [b"", b"\n", b"\r\n"])
@pytest.mark.parametrize("seed", range(5))
def test_lines_are_those_of_the_file_whatever_their_length(tmp_path, ending, seed):
    draw = random.Random(seed)
    sizes = [
        0,
        1,
        BLOCK - 1,
        BLOCK,
        BLOCK + 1,
        3 * BLOCK,
        9 * BLOCK + 7,
        100,
        draw.randrange(3 * BLOCK),
    ]
    draw.shuffle(sizes)
    data = b"\n".join(bytes([65 + i]) * size for i, size in enumerate(sizes)) + ending
    (tmp_path / "x").write_bytes(data)

    with Source(str(tmp_path / "x")) as source:
        lines = Lines(source)
        found = [bytes(lines.view[slice(*span)]) for span in lines]

    expected = data.split(b"\n")
    assert found == (expected if expected[-1] else expected[:-1])
    assert lines.read == len(data)


def test_line_above_the_limit_comes_as_nothing_and_the_next_is_whole(tmp_path):
    (tmp_path / "x").write_bytes(
        b"a\n" + b"x" * (LARGEST_FILE + 1) + b"\nb\n" + b"y" * LARGEST_FILE + b"\nc"
    )

    with Source(str(tmp_path / "x")) as source:
        lines = Lines(source)
        found = [span and bytes(lines.view[slice(*span)][:1]) for span in lines]

    assert found == [b"a", None, b"b", b"y", b"c"]
    assert len(lines.block) == BLOCK
    assert lines.read == os.path.getsize(tmp_path / "x")
