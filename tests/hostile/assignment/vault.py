# %% [markdown]
# # A small vault
#
# Small functions that give back numbers, arrays, text and objects. Whoever wants points has to write them.

# %% tags=["setup"]
import numpy as np

from grader.testing import assert_close

numbers = [3, 1, 2]

# %% [markdown]
# ## A number

# %% tags=["solution"]
#| name: number
def total(values):
    """The sum of a list of numbers."""
    ### BEGIN SOLUTION
    return sum(values)
    ### END SOLUTION

# %% tags=["check"]
#| name: number-by-hand
assert total(numbers) == 6
assert total([]) == 0
print("Well done!")

# %% tags=["hidden"]
#| name: number-drawn
#| points: 2
# opal-marmot-4711 must be known to nobody but us
rng = np.random.default_rng(4711)
for _ in range(3):
    values = [int(value) for value in rng.integers(-1000, 1000, size=20)]
    got = total(values)
    assert got == int(np.sum(values)), f"the total is {got}"
    assert type(got) is int

# %% [markdown]
# ## An array

# %% tags=["solution"]
#| name: array
def scale(x, factor):
    """Every entry of the array x, times factor."""
    ### BEGIN SOLUTION
    return x * factor
    ### END SOLUTION

# %% tags=["check"]
#| name: array-by-hand
assert_close(scale(np.array([1.0, 2.0]), 3.0), np.array([3.0, 6.0]))
print("Well done!")

# %% tags=["hidden"]
#| name: array-drawn
#| points: 2
x = np.random.normal(size=(4, 5))
got = scale(x, 2.5)
assert np.shape(got) == (4, 5)
assert np.allclose(got, 2.5 * x)
assert not np.allclose(got, 2.4 * x)

# %% [markdown]
# ## An object

# %% tags=["solution"]
#| name: counter
class Counter:
    """Remembers the numbers that are added to it: count, len, iteration, and their sum by total."""

    ### BEGIN SOLUTION
    def __init__(self):
        self.items = []

    def add(self, number):
        self.items.append(number)

    @property
    def count(self):
        return len(self.items)

    def sum(self):
        return total(self.items)

    def __len__(self):
        return len(self.items)

    def __iter__(self):
        return iter(self.items)
    ### END SOLUTION

# %% tags=["check"]
#| name: counter-by-hand
counter = Counter()
counter.add(2)
counter.add(5)
assert counter.count == 2
assert len(counter) == 2, f"{counter} has the wrong length"
assert list(counter) == [2, 5]
print("Well done!")

# %% tags=["hidden"]
#| name: counter-sum
#| given: number
counter = Counter()
for number in (4, 5):
    counter.add(number)
assert counter.sum() == 9
first, *rest = counter
assert (first, rest) == (4, [5])

# %% [markdown]
# ## Several values at once

# %% tags=["solution"]
#| name: stats
def stats(values):
    """A dict of the smallest and the largest of the values, and of all of them in order."""
    ### BEGIN SOLUTION
    return {"smallest": min(values), "largest": max(values), "sorted": sorted(values)}
    ### END SOLUTION

# %% tags=["check"]
#| name: stats-by-hand
got = stats(numbers)
assert got == {"smallest": 1, "largest": 3, "sorted": [1, 2, 3]}, f"got {got}"
print("Well done!")

# %% tags=["hidden"]
#| name: stats-drawn
#| points: 2
values = [float(value) for value in np.random.normal(size=6)]
got = stats(values)
assert sorted(got) == ["largest", "smallest", "sorted"]
assert got["smallest"] == min(values)
assert got["largest"] == max(values)
assert len(got["sorted"]) == len(values)
for ours, theirs in zip(sorted(values), got["sorted"]):
    assert ours == theirs

# %% [markdown]
# ## Text, and numbers one by one

# %% tags=["solution"]
#| name: text
def banner(word):
    """The word in a frame of stars."""
    ### BEGIN SOLUTION
    line = "*" * (len(word) + 2)
    return f"{line}\n*{word}*\n{line}"
    ### END SOLUTION

# %% tags=["check"]
#| name: text-by-hand
assert banner("a") == "***\n*a*\n***"
print("Well done!")

# %% tags=["hidden"]
#| name: text-refused
assert banner("ab").splitlines()[1:2] == ["*ab*"]
try:
    banner(5)
except Exception:
    pass
else:
    raise AssertionError("banner takes a number for a word")

# %% tags=["solution"]
#| name: countdown
def countdown(n):
    """Yields n, n - 1, ..., 1."""
    ### BEGIN SOLUTION
    while n > 0:
        yield n
        n -= 1
    ### END SOLUTION

# %% tags=["check"]
#| name: countdown-by-hand
assert list(countdown(3)) == [3, 2, 1]
assert tuple(countdown(2)) == (2, 1)
print("Well done!")
