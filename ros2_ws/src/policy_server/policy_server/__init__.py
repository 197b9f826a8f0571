"""Serves an ONNX driving policy: observations in, actions out."""
