package io.sidecore.tuner.trial.progress;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What the operator looks at.
 *
 * @param live whether a line can be written over
 * @param colour whether colours are wanted
 * @param width columns
 */
public record Terminal(boolean live, boolean colour, int width) {

    private static final int USUAL_WIDTH = 80;

    /**
     * Asks about the terminal that standard error goes to: {@code NO_COLOR} (no-color.org), {@code TERM} and
     * {@code COLUMNS} of the environment, and the terminal itself for its width.
     */
    public static Terminal detect(Map<String, String> environment) {
        boolean terminal = isTerminal(Path.of("/proc/self/fd/2"));
        return of(terminal, environment, terminal ? askWidth() : "");
    }

    /**
     * Whether a file descriptor is a terminal.
     *
     * @param descriptor as in {@code /proc/self/fd/1}
     */
    // Not System.console: that asks about standard input and output, and never says no from JDK 22 on.
    public static boolean isTerminal(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().matches("/dev/(pts/\\d+|tty.*|console)");
        } catch (IOException e) {
            return false; // no /proc: plain lines are safe everywhere
        }
    }

    static Terminal of(boolean terminal, Map<String, String> environment, String sttySize) {
        boolean live = terminal && !environment.getOrDefault("TERM", "dumb").equals("dumb");
        boolean colour = live && environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(live, colour, width(environment.getOrDefault("COLUMNS", ""), sttySize));
    }

    private static int width(String columns, String sttySize) {
        if (columns.matches("[1-9]\\d{0,3}")) {
            return Integer.parseInt(columns);
        }
        String[] rowsAndColumns = sttySize.strip().split(" ", -1);
        boolean known = rowsAndColumns.length == 2 && rowsAndColumns[1].matches("[1-9]\\d{0,3}");
        return known ? Integer.parseInt(rowsAndColumns[1]) : USUAL_WIDTH;
    }

    /** Rows and columns as {@code stty size} prints them; blank if it cannot tell. */
    private static String askWidth() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return stty.waitFor(1, TimeUnit.SECONDS) && stty.exitValue() == 0 ? said : "";
        } catch (IOException e) {
            return ""; // no stty: the usual width will do
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
