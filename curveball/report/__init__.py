"""The page for a person to look at, and its pictures.

`catalog` names every picture, for the pipeline as well; `page.write_report` makes them and the page. Nothing is
imported here, so that the Snakefile can ask for the names without loading a plotting library.
"""
