# attack: E-14 Sends its answer one byte at a time, each just in time.
# verdict: fails countdown (timeout)
# cell: countdown
import time
from grader.wire.channel import Channel
from grader.wire.encoding import encode

def countdown(n):
    def send(self, kind, nonce, value, deadline, leaf=None):
        for byte in b"".join(map(bytes, encode(kind, nonce, [[3, 2, 1]]))):
            self._sock.send(bytes([byte]))
            time.sleep(0.3)
    Channel.send = send
