"""The prose of a policy, built from its data: template and binding in, document out."""
