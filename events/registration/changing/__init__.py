"""What a visitor changes about a registration: its party, leaving and coming back, handing it over."""
