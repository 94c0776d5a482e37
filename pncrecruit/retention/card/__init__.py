"""The card of a model in the reader's language: plain words first, figures after."""
