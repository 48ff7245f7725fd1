"""The overview as other tools would show it; nothing here belongs to the product.

requirements.txt is written from requirements.in by `uv pip compile --generate-hashes`.
"""
