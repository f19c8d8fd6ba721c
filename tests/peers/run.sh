#!/bin/bash
# The contract lane on the real systems: up, the identity provider's tests, the contract tests, down. Ends with the tests'
# exit code. `oidc/run.sh` alone runs the identity provider's, without root.
. "$(dirname "$0")/lib.sh"
# What was up before stays up.
was_up=1
for system in tryton rt vendure ghost; do running "$system" || was_up=0; done
[ $was_up = 1 ] || trap 'bash "$HERE/down.sh"' EXIT
bash "$HERE/up.sh" >/dev/null
status=0
bash "$HERE/oidc/run.sh" || status=$?
cd "$REPO"
C360_PEERS_FILE=$PEERS_FILE npx jest --config jest.config.mjs tests/contract "$@" || status=$?
exit $status
