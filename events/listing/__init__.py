"""Lines of the programme as pages list them: by hour, venue or track, as a timetable, on a map."""
