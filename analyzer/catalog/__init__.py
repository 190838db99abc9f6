"""Vendors as data: hosts, credentials, error codes, limits and samples, one TOML file a vendor."""
