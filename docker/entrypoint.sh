#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The invigil command inside the image: everything is built, only a JVM is needed.
set -eu
while IFS='=' read -r name value; do
  case $name in
    '' | '#'*) ;;
    *) printenv "$name" >/dev/null || export "$name=$value" ;;
  esac
done < /opt/invigil/environment
# shellcheck disable=SC2086 # INVIGIL_JAVA_OPTS is a list of flags
exec java \
  @/opt/invigil/jvm.options -XX:MaxRAMPercentage=50 \
  ${INVIGIL_JAVA_OPTS:-} \
  -cp '/opt/invigil/lib/*' dev.invigil.app.cli.Invigil "$@"
