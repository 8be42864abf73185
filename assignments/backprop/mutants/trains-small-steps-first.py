# mistake: The rates are used in reverse order.
# hint: Which steps should come last?
# fails: training-well, training-held-out
# cell: training
for rate in sorted(RATES):
    train_one_epoch(rate)
    print(f"after an epoch at {rate}:", end=" ")
    _ = feed_forward_dataset(x_val, y_val)
