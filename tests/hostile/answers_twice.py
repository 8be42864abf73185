# attack: B-7 Puts a second answer behind the first, in one write.
# verdict: fails array (crashed)
# says: array-by-hand: broke the protocol
# cell: array
from grader.wire.channel import Channel
from grader.wire.encoding import encode

def scale(x, factor):
    def send(self, kind, nonce, value, deadline, leaf=None):
        frame = b"".join(map(bytes, encode(kind, nonce, [x * factor])))
        self._sock.send(frame + frame)
    Channel.send = send
