"""What desk screens, spreadsheets and public pages of all apps share."""
