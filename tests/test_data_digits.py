"""The digits: what is in them, where they are looked for, and that a damaged file is never used."""

import gzip
import hashlib
import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest

from grader.data import Digits, digits, load_mnist, mnist_folder
from grader.data.bundle import BUNDLE, BUNDLE_BYTES, BUNDLE_SHA256
from grader.data.idx import decompress, read_idx
from grader.data.published import TRAIN_IMAGES, TRAIN_LABELS, PublishedFile, read_published
from grader.data.sources import find_source
from grader.errors import DataError

NAMES = (
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
)
FULL = Path(__file__).parents[2] / "shared" / "data" / "mnist"
needs_full = pytest.mark.skipif(
    not all((FULL / name).is_file() for name in NAMES),
    reason=f"needs a folder with the full MNIST beside the checkout: {FULL}",
)


@pytest.fixture(scope="module")
def bundled() -> Digits:
    return load_mnist("bundled")


@pytest.fixture
def four_files(tmp_path: Path) -> Path:
    for name in NAMES:
        (tmp_path / name).write_bytes(b"not what was published")
    return tmp_path


@pytest.fixture
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setattr("grader.data.sources.mnist_folder", lambda: folder)
    return folder


# what is in them


def test_the_bundle_is_split_into_8000_1000_and_1000(bundled: Digits) -> None:
    assert bundled.tier == "bundled"
    assert bundled.x_train.shape == (8000, 28, 28)
    assert bundled.x_val.shape == bundled.x_held_out.shape == (1000, 28, 28)
    assert (bundled.y_train.shape, bundled.y_val.shape) == ((8000,), (1000,))
    assert bundled.y_held_out.shape == (1000,)


def test_images_are_float64_from_0_to_1_and_labels_int64_from_0_to_9(bundled: Digits) -> None:
    for images in (bundled.x_train, bundled.x_val, bundled.x_held_out):
        assert images.dtype == np.float64
        assert (images.min(), images.max()) == (0.0, 1.0)
    for labels in (bundled.y_train, bundled.y_val, bundled.y_held_out):
        assert labels.dtype == np.int64
        assert sorted(set(labels.tolist())) == list(range(10))


def test_flat_images_are_rows_of_the_same_memory(bundled: Digits) -> None:
    assert bundled.flat.x_train.shape == (8000, 784)
    assert bundled.flat.x_held_out.shape == bundled.flat.x_val.shape == (1000, 784)
    assert np.shares_memory(bundled.flat.x_train, bundled.x_train)
    assert bundled.flat.y_val is bundled.y_val


def test_each_load_gives_fresh_writable_arrays(bundled: Digits) -> None:
    first = load_mnist("bundled")
    first.x_train[:] = 0.5
    first.y_train[:] = 0
    again = load_mnist("bundled")
    assert np.array_equal(again.x_train, bundled.x_train)
    assert np.array_equal(again.y_train, bundled.y_train)


def test_digits_cannot_be_rebound_and_are_shown_in_a_line(bundled: Digits) -> None:
    with pytest.raises(AttributeError):
        bundled.tier = "full"  # type: ignore[misc]
    assert repr(bundled) == "Digits(bundled: 8000 train, 1000 validation, 1000 held out, images (28, 28))"


def test_every_class_is_as_frequent_as_among_the_first_10000_training_labels(bundled: Digits) -> None:
    labels = np.concatenate([bundled.y_train, bundled.y_val, bundled.y_held_out])
    assert np.bincount(labels).tolist() == [1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978]
    assert labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]


@needs_full
def test_the_bundle_is_the_first_10000_training_images_bit_for_bit(bundled: Digits) -> None:
    images = read_published(FULL, TRAIN_IMAGES)[:10_000] / 255.0
    labels = read_published(FULL, TRAIN_LABELS)[:10_000]
    ours = np.concatenate([bundled.x_train, bundled.x_val, bundled.x_held_out])
    assert np.array_equal(ours, images)
    assert np.array_equal(np.concatenate([bundled.y_train, bundled.y_val, bundled.y_held_out]), labels)


@needs_full
def test_the_full_tier_is_split_into_50000_10000_and_10000(bundled: Digits) -> None:
    full = load_mnist(FULL)
    assert full.tier == "full"
    assert [len(part) for part in (full.x_train, full.x_val, full.x_held_out)] == [50_000, 10_000, 10_000]
    assert [len(part) for part in (full.y_train, full.y_val, full.y_held_out)] == [50_000, 10_000, 10_000]
    assert np.array_equal(full.x_train[:8000], bundled.x_train)
    assert np.array_equal(full.x_val[-1], read_published(FULL, TRAIN_IMAGES)[-1] / 255.0)
    assert full.y_held_out[:5].tolist() == [7, 2, 1, 0, 4]  # the test set starts so


