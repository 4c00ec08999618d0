"""One module per resource of contract section 2; each operation is a function of the desk and what is asked."""
