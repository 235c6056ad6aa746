"""Files to documents, one module a format; reads, and never searches or answers."""
