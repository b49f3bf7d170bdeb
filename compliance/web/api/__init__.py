"""What other programs call: packs, decisions and documents as JSON, described by OpenAPI."""

PREFIX = "/api/v1"
