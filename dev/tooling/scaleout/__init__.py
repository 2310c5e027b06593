"""Several servers of Odoo on one PostgreSQL with a replica, killed one by one."""
