"""Generation of samples from (config, class, index): motion, camera, pixels and table rows; and shards of them."""
