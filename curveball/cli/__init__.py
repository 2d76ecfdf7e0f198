"""The command `curveball`: shows, verifies, regenerates and exports samples, and explains configurations."""
