# mistake: The network is made and never trained.
# hint: A network that guesses reads one digit in ten.
# fails: best-learns, best-reads-well, best-held-out
# cell: best
network = DeepNeuralNetwork([784, 64, 10])
