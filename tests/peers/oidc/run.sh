#!/bin/bash
# Tokens of the real oidc-provider: installs it if it is missing and runs the tests, which start and end it.
. "$(dirname "$0")/../lib.sh"
bash "$HERE/install.sh" oidc
cd "$REPO"
C360_OIDC_DIR=$DIR/oidc npx jest --config jest.config.mjs tests/peers/oidc "$@"
