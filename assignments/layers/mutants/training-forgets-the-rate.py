# mistake: training_epoch is called without the rate, and takes steps of 0.001.
# hint: Which rate does training_epoch use, if you do not say one?
# fails: training-learns, training-validation, training-held-out
# cell: training
batch_losses = []  # one number for each batch, in the order of training
train_log = []  # accuracy on the training digits after each epoch, between 0 and 1
val_log = []  # the same on the validation digits

for rate in RATES:
    batch_losses += training_epoch(nn, X_train, y_train, batch_size=BATCH_SIZE)
    train_log.append(nn.accuracy(X_train, y_train))
    val_log.append(nn.accuracy(X_val, y_val))
