"""The stored corpus of hostile frames: tests/fixtures/wire/<what is wrong>.frame, and how to make them again.

    python -m tests.wire_corpus

writes every file anew. A frame that broke the decoder once is added here by name, with the words that the
refusal must hold, and stays.
"""

import struct
from pathlib import Path
from typing import Any

from grader.wire import REQUEST
from grader.wire.frames import HEADER, MAGIC, VERSION
from tests.wire_frames import NONCE, frame

FOLDER = Path(__file__).parent / "fixtures" / "wire"

HEAD, LARGE, META, EXPECTED = "wrong head", "frame that is too large", "meta part cannot", "begins with a tag"
FIELDS, KEY, DTYPE, BUFFER = (
    "number or types of fields",
    "a key of a type",
    "dtype is not allowed",
    "a buffer",
)
FIT, WHOLE, TEXT, RECORD = "does not fit", "whole number", "text that is none", "a record that this side"
GONE, SCALAR, SHAPE, TWICE = "the other end is closed", "a scalar", "an impossible", "one key twice"

EIGHT = bytes(8)
MERSENNE = 2**61 - 1  # Python's hash of a whole number is the number modulo this


def _head(**changed: Any) -> bytes:
    fields = {
        "magic": MAGIC,
        "version": VERSION,
        "kind": 2,
        "nonce": NONCE,
        "meta": 4,
        "buffers": 0,
    } | changed
    return HEADER.pack(*fields.values()) + b"null"


def _deep(opening: str, depth: int) -> bytes:
    return (opening * depth + "0" + "]" * depth).encode()


