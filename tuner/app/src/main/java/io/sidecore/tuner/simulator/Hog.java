package io.sidecore.tuner.simulator;

/** A thread of somebody else's that wants its share of a CPU, in turns of 10 ms. */
final class Hog extends SimThread {

    static final long PERIOD_NANOS = 10_000_000;

    private final Host host;
    private double share;
    private boolean worked;

    Hog(int id, int cpu, Host host) {
        super(id, new int[] {cpu});
        this.host = host;
    }

    /** @param wanted 0 for nothing, 1 for a busy loop */
    void want(double wanted) {
        boolean idle = share == 0;
        share = wanted;
        if (idle && wanted > 0) {
            host.scheduler().wake(this, 0);
        }
    }

    /** It is time for its next turn. */
    void turn() {
        if (share > 0) {
            host.scheduler().wake(this, 0);
        }
    }

    @Override
    long step() {
        worked = !worked;
        if (worked && share > 0) {
            return Math.max(1, Math.round(share * PERIOD_NANOS));
        }
        if (share >= 1) {
            worked = true;
            return PERIOD_NANOS;
        }
        worked = false;
        if (share > 0) {
            host.clock().at(host.now() + Math.round((1 - share) * PERIOD_NANOS), Event.of(Event.TURN, id, 0));
        }
        return SLEEP;
    }
}
