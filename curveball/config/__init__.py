"""The configuration: its model, how it is read from YAML, and how invalid input is explained."""
