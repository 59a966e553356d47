package io.sidecore.tuner.cli;

import io.sidecore.policies.document.PlanFile;
import io.sidecore.policies.plan.Plan;
import io.sidecore.policies.plan.Planner;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sidecore plan}: which worker shall serve which virtqueue, for an instance in a file. Changes nothing. */
@Command(
        name = "plan",
        description = "Assign the virtqueues of an instance to its workers, with few moves. Changes nothing.",
        mixinStandardHelpOptions = true,
        exitCodeOnExecutionException = ExitCode.USAGE,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:every queue has a worker, and every rule holds",
            " 1:some rule cannot be held; all that can be assigned is",
            " 2:the instance or the command line was wrong"
        },
        footerHeading = "%nExample (w0 serves two guests, and one of them goes to w1):%n",
        footer = {
            "  echo '{\"workers\": [{\"worker\": \"w0\"}, {\"worker\": \"w1\"}], \"guests\": [",
            "    {\"guest\": \"vm1\", \"queues\": [{\"queue\": \"vm1/tx0\", \"load\": 0.5, \"worker\": \"w0\"}]},",
            "    {\"guest\": \"vm2\", \"queues\": [{\"queue\": \"vm2/tx0\", \"load\": 0.4, \"worker\": \"w0\"}]}],",
            "    \"rules\": {\"guestsPerWorker\": 7}}' > instance.json; ./sidecore plan instance.json"
        })
final class PlanCommand implements Callable<Integer> {

    private static final int INFEASIBLE = 1;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "INSTANCE", description = "Workers, guests and rules as JSON; the README tells how.")
    private Path instance = Path.of("");

    @Option(names = "--json", description = "Print an object for programs.")
    private boolean json;

    @Override
    public Integer call() {
        Plan plan = Planner.plan(PlanFile.read(instance));
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? PlanReport.json(plan) : PlanReport.text(plan));
        out.flush();
        return plan.feasible() ? ExitCode.OK : INFEASIBLE;
    }
}
