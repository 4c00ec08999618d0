"""Tests of the sandbox, in process and over loopback."""
