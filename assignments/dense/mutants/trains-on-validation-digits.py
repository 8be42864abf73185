# mistake: The network is trained on the validation digits.
# hint: The validation digits are for measuring: what the network has seen, it can recognise.
# fails: loop-held-out
# cell: loop
train_log = []  # accuracy on the training digits after each epoch, between 0 and 1
val_log = []  # the same on the validation digits

for epoch in range(EPOCHS):
    for X_batch, y_batch in iterate_minibatches(X_val, y_val, BATCH_SIZE, shuffle=True):
        train(network, X_batch, y_batch)
    train_log.append(np.mean(predict(network, X_train) == y_train))
    val_log.append(np.mean(predict(network, X_val) == y_val))
