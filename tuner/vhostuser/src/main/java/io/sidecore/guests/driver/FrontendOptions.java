package io.sidecore.guests.driver;

/**
 * How a guest's device is set up.
 *
 * @param ringSize descriptors of each ring, a power of two
 * @param txLayout how frames to be sent lie in descriptors
 * @param maxFrameBytes the longest frame that will be sent, without the net header
 */
public record FrontendOptions(int ringSize, TxLayout txLayout, int maxFrameBytes) {

    public FrontendOptions {
        DriverRing.requireSize(ringSize);
        if (maxFrameBytes < 1 || maxFrameBytes > 65535) {
            throw new IllegalArgumentException("the longest frame must be in [1,65535] bytes: " + maxFrameBytes);
        }
    }

    long memoryBytes() {
        return 2 * DriverRing.bytes(ringSize) + RxQueue.bytes(ringSize) + TxQueue.bytes(ringSize, maxFrameBytes);
    }
}
