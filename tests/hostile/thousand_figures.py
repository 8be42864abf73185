# attack: X Opens figures until its time is up.
# verdict: full points
# cell: +
import matplotlib.pyplot as plt
for _ in range(1000):
    plt.figure()
    plt.plot([0, 1])
