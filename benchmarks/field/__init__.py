"""The same homework for several graders, and what each takes to grade a class."""
