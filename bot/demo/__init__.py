"""The demonstration: a story of dated articles, served as feeds on loopback and watched for real."""
