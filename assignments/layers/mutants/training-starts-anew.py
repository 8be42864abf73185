# mistake: Every epoch trains a new network.
# hint: What does the network of the last epoch know of the epochs before?
# fails: training-validation, training-held-out
# cell: training
batch_losses = []  # one number for each batch, in the order of training
train_log = []  # accuracy on the training digits after each epoch, between 0 and 1
val_log = []  # the same on the validation digits

for rate in RATES:
    nn = Network(784, 10, [100])
    batch_losses += training_epoch(nn, X_train, y_train, rate, BATCH_SIZE)
    train_log.append(nn.accuracy(X_train, y_train))
    val_log.append(nn.accuracy(X_val, y_val))
