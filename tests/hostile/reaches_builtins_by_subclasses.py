# attack: A-19 Goes around any list of forbidden words to find a way to start programs and open files.
# verdict: fails number (failed)
# needs: 2
# cell: number
def everything(kind=().__class__.__base__):
    for one in type.__subclasses__(kind):
        yield one
        if one is not type:
            yield from everything(one)

def total(values):
    run = getattr(__builtins__, "ev" + "al", None) or __builtins__["ev" + "al"]
    for one in everything():
        if one.__name__ == "Popen":
            try:
                return int(one(["echo", "6"], stdout=-1).communicate()[0])
            except OSError:
                pass
    return run("-1")
