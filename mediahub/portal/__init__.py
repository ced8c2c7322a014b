"""What a participant meets: personal links, the own library, feeds, calendars, transfers."""
