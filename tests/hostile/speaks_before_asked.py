# attack: B-7 Sends an answer before it is asked, with a guessed nonce.
# verdict: fails counter (crashed)
# says: counter-by-hand: broke the protocol
# cell: counter
import struct
from grader.wire.frames import HEADER, MAGIC, VERSION
from grader.worker import answer

_send = answer.wire.Channel.send

def send(self, kind, nonce, value, deadline, leaf=None):
    _send(self, kind, nonce, value, deadline, leaf=leaf)
    meta = b'["l",2]'
    self._sock.send(HEADER.pack(MAGIC, VERSION, kind, nonce + 1, len(meta), 0) + meta)

class Counter:
    def __init__(self): answer.wire.Channel.send = send
    def add(self, number): pass
    count = 2
