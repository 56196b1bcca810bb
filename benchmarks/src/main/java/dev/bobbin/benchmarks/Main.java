package dev.bobbin.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs the benchmarks with the command line of JMH, and prints beside its own table one that compares: what Bobbin took, what
 * its peers took in the same run, and which budgets hold. Peers that this JDK does not have are left out.
 *
 * <p>Instead of all forks of one benchmark after the other, it runs in rounds, in which each benchmark has one fork: what
 * slows the machine for a minute slows all that is compared. {@code -f} says how many rounds. Of each round the fastest
 * iteration counts, so iterations are short and many.
 */
public final class Main {

    private static final int ROUNDS = 5;

    /** A heap that is all there from the start: or what is measured is how fast a virtual machine's host hands out pages. */
    private static final String[] HEAP = {"-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch"};

    private Main() {}

    public static void main(String[] args) throws CommandLineOptionException, IOException, RunnerException {
        CommandLineOptions commandLine = new CommandLineOptions(args);
        if (commandLine.shouldHelp()) {
            commandLine.showHelp();
            return;
        }
        ChainedOptionsBuilder options = new OptionsBuilder()
                .parent(commandLine)
                .addProfiler(GCProfiler.class)
                .jvmArgsPrepend(HEAP);
        if (Runtime.version().feature() < 21) {
            options.exclude("\\.(jdkContinuation|virtualThread)");
        }
        Runner runner = new Runner(options.build());
        if (commandLine.shouldList()) {
            runner.list();
            return;
        }
        List<RunResult> results = new ArrayList<>();
        int rounds = commandLine.getForkCount().orElse(ROUNDS);
        for (int round = 0; round < rounds; round++) {
            results.addAll(new Runner(options.forks(1).build()).run());
        }
        Comparison comparison = Comparison.of(results);
        System.out.println();
        System.out.print(comparison.table());
        System.out.println();
        Budget.ALL.forEach(budget -> budget.verdict(comparison).ifPresent(System.out::println));
    }
}
