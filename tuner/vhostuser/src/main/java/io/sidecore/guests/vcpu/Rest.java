package io.sidecore.guests.vcpu;

import io.sidecore.vhostuser.sys.Epoll;
import io.sidecore.vhostuser.sys.EventFd;
import io.sidecore.vhostuser.sys.TimerFd;
import java.util.List;

/** How a vCPU thread sleeps: until a guest is called, something is due, or the thread is woken for an order. */
final class Rest implements AutoCloseable {

    private static final int MAX_READY = 64;

    /** What the epoll tells of what is ready: one of these, or the number of a guest. */
    private static final long TIMER = -1;

    private static final long WAKE = -2;

    private final List<LoadGuest> guests;
    private final Epoll epoll = new Epoll(MAX_READY);
    private final TimerFd timer = new TimerFd();
    private final EventFd wake = EventFd.create();

    Rest(List<LoadGuest> guests) {
        this.guests = guests;
        epoll.add(timer.number(), TIMER);
        epoll.add(wake.number(), WAKE);
        for (int i = 0; i < guests.size(); i++) {
            epoll.add(guests.get(i).frontend().rxCall().number(), i);
            epoll.add(guests.get(i).frontend().txCall().number(), i);
        }
    }

    /** Sleeps, unless there is something to do already. */
    void sleep() {
        if (allAskedForCalls()) {
            timer.set(nextNanos());
            int ready = epoll.await(-1);
            for (int i = 0; i < ready; i++) {
                drain(epoll.ready(i));
            }
        }
        for (LoadGuest guest : guests) {
            guest.frontend().refuseCalls();
        }
    }

    private void drain(long ready) {
        if (ready == WAKE) {
            wake.drain();
        } else if (ready != TIMER) { // the timer is quiet again once it is set
            guests.get((int) ready).drainCalls();
        }
    }

    private boolean allAskedForCalls() {
        for (LoadGuest guest : guests) {
            if (!guest.isLost() && !guest.askForCalls()) {
                return false;
            }
        }
        return true;
    }

    private long nextNanos() {
        long next = Long.MAX_VALUE;
        for (LoadGuest guest : guests) {
            if (!guest.isLost()) {
                next = Math.min(next, guest.nextNanos());
            }
        }
        return next;
    }

    /** Ends the sleep, or the next one; from any thread. */
    void wake() {
        wake.signal();
    }

    @Override
    public void close() {
        epoll.close();
        timer.close();
        wake.close();
    }
}
