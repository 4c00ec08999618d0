"""The fiction a sandbox is filled with: the support desk of a company that ships parcels and sells shop software."""
