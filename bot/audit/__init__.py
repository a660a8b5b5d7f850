"""The independent reader: derives everything that a clone can prove, and says what it cannot."""
