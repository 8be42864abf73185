"""``python -m grader``: the command line, where no script is on the path."""

from grader.cli import main

if __name__ == "__main__":
    main()
