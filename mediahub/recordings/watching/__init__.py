"""The gate and the page to watch on."""
