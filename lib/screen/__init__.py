"""Pieces of HTML for the pages; pure, so that each can be tested without a screen."""
