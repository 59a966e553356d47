package io.sidecore.collector.diagnosis.finding;

import java.util.Optional;

/**
 * What to do next.
 *
 * @param command one line for a root shell of the host, ready to paste
 * @param effect what to expect of it
 * @param undo the line that restores what was found; absent if the command changes nothing, or prints its own undo
 * @param note what else to know before or after, for instance how to undo it without a line; may be blank
 */
public record Remedy(String command, String effect, Optional<String> undo, String note) {}
