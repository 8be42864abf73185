# mistake: The logs hold percentages.
# hint: An accuracy is a share between 0 and 1.
# fails: loop-logs
# cell: loop
train_log = []  # accuracy on the training digits after each epoch, between 0 and 1
val_log = []  # the same on the validation digits

for epoch in range(EPOCHS):
    for X_batch, y_batch in iterate_minibatches(X_train, y_train, BATCH_SIZE, shuffle=True):
        train(network, X_batch, y_batch)
    train_log.append(100 * np.mean(predict(network, X_train) == y_train))
    val_log.append(100 * np.mean(predict(network, X_val) == y_val))
