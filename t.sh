#!/bin/bash
cd /work/wt-fuzz && nice mvn -o -q -Dchecks=off -pl tuner/vhostuser -am test -Dtest="$1" -Dsurefire.failIfNoSpecifiedTests=false 2>&1 | grep -vE "^\s*at (org.junit|java.base|org.apache)|^\[.*(Help 1|See |-> |To see|Re-run|For more|After correcting|mvn <args>|dump files)" | head -${2:-60}
