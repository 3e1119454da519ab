"""The generated reference: one module per kind of page, Markdown templates beside them.

A page is a path below `reference/` and its text; the sign @ at the start of a link stands for that
folder, so that a drawing does not need to know on which page it will be.
"""
