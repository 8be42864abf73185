# mistake: The network is trained on the validation digits.
# hint: Which digits should the network see for the first time when it is measured?
# fails: training-held-out
# cell: training
for rate in RATES:
    train_on(x_val, y_val, epochs=15, learning_rate=rate)