def test_loading_the_bundle_imports_nothing_but_numpy_and_the_standard_library() -> None:
    script = (
        "import sys; from grader.data import load_mnist; load_mnist('bundled');"
        "roots = {name.split('.')[0] for name in sys.modules};"
        "print(sorted(roots & {'pooch', 'platformdirs', 'requests', 'msgspec', 'IPython', 'logging'}))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# damaged files


def test_the_bundles_sha256_is_checked_at_every_load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged = bytearray(BUNDLE.read_bytes())
    damaged[100_000] ^= 1
    copy = tmp_path / "digits-10k.gz"
    copy.write_bytes(damaged)
    monkeypatch.setattr(digits, "BUNDLE", copy)
    digest = hashlib.sha256(damaged).hexdigest()
    with pytest.raises(DataError) as caught:
        load_mnist("bundled")
    assert str(caught.value) == (
        f"{copy} is damaged: its sha256 is {digest}, expected {BUNDLE_SHA256}: "
        "install the package welldone again"
    )


def test_a_missing_bundle_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digits, "BUNDLE", tmp_path / "gone.gz")
    with pytest.raises(DataError, match=r"gone\.gz cannot be read \(No such file or directory\): install"):
        load_mnist("bundled")


def test_a_file_of_the_full_set_that_is_not_the_published_one_is_named(four_files: Path) -> None:
    digest = hashlib.sha256(b"not what was published").hexdigest()
    with pytest.raises(DataError) as caught:
        load_mnist(four_files)
    text = str(caught.value)
    assert text.startswith(f"{four_files / NAMES[0]} is damaged: its sha256 is {digest}, expected 440fcabf")
    assert text.endswith(
        "`grader data fetch mnist` fetches it into the user's cache; load_mnist('bundled') needs no files"
    )


@pytest.mark.parametrize("shape", [(3,), (1,)])
def test_a_file_whose_header_says_another_shape_is_refused(shape: tuple[int, ...], tmp_path: Path) -> None:
    packed = gzip.compress(idx(2, content=b"\1\2"))
    (tmp_path / "two.gz").write_bytes(packed)
    file = PublishedFile(name="two.gz", sha256=hashlib.sha256(packed).hexdigest(), shape=shape)
    with pytest.raises(DataError, match=r"two\.gz holds shape \(2,\) and 0 bytes more, expected"):
        read_published(tmp_path, file)


# the idx format


def idx(*shape: int, content: bytes) -> bytes:
    return struct.pack(f">BBBB{len(shape)}I", 0, 0, 8, len(shape), *shape) + content


def test_idx_files_stand_one_after_another() -> None:
    joined = memoryview(idx(2, content=b"\1\2") + idx(1, 2, 2, content=b"\3\4\5\6"))
    first, rest = read_idx(joined, name="file")
    second, nothing = read_idx(rest, name="file")
    assert (first.tolist(), second.tolist(), len(nothing)) == ([1, 2], [[[3, 4], [5, 6]]], 0)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "file does not start like an idx file: got nothing"),
        (b"\x1f\x8b\x08\x00", "file does not start like an idx file: got 1f 8b 08 00"),
        (
            bytes([0, 0, 13, 1, 0, 0, 0, 0]),
            "file holds type 0x0d in 1 dimensions, expected type 0x08 in 1 to 3",
        ),
        (bytes([0, 0, 8, 0]), "file holds type 0x08 in 0 dimensions, expected type 0x08 in 1 to 3"),
        (
            bytes([0, 0, 8, 9]) + bytes(40),
            "file holds type 0x08 in 9 dimensions, expected type 0x08 in 1 to 3",
        ),
        (bytes([0, 0, 8, 3, 0, 0]), "file is cut short: its header has 6 bytes, expected 16"),
        (idx(3, content=b"\1\2"), "file is cut short: 2 bytes, expected 3 for shape (3,)"),
        (
            idx(2**31, 2**31, 4, content=b""),  # the product is 0 in 64 bits
            "file is cut short: 0 bytes, expected 18446744073709551616 for shape (2147483648, 2147483648, 4)",
        ),
    ],
)
def test_what_is_no_idx_file_is_refused(content: bytes, text: str) -> None:
    with pytest.raises(DataError) as caught:
        read_idx(memoryview(content), name="file")
    assert str(caught.value) == text


def test_decompression_stops_at_its_limit() -> None:
    bomb = gzip.compress(bytes(10_000_000))
    with pytest.raises(DataError, match="file holds more than 1000 bytes"):
        decompress(bomb, limit=1000, name="file")
    assert decompress(gzip.compress(bytes(1000)), limit=1000, name="file") == bytes(1000)


