# attack: X Sends urgent bytes beside the stream, before and after its answers.
# verdict: fails text (passed or crashed or timeout), countdown (passed or crashed or timeout), total-at-the-end (passed or crashed or timeout), total-of-one-1 (passed or crashed or timeout), total-of-one-8 (passed or crashed or timeout)
# cell: text
import socket
from grader.wire.channel import Channel
from grader.worker.answer import CheckProcess

def banner(word):
    line = "*" * (len(word) + 2)
    return f"{line}\n*{word}*\n{line}"

honest = Channel.send

def send(self, *arguments, **keywords):
    self._sock.send(b"!", socket.MSG_OOB)
    honest(self, *arguments, **keywords)
    self._sock.send(b"!", socket.MSG_OOB)

serve = CheckProcess.serve

def urgent(self):
    Channel.send = send
    serve(self)

CheckProcess.serve = urgent
