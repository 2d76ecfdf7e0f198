"""The templates of the page, with its style sheet and its script."""
