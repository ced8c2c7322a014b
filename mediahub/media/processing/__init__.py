"""What is made of a file: conversions, loudness, pictures, tagged copies."""
