# mistake: The network is trained for the first epoch only.
# hint: How many rates are there?
# fails: training-well, training-held-out
# cell: training
for rate in RATES[:1]:
    train_one_epoch(rate)
    print(f"after an epoch at {rate}:", end=" ")
    _ = feed_forward_dataset(x_val, y_val)
