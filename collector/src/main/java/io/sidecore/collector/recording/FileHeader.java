package io.sidecore.collector.recording;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sidecore.collector.recording.rows.MalformedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** The bytes before the first frame; the package description has the layout. */
final class FileHeader {

    static final int VERSION = 1;

    /** Magic, version and length. */
    static final int FIXED_BYTES = 16;

    static final int CRC_BYTES = 4;
    private static final int MAX_JSON_BYTES = 1 << 16;
    private static final byte[] MAGIC = {(byte) 0x89, 'S', 'C', 'R', 'E', 'C', '\r', '\n'};

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    private FileHeader() {}

    static ByteBuffer write(RecordingHeader header) {
        byte[] json;
        try {
            json = JSON.writeValueAsBytes(header);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a header: " + header, e);
        }
        if (json.length > MAX_JSON_BYTES) {
            throw new IllegalArgumentException("too long a header: " + json.length + " bytes");
        }
        ByteBuffer bytes = ByteBuffer.allocate(FIXED_BYTES + json.length + CRC_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC)
                .putShort((short) VERSION)
                .putShort((short) 0)
                .putInt(json.length)
                .put(json);
        return bytes.putInt(crc(bytes.array(), bytes.position())).flip();
    }

    /**
     * Looks at the first {@link #FIXED_BYTES} of a file.
     *
     * @return how many bytes of JSON follow
     * @throws MalformedException if they are not those of a recording that this version reads
     */
    static int jsonBytes(byte[] start, int length) {
        if (length == 0) {
            throw new MalformedException("is empty: no Sidecore recording");
        }
        int shown = Math.min(length, MAGIC.length);
        if (!Arrays.equals(start, 0, shown, MAGIC, 0, shown)) {
            throw new MalformedException("is no Sidecore recording: it does not begin like one");
        }
        if (length < FIXED_BYTES) {
            throw cut();
        }
        ByteBuffer bytes = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).position(MAGIC.length);
        int version = Short.toUnsignedInt(bytes.getShort());
        if (version != VERSION) {
            throw new MalformedException("is a recording of version " + version + "; this Sidecore reads version "
                    + VERSION + ". Use the Sidecore that recorded it, or a later one");
        }
        int json = bytes.getInt(12);
        if (json < 0 || json > MAX_JSON_BYTES) {
            throw new MalformedException(
                    "has a damaged header: it claims to be " + Integer.toUnsignedString(json) + " bytes long");
        }
        return json;
    }

    /** Reads the whole header: the fixed bytes, the JSON, the CRC. */
    static RecordingHeader read(byte[] whole, int length, int jsonBytes) {
        int crcAt = FIXED_BYTES + jsonBytes;
        if (length < crcAt + CRC_BYTES) {
            throw cut();
        }
        int crc = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getInt(crcAt);
        if (crc != crc(whole, crcAt)) {
            throw new MalformedException("has a damaged header: its checksum does not match");
        }
        String json = new String(whole, FIXED_BYTES, jsonBytes, StandardCharsets.UTF_8);
        try {
            return JSON.readValue(json, RecordingHeader.class);
        } catch (JsonProcessingException e) {
            throw new MalformedException("has a header that says too little: " + e.getOriginalMessage());
        }
    }

    private static MalformedException cut() {
        return new MalformedException("ends inside its header: nothing was recorded");
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
