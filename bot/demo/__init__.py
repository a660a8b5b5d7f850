"""The demo: the whole story on the embedded hub, played over HTTP and git as people would."""
