"""The roles of the office's own people."""

ROLES = {"officer": "执法人员", "reviewer": "审核人员", "legal": "法制人员", "admin": "管理员"}
"""In Chinese. An account has one of them."""
