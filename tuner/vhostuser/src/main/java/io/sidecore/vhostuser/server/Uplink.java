package io.sidecore.vhostuser.server;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.vhostuser.counters.CounterFileWriter;
import io.sidecore.vhostuser.counters.QueueRecord;
import io.sidecore.vhostuser.link.Inbox;
import io.sidecore.vhostuser.link.Link;
import io.sidecore.vhostuser.link.NetInterface;
import io.sidecore.vhostuser.link.PacketSocket;
import io.sidecore.vhostuser.link.Tap;
import io.sidecore.vhostuser.port.LinkExit;
import io.sidecore.vhostuser.port.LinkQueue;
import io.sidecore.vhostuser.port.PortSite;
import io.sidecore.vhostuser.worker.Crew;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * An uplink in service. Its queues are named as if the host were its guest: NAME/tx0 is the way in, which a worker
 * serves; NAME/rx0 the way out, which only counts, since every worker sends there itself.
 */
final class Uplink implements AutoCloseable {

    private final UplinkSpec spec;
    private final PortSite site;
    private final CounterFileWriter counters;
    private final PortCounts counts;
    private final Consumer<String> log;
    private final List<Link> links;
    private final List<LinkQueue> queues = new ArrayList<>();
    private final List<LinkExit> exits = new ArrayList<>();
    private final List<QueueRecord> exitRecords = new ArrayList<>();

    private Uplink(
            UplinkSpec spec, PortSite site, CounterFileWriter counters, PortCounts counts, Consumer<String> log) {
        this.spec = spec;
        this.site = site;
        this.counters = counters;
        this.counts = counts;
        this.log = log;
        this.links = switch (spec.kind()) {
            case TAP -> Tap.open(spec.interfaceName(), spec.queues());
            case PACKET -> PacketSocket.open(spec.interfaceName(), spec.queues());
        };
    }

    /**
     * Opens the interface. Nothing comes in or goes out yet.
     *
     * @param log takes a line if the interface is not as it should be, or is gone later
     * @throws IllegalArgumentException if it cannot be had, with what would be right
     */
    static Uplink open(
            UplinkSpec spec, PortSite site, CounterFileWriter counters, PortCounts counts, Consumer<String> log) {
        Uplink uplink = new Uplink(spec, site, counters, counts, log);
        try {
            if (!NetInterface.isUp(spec.interfaceName())) {
                log.accept(spec.name() + ": the interface " + spec.interfaceName()
                        + " is down, so no frame comes or goes (want: ip link set " + spec.interfaceName() + " up)");
            }
            for (int pair = 0; pair < uplink.links.size(); pair++) {
                uplink.add(pair, uplink.links.get(pair));
            }
            return uplink;
        } catch (RuntimeException e) {
            uplink.close();
            throw e;
        }
    }

    private void add(int pair, Link link) {
        QueueId out = new QueueId(spec.name(), QueueId.Direction.RX, pair);
        QueueRecord outRecord = counters.addQueue(out, Inbox.MAX);
        exitRecords.add(outRecord);
        exits.add(new LinkExit(link, outRecord));
        counts.started(out, outRecord);
        QueueId in = new QueueId(spec.name(), QueueId.Direction.TX, pair);
        QueueRecord inRecord = counters.addQueue(in, Inbox.MAX);
        queues.add(new LinkQueue(in, link, inRecord, site, this::ended));
        counts.started(in, inRecord);
    }

    private void ended(String reason) {
        log.accept(spec.name() + ": stopped: " + reason);
    }

    /** Lets frames in and out. */
    void start(Crew crew) {
        for (int pair = 0; pair < queues.size(); pair++) {
            LinkExit exit = exits.get(pair);
            site.port().setReceiver(pair, exit);
            crew.start(queues.get(pair));
        }
    }

    /** Lets no more frames in; they still go out. */
    void stop(Crew crew) {
        queues.forEach(crew::stop);
    }

    /** Only when no worker can still send to it. An interface that we have made is gone then. */
    @Override
    public void close() {
        queues.forEach(queue -> {
            queue.release();
            counters.remove(queue.counters());
        });
        exits.forEach(LinkExit::close);
        exitRecords.forEach(counters::remove);
        links.forEach(Link::close);
    }
}
