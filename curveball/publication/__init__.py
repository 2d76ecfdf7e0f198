"""What makes the folder of a dataset ready for publication.

`describe.describe_dataset` writes the files that describe a dataset beside its data: a card for readers (`card`),
metadata for machines (`croissant`), where the dataset comes from (`provenance`), an animated preview (`preview`), and
checksums of all of them (`checksums`).
"""
