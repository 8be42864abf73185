# mistake: SGD runs with its default learning rate and batch size, which are too small a step for so few passes.
# hint: Which batch size and learning rate does your call of SGD use?
# fails: loop-learns, loop-reads, loop-held-out
# cell: loop
val_log = []  # accuracy on the validation digits after each pass, from 0 to 1

for _ in range(PASSES):
    nn.SGD(train_data)
    val_log.append(accuracy(nn, val_data))