# name: the frame, and words of the refusal
CORPUS: dict[str, tuple[bytes, str]] = {
    # the head
    "empty": (b"", GONE),
    "head-cut-short": (frame(None)[: HEADER.size - 1], GONE),
    "head-other-magic": (_head(magic=b"PK"), HEAD),
    "head-other-version": (_head(version=2), HEAD),
    "head-request-for-a-reply": (frame(None, kind=REQUEST), HEAD),
    "head-stale-nonce": (frame(None, nonce=NONCE - 1), HEAD),
    "head-meta-of-4-gib": (_head(meta=2**32 - 1), LARGE),
    "head-4-billion-buffers": (_head(buffers=2**32 - 1), LARGE),
    "head-buffer-of-2-to-the-64": (_head(buffers=1)[:-4] + struct.pack("<Q", 2**64 - 1), LARGE),
    "head-buffers-whose-sum-overflows": (_head(buffers=2)[:-4] + struct.pack("<2Q", 2**63, 2**63), LARGE),
    "head-buffer-lengths-cut-short": (_head(buffers=1), GONE),
    "meta-cut-short": (frame(["l", 1, 2, 3])[:-1], GONE),
    "buffer-cut-short": (frame(["b", 0], EIGHT)[:-1], GONE),
    "bytes-after-the-frame": (frame(None) + b"x", "bytes after"),
    "two-frames-at-once": (frame(None) * 2, "bytes after"),
    # the text of the tree
    "meta-empty": (frame(b""), META),
    "meta-pickle": (frame(b"\x80\x04cos\nsystem\n(S'true'\ntR."), META),
    "meta-numpy-file": (frame(b"\x93NUMPY\x01\x00"), META),
    "meta-two-values": (frame(b"1 2"), META),
    "meta-nan": (frame(b"NaN"), META),
    "meta-infinite-exponent": (frame(b"1e999"), META),
    "meta-latin-1": (frame(b'"\xe9"'), META),
    "meta-surrogate-escape": (frame(b'"\\ud800"'), META),
    "meta-surrogate-bytes": (frame(b'"\xed\xa0\x80"'), META),
    "meta-byte-order-mark": (frame(b"\xef\xbb\xbfnull"), META),
    "meta-2000-lists-deep": (frame(_deep("[", 2_000)), "RecursionError"),
    "meta-2000-objects-deep": (frame(b'{"":' * 2_000 + b"0" + b"}" * 2_000), "RecursionError"),
    "tree-33-lists-deep": (frame(_deep('["l",', 33)), "nested too deeply"),
    "tree-33-tuples-deep-in-a-key": (frame(b'["s",' + _deep('["t",', 33) + b"]"), "nested too deeply"),
    "tree-object": (frame({"a": 1}), "an object"),
    "tree-object-within": (frame(["l", {}]), "an object"),
    "tree-list-without-a-tag": (frame([]), EXPECTED),
    "tree-tag-that-is-a-number": (frame([1, 2]), EXPECTED),
    "tree-tag-that-is-a-list": (frame([["l"]]), EXPECTED),
    "tree-unknown-tag": (frame(["__class__"]), "unknown tag"),
    # numbers
    "int-untagged-of-65-bits": (frame(2**63), WHOLE),
    "int-untagged-of-4000-digits": (frame(b"9" * 4_000), WHOLE),
    "int-untagged-of-65-bits-in-a-list": (frame(["l", 1, 2**63]), WHOLE),
    "int-untagged-below-64-bits-in-a-list": (frame(["l", 1, -(2**63) - 1]), WHOLE),
    "int-of-1001-digits": (frame(["i", "9" * 1_001]), WHOLE),
    "int-in-thai-digits": (frame(["i", "\u0e51\u0e52"]), WHOLE),
    "int-superscript": (frame(["i", "\u00b2"]), WHOLE),
    "int-with-underscores": (frame(["i", "1_000"]), WHOLE),
    "int-without-digits": (frame(["i", "-"]), WHOLE),
    "int-with-two-signs": (frame(["i", "--1"]), WHOLE),
    "int-with-spaces": (frame(["i", " 1"]), WHOLE),
    "int-that-is-no-text": (frame(["i", 1]), FIELDS),
    "float-finite-but-tagged": (frame(["f", "1.0"]), "a number that is none"),
    "float-infinity-spelt-out": (frame(["f", "infinity"]), "a number that is none"),
    "float-of-too-many-fields": (frame(["f", "nan", "nan"]), FIELDS),
    "complex-of-one-part": (frame(["c", 1.0]), "a complex number"),
    "complex-of-whole-numbers": (frame(["c", 1, 0]), "a complex number"),
    "complex-of-other-text": (frame(["c", "1.0", 1.0]), "a number that is none"),
    "complex-of-a-list": (frame(["c", ["f", "nan"], 1.0]), "a complex number"),
    # dicts and sets
    "dict-key-without-a-value": (frame(["d", 1]), "a key without a value"),
    "dict-one-key-twice": (frame(["d", "a", 1, "a", 2]), TWICE),
    "dict-true-and-1": (frame(["d", True, 1, 1, 2]), TWICE),
    "dict-1-and-float-1": (frame(["d", 1, 1, 1.0, 2]), TWICE),
    "dict-1-and-numpy-1": (frame(["d", 1, 1, ["n", "i1", "01"], 2]), TWICE),
    "set-one-member-twice": (frame(["s", 0.0, -0.0]), TWICE),
    "frozenset-one-member-twice": (frame(["z", "a", "a"]), TWICE),
    "key-list": (frame(["d", ["l", 1], 2]), KEY),
    "key-dict": (frame(["s", ["d"]]), KEY),
    "key-set": (frame(["s", ["s", 1]]), KEY),
    "key-frozenset": (frame(["s", ["z", 1]]), KEY),
    "key-list-in-a-tuple": (frame(["s", ["t", 1, ["l"]]]), KEY),
    "key-array": (frame(["d", ["a", "f8", [1], 0], 2], EIGHT), KEY),
    "key-date": (frame(["s", ["n", "M8[s]", "00" * 8]]), KEY),
    "key-opaque": (frame(["s", ["o", "Key"]]), KEY),
    "key-reference": (frame(["d", ["r", 0, "Key"], 1]), KEY),
    "key-reference-in-a-tuple": (frame(["z", ["t", ["r", 0, "Key"]]]), KEY),
    "key-raised": (frame(["s", ["e", "error", "E", "", []]]), KEY),
    "key-empty-list": (frame(["s", []]), KEY),
    "key-tag-that-is-a-list": (frame(["s", [["t"]]]), KEY),
    "key-object": (frame(["s", {}]), "an object"),
    "keys-101-of-one-hash": (
        frame(["s", *[["i", str(n * MERSENNE)] for n in range(8, 110)]]),
        "share a hash",
    ),
    "keys-tuples-of-one-hash": (
        frame(["z", *[["t", ["i", str(n * MERSENNE)]] for n in range(8, 110)]]),
        "share a hash",
    ),
    "keys-that-overflow-when-compared": (
        frame(["s", ["n", "f8", struct.pack("<d", 1.0).hex()], ["i", str(1 + MERSENNE * 2**1_000)]]),
        "cannot be told apart",
    ),
    # buffers and arrays
    "buffer-not-used": (frame(None, EIGHT), "was not used"),
    "buffer-used-twice": (frame(["l", ["b", 0], ["b", 0]], EIGHT), BUFFER),
    "buffer-shared-by-two-arrays": (frame(["l", ["a", "f8", [1], 0], ["a", "f8", [1], 0]], EIGHT), BUFFER),
    "buffer-missing": (frame(["b", 0]), BUFFER),
    "buffer-below-zero": (frame(["b", -1], EIGHT), BUFFER),
    "buffer-number-that-is-true": (frame(["b", False], EIGHT), FIELDS),
    "array-too-short": (frame(["a", "f8", [2], 0], EIGHT), FIT),
    "array-too-long": (frame(["a", "f4", [1], 0], EIGHT), FIT),
    "array-half-an-item": (frame(["a", "f8", [1], 0], bytes(7)), FIT),
    "array-no-axes-no-bytes": (frame(["a", "f8", [], 0], b""), FIT),
    "array-size-that-overflows-to-0": (frame(["a", "f8", [2**33, 2**33], 0], b""), FIT),
    "array-size-that-overflows-to-8-bytes": (frame(["a", "f8", [2**62 + 1, 4], 0], bytes(32)), FIT),
    "array-axis-below-zero": (frame(["a", "f8", [-1], 0], EIGHT), SHAPE),
    "array-two-axes-below-zero": (frame(["a", "f8", [-1, -1], 0], EIGHT), SHAPE),
    "array-axis-that-is-true": (frame(["a", "f8", [True], 0], EIGHT), SHAPE),
    "array-axis-that-is-1.0": (frame(["a", "f8", [1.0], 0], EIGHT), SHAPE),
    "array-axis-of-1000-digits": (frame(b'["a","f8",[0,' + b"9" * 1_000 + b"],0]", b""), SHAPE),
    "array-empty-with-a-huge-axis": (frame(["a", "f8", [0, 2**31], 0], b""), SHAPE),
    "array-empty-that-overflows-in-bytes": (frame(["a", "f8", [0, 2**30, 2**30], 0], b""), SHAPE),
    "array-empty-text-that-overflows": (frame(["a", "U1024", [0, 2**26, 2**26], 0], b""), SHAPE),
    "array-9-axes": (frame(["a", "f8", [1] * 9, 0], EIGHT), "too many axes"),
    "array-shape-that-is-no-list": (frame(["a", "f8", 1, 0], EIGHT), FIELDS),
    "array-with-strides": (frame(["a", "f8", [1], 0, [8]], EIGHT), FIELDS),
    "dtype-object": (frame(["a", "O", [1], 0], EIGHT), DTYPE),
    "dtype-object-with-a-size": (frame(["a", "O8", [1], 0], EIGHT), DTYPE),
    "dtype-void": (frame(["a", "V8", [1], 0], EIGHT), DTYPE),
    "dtype-structure": (frame(["a", "i4,i4", [1], 0], EIGHT), DTYPE),
    "dtype-long-double": (frame(["a", "f16", [1], 0], bytes(16)), DTYPE),
    "dtype-date-without-a-unit": (frame(["a", "M8", [1], 0], EIGHT), DTYPE),
    "dtype-date-of-25-seconds": (frame(["a", "M8[25s]", [1], 0], EIGHT), DTYPE),
    "dtype-big-endian": (frame(["a", ">f8", [1], 0], EIGHT), DTYPE),
    "dtype-name-of-a-class": (frame(["a", "float64", [1], 0], EIGHT), DTYPE),
    "dtype-text-without-a-size": (frame(["a", "U", [0], 0], b""), DTYPE),
    "dtype-text-of-size-0": (frame(["a", "U0", [2], 0], b""), DTYPE),
    "dtype-text-below-zero": (frame(["a", "U-1", [1], 0], EIGHT), DTYPE),
    "dtype-text-of-4100-bytes": (frame(["a", "U1025", [1], 0], bytes(4_100)), DTYPE),
    "dtype-text-in-thai-digits": (frame(["a", "U\u0e52", [1], 0], EIGHT), DTYPE),
    "dtype-that-is-a-list": (frame(["a", ["f8"], [1], 0], EIGHT), FIELDS),
    "text-array-beyond-unicode": (frame(["a", "U1", [1], 0], b"\x00\x00\x11\x00"), TEXT),
    "text-array-negative-point": (frame(["a", "U1", [1], 0], b"\xff\xff\xff\xff"), TEXT),
    "text-array-lone-surrogate": (frame(["a", "U2", [1], 0], b"\x61\x00\x00\x00\x00\xd8\x00\x00"), TEXT),
    "scalar-too-short": (frame(["n", "f8", "00"]), SCALAR),
    "scalar-too-long": (frame(["n", "i1", "0000"]), SCALAR),
    "scalar-with-spaces": (frame(["n", "i2", "00 00"]), SCALAR),
    "scalar-that-is-no-hex": (frame(["n", "i1", "zz"]), SCALAR),
    "scalar-fullwidth-digits": (frame(["n", "i1", "\uff10\uff10"]), SCALAR),
    "scalar-half-a-byte": (frame(["n", "i1", "0"]), SCALAR),
    "scalar-text-by-its-bytes": (frame(["n", "U1", "61000000"]), SCALAR),
    "scalar-bytes-with-a-size": (frame(["n", "S1", "61"]), SCALAR),
    "scalar-object": (frame(["n", "O", "00" * 8]), DTYPE),
    "scalar-memmap": (frame(["n", "memmap", "results.json"]), SCALAR),
    # records
    "record-name-to-look-up": (frame(["g", "os.system"]), RECORD),
    "record-source-to-define": (frame(["x", "f", "def f(): pass", ["d"]]), RECORD),
    "record-source-without-bindings": (frame(["x", "f", "def f(): pass", ["l"]]), "bindings"),
    "record-source-with-odd-bindings": (frame(["x", "f", "def f(): pass", []]), "bindings"),
    "record-opaque-without-a-name": (frame(["o"]), FIELDS),
    "record-opaque-with-a-text": (frame(["o", "Type", "text"]), FIELDS),
    "record-reference-below-zero": (frame(["r", -1, "Dense"]), SHAPE),
    "record-reference-beyond-63-bits": (frame(["r", 2**63, "Dense"]), SHAPE),
    "record-reference-that-is-true": (frame(["r", True, "Dense"]), FIELDS),
    "record-raised-without-lines": (frame(["e", "error", "E", ""]), FIELDS),
    "record-raised-line-of-two": (frame(["e", "error", "E", "", [["cell", 1]]]), "a line that is none"),
    "record-raised-line-that-is-text": (frame(["e", "error", "E", "", ["cell"]]), "a line that is none"),
    "record-raised-line-below-zero": (frame(["e", "error", "E", "", [["cell", -1, ""]]]), SHAPE),
    "record-raised-21-lines": (frame(["e", "error", "E", "", [["cell", 1, ""]] * 21]), "too many lines"),
}


def main() -> None:
    """Write the corpus."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path in FOLDER.glob("*.frame"):
        path.unlink()
    for name, (data, _) in CORPUS.items():
        (FOLDER / f"{name}.frame").write_bytes(data)


if __name__ == "__main__":
    main()
