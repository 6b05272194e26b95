"""The contract: OpenAPI 3.1, made from the declarations the service itself runs by."""
