"""The head of a frame."""

import struct

__all__ = ["HEADER", "MAGIC", "REPLY", "REQUEST", "VERSION"]

HEADER = struct.Struct("<2sBBQII")  # magic, version, kind, nonce, length of meta, number of buffers
MAGIC, VERSION = b"WD", 1
REQUEST, REPLY = 1, 2
