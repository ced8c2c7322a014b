"""Pages of the studio about webcasts, series and networks."""
