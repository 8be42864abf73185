# attack: F-5 Waits for input and for a debugger.
# verdict: fails number (error), array (error)
# cell: number
answer = input("the score, please: ")
# cell: array
breakpoint()
# cell: +
%debug
# cell: +
get_ipython().ask_exit()
