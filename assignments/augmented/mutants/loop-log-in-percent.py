# mistake: The log holds percentages.
# hint: Between which two numbers does an entry of the log lie?
# fails: loop-log
# cell: loop
val_log = []  # accuracy on the validation digits after each pass, from 0 to 1

for _ in range(PASSES):
    nn.SGD(train_data, batch_size=BATCH_SIZE, learning_rate=LEARNING_RATE)
    val_log.append(100 * accuracy(nn, val_data))
