# attack: A-11 Calls exit() in a cell, and ends the process in another.
# verdict: fails array (error)
# says: array-by-hand: the cell ended the process (exit code 0)
# cell: counter
class Counter:
    def __init__(self): self.items = []
    def add(self, number): self.items.append(number)
    def sum(self): return total(self.items)
    def __iter__(self): return iter(self.items)
    def __len__(self): return len(self.items)
    count = property(__len__)

exit()
# cell: array
import os
os._exit(0)
