"""The demo's programme: what it says is in the TOML files, how it becomes rows is in the modules."""
