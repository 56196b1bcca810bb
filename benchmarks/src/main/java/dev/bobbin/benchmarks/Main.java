package dev.bobbin.benchmarks;

import java.io.IOException;
import java.util.Collection;
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
 */
public final class Main {

    private Main() {}

    public static void main(String[] args) throws CommandLineOptionException, IOException, RunnerException {
        CommandLineOptions commandLine = new CommandLineOptions(args);
        if (commandLine.shouldHelp()) {
            commandLine.showHelp();
            return;
        }
        ChainedOptionsBuilder options = new OptionsBuilder().parent(commandLine).addProfiler(GCProfiler.class);
        if (Runtime.version().feature() < 21) {
            options.exclude("\\.(jdkContinuation|virtualThread)");
        }
        Runner runner = new Runner(options.build());
        if (commandLine.shouldList()) {
            runner.list();
            return;
        }
        Collection<RunResult> results = runner.run();
        Comparison comparison = Comparison.of(results);
        System.out.println();
        System.out.print(comparison.table());
        System.out.println();
        Budget.ALL.forEach(budget -> budget.verdict(comparison).ifPresent(System.out::println));
    }
}
