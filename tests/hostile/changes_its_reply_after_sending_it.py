# attack: B-11 Goes on writing into the array that it has returned, as soon as it is sent.
# verdict: fails array (failed)
# cell: array
from grader.wire import Channel

returned = []
honest = Channel.send

def send(self, *arguments, **named):
    honest(self, *arguments, **named)
    for result, right in returned:
        result[...] = right

Channel.send = send

def scale(x, factor):
    result = np.zeros_like(x)
    returned.append((result, x * factor))
    return result
