package io.sidecore.tuner.trial.child;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A run with one child that waits for ever; {@link RunScopeTest} starts it as a process of its own, and ends it. */
final class RunThatWaits {

    private RunThatWaits() {}

    /** Arguments: where the temporary directory goes, and the script of the child. */
    @SuppressWarnings("SystemOut") // the test reads it
    public static void main(String[] arguments) throws InterruptedException {
        RunScope scope = RunScope.open(Path.of(arguments[0]), System.err);
        List<String> command = List.of("sh", "-c", arguments[1]);
        ChildProcess child = scope.keep(ChildProcess.start("child", command, Duration.ofSeconds(30), System::nanoTime));
        System.out.println(child.pid());
        new CountDownLatch(1).await();
    }
}
