# mistake: Every epoch runs at a learning rate of 1.
# hint: What does a step of that size do to what the digits before have taught?
# fails: training-learns, training-well, training-held-out
# cell: training
for rate in RATES:
    train_one_epoch(1.0)
    print(f"after an epoch at {rate}:", end=" ")
    _ = feed_forward_dataset(x_val, y_val)
