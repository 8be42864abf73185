"""Pictures as pixels: what crosses is an array of numbers, and nobody has to read a student's picture file.

Refuses pictures of more than `MAX_PIXELS` pixels, and whatever is no picture.
"""

import io
from typing import Any

import numpy as np

__all__ = ["MAX_PIXELS", "pixels_of"]

MAX_PIXELS = 4_000_000  # 2,000 by 2,000: a figure of 20 by 20 inches at 100 dots per inch


def pixels_of(picture: bytes) -> Any:
    """The pixels of a PNG, (height, width, 3 or 4) uint8; None where there are none to show."""
    try:
        from PIL import Image  # comes with matplotlib, and is there already where a figure was drawn

        with Image.open(io.BytesIO(picture), formats=["PNG"]) as image:
            if not 0 < image.width * image.height <= MAX_PIXELS:
                return None
            mode = "RGB" if image.mode in ("1", "L", "RGB") else "RGBA"
            return np.asarray(image.convert(mode), dtype=np.uint8)
    except Exception:  # a picture that the notebook made up
        return None
