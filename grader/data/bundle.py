"""The digits that the package carries: the first 10,000 training images of MNIST.

Made by ``tools/make_digits.py``, which says from what; licence and credit stand in ``LICENSE-mnist`` beside
it. Refuses nothing itself: whoever reads the file compares its sha256 with the one below.
"""

from pathlib import Path

__all__ = ["BUNDLE", "BUNDLE_BYTES", "BUNDLE_SHA256"]

BUNDLE = Path(__file__).with_name("digits-10k.gz")
BUNDLE_SHA256 = "400914ca1b3f6edb11769ca3f80515af8e5d1bae39f1a68daa9722e4c5808a2f"
BUNDLE_BYTES = (8 + 10_000) + (16 + 10_000 * 28 * 28)  # decompressed: two idx files, labels before images
