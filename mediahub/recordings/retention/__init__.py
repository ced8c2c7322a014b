"""When recordings and registrations go, and the proof that they are gone."""
