# mistake: The rates are not passed: every epoch runs at 0.003.
# hint: At which learning rate does each of your epochs run?
# fails: training-well, training-held-out
# cell: training
for rate in RATES:
    train_one_epoch()
    print(f"after an epoch at {rate}:", end=" ")
    _ = feed_forward_dataset(x_val, y_val)
