package io.sidecore.tuner.cli;

import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells the user what went wrong in one line on the error stream; the stack trace is for whoever debugs Sidecore. */
final class OneLineErrors implements IParameterExceptionHandler, IExecutionExceptionHandler {

    private final boolean withStackTrace;

    OneLineErrors(boolean withStackTrace) {
        this.withStackTrace = withStackTrace;
    }

    /** A command line that picocli, or a command that looked closer at its arguments, refused. */
    @Override
    public int handleParseException(ParameterException refused, String[] args) {
        CommandLine command = refused.getCommandLine();
        return print(
                command, refused, usageError(refused), command.getCommandSpec().exitCodeOnInvalidInput());
    }

    /** Anything else that a command threw. */
    @Override
    public int handleExecutionException(Exception thrown, CommandLine command, ParseResult parsed) {
        return print(command, thrown, sentence(thrown), command.getCommandSpec().exitCodeOnExecutionException());
    }

    private int print(CommandLine command, Exception thrown, String message, int exitCode) {
        PrintWriter err = command.getErr();
        message.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .forEach(line -> err.println(command.getCommandSpec().qualifiedName() + ": " + line));
        if (withStackTrace) {
            thrown.printStackTrace(err);
        }
        err.flush();
        return exitCode;
    }

    private static String usageError(ParameterException refused) {
        CommandLine command = refused.getCommandLine();
        String help = "; see " + command.getCommandSpec().qualifiedName() + " --help";
        if (!(refused instanceof UnmatchedArgumentException unmatched)
                || unmatched.isUnknownOption()
                || command.getSubcommands().isEmpty()) {
            return refused.getMessage() + help;
        }
        List<String> near = unmatched.getSuggestions();
        String meant = near.isEmpty() ? "" : " (did you mean '" + near.get(0) + "'?)";
        return "unknown command '" + unmatched.getUnmatched().get(0) + "'" + meant + help;
    }

    /** The message of {@code thrown}, made a sentence where Java's own exceptions leave only a name. */
    private static String sentence(Throwable thrown) {
        Throwable told = innermostThatSaysMore(thrown);
        if (told instanceof FileSystemException file) {
            return fileSentence(file);
        }
        String message = told.getMessage();
        return message == null || isBug(told) ? "internal error: " + told + " (SIDECORE_DEBUG=1 shows where)" : message;
    }

    /** Whether Java itself found the fault; its messages are for programmers. */
    private static boolean isBug(Throwable thrown) {
        return thrown.getClass().getPackageName().equals("java.lang")
                && !(thrown instanceof IllegalArgumentException
                        || thrown instanceof IllegalStateException
                        || thrown instanceof UnsupportedOperationException);
    }

    /** Goes below wrappers that have no message of their own. */
    private static Throwable innermostThatSaysMore(Throwable thrown) {
        Throwable inner = thrown.getCause();
        if (inner == null) {
            return thrown;
        }
        String message = thrown.getMessage();
        boolean silent = message == null || message.equals(inner.toString());
        return silent ? innermostThatSaysMore(inner) : thrown;
    }

    private static String fileSentence(FileSystemException thrown) {
        String file = String.valueOf(thrown.getFile());
        if (thrown instanceof NoSuchFileException) {
            return "no such file: " + file;
        }
        if (thrown instanceof AccessDeniedException) {
            return "permission denied: " + file;
        }
        if (thrown instanceof FileAlreadyExistsException) {
            return "file exists already: " + file;
        }
        return String.valueOf(thrown.getMessage());
    }
}
