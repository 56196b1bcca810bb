package dev.bobbin.maven;

import dev.bobbin.instrument.Instrumenter;
import dev.bobbin.instrument.Options;
import dev.bobbin.instrument.Summary;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;

/** What the goals that instrument have in common: all but which classes. */
abstract class ClassesMojo extends LookingMojo {

    /** The phase in which this goal is run; not there if it was called by name. */
    @Parameter(defaultValue = "${mojoExecution.lifecyclePhase}", readonly = true)
    private String phase;

    /** When this goal should be run. */
    abstract Binding binding();

    /** Where the classes to instrument are. */
    abstract File classesDirectory();

    /** Where this goal keeps what its next run needs. */
    abstract File memory();

    /** What they were compiled against: jars and directories. */
    abstract List<String> classPath();

    /** Where to tell what becomes of their methods. */
    abstract File reportFile();

    @Override
    public final void execute() throws MojoExecutionException, MojoFailureException {
        if (isSkipped()) {
            return;
        }
        binding().complaint(phase).ifPresent(getLog()::warn);
        if (!classesDirectory().isDirectory()) {
            getLog().debug("There are no classes in " + classesDirectory());
        } else {
            report(instrument());
        }
    }

    private Summary instrument() throws MojoExecutionException {
        Options options = options(classPath());
        try {
            return Instrumenter.with(options.remembering(memory().toPath())
                            .reportingTo(reportFile().toPath()))
                    .instrument(classesDirectory().toPath());
        } catch (IOException e) {
            throw new MojoExecutionException("Cannot instrument the classes in " + classesDirectory() + ": " + e, e);
        }
    }

    private void report(Summary summary) throws MojoFailureException {
        tell(summary.diagnostics(), "Bobbin cannot make these classes suspend");
        summary.inferred().forEach(method -> getLog().info("Bobbin: suspendable by inference: " + readable(method)));
        getLog().info("Bobbin: " + counted(summary.classesRead(), "class", "classes") + " read, "
                + counted(summary.methodsRewritten(), "method", "methods") + " rewritten"
                + (summary.callsAdapted() == 0
                        ? ""
                        : ", " + counted(summary.callsAdapted(), "blocking call", "blocking calls") + " adapted")
                + " in "
                + TimeUnit.NANOSECONDS.toMillis(summary.nanos()) + " ms");
    }

    private static String readable(String method) {
        return method.substring(0, method.indexOf('(')).replace('/', '.') + "()";
    }
}
