-- A copy must not sign for the company: what it seals would look like the original's.
UPDATE prepaid_seal_key SET private_key = '';
