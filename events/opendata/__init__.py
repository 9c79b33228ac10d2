"""The programme in the API, as the public was last told."""
