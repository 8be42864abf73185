# attack: F-5 Clears the namespace, so that what follows finds nothing.
# verdict: fails array (error or not answered), counter-sum (error), total-at-the-end (not answered), total-of-one-1 (not answered), total-of-one-8 (not answered)
# cell: array
%reset -f
