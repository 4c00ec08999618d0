"""What is kept on this machine: a disposable copy of the server's desk, and (later) the agent's own work."""
