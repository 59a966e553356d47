package io.sidecore.vhostuser.server;

import io.sidecore.collector.proc.HostFiles;
import io.sidecore.vhostuser.block.Disk;
import io.sidecore.vhostuser.block.DiskSpec;
import io.sidecore.vhostuser.counters.CounterFileWriter;
import io.sidecore.vhostuser.port.Echo;
import io.sidecore.vhostuser.port.Forwarding;
import io.sidecore.vhostuser.port.Outlet;
import io.sidecore.vhostuser.port.Port;
import io.sidecore.vhostuser.port.PortSite;
import io.sidecore.vhostuser.port.Sink;
import io.sidecore.vhostuser.port.Switch;
import io.sidecore.vhostuser.protocol.SocketPath;
import io.sidecore.vhostuser.worker.Crew;
import io.sidecore.vhostuser.worker.Follower;
import io.sidecore.vhostuser.worker.Watch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The embedded backend: a learning switch whose ports are vhost-user sockets, and network interfaces of the host, and disks
 * at other sockets, served by a crew of shared workers.
 *
 * <p>Threads: one per port for its messages, one per worker for the frames. Nothing that a frontend does reaches beyond
 * its own connection.
 */
public final class VhostUserServer implements AutoCloseable {

    private final CounterFileWriter counters;
    private final Crew crew;
    private final Switch fabric;
    private final Forwarding forwarding;
    private final List<PortServer> ports = new ArrayList<>();
    private final List<Uplink> uplinks = new ArrayList<>();
    private final List<Supplier<PortListing>> listings = new ArrayList<>();
    private final List<Disk> disks = new ArrayList<>();

    private final Path staging;
    private @Nullable Watch watch;
    private @Nullable Follower follower;

    private VhostUserServer(BackendOptions options) throws IOException {
        this.staging = StagingDirectory.prepare(options.staging());
        this.counters = CounterFileWriter.create(options.counters());
        this.fabric = new Switch(options.fabric(), staging);
        this.forwarding = new Forwarding(fabric);
        this.crew = new Crew(counters, options.hiring());
    }

    /**
     * Starts the workers and listens at every port.
     *
     * @param log takes one line for each frontend that comes or goes
     * @throws IllegalArgumentException if a path is in use, or two ports have one name
     */
    public static VhostUserServer start(BackendOptions options, Consumer<String> log) {
        SocketPath.claim(options.control()); // before its counter file is replaced: it may be in use
        VhostUserServer server;
        try {
            server = new VhostUserServer(options);
        } catch (IOException e) {
            throw new UncheckedIOException("create the files beside " + options.control(), e);
        }
        try {
            server.crew.set(options.settings());
            server.crew.staff(options.workers());
            options.ports().forEach(port -> server.listen(port, log));
            options.uplinks().forEach(uplink -> server.link(uplink, log));
            server.uplinks.forEach(uplink -> uplink.start(server.crew));
            server.ports.forEach(PortServer::start);
            server.watch = new Watch(server.crew, log);
            server.follower =
                    new Follower(server.crew, new FrontendCpus(HostFiles.ofThisHost(), System::nanoTime), log);
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void listen(PortSpec spec, Consumer<String> log) {
        if (spec.disk().isPresent()) {
            listenForDisk(spec, spec.disk().get(), log);
            return;
        }
        Port port = fabric.add(spec.name(), spec.vlans(), spec.type() == PortSpec.Type.SWITCH);
        Outlet outlet = switch (spec.type()) {
            case SWITCH -> forwarding;
            case ECHO -> new Echo();
            case NULL, BLK -> new Sink();
        };
        PortSite site = new PortSite(port, fabric, outlet);
        PortCounts counts = PortCounts.ofGuest();
        String type = spec.type().name().toLowerCase(Locale.ROOT);
        String socket = spec.socket().toString();
        listings.add(() -> new PortListing(spec.name(), type, socket, counts, port.uncountedDrops()));
        ports.add(new PortServer(
                connections(spec), spec.name(), () -> new NetDevice(site, counters, counts, spec.pairs()), crew, log));
    }

    private void link(UplinkSpec spec, Consumer<String> log) {
        PortSite site = new PortSite(fabric.addUplink(spec.name(), spec.vlans()), fabric, forwarding);
        PortCounts counts = PortCounts.ofUplink();
        uplinks.add(Uplink.open(spec, site, counters, counts, log));
        listings.add(() -> new PortListing(spec.name(), spec.kind().word(), spec.interfaceName(), counts, 0));
    }

    /** Every port as it stands, in the order in which they were asked for. */
    public List<PortListing> ports() {
        return listings.stream().map(Supplier::get).toList();
    }

    private static Connections connections(PortSpec spec) {
        return spec.connects() ? new Connecting(spec.socket()) : new Listening(spec.socket());
    }

    private void listenForDisk(PortSpec spec, DiskSpec diskSpec, Consumer<String> log) {
        Disk disk = Disk.open(diskSpec);
        disks.add(disk);
        PortCounts counts = PortCounts.ofDisk();
        listings.add(() -> new PortListing(
                spec.name(),
                spec.type().name().toLowerCase(Locale.ROOT),
                spec.socket().toString(),
                counts,
                0));
        disk.note().ifPresent(note -> log.accept(spec.name() + ": " + note));
        ports.add(new PortServer(
                connections(spec),
                spec.name(),
                () -> new BlockDevice(spec.name(), disk, counters, counts, spec.pairs()),
                crew,
                log));
    }

    public Crew crew() {
        return crew;
    }

    /** The counter file's path. */
    public Path counters() {
        return counters.path();
    }

    /**
     * Disconnects every frontend, stops every worker, and removes the sockets, the counter file, and taps that it has
     * made.
     */
    @Override
    public void close() {
        ports.forEach(PortServer::close);
        if (watch != null) {
            watch.close();
        }
        if (follower != null) {
            follower.close();
        }
        uplinks.forEach(uplink -> uplink.stop(crew));
        crew.close();
        uplinks.forEach(Uplink::close);
        fabric.close();
        disks.forEach(Disk::close);
        counters.close();
        StagingDirectory.remove(staging);
    }
}
