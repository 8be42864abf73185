"""What runs student code. Everything that leaves this package is untrusted, so nothing here is a defence.

The worker imports the wire and nothing else of ours: whatever it knew, a submission would know.
"""
