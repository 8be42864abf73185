# mistake: batch_losses is overwritten by each epoch, not extended.
# hint: After six epochs, what is left of the losses of the first?
# fails: training-logs
# cell: training
batch_losses = []
train_log = []
val_log = []
for rate in RATES:
    batch_losses = training_epoch(nn, X_train, y_train, rate, BATCH_SIZE)
    train_log.append(nn.accuracy(X_train, y_train))
    val_log.append(nn.accuracy(X_val, y_val))
