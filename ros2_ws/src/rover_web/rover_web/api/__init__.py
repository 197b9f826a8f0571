"""The JSON API; /api/openapi.json describes it."""
