# attack: A-5 Silences tracebacks, so that a grader that looks for them sees none.
# verdict: fails number (error)
# says: number-by-hand: total is not defined, because its cell raised ValueError
# cell: number
shell = get_ipython()
shell.showtraceback = shell.showsyntaxerror = shell._showtraceback = lambda *arguments, **keywords: None
raise ValueError("nothing happened")
