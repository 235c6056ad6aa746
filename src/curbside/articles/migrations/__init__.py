"""The steps by which an article database of any earlier version is brought up to date."""
