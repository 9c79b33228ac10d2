"""The demo's subscribers: invented people at addresses that reach nobody."""
