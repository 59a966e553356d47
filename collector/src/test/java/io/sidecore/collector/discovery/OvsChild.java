package io.sidecore.collector.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A database and a switch of Open vSwitch that know of no others, with all their files in a directory of their own. */
final class OvsChild implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String SCHEMA = "/usr/share/openvswitch/vswitch.ovsschema";

    private final Path directory;
    private final Child database;
    private final Child daemon;

    private OvsChild(Path directory, Child database, Child daemon) {
        this.directory = directory;
        this.database = database;
        this.daemon = daemon;
    }

    static OvsChild start(Path directory, String program, String option) {
        Child.program(program);
        Child.run(directory, List.of("ovsdb-tool", "create", "conf.db", SCHEMA));
        Child database = Child.start(
                directory,
                List.of("ovsdb-server", "conf.db", "--remote=punix:" + directory.resolve("db.sock")),
                List.of("--unixctl=" + directory.resolve("db.ctl")));
        database.await(() -> Files.exists(directory.resolve("db.sock")), PATIENCE);
        Child.run(directory, List.of("ovs-vsctl", db(directory), "--no-wait", "init"));
        Child daemon = Child.start(
                directory,
                Map.of("OVS_RUNDIR", directory.toString()),
                List.of(program, "unix:" + directory.resolve("db.sock"), option),
                List.of("--unixctl=" + directory.resolve("vsw.ctl")));
        OvsChild ovs = new OvsChild(directory, database, daemon);
        daemon.await(() -> Files.exists(directory.resolve("vsw.ctl")), PATIENCE);
        return ovs;
    }

    private static String db(Path directory) {
        return "--db=unix:" + directory.resolve("db.sock");
    }

    Child daemon() {
        return daemon;
    }

    void set(String... values) {
        List<String> command = new ArrayList<>(List.of("--no-wait", "set", "Open_vSwitch", "."));
        for (String value : values) {
            int equals = value.indexOf('=');
            command.add(value.substring(0, equals + 1) + '"' + value.substring(equals + 1) + '"');
        }
        vsctl(command.toArray(String[]::new));
    }

    void vsctl(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ovs-vsctl", db(directory), "--timeout=20"));
        command.addAll(List.of(arguments));
        Child.run(directory, command);
    }

    void appctl(String... arguments) {
        List<String> command = new ArrayList<>(
                List.of("ovs-appctl", "-t", directory.resolve("vsw.ctl").toString()));
        command.addAll(List.of(arguments));
        assertEquals("", Child.run(directory, command));
    }

    /** The switch first: it takes the taps that it made along, if it is told to exit and not just ended. */
    @Override
    public void close() {
        try {
            appctl("exit", "--cleanup");
            daemon.awaitEnd(PATIENCE);
        } finally {
            daemon.close();
            database.close();
        }
    }
}
