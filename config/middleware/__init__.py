"""What surrounds every request of the site: kept answers, languages, headers, sizes, proxies, foreign pages."""
