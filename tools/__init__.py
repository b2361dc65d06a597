"""What is made from the SDL for those who write clients, and what compares it with what stands."""
