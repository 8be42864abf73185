# mistake: The rate is left at 0.1.
# hint: Is the loss still falling quickly when the training ends? Take larger steps.
# fails: best-reads-well, best-held-out
# cell: best
network = DeepNeuralNetwork([784, 64, 10])
network.train(X_train, Y_train, X_val, Y_val, epochs=6)
