package io.sidecore.collector.libvirt;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that ends after so many bytes, however many there are. */
final class Limited extends FilterInputStream {

    private int left;

    Limited(InputStream stream, int bytes) {
        super(stream);
        this.left = bytes;
    }

    @Override
    public int read() throws IOException {
        return left-- > 0 ? super.read() : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (left <= 0) {
            return -1;
        }
        int bytes = super.read(into, offset, Math.min(length, left));
        left -= Math.max(0, bytes);
        return bytes;
    }
}
