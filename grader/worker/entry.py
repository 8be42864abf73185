"""Where a zygote enters.

`prepare` is called once, before any student code exists; `serve` in each submission's own process, after
that process was confined.
"""

from grader.worker.prepare import prepare
from grader.worker.serve import serve

__all__ = ["prepare", "serve"]
