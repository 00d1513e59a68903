"""Stance claims: rules over the parse and a model over word pieces, joined. The knowledge is YAML, the weights ONNX."""
