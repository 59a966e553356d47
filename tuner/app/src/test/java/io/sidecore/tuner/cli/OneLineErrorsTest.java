package io.sidecore.tuner.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class OneLineErrorsTest {

    @Test
    void eachProblemHasALineOfItsOwn() {
        assertEquals(
                "sidecore: a.json: /mode is missing\nsidecore: a.json: /pin is missing\n",
                printed(new IllegalArgumentException("a.json: /mode is missing\n  a.json: /pin is missing")));
    }

    @Test
    void missingFileIsNamedThroughItsWrappers() {
        Exception missing = new NoSuchFileException("/etc/sidecore.json");
        assertEquals(
                "sidecore: no such file: /etc/sidecore.json\n",
                printed(new ExecutionException(new UncheckedIOException((IOException) missing))));
    }

    @Test
    void forbiddenFileIsNamed() {
        assertEquals("sidecore: permission denied: /dev/kvm\n", printed(new AccessDeniedException("/dev/kvm")));
    }

    @Test
    void otherTroubleWithAFileKeepsItsReason() {
        assertEquals(
                "sidecore: /tmp/x: Not a directory\n",
                printed(new FileSystemException("/tmp/x", null, "Not a directory")));
    }

    @Test
    void wrapperThatSaysMoreThanItsCauseIsKept() {
        assertEquals(
                "sidecore: cannot read policy shared\n",
                printed(new UncheckedIOException("cannot read policy shared", new IOException("bad sector"))));
    }

    @Test
    void faultOfOursIsCalledThat() {
        assertEquals(
                "sidecore: internal error: java.lang.ClassCastException: A is no B (SIDECORE_DEBUG=1 shows where)\n",
                printed(new ClassCastException("A is no B")));
    }

    @Test
    void exceptionWithoutMessageIsNotPrintedAsNull() {
        assertEquals(
                "sidecore: internal error: java.lang.IllegalStateException (SIDECORE_DEBUG=1 shows where)\n",
                printed(new IllegalStateException()));
    }

    @Test
    void stackTraceFollowsOnlyForWhoDebugs() {
        String printed = printed(new OneLineErrors(true), new IllegalStateException("no policy"));
        assertTrue(
                printed.startsWith("sidecore: no policy\njava.lang.IllegalStateException: no policy\n\tat "), printed);
    }

    private static String printed(Exception thrown) {
        return printed(new OneLineErrors(false), thrown);
    }

    private static String printed(OneLineErrors errors, Exception thrown) {
        StringWriter err = new StringWriter();
        CommandLine line = new CommandLine(new Sidecore()).setErr(new PrintWriter(err));
        assertEquals(1, errors.handleExecutionException(thrown, line, line.parseArgs()));
        return err.toString();
    }

    @Command(name = "sidecore")
    static final class Sidecore {}
}
