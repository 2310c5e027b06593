from . import portal_service