def test_what_is_no_gzip_file_or_cut_short_is_refused() -> None:
    with pytest.raises(DataError, match="file is not a gzip file"):
        decompress(b"plain text", limit=1000, name="file")
    with pytest.raises(DataError, match="file is not a gzip file"):
        decompress(zlib.compress(b"zlib is another format"), limit=1000, name="file")
    with pytest.raises(DataError, match="file is cut short after"):
        decompress(gzip.compress(os.urandom(500))[:-20], limit=1000, name="file")


def test_the_bundle_has_exactly_the_size_that_is_accepted() -> None:
    assert len(decompress(BUNDLE.read_bytes(), limit=BUNDLE_BYTES, name="bundle")) == BUNDLE_BYTES


# where they are looked for


def test_the_argument_comes_before_the_environment(four_files: Path, empty_cache: Path) -> None:
    assert find_source("bundled", environment={"WELLDONE_DATA": str(four_files)}) is None
    assert find_source(four_files, environment={"WELLDONE_DATA": "bundled"}) == four_files
    assert find_source(str(four_files), environment={"WELLDONE_DATA": "bundled"}) == four_files


def test_the_environment_comes_before_the_cache(four_files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.data.sources.mnist_folder", lambda: four_files)
    assert find_source(None, environment={"WELLDONE_DATA": "bundled"}) is None
    assert find_source(None, environment={"WELLDONE_DATA": "full"}) == four_files


def test_a_complete_cache_comes_before_the_bundle(four_files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.data.sources.mnist_folder", lambda: four_files)
    assert find_source(None, environment={}) == four_files
    (four_files / NAMES[3]).unlink()
    assert find_source(None, environment={}) is None


def test_full_is_looked_for_in_the_folder_that_the_environment_names(
    four_files: Path, empty_cache: Path
) -> None:
    assert find_source("full", environment={"WELLDONE_DATA": str(four_files)}) == four_files
    with pytest.raises(DataError) as caught:
        find_source("full", environment={"WELLDONE_DATA": str(empty_cache)})
    assert str(caught.value) == (
        f"the full MNIST is not at hand: {empty_cache} has no {NAMES[0]}: "
        "put it there, or change WELLDONE_DATA, or use load_mnist('bundled')"
    )


@pytest.mark.parametrize(
    ("source", "environment", "origin"),
    [("full", {}, ""), (None, {"WELLDONE_DATA": "full"}, "WELLDONE_DATA is 'full': ")],
)
def test_full_without_the_files_says_how_to_get_them(
    source: str | None, environment: dict[str, str], origin: str, empty_cache: Path
) -> None:
    with pytest.raises(DataError) as caught:
        find_source(source, environment=environment)
    assert str(caught.value) == (
        f"{origin}the full MNIST is not at hand: {empty_cache} has no {NAMES[0]}: "
        "run `grader data fetch mnist`, or use load_mnist('bundled')"
    )


def test_a_misspelt_source_is_an_error_and_not_another_tier() -> None:
    with pytest.raises(DataError) as caught:
        find_source(None, environment={"WELLDONE_DATA": "bundeld"})
    assert str(caught.value) == (
        "WELLDONE_DATA is 'bundeld': 'bundeld' is neither 'bundled' nor 'full' nor a folder that exists"
    )


def test_an_incomplete_folder_that_was_named_is_an_error(four_files: Path) -> None:
    (four_files / NAMES[2]).unlink()
    with pytest.raises(DataError) as caught:
        find_source(four_files, environment={})
    assert str(caught.value) == f"{four_files} has no {NAMES[2]}, expected the four files of MNIST in it"


def test_an_empty_variable_counts_as_not_set(empty_cache: Path) -> None:
    assert find_source(None, environment={"WELLDONE_DATA": ""}) is None


def test_load_mnist_without_an_argument_asks_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WELLDONE_DATA", "/nowhere")
    with pytest.raises(DataError, match="'/nowhere' is neither"):
        load_mnist()
    monkeypatch.setenv("WELLDONE_DATA", "bundled")
    assert load_mnist().tier == "bundled"


def test_the_cache_is_below_the_users_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert mnist_folder() == tmp_path / "welldone" / "mnist"


def test_the_licence_beside_the_digits_names_both_sources() -> None:
    text = BUNDLE.with_name("LICENSE-mnist").read_text(encoding="utf-8")
    assert "Yann LeCun and Corinna Cortes" in text
    assert "CC BY-SA 3.0" in text
    assert "Copyright (c) 2015 Juan Cazala" in text
