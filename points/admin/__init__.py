from points.admin.policy import PolicyAdmin

__all__ = ["PolicyAdmin"]
