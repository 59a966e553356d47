package io.sidecore.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The generator of the lab: a process that plays a guest on /dev/vhost-net and says exactly what it sent. It has sent
 * nothing before {@link #go}, so that probes can be attached first.
 */
public final class LabGuest implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final LabProcess process;
    private final List<Device> devices;

    /**
     * What serves one of its devices.
     *
     * @param pid of the guest, which owns the device
     * @param device its number, from 0
     * @param worker thread id of the device's vhost worker
     * @param worker_kind {@code kthread} or {@code vhost_task}
     * @param rx_kick_id what {@code /proc/PID/fdinfo/FD} shows as eventfd-id of the receive queue's kick; so the others
     */
    @SuppressWarnings("MemberName") // as they are called in the JSON
    public record Device(
            String name,
            int pid,
            int device,
            String tap,
            int worker,
            String worker_kind,
            int rx_kick_id,
            int rx_call_id,
            int tx_kick_id,
            int tx_call_id) {}

    /**
     * What it counted of one of its devices since it began.
     *
     * @param tx_packets given to the device; of those it was done with {@code tx_done}
     * @param rx_injected sent into the device's tap; of those {@code rx_packets} arrived
     */
    @SuppressWarnings("MemberName") // as they are called in the JSON
    public record Sent(
            int device,
            double seconds,
            long tx_kicks,
            long tx_packets,
            long tx_done,
            long tx_calls,
            long rx_kicks,
            long rx_injected,
            long rx_packets,
            long rx_calls) {}

    private LabGuest(LabProcess process, int count) {
        this.process = process;
        Lab.await(
                "the guest is ready",
                LIMIT,
                () -> events("ready").size() == count || !process.isAlive(),
                process::said);
        this.devices = parse("ready", Device.class);
        if (devices.size() != count) {
            process.close();
            throw new AssertionError("the guest could not start: " + process.said());
        }
    }

    /** Starts it with one device. The options are those of {@code guest --help}, without {@code --hold}. */
    public static LabGuest start(String... options) {
        return start(1, options);
    }

    /** Starts it with several devices, each with a worker. */
    public static LabGuest start(int devices, String... options) {
        List<String> command =
                new ArrayList<>(List.of(Lab.program("guest"), "--hold", "--devices", String.valueOf(devices)));
        command.addAll(List.of(options));
        return new LabGuest(LabProcess.start(command), devices);
    }

    public int pid() {
        return process.pid();
    }

    public Device device() {
        return devices.get(0);
    }

    public List<Device> devices() {
        return devices;
    }

    /** Has it begin to send. */
    public void go() {
        process.tell("go");
    }

    /** Waits until each device has been kicked as often as {@code --count} says, and served. It sends no more then. */
    public void awaitDone(Duration limit) {
        Lab.await(
                "the guest has sent all",
                limit,
                () -> events("done").size() == devices.size() || !process.isAlive(),
                process::said);
    }

    /** Ends it, and returns what it counted of each device. */
    public List<Sent> end() {
        process.end();
        List<Sent> sent = parse("end", Sent.class);
        if (sent.size() != devices.size()) {
            throw new AssertionError("the guest did not say what it sent: " + process.said());
        }
        return sent;
    }

    private List<String> events(String event) {
        return process.lines().stream()
                .filter(line -> line.startsWith("{\"event\":\"" + event + "\""))
                .collect(Collectors.toList());
    }

    private <T> List<T> parse(String event, Class<T> type) {
        try {
            List<T> parsed = new ArrayList<>();
            for (String line : events(event)) {
                parsed.add(JSON.readValue(line, type));
            }
            return parsed;
        } catch (JsonProcessingException e) {
            throw new AssertionError(process.said(), e);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
