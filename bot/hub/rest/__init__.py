"""REST under `/api/v3`: one module for each family of routes."""
