"""Responses that hold nothing of anybody, cached under the version of what they are made of.

``watching`` counts every write to the tables they show, ``versions`` is what this process believes of the counts,
``rules`` says of a view what its response depends on, ``store`` keeps what was made (in ``memory`` that has an end),
``codings`` compresses it, and ``answering`` makes a response of it. The middleware is
``config.middleware.cached_responses``.
"""
