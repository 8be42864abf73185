# mistake: The loop leaves the epoch after its first batch.
# hint: Train on every batch of the epoch: which line ends the loop?
# fails: loop-validation, loop-held-out
# cell: loop
train_log = []  # accuracy on the training digits after each epoch, between 0 and 1
val_log = []  # the same on the validation digits

for epoch in range(EPOCHS):
    for X_batch, y_batch in iterate_minibatches(X_train, y_train, BATCH_SIZE, shuffle=True):
        train(network, X_batch, y_batch)
        break
    train_log.append(np.mean(predict(network, X_train) == y_train))
    val_log.append(np.mean(predict(network, X_val) == y_val))
