# attack: A-18 Sends frames that name a class, a function and a file to be opened.
# verdict: fails array (crashed)
# says: array-by-hand: broke the protocol
# cell: array
import json
from grader.wire.channel import Channel
from grader.wire.frames import HEADER, MAGIC, VERSION

def scale(x, factor):
    trees = [
        {"_type": "np_scalar", "_concrete_type": "memmap", "_value": "@CANARY@"},
        ["l", ["memmap", "@CANARY@"]],
    ]
    def send(self, kind, nonce, value, deadline, leaf=None):
        meta = json.dumps(trees[int(x.ndim == 1)]).encode()
        self._sock.send(HEADER.pack(MAGIC, VERSION, kind, nonce, len(meta), 0) + meta)
    Channel.send = send
