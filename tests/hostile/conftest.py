"""What lies here is graded, never collected: `test_hostile` reads it."""

collect_ignore_glob = ["*"]
