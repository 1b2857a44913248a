"""What searching costs on a large generated press, beside other engines."""
