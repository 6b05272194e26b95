"""Webhooks: addresses of agencies and suppliers that are told of events (Standard Webhooks 1.0)."""
