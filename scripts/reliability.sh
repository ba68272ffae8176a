#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Broker, ingest, two scorers and alerts as processes, under random faults, read by an independent consumer; prints the
# table of docs/RELIABILITY.md. About 20 minutes with the defaults; let nothing else run meanwhile.
#
#   scripts/reliability.sh [FAULTS] [FRAMES] [SEED]     defaults: 100 3000 7
#
# RELIABILITY_KINDS=BROKER_KILLED,BROKER_TERMINATED takes only these kinds of faults (names in Fault.java).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec mvn --batch-mode --no-transfer-progress -pl app -am verify \
  -Dtest=NONE -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=ReliabilityIT -Dfailsafe.failIfNoSpecifiedTests=false \
  -Dreliability.faults="${1:-100}" -Dreliability.frames="${2:-3000}" -Dreliability.seed="${3:-7}" \
  ${RELIABILITY_KINDS:+-Dreliability.kinds="$RELIABILITY_KINDS"}
