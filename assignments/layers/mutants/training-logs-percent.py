# mistake: The logs hold percentages.
# hint: An accuracy is a share between 0 and 1.
# fails: training-logs
# cell: training
batch_losses = []  # one number for each batch, in the order of training
train_log = []  # accuracy on the training digits after each epoch, between 0 and 1
val_log = []  # the same on the validation digits

for rate in RATES:
    batch_losses += training_epoch(nn, X_train, y_train, rate, BATCH_SIZE)
    train_log.append(100 * nn.accuracy(X_train, y_train))
    val_log.append(100 * nn.accuracy(X_val, y_val))
