"""Agencies and their facts, orders, quota and approvals: one use case a module."""
