package io.sidecore.collector.inventory;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A virtqueue by its stable name, for instance {@code vm1/tx0}.
 *
 * @param device the vhost device that it belongs to; a guest with one device goes by the same name
 * @param direction as the guest sees it: it transmits on {@code tx}, and receives on {@code rx}; a disk has neither, but
 *     requests, on {@code q}
 * @param pair which queue pair of the device, or which queue of a disk, from 0
 */
public record QueueId(String device, Direction direction, int pair) implements Comparable<QueueId> {

    private static final Pattern TEXT = Pattern.compile("([A-Za-z0-9._-]{1,40})/(rx|tx|q)([0-9]{1,4})");
    private static final Pattern DEVICE = Pattern.compile("[A-Za-z0-9._-]{1,40}");

    /** Which way frames go, as the guest sees it; or that requests go in and their answers come back. */
    public enum Direction {
        RX("rx"),
        TX("tx"),
        REQUEST("q");

        private final String text;

        Direction(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }

        static Direction of(String text) {
            return text.equals("q") ? REQUEST : text.equals("rx") ? RX : TX;
        }
    }

    public QueueId {
        if (!DEVICE.matcher(device).matches()) {
            throw new IllegalArgumentException(
                    "not a device name: '" + device + "' (want 1 to 40 letters, digits, '.', '_' or '-', as in vm1)");
        }
        if (pair < 0 || pair > 9999) {
            throw new IllegalArgumentException("queue pair must be in [0,9999]: " + pair);
        }
    }

    /** Reads the name that {@link #toString} writes. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static QueueId parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "not a virtqueue: '" + text + "' (want DEVICE/rxN, DEVICE/txN or DEVICE/qN, as in vm1/tx0)");
        }
        return new QueueId(matcher.group(1), Direction.of(matcher.group(2)), Integer.parseInt(matcher.group(3)));
    }

    /** By device, pair and direction. Spelled out, since maps of thousands of queues do hardly anything else. */
    @Override
    public int compareTo(QueueId other) {
        int order = device.compareTo(other.device);
        if (order == 0) {
            order = Integer.compare(pair, other.pair);
        }
        return order == 0 ? direction.compareTo(other.direction) : order;
    }

    @JsonValue
    @Override
    public String toString() {
        return device + "/" + direction.text() + pair;
    }
}
