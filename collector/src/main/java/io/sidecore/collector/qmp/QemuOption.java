package io.sidecore.collector.qmp;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The value of an option of QEMU's command line, as in {@code socket,id=mon,path=/run/vm1.qmp,server=on}. A comma within
 * a value is written twice.
 *
 * @param first the part before the first comma if it has no key, else empty
 * @param values the others by key; a key without a value, as {@code server}, has the value {@code on}
 */
record QemuOption(String first, Map<String, String> values) {

    static QemuOption parse(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        String first = "";
        int at = 0;
        for (int part = 0; at <= text.length(); part++) {
            int end = end(text, at);
            String piece = text.substring(at, end).replace(",,", ",");
            int equals = piece.indexOf('=');
            if (part == 0 && (equals < 0 || piece.startsWith("unix:"))) {
                first = piece;
            } else if (equals < 0) {
                values.put(piece, "on");
            } else {
                values.put(piece.substring(0, equals), piece.substring(equals + 1));
            }
            at = end + 1;
        }
        return new QemuOption(first, values);
    }

    /** Where the part that begins at {@code at} ends: at a comma that is not doubled. */
    private static int end(String text, int at) {
        int comma = text.indexOf(',', at);
        while (comma >= 0 && comma + 1 < text.length() && text.charAt(comma + 1) == ',') {
            comma = text.indexOf(',', comma + 2);
        }
        return comma < 0 ? text.length() : comma;
    }

    Optional<String> value(String key) {
        return Optional.ofNullable(values.get(key));
    }
}
