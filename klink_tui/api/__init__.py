"""The client of the Klink CX API: calls in, models or named errors out."""
