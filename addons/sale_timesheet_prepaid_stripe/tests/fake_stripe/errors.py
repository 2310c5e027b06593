"""Errors as Stripe answers them."""


class ApiError(Exception):
    """An answer that is no success."""

    def __init__(self, status, kind, message, **more):
        super().__init__(message)
        self.status = status
        self.content = {"error": {"type": kind, "message": message, **more}}


def invalid(message, param=None, code=None, status=400):
    """Return the error of a request that Stripe cannot take."""
    more = {"param": param, "code": code}
    return ApiError(
        status, "invalid_request_error", message, **{k: v for k, v in more.items() if v}
    )


def missing(kind, number):
    """Return the error of an object that is not there."""
    return invalid(f"No such {kind}: '{number}'", "id", "resource_missing", 404)
