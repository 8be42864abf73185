# mistake: The rate is far too large for SGD.
# hint: Does the accuracy in network.history go up at all? Take smaller steps.
# fails: best-learns, best-reads-well, best-held-out
# cell: best
network = DeepNeuralNetwork([784, 64, 10])
network.train(X_train, Y_train, X_val, Y_val, epochs=6, optimizer="sgd", l_rate=100)
