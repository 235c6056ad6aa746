"""The web edge: pages and the HTTP API. It parses, calls one engine method and renders; nothing clinical is here."""
