package io.sidecore.collector.qmp;

import java.io.IOException;

/** QEMU did not answer over QMP. */
public final class QmpException extends Exception {

    private static final long serialVersionUID = 1L;

    QmpException(String why, IOException cause) {
        super(why, cause);
    }

    /** Why, and what would help: words for an operator. */
    public String why() {
        return String.valueOf(getMessage());
    }
}
