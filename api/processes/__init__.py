"""The processes of the service beside PostgreSQL: web, sequencer, jobs. `serve` starts them."""
