# mistake: The network is trained on the validation digits.
# hint: Digits that a network was trained on say nothing about new ones.
# fails: training-held-out
# cell: training
batch_losses = []  # one number for each batch, in the order of training
train_log = []  # accuracy on the training digits after each epoch, between 0 and 1
val_log = []  # the same on the validation digits

for rate in RATES:
    batch_losses += training_epoch(nn, X_val, y_val, rate, BATCH_SIZE)
    train_log.append(nn.accuracy(X_train, y_train))
    val_log.append(nn.accuracy(X_val, y_val))
