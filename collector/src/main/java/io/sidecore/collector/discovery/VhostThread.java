package io.sidecore.collector.discovery;

import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.proc.ThreadStat;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A worker of the kernel's vhost. Which kind it is, its flags tell, and never the kernel's version: since 6.4 it is a
 * thread of the owner, but kernels made so can give a device a thread of kthreadd as before.
 *
 * @param stat the thread
 */
record VhostThread(ThreadStat stat) {

    /** The kernel calls it after the thread that made it: {@code snprintf("vhost-%d", current->pid)}. */
    private static final Pattern NAME = Pattern.compile("vhost-([0-9]{1,9})");

    /** Whether a thread is one, by its name and by whose it is. */
    static boolean isOne(ThreadStat stat) {
        return (stat.isKthread() || stat.isUserWorker())
                && NAME.matcher(stat.comm()).matches();
    }

    HostWorker.Kind kind() {
        return stat.isKthread() ? HostWorker.Kind.VHOST_KTHREAD : HostWorker.Kind.VHOST_TASK;
    }

    /** The thread that gave it its name; absent if its owner has renamed it. */
    OptionalInt namedAfter() {
        Matcher matcher = NAME.matcher(stat.comm());
        return matcher.matches() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }
}
