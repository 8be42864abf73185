"""Grading on other machines: through anything that is a `concurrent.futures.Executor`.

`remote` sends submissions to the executor's workers, `bench` grades them there with grader processes of that
machine, `dask_cluster` connects to a Dask scheduler. Everything travels by content, as data; workers need
only this package. They are trusted machines of the course: they hold hidden checks, and student code runs
there as it does here, in the sandbox.
"""
