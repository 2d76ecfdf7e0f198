"""The report: one page for people, and its figures.

`catalog` names every figure, and the workflow asks it for these names. `page.write_report` draws the figures and writes
the page. Nothing is imported here, so asking for the names does not load a plotting library.
"""
