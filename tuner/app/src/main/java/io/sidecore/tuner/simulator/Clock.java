package io.sidecore.tuner.simulator;

/** The simulated time, and what is to happen when. */
final class Clock {

    private final EventHeap events = new EventHeap();
    private long nowNanos;

    long now() {
        return nowNanos;
    }

    /** Lets something happen at that time, now or later. */
    void at(long nanos, long event) {
        if (nanos <= EventHeap.MAX_NANOS) { // no simulation comes as far
            events.add(Math.max(nanos, nowNanos), event);
        }
    }

    /** Whether something happens until then; if so, it is time for that. */
    boolean advance(long untilNanos) {
        if (events.isEmpty() || events.nextNanos() > untilNanos) {
            nowNanos = untilNanos;
            return false;
        }
        nowNanos = events.nextNanos();
        return true;
    }

    /** What happens now, once {@link #advance} said so. */
    long take() {
        long event = events.next();
        events.remove();
        return event;
    }

    /** How many events there were so far, and are to come. */
    long events() {
        return events.added();
    }
}
