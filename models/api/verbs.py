"""How methods for machines are declared: typed, with rights, errors and keys.

``@reads`` and ``@writes`` stand below Odoo's ``@api.model`` and ``@api.readonly``. What
they decorate is called with the contract in sudo, its arguments read by their hints,
and every refusal is an `ApiError`. What writes has an idempotency key first.
"""

import functools
import inspect

from odoo import models
from odoo.exceptions import AccessError, MissingError, UserError

from ..contract.race import wait_for_turn
from ..ledger.short import CreditShort
from .arguments import WrongArgument, read
from .errors import ApiError

API_GROUP = "sale_timesheet_prepaid.sale_timesheet_prepaid_group_api"
KEY = "idempotency_key"
KEY_MAX = 255
# What every call may answer, beside what its verb names.
READ_CODES = ("unauthorized", "forbidden", "malformed", "invalid_argument", "too_large")
READ_CODES = (*READ_CODES, "unsupported_media_type", "internal")
WRITE_CODES = (*READ_CODES, "key_missing", "key_reused", "busy", "refused")


class Verb:
    """A method for machines: what the documentation and the controller know of it."""

    def __init__(self, function, codes, is_write):
        self.function = function
        self.name = function.__name__
        self.codes = codes + (WRITE_CODES if is_write else READ_CODES)
        self.is_write = is_write
        self.call = None
        signature = inspect.signature(function)
        self.answer = signature.return_annotation
        self.parameters = dict(list(signature.parameters.items())[1:])

    @property
    def is_of_one(self):
        """Tell whether it is called on a contract, not on all: ``@api.model``."""
        return not hasattr(self.call, "_api_model")

    def bind(self, args, kwargs):
        """Return {name: value} of what was sent, by place and by name."""
        names = [KEY, *self.parameters] if self.is_write else [*self.parameters]
        given = dict(zip(names, args, strict=False)) | kwargs
        unknown = given.keys() - names
        if unknown or len(args) > len(names):
            name = str(min(unknown, default=args[-1:]))
            raise WrongArgument(name, "left out: this call does not take it")
        return given

    def read_arguments(self, given):
        """Return the arguments as the function expects them, or raise WrongArgument."""
        for name, parameter in self.parameters.items():
            if given.get(name) is None and parameter.default is parameter.empty:
                raise WrongArgument(name, "there: this call needs it")
        return {
            name: read(name, parameter.annotation, given[name])
            for name, parameter in self.parameters.items()
            # What is nothing is as if it was left out: the same request.
            if given.get(name, parameter.default) is not None
        }


# The methods for machines by name, in the order in which they are documented.
VERBS: dict[str, Verb] = {}


def reads(*codes):
    """Make a method one that machines may call, and that writes nothing."""
    return functools.partial(_declare, codes, False)


def writes(*codes):
    """Make a method one that machines may call once by key, see `prepaid.request`."""
    return functools.partial(_declare, codes, True)


def _declare(codes, is_write, function):
    verb = VERBS[function.__name__] = Verb(function, codes, is_write)

    @functools.wraps(function)
    def call(self, *args, **kwargs):
        records = _check_rights(self)
        try:
            given = verb.bind(args, kwargs)
            key = _take_key(records, given) if is_write else None
            if verb.is_of_one:
                records = records._get_machine_contract()
            arguments = verb.read_arguments(given)
            if is_write:
                wait_for_turn(records)
        except WrongArgument as error:
            raise _get_argument_error(records, error) from error
        run = functools.partial(_run, function, records, arguments)
        return records._once(key, verb.name, arguments, run) if is_write else run()

    verb.call = call
    if is_write:
        call.__signature__ = _add_key(inspect.signature(function))
    return call


def _add_key(signature):
    key = inspect.Parameter(
        KEY, inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=str
    )
    myself, *others = signature.parameters.values()
    return signature.replace(parameters=[myself, key, *others])


def _take_key(records, given):
    """Return the idempotency key, and take it out of the arguments."""
    key = given.pop(KEY, None)
    if key is None or key == "":
        raise ApiError(
            "key_missing",
            records.env._(
                "Send an “idempotency_key” of your own with what you want done, a UUID "
                "for example, and the same one again if you do not know whether it was "
                "done."
            ),
        )
    key = read(KEY, str, key)
    if not 0 < len(key) <= KEY_MAX or not key.isprintable():
        raise WrongArgument(KEY, f"a text of 1 to {KEY_MAX} characters")
    return key


def _get_argument_error(records, error):
    name = error.name[:KEY_MAX]
    return ApiError(
        "invalid_argument",
        records.env._("“%(argument)s” is not what it should be.", argument=name),
        argument=name,
        expected=error.expected,
    )


def _check_rights(records):
    """Return the records in sudo, once it is sure that machines of the user may call.

    The rights come first: whoever has none learns nothing.
    """
    env = records.env(context={"lang": _get_lang(records.env)})
    if not env.user.has_group(API_GROUP):
        raise ApiError(
            "forbidden",
            env._(
                "%(user)s is not in the group “Prepaid Hours: API”. Ask an "
                "administrator for it, or for a key of a user who is.",
                user=env.user.name,
            ),
        )
    return records.with_env(env(su=True))


def _get_lang(env):
    """Return the language that was asked for, if it is there, else the user's.

    Nothing else of the context is kept: what a key may do does not depend on it.
    """
    lang = env.context.get("lang")
    codes = {code for code, _name in env["res.lang"].sudo().get_installed()}
    is_known = isinstance(lang, str) and lang in codes
    return lang if is_known else env["res.users"].context_get()["lang"]


def _run(function, contract, arguments):
    """Call the method; its refusals get a code, and leave nothing behind."""
    try:
        answer = function(contract, **arguments)
        contract.env.flush_all()
    except ApiError:
        raise
    except CreditShort as short:
        raise short.contract._get_credit_error(short.due, short.missing) from short
    except AccessError as error:
        raise ApiError("forbidden", str(error)) from error
    except MissingError as error:
        raise ApiError("not_found", str(error)) from error
    except UserError as error:
        raise ApiError("refused", str(error)) from error
    assert not isinstance(answer, models.BaseModel)
    return answer
