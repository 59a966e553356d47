package io.sidecore.vhostuser.worker;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** A value for each {@link Setting}. Immutable. */
public final class Settings {

    /** Every setting as it is initially. */
    public static final Settings INITIAL = new Settings(
            Arrays.stream(Setting.values()).mapToLong(Setting::initial).toArray());

    private static final long NANOS_PER_MICRO = 1_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final long[] values;

    private Settings(long[] values) {
        this.values = values;
    }

    public long get(Setting setting) {
        return values[setting.ordinal()];
    }

    boolean isOn(Setting setting) {
        return get(setting) != 0;
    }

    long microsAsNanos(Setting setting) {
        return get(setting) * NANOS_PER_MICRO;
    }

    long millisAsNanos(Setting setting) {
        return get(setting) * NANOS_PER_MILLI;
    }

    /**
     * The same but for one.
     *
     * @throws IllegalArgumentException if the value is out of range
     */
    public Settings with(Setting setting, long value) {
        long[] changed = values.clone();
        changed[setting.ordinal()] = setting.require(value);
        return new Settings(changed);
    }

    /**
     * The same but for those named, as in {@code packet-weight=64}.
     *
     * @throws IllegalArgumentException if one does not exist, or its value is out of range
     */
    public Settings with(Map<String, Long> changes) {
        Settings settings = this;
        for (Map.Entry<String, Long> change : changes.entrySet()) {
            settings = settings.with(Setting.parse(change.getKey()), change.getValue());
        }
        return settings;
    }

    /** By name, in order. */
    public Map<String, Long> all() {
        Map<String, Long> all = new TreeMap<>();
        for (Setting setting : Setting.values()) {
            all.put(setting.text(), get(setting));
        }
        return all;
    }
}
