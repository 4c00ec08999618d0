"""Every screen against every kind of server and text there is: what goes wrong is said, and nothing else happens."""
