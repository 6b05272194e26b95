"""The append-only, tamper-evident record of every act, and the tool that verifies an export."""
