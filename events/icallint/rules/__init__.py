"""The rules, by what they judge: each a function that gives findings with their numbers."""
