package io.sidecore.tuner.top.terminal;

import java.io.IOException;
import java.io.InputStream;

/** Keys as numbers: a character is itself, others are negative. */
public final class Keys {

    /** No key was pressed. */
    public static final int NONE = -1;

    /** The terminal is gone. */
    public static final int GONE = -2;

    public static final int UP = -3;
    public static final int DOWN = -4;
    public static final int PAGE_UP = -5;
    public static final int PAGE_DOWN = -6;
    public static final int HOME = -7;
    public static final int END = -8;

    /** A key that means nothing here. */
    public static final int OTHER = -9;

    public static final int CTRL_C = 3;
    public static final int TAB = '\t';
    public static final int ENTER = '\r';
    public static final int ESCAPE = 27;
    public static final int BACKSPACE = 127;

    /** Longest of the sequences that terminals send. */
    private static final int LONGEST = 16;

    private Keys() {}

    /** Reads one key, waiting for it. */
    static int read(InputStream in) throws IOException {
        int first = in.read();
        if (first < 0) {
            return GONE;
        }
        if (first == '\n') {
            return ENTER;
        }
        if (first == '\b') {
            return BACKSPACE;
        }
        // What a key sends comes in one piece; a person who presses Escape does not type the next key as fast.
        return first == ESCAPE && in.available() > 0 ? sequence(in) : first;
    }

    private static int sequence(InputStream in) throws IOException {
        int kind = in.read();
        if (kind != '[' && kind != 'O') {
            return OTHER;
        }
        StringBuilder rest = new StringBuilder();
        while (in.available() > 0 && rest.length() < LONGEST) {
            int next = in.read();
            rest.append((char) next);
            if (next >= '@' && next <= '~') {
                break;
            }
        }
        return switch (rest.toString()) {
            case "A" -> UP;
            case "B" -> DOWN;
            case "5~" -> PAGE_UP;
            case "6~" -> PAGE_DOWN;
            case "H", "1~", "7~" -> HOME;
            case "F", "4~", "8~" -> END;
            default -> OTHER;
        };
    }
}
