"""Commands about webcasts, series and networks."""
