"""From the network into files: PubMed, PubMed Central, any public address. Nothing else in Curbside uses the network.

What is fetched lies in files before anything reads it, as if a person had saved it there.
"""
