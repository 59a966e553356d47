package io.sidecore.tuner.top;

import java.util.List;
import java.util.stream.Stream;

/** What the keys do, and what the columns mean. */
final class Help {

    private Help() {}

    static List<Line> lines() {
        return Stream.concat(
                        Stream.of(new Line("sidecore top: any key goes back", Line.Style.TITLE)),
                        TEXT.lines().map(Line::plain))
                .toList();
    }

    private static final String TEXT = """

            q  quit                       h  this help
            Tab, 1 2 3  workers, virtqueues, guests
            b  guests, and back           x  detail: each worker's virtqueues, each guest's vCPUs,
            o  next column to sort by        and what could not be measured
            f  filter by a regular expression, in any column
            g  only one guest             p  only one thread or process id
            c  no filter                  s  seconds from window to window
            arrows, PgUp, PgDn, Home, End  scroll

            USE%    useful work           EMPTY%  polled queues that were empty
            OTHER%  on a CPU, not split   SIRQ%   had a CPU, but softirqs ran on it
            WAIT%   wanted a CPU and had none        SLEEP%  waited for work
            P50 P99 time from a kick until the worker turned to the virtqueue
            RAN INSTEAD  who had the CPU meanwhile, and for which share of the window
            STEAL%  vCPUs wanted a CPU and had none, summed over vCPUs
            -       was not measured; the detail says why
            """;
}
