# Sourced by inside: whether this lab machine is one, by the shell alone. What fails here is the lab's fault or the
# kernel's, not Sidecore's.

share=/run/lab

check_that() {
    local name=${1// /-} log=$share/${1// /-}.log
    if "$2" >"$log" 2>&1; then
        passed "$share" "$name"
    else
        failed "$share" "$name" "$(tail -1 "$log") (log: ${log##*/})"
    fi
}

# The worker of a guest that kicks all the time runs where it is told to, on either processor.
obeys_a_pin() {
    local worker cpu result=0
    coproc "$LAB_STATE/bin/guest" --name pin --kicks 500 --seconds 60
    read -r ready <&"${COPROC[0]}"
    worker=$(sed -nE 's/.*"worker":([0-9]+).*/\1/p' <<<"$ready")
    for cpu in 1 0 1; do
        taskset -pc "$cpu" "$worker"
        sleep 0.5
        read -ra stat <"/proc/$worker/stat"
        [[ ${stat[38]} == "$cpu" ]] || {
            echo "worker $worker was sent to CPU $cpu, and runs on CPU ${stat[38]}"
            result=1
        }
    done
    kill "$COPROC_PID"
    return "$result"
}

nested_guest_answers() { boot_and_ping || { echo "trying once more" && boot_and_ping; }; }

boot_and_ping() {
    local guest result=1
    "$LAB/nested-guest" smoke 250 </dev/null &
    guest=$!
    if await_ping "$guest"; then
        busybox ping -q -A -c 100 -w 20 10.9.250.2 | tee "$share/ping.log"
        grep -q '100 packets received' "$share/ping.log" && result=0
    fi
    kill "$guest" 2>/dev/null
    wait "$guest" || echo "the guest's QEMU ended with status $?"
    return "$result"
}

# Until the guest of that process answers; fails after two minutes, for processors that take turns are slow, or when the
# process has ended.
await_ping() {
    local until=$((SECONDS + 120))
    until busybox ping -q -c 1 -W 1 10.9.250.2 >/dev/null 2>&1; do
        ((SECONDS < until)) && kill -0 "$1" 2>/dev/null || return
        sleep 0.2
    done
}
