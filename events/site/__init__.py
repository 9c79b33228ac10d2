"""Public pages of the programme. They read published facts (``CalendarEntry``) only, and set no cookie."""
