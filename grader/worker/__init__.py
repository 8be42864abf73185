"""What runs student code. Everything that leaves this package is untrusted, so nothing here is a defence.

`prepare` is called once in the zygote, before any student code exists; `serve` in each submission's own
process, after that process was confined. The worker imports the wire and nothing else of ours: whatever it
knew, a submission would know.
"""

from grader.worker.prepare import Prepared, SetupError, prepare
from grader.worker.serve import serve

__all__ = ["Prepared", "SetupError", "prepare", "serve"]
