"""GraphQL under `/api/graphql`: graphql-core over the same state as REST."""
