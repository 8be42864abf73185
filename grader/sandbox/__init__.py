"""Starts the processes that run student code, and confines them; no other package starts a process.

The trusted side uses ``host`` (`Zygote`, `Worker`), ``probe`` (what this machine can enforce) and ``rungs``
(what may be asked for). Everything else here runs in the zygote and in what it forks.
"""
