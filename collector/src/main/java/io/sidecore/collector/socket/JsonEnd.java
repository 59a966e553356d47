package io.sidecore.collector.socket;

/** Finds where a JSON object ends in a stream of bytes: some peers put nothing between two, not even a line's end. */
final class JsonEnd {

    private int depth;
    private boolean inString;
    private boolean escaped;

    /** Takes the next byte; true if it ends an object. */
    boolean accept(byte next) {
        if (inString) {
            if (escaped) {
                escaped = false;
            } else if (next == '\\') {
                escaped = true;
            } else if (next == '"') {
                inString = false;
            }
            return false;
        }
        if (next == '"') {
            inString = true;
        } else if (next == '{' || next == '[') {
            depth++;
        } else if (next == '}' || next == ']') {
            depth--;
            return depth <= 0;
        }
        return false;
    }
}
