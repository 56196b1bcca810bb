package dev.bobbin.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Programs that have one core each: a server on one, what loads it on another. */
final class PinnedProcess {

    private PinnedProcess() {}

    /** A JVM of the kind that runs this one, with its class path; {@code arguments} go on with options or the main class. */
    static Process java(int core, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseSerialGC",
                "-Xmx1g",
                "-Djdk.virtualThreadScheduler.parallelism=1",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(arguments);
        return start(core, command);
    }

    static Process start(int core, List<String> program) throws IOException {
        List<String> command = new ArrayList<>(List.of("taskset", "-c", String.valueOf(core)));
        command.addAll(program);
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** How many seconds of a processor the process has had. */
    static double processorSeconds(Process process) {
        return process.info().totalCpuDuration().orElseThrow().toMillis() / 1e3;
    }
}
