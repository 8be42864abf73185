# attack: B-7 Answers with the nonce of the request before.
# verdict: fails array (crashed)
# says: array-by-hand: broke the protocol
# cell: array
from grader.wire.channel import Channel
from grader.wire.encoding import encode

def scale(x, factor):
    def send(self, kind, nonce, value, deadline, leaf=None):
        self._sock.send(b"".join(map(bytes, encode(kind, nonce - 1, [x * factor]))))
    Channel.send = send
