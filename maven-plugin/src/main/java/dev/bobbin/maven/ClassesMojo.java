package dev.bobbin.maven;

import dev.bobbin.instrument.Instrumenter;
import dev.bobbin.instrument.Options;
import dev.bobbin.instrument.Summary;
import dev.bobbin.instrument.diagnostic.Diagnostic;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;

/** What the goals that instrument have in common: all but which classes. */
abstract class ClassesMojo extends AbstractMojo {

    /** Leaves the classes as the compiler made them. */
    @Parameter(property = "bobbin.skip", defaultValue = "false")
    private boolean skip;

    /**
     * Whether methods without a mark become suspendable, too, if they call a suspendable method and can only be called where
     * they are known: private, static and final ones, and those of classes that nothing in the module extends, if they
     * override nothing. The log lists them.
     */
    @Parameter(property = "bobbin.infer", defaultValue = "false")
    private boolean infer;

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
        if (skip) {
            getLog().info("Bobbin is skipped (bobbin.skip): the classes stay as they are.");
        } else if (!classesDirectory().isDirectory()) {
            getLog().debug("There are no classes in " + classesDirectory());
        } else {
            report(instrument());
        }
    }

    private Summary instrument() throws MojoExecutionException {
        List<Path> entries = new ArrayList<>();
        for (String entry : classPath()) {
            entries.add(new File(entry).toPath());
        }
        try {
            return Instrumenter.with(Options.of(entries)
                            .infer(infer)
                            .remembering(memory().toPath())
                            .reportingTo(reportFile().toPath()))
                    .instrument(classesDirectory().toPath());
        } catch (IOException e) {
            throw new MojoExecutionException("Cannot instrument the classes in " + classesDirectory() + ": " + e, e);
        }
    }

    private void report(Summary summary) throws MojoFailureException {
        int errors = 0;
        for (Diagnostic diagnostic : summary.diagnostics()) {
            if (diagnostic.isError()) {
                errors++;
                getLog().error(diagnostic.toString());
            } else {
                getLog().warn(diagnostic.toString());
            }
        }
        if (errors > 0) {
            throw new MojoFailureException("Bobbin cannot make these classes suspend: "
                    + counted(errors, "error", "errors") + ", listed above.");
        }
        summary.inferred().forEach(method -> getLog().info("Bobbin: suspendable by inference: " + readable(method)));
        getLog().info("Bobbin: " + counted(summary.classesRead(), "class", "classes") + " read, "
                + counted(summary.methodsRewritten(), "method", "methods") + " rewritten in "
                + TimeUnit.NANOSECONDS.toMillis(summary.nanos()) + " ms");
    }

    private static String readable(String method) {
        return method.substring(0, method.indexOf('(')).replace('/', '.') + "()";
    }

    private static String counted(int count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }
}
