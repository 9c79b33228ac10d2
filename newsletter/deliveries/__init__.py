"""The deliveries of an issue: to whom it goes, frozen into rows, and how these ended."""
