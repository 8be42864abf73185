# mistake: The network is trained on the validation digits.
# hint: What the network has seen, it can recognise: the validation digits are for measuring.
# fails: best-held-out
# cell: best
network = DeepNeuralNetwork([784, 64, 10])
network.train(X_val, Y_val, X_train, Y_train, epochs=40, l_rate=4)
