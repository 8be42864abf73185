"""Digits: 10,000 that the package carries, or the full MNIST where it is at hand.

    from grader.data import load_mnist

Refuses to download unasked, and to use a file whose sha256 is not the published one. Loading needs numpy and
the standard library; ``pooch`` and ``platformdirs`` are imported only when something is fetched, or looked
for in the user's cache.
"""

from grader.data.digits import Digits, load_mnist
from grader.data.fetch import fetch_mnist
from grader.data.sources import mnist_folder

__all__ = ["Digits", "fetch_mnist", "load_mnist", "mnist_folder"]
