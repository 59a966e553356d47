package io.sidecore.policies.peers.spdk;

/** What is known, or assumed, of an I/O core while guests are moved on paper. Times are shares of the period. */
final class Core {

    private final int cpu;
    private final double limit;
    private final double trusted;
    private double busy;
    private double idle;
    private int guests;

    /**
     * @param busy 0..1; 0 with idle 0 for one that sleeps, which counts nothing
     * @param limit share up to which it is filled
     * @param trusted share from which what was counted is not trusted
     */
    Core(int cpu, double busy, double idle, double limit, double trusted) {
        this.cpu = cpu;
        this.busy = busy;
        this.idle = idle;
        this.limit = limit;
        this.trusted = trusted;
    }

    int cpu() {
        return cpu;
    }

    double busy() {
        return busy;
    }

    int guests() {
        return guests;
    }

    /** A guest that was served here in the period. */
    void serves() {
        guests++;
    }

    private static double share(double busy, double idle) {
        return busy + idle > 0 ? busy / (busy + idle) : 0;
    }

    /** One guest alone cannot be helped by moving it. */
    boolean isAtLimit() {
        return guests > 1 && share(busy, idle) >= limit;
    }

    boolean fits(double guestBusy) {
        if (busy + idle == 0 || guests == 0) {
            return true;
        }
        return guestBusy <= idle && share(busy + guestBusy, idle - guestBusy) < limit;
    }

    void take(double guestBusy) {
        busy += guestBusy;
        idle = Math.max(0, idle - guestBusy);
        guests++;
    }

    void give(double guestBusy) {
        boolean isTrusted = share(busy, idle) < trusted;
        double total = busy + idle;
        busy = Math.max(0, busy - guestBusy);
        idle += guestBusy;
        // A core that was this busy may have starved its other guests, which will take what is freed. So that nobody
        // else is sent here in this period, it counts as still filled to the limit.
        if (!isTrusted && share(busy, idle) < limit) {
            busy = limit * total;
            idle = total - busy;
        }
        guests--;
    }
}
