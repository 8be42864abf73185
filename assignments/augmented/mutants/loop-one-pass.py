# mistake: There is a single pass over the training digits.
# hint: How many passes does the loop make, and how many entries does val_log get?
# fails: loop-log
# cell: loop
val_log = []  # accuracy on the validation digits after each pass, from 0 to 1

nn.SGD(train_data, batch_size=BATCH_SIZE, learning_rate=LEARNING_RATE)
val_log.append(accuracy(nn, val_data))
