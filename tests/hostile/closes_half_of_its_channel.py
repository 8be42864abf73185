# attack: X Closes its channel for reading, and answers what it was never asked; then for writing.
# verdict: fails number-by-hand (crashed), number-drawn (crashed), array (crashed or timeout)
# cell: number
import socket
from grader.worker.answer import CheckProcess
honest = CheckProcess._answer

def total(values): return sum(values)

def lie(self, request):
    answer = honest(self, request)
    if request[0] == "call" and len(request[2]) == 1:
        self._channel._sock.shutdown(socket.SHUT_RD)
    if request[0] == "call" and len(request[2]) == 2:
        self._channel._sock.shutdown(socket.SHUT_WR)
    return answer

CheckProcess._answer = lie
# cell: array
def scale(x, factor): return x * factor
# cell: counter
class Counter:
    def __init__(self): self.items = []
    def add(self, number): self.items.append(number)
    def sum(self): return total(self.items)
    def __iter__(self): return iter(self.items)
    def __len__(self): return len(self.items)
    count = property(__len__)

CheckProcess._answer = honest
