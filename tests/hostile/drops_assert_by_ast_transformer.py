# attack: A-7 Registers an AST transformer that drops every assert.
# verdict: fails number (failed)
# cell: number
import ast

class NoAsserts(ast.NodeTransformer):
    def visit_Assert(self, node): return ast.Pass()

get_ipython().ast_transformers.append(NoAsserts())

def total(values): return -1
