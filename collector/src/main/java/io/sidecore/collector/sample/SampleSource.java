package io.sidecore.collector.sample;

/** Where samples come from: live counters, or a recording. */
public interface SampleSource extends AutoCloseable {

    /** Reads every counter once. */
    Sample read();

    @Override
    void close();
}
