"""One sample from (config, class, index): motion, camera, pixels, columns; and the shards that hold them."""
