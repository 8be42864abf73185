# attack: X Breaks the rules of the wire where a check expects some exception or other.
# verdict: fails text-refused (crashed)
# cell: text
from grader.worker.answer import CheckProcess

honest = CheckProcess._answer

def lie(self, request):
    if request[0] == "call" and request[2] == [5]:
        self._channel._sock.send(b"rubbish" * 10)
    return honest(self, request)

CheckProcess._answer = lie

def banner(word):
    line = "*" * (len(word) + 2)
    return f"{line}\n*{word}*\n{line}"
