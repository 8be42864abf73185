# mistake: The training ends after one epoch.
# hint: Look at network.history: is the accuracy still rising?
# fails: best-reads-well, best-held-out
# cell: best
network = DeepNeuralNetwork([784, 64, 10])
network.train(X_train, Y_train, X_val, Y_val, epochs=1, l_rate=1)
