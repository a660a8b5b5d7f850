"""The rules of the audit, as tables: of one entry, and of one commit."""
