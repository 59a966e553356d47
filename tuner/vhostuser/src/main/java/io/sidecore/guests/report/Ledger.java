package io.sidecore.guests.report;

import io.sidecore.guests.flow.Counts;
import io.sidecore.guests.flow.FlowRun;
import io.sidecore.guests.flow.Latencies;
import io.sidecore.guests.load.FlowKind;
import io.sidecore.guests.vcpu.LoadGuest;
import io.sidecore.guests.vcpu.Notifications;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Keeps the books of one phase: what each handover adds, and what it all comes to. For the one thread that gives orders,
 * right after the guests have carried one out.
 */
public final class Ledger {

    private final List<FlowAccount> accounts;
    private final List<LoadGuest> guests;

    /** Requests are what latency matters to; where a load has none, frames of streams. */
    private final FlowKind timedKind;

    /** One for all intervals: a new one each time would bring on the pauses that the guests should be spared. */
    private final Histogram timed = Latencies.empty();

    private Notifications notifications = Notifications.NONE;

    public Ledger(List<FlowRun> runs, List<LoadGuest> guests) {
        this.accounts = runs.stream().map(FlowAccount::new).toList();
        this.guests = List.copyOf(guests);
        boolean hasRequests = runs.stream().anyMatch(run -> run.flow().kind() == FlowKind.RR);
        this.timedKind = hasRequests ? FlowKind.RR : FlowKind.STREAM;
    }

    /**
     * Enters what was handed over since the last time.
     *
     * @param t seconds since the load began
     * @param seconds the length of the interval
     */
    public IntervalLine interval(String phase, double t, double seconds) {
        timed.reset();
        Counts added = Counts.NONE;
        long requests = 0;
        for (FlowAccount account : accounts) {
            Counts counts = account.enter();
            added = added.plus(counts);
            requests += account.is(FlowKind.RR) ? counts.completed() : 0;
            if (account.is(timedKind)) {
                account.run().latencies().addTo(timed);
            }
            account.enterLatencies();
        }
        return new IntervalLine(
                t,
                phase,
                seconds,
                added.packets(),
                added.bytes(),
                requests,
                Math.max(0, added.lost()),
                IntervalLatency.of(timed));
    }

    /** The measured time is over: what is entered from now on counts as having come through, not as throughput. */
    public void closeThroughput() {
        accounts.forEach(FlowAccount::close);
        notifications = guests.stream().map(LoadGuest::notifications).reduce(Notifications.NONE, Notifications::plus);
    }

    /** Enters the latencies of what came through after the measured time. */
    public void enterLatencies() {
        accounts.forEach(FlowAccount::enterLatencies);
    }

    /** What was sent and has not come through, except where a guest is lost. */
    public long outstanding() {
        return accounts.stream()
                .filter(account -> !account.run().isDown())
                .mapToLong(FlowAccount::outstanding)
                .sum();
    }

    /** What it all comes to. */
    public ResultLine result(double seconds, long seed) {
        Counts closed = accounts.stream().map(FlowAccount::closed).reduce(Counts.NONE, Counts::plus);
        Histogram total = Latencies.empty();
        long requests = 0;
        for (FlowAccount account : accounts) {
            requests += account.is(FlowKind.RR) ? account.closed().completed() : 0;
            if (account.is(timedKind)) {
                total.add(account.latencies());
            }
        }
        return new ResultLine(
                seconds,
                seed,
                closed.packets(),
                closed.bytes(),
                closed.packets() / seconds,
                requests / seconds,
                accounts.stream().mapToLong(FlowAccount::outstanding).sum(),
                TotalLatency.of(total),
                accounts.stream().map(FlowAccount::line).toList(),
                notifications.kicks(),
                notifications.calls());
    }
}
