# attack: A-8 Replaces what runs the cells, so that those that follow do nothing and say that all went well.
# verdict: no points
# cell: number
class Well:
    error_before_exec = error_in_exec = None

type(get_ipython()).run_cell = lambda self, *arguments, **keywords: Well()
