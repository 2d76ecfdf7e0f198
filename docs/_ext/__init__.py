"""What the documentation generates from the code: tables as Markdown, and the Sphinx extension that inserts them."""
