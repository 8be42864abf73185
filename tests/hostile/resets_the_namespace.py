# attack: F-5 Clears the namespace, so that what follows finds nothing.
# verdict: fails array (error or not answered), number-drawn (passed)
# cell: array
%reset -f
