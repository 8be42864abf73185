# attack: X Tells of outputs that never were: arrays for types, a gigabyte of pictures, markup.
# verdict: fails number (failed)
# cell: number
from grader.worker.serve import _NotebookProcess
PNG = b"\x89PNG\r\n\x1a\n"
lies = [
    [None, [{"output_type": np.arange(3), "name": np.arange(2), "text": "x", "data": {}}]],
    [None, [{"output_type": "stream", "name": np.ones(2), "text": np.ones(2)}]],
    [None, [{"output_type": "display_data", "data": {"image/png": PNG + b"x" * (8 << 20), "text/html": "<b>" * 9_000}}] * 10],
    [None, [{"output_type": "display_data", "data": {"image/png": np.zeros((0, 3, 3), np.uint8)}}]],
    [None, {"output_type": "stream"}],
    [np.ones(3), np.ones(3)],
    [{"a": 1}, [[{}], {"output_type": ["stream"]}, {"output_type": "stream", "name": "stdout", "text": "\x1b" * 900_000}]],
    [None, [{1: 2}, {"output_type": "execute_result", "data": np.ones(3)}, {"output_type": (1, 2), "data": {2: 3}}]],
]
honest = _NotebookProcess._run

def lie(self, *fields):
    honest(self, *fields)
    return [*lies.pop(0), float("nan")] if lies else [None, [], 0.0]

_NotebookProcess._run = lie

def total(values): return -1
