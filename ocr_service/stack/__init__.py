"""Everything on one machine without root: the embedded Valkey and the processes of the service, started together."""
