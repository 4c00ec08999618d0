"""Draw what is given, and emit what the agent wants: data in, messages out."""
