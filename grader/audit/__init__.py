"""Whether an assignment's checks can be trusted: wrong answers lose points, right ones never do."""
