"""Right and subtly wrong gradients, and checkers that are to tell them apart."""
