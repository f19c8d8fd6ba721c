#!/bin/bash
# The contract lane on the real systems: up, the contract tests, down. Ends with the tests' exit code.
. "$(dirname "$0")/lib.sh"
# What was up before stays up.
was_up=1
for system in tryton rt vendure ghost; do running "$system" || was_up=0; done
[ $was_up = 1 ] || trap 'bash "$HERE/down.sh"' EXIT
bash "$HERE/up.sh" >/dev/null
cd "$REPO"
status=0
C360_PEERS_FILE=$PEERS_FILE npx jest --config jest.config.mjs tests/contract "$@" || status=$?
exit $status
