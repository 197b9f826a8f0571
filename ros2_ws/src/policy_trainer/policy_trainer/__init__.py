"""Trains a driving policy and exports it to ONNX."""
