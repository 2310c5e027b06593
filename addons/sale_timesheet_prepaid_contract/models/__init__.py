from . import contract_line
from . import contract_contract
from . import account_move_line
