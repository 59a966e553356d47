package io.sidecore.guests;

import io.sidecore.guests.driver.Frontend;
import io.sidecore.guests.driver.FrontendOptions;
import io.sidecore.guests.flow.Endpoints;
import io.sidecore.guests.flow.FlowRun;
import io.sidecore.guests.flow.FrameHeader;
import io.sidecore.guests.flow.Outlet;
import io.sidecore.guests.load.Flow;
import io.sidecore.guests.load.Load;
import io.sidecore.guests.vcpu.LoadGuest;
import io.sidecore.vhostuser.protocol.ProtocolException;
import io.sidecore.vhostuser.sys.SystemCallException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** The guests of a run, connected, with the ends of the flows between them. */
final class Crew implements AutoCloseable {

    private final List<String> names;
    private final List<Frontend> frontends = new ArrayList<>();
    private final List<LoadGuest> guests = new ArrayList<>();
    private final List<FlowRun> runs = new ArrayList<>();
    private final List<Thread> watchers = new ArrayList<>();
    private volatile boolean closing;

    private Crew(Load load) {
        this.names = load.guests();
    }

    /**
     * Connects every guest, waiting a while for sockets that are not there yet.
     *
     * @param onLoss is told in one line when a guest loses its backend later on
     * @throws IllegalArgumentException if a socket does not appear, or what is behind it is no backend for these guests
     */
    static Crew connect(GuestsOptions options, Consumer<String> onLoss) {
        Crew crew = new Crew(options.load());
        try {
            for (int i = 0; i < crew.names.size(); i++) {
                crew.add(i, options, onLoss);
            }
        } catch (RuntimeException e) {
            crew.close();
            throw e;
        }
        crew.wire(options);
        return crew;
    }

    private void add(int number, GuestsOptions options, Consumer<String> onLoss) {
        String name = names.get(number);
        Path socket = options.sockets().get(number);
        int longest =
                options.load().flowsOf(name).mapToInt(Flow::frameBytes).max().orElse(Flow.MIN_FRAME_BYTES);
        GuestsOptions.Rings rings = options.rings();
        Frontend frontend = connect(name, socket, new FrontendOptions(rings.size(), rings.txLayout(), longest));
        frontends.add(frontend);
        LoadGuest guest = new LoadGuest(name, FrameHeader.macAddress(number + 1), frontend, System::nanoTime, why -> {
            if (!closing) {
                onLoss.accept(why);
            }
        });
        guests.add(guest);
        watch(guest, frontend, socket);
    }

    private static Frontend connect(String name, Path socket, FrontendOptions options) {
        try {
            return PatientConnect.to(socket, options);
        } catch (ProtocolException | SystemCallException e) {
            throw new IllegalArgumentException(
                    "guest " + name + " cannot use socket " + socket + ": " + e.getMessage(), e);
        }
    }

    private void watch(LoadGuest guest, Frontend frontend, Path socket) {
        Thread watcher = new Thread(
                () -> {
                    try {
                        frontend.awaitEnd();
                        guest.lose("the backend closed " + socket);
                    } catch (ProtocolException e) {
                        guest.lose("the backend at " + socket + " sent no vhost-user: " + e.getMessage());
                    }
                },
                "watch-" + guest.name());
        watcher.setDaemon(true);
        watcher.start();
        watchers.add(watcher);
    }

    private void wire(GuestsOptions options) {
        SplittableRandom seeds = new SplittableRandom(options.seed());
        for (Flow flow : options.load().flows()) {
            FlowRun run = new FlowRun(runs.size(), flow);
            runs.add(run);
            int from = names.indexOf(flow.from());
            int to = names.indexOf(flow.to());
            guests.get(from).add(run, Endpoints.from(run, outlet(run, from, to), seeds.nextLong()));
            guests.get(to).add(run, Endpoints.to(run, outlet(run, to, from)));
        }
    }

    private Outlet outlet(FlowRun run, int own, int peer) {
        return new Outlet(
                frontends.get(own).tx(),
                FrameHeader.macAddress(own + 1),
                FrameHeader.macAddress(peer + 1),
                run.number());
    }

    List<LoadGuest> guests() {
        return guests;
    }

    List<FlowRun> runs() {
        return runs;
    }

    /** How many guests have lost their backend. */
    long lost() {
        return guests.stream().filter(LoadGuest::isLost).count();
    }

    /** Disconnects all; the threads that ran them must have ended. */
    @Override
    public void close() {
        closing = true;
        frontends.forEach(Frontend::hangUp);
        watchers.forEach(Crew::join);
        frontends.forEach(Frontend::close);
    }

    private static void join(Thread watcher) {
        boolean interrupted = false;
        while (watcher.isAlive()) {
            try {
                watcher.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
