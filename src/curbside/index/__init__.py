"""Documents to something findable: manifest, LanceDB tables, embedding, search."""
