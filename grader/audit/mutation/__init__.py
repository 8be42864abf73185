"""Wrong answers made from right ones: small, typical mistakes of numerical code, one at a time.

Pure: text goes in, text comes out, and nothing is run. A mistake is an edit of the reference's own text, so
that only what is wrong differs, and a person can read the difference.
"""
