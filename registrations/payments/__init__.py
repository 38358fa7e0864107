"""Money online: attempts, the provider's word for them, refunds, notices and reconciliation."""
