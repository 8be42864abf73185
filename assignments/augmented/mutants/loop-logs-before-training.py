# mistake: The accuracy is logged before each pass, so the last one is missing.
# hint: Is the last entry of the log the accuracy of the network as it is now?
# fails: loop-log
# cell: loop
val_log = []  # accuracy on the validation digits after each pass, from 0 to 1

for _ in range(PASSES):
    val_log.append(accuracy(nn, val_data))
    nn.SGD(train_data, batch_size=BATCH_SIZE, learning_rate=LEARNING_RATE)
