#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The invigil command inside the image: everything is built, only a JVM is needed. Flags of the JVM are in jvm.options, variables in environment: the
# same two files that ./invigil reads.
set -eu
own='/opt/invigil/own/*'
# the health check runs every 30 seconds: without the whole command it takes a quarter of the processor time
if [ "${1:-}" = health ] && [ "$#" -le 2 ] && case "${2:-}" in -*) false ;; esac; then
  exec java -Xshare:auto -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx16m -cp "$own" dev.invigil.app.cli.HealthRequest ${2:+"$2"}
fi
while IFS='=' read -r name value; do
  case $name in
    '' | '#'*) ;;
    *) printenv "$name" >/dev/null || export "$name=$value" ;;
  esac
done < /opt/invigil/environment
# shellcheck disable=SC2086 # INVIGIL_JAVA_OPTS is a list of flags
exec java @/opt/invigil/jvm.options ${INVIGIL_JAVA_OPTS:-} -cp "$own:/opt/invigil/lib/*" dev.invigil.app.cli.Invigil "$@"
