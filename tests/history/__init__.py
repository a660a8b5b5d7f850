"""A maker of true histories: main as the bot writes it, without hub and HTTP."""
