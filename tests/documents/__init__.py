"""Tests of the documents: loading, schemas, places, checks, and what people are told."""
