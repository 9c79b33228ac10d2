"""Starting, stopping and looking at the processes of one installation."""
