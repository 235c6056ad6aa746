"""What we know: references and their standing, documents, statements, passages. Imports nothing above it."""
