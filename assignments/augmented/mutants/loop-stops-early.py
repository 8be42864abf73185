# mistake: Each pass stops after its first ten batches.
# hint: How many of the training digits does the network meet in a pass?
# fails: loop-learns, loop-reads, loop-held-out
# cell: loop
val_log = []  # accuracy on the validation digits after each pass, from 0 to 1

for _ in range(PASSES):
    nn.SGD(train_data, batch_size=BATCH_SIZE, learning_rate=LEARNING_RATE, max_iter=10)
    val_log.append(accuracy(nn, val_data))
