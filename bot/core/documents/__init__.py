"""Documents: strict loading, schemas, canonical bytes, and the places where each may stand."""
