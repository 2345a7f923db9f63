"""Forms: fields as values, one template for each part, mistakes listed above and beside."""
