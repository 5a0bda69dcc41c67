from points.admin.item import ItemAdmin
from points.admin.policy import PolicyAdmin
from points.admin.standard import StandardAdmin

__all__ = ["ItemAdmin", "PolicyAdmin", "StandardAdmin"]
