"""What clients see: types, inputs, payloads, the two roots and the way in over HTTP."""
