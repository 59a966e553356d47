package io.sidecore.collector.proc;

/**
 * The first line of {@code /proc/stat}: what all CPUs did since the host booted, in ticks of 1/100 s.
 *
 * @param total all ticks; guests' time is part of user time, and not counted twice
 * @param steal ticks in which a hypervisor below ran something else
 */
public record CpuTimes(long total, long steal) {

    /** user nice system idle iowait irq softirq steal; guest and guest_nice follow. */
    private static final int FIELDS = 8;

    private static final int STEAL = 7;

    public static CpuTimes parse(String text) {
        String line = text.lines().findFirst().orElse("");
        String[] words = line.strip().split(" +", -1);
        if (!words[0].equals("cpu") || words.length < 1 + FIELDS) {
            throw new IllegalArgumentException("not the first line of /proc/stat: '" + line + "'");
        }
        long total = 0;
        for (int field = 0; field < FIELDS; field++) {
            total += Long.parseUnsignedLong(words[1 + field]);
        }
        return new CpuTimes(total, Long.parseUnsignedLong(words[1 + STEAL]));
    }

    /** Share of all CPU time that was stolen, 0..1. */
    public double stealShare() {
        return total == 0 ? 0 : Math.min(1, (double) steal / total);
    }
}
