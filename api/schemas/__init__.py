"""What requests may say, one schema for each body, and the answers as OpenAPI describes them."""
