# mistake: The network is trained on the validation digits.
# hint: Which digits does the network learn from, and which ones is it judged by?
# fails: loop-held-out
# cell: loop
val_log = []  # accuracy on the validation digits after each pass, from 0 to 1

for _ in range(PASSES):
    nn.SGD(val_data, batch_size=BATCH_SIZE, learning_rate=LEARNING_RATE)
    val_log.append(accuracy(nn, val_data))
