from . import prepaid_migration
