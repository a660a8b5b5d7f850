"""The pure core: rules and decisions, with no file, process, network, clock or chance."""
