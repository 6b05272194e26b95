"""What documents of machines and suppliers say about the operating system on a machine."""
