"""Pure feed formats: dataclasses to bytes and bytes to dataclasses."""
