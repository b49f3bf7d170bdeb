"""The texts of laws, and whether what rule files cite stands in them."""
