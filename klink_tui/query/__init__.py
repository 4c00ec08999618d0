"""The query language: one string everywhere, read into a tree, and from there into SQL or words."""
