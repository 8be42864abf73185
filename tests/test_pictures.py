"""Pictures: they cross as pixels, and every byte of the file that is shown is made on the trusted side."""

import base64
import io
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image

from grader.submission.outputs import DisplayOutput, take_outputs
from grader.submission.png import MAX_PIXELS, png
from grader.worker.pictures import pixels_of

CHANNELS = st.sampled_from([3, 4])
SIZES = st.integers(1, 9)
WHOLE = png(np.ones((9, 9, 3), np.uint8))
PIXELS = st.tuples(SIZES, SIZES, CHANNELS).flatmap(lambda shape: hnp.arrays(np.uint8, shape))


def opened(file: bytes) -> Any:
    return np.asarray(Image.open(io.BytesIO(file)))


def shown(picture: object) -> object:
    outputs = take_outputs([{"output_type": "display_data", "data": {"image/png": picture}}])
    assert len(outputs) == 1
    assert isinstance(outputs[0], DisplayOutput)
    return outputs[0].data.get("image/png")


@given(PIXELS)
def test_a_file_holds_the_pixels_that_it_was_made_of(pixels: Any) -> None:
    np.testing.assert_array_equal(opened(png(pixels)), pixels)


@given(PIXELS)
def test_the_worker_reads_the_pixels_of_a_file(pixels: Any) -> None:
    np.testing.assert_array_equal(pixels_of(png(pixels)), pixels)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "I;16"])
def test_other_kinds_of_png_become_colours(mode: str) -> None:
    buffer = io.BytesIO()
    Image.new(mode, (5, 3)).save(buffer, "PNG")
    pixels = pixels_of(buffer.getvalue())
    assert pixels.shape in ((3, 5, 3), (3, 5, 4))
    assert pixels.dtype == np.uint8


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", b"GIF89a", WHOLE[:30]])
def test_what_is_no_whole_png_has_no_pixels(content: bytes) -> None:
    assert pixels_of(content) is None


def test_a_picture_file_of_another_format_has_no_pixels() -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (5, 3)).save(buffer, "BMP")
    assert pixels_of(buffer.getvalue()) is None


def test_a_picture_that_is_too_large_has_no_pixels() -> None:
    buffer = io.BytesIO()
    Image.new("1", (MAX_PIXELS + 1, 1)).save(buffer, "PNG")
    assert pixels_of(buffer.getvalue()) is None


def test_pixels_are_shown_as_a_file_made_here() -> None:
    pixels = np.arange(60, dtype=np.uint8).reshape(4, 5, 3)
    file = shown(pixels)
    assert isinstance(file, bytes)
    np.testing.assert_array_equal(opened(file), pixels)


@pytest.mark.parametrize(
    "picture",
    [
        png(np.ones((2, 2, 3), np.uint8)),  # a file, whoever made it
        base64.b64encode(png(np.ones((2, 2, 3), np.uint8))).decode(),
        np.ones((2, 2), np.uint8),
        np.ones((2, 2, 2), np.uint8),
        np.ones((2, 2, 3), np.float64),
        np.ones((0, 2, 3), np.uint8),
        np.ones((1, MAX_PIXELS + 1, 3), np.uint8),
        None,
    ],
)
def test_nothing_but_pixels_is_shown(picture: object) -> None:
    assert shown(picture) is None


def test_an_array_that_is_no_picture_is_refused() -> None:
    with pytest.raises(ValueError, match="uint8"):
        png(np.ones((2, 2)))
