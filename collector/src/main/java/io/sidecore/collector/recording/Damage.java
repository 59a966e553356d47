package io.sidecore.collector.recording;

/**
 * A part of a recording that could not be read.
 *
 * @param fromByte where it begins in the file
 * @param toByte where reading went on
 * @param what went wrong, in words
 */
public record Damage(long fromByte, long toByte, String what) {

    @Override
    public String toString() {
        return "bytes " + fromByte + " to " + toByte + ": " + what;
    }
}
