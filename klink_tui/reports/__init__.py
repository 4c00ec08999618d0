"""Commands that print what the local copy holds, without opening the console."""
