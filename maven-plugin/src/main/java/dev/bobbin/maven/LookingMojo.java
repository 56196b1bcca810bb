package dev.bobbin.maven;

import dev.bobbin.instrument.Options;
import dev.bobbin.instrument.diagnostic.Diagnostic;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;

/** What the goals that look at classes have in common: how to look, and how to tell what was seen. */
abstract class LookingMojo extends AbstractMojo {

    /** Leaves the classes as the compiler made them. */
    @Parameter(property = "bobbin.skip", defaultValue = "false")
    private boolean skip;

    /**
     * Whether methods without a mark become suspendable, too, if they call a suspendable method and can only be called where
     * they are known: private, static and final ones, and those of classes that nothing in the module extends, if they
     * override nothing and take no monitor. The log lists them.
     */
    @Parameter(property = "bobbin.infer", defaultValue = "false")
    private boolean infer;

    /** Whether a warning stops the build, as errors do. */
    @Parameter(property = "bobbin.failOnWarning", defaultValue = "false")
    private boolean failOnWarning;

    /**
     * A file with further methods to warn of where coroutines call them, since they block the thread. A line holds a class,
     * its method and what to use instead: <code>com.example.Database query(String) Queries.query(), which suspends</code>.
     */
    @Parameter(property = "bobbin.blockingCalls")
    private File blockingCalls;

    /**
     * Whether calls that block, such as <code>Thread.sleep</code>, reads of sockets and files, or JDBC, become calls that suspend where
     * suspendable code makes them. A class or package says otherwise for itself by
     * <code>@AdaptBlockingCalls</code>.
     */
    @Parameter(property = "bobbin.adaptBlockingCalls", defaultValue = "false")
    private boolean adaptBlockingCalls;

    /**
     * Files with further calls to adapt: those of your libraries. A row holds a call and what takes its place, an adapter or
     * another thread: <code>com.example.Database#query(java.lang.String) -&gt; offload</code>.
     */
    @Parameter(property = "bobbin.adaptedCalls")
    private List<File> adaptedCalls;

    final boolean isSkipped() {
        if (skip) {
            getLog().info("Bobbin is skipped (bobbin.skip): the classes stay as they are.");
        }
        return skip;
    }

    /** How to look at classes that were compiled against {@code classPath}. */
    final Options options(List<String> classPath) throws MojoExecutionException {
        List<Path> entries = new ArrayList<>();
        for (String entry : classPath) {
            entries.add(new File(entry).toPath());
        }
        Options options = Options.of(entries).infer(infer).adaptBlockingCalls(adaptBlockingCalls);
        if (blockingCalls != null) {
            options = options.withBlockingCalls(existing(blockingCalls, "blockingCalls"));
        }
        if (adaptedCalls != null) {
            for (File table : adaptedCalls) {
                options = options.withAdaptedCalls(existing(table, "adaptedCalls"));
            }
        }
        return options;
    }

    private static Path existing(File file, String parameter) throws MojoExecutionException {
        if (!file.isFile()) {
            throw new MojoExecutionException("There is no file " + file + ", which the parameter " + parameter
                    + " names. Make it, or take the parameter out.");
        }
        return file.toPath();
    }

    /** Prints {@code found}, and stops the build if it has to be stopped; {@code refusal} says what that means. */
    final void tell(List<Diagnostic> found, String refusal) throws MojoFailureException {
        int errors = 0;
        Set<String> warnings = new TreeSet<>();
        for (Diagnostic diagnostic : found) {
            if (diagnostic.isError()) {
                errors++;
                getLog().error(diagnostic.toString());
            } else {
                warnings.add(diagnostic.rule());
                getLog().warn(diagnostic.toString());
            }
        }
        if (errors > 0) {
            throw new MojoFailureException(refusal + ": " + counted(errors, "error", "errors") + ", listed above.");
        }
        if (failOnWarning && !warnings.isEmpty()) {
            throw new MojoFailureException("Bobbin has " + counted(found.size(), "warning", "warnings")
                    + ", listed above, and failOnWarning is set. Cure what they name, or put"
                    + " @SuppressSuspensionWarnings where it is meant to be so.");
        }
    }

    static String counted(int count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }
}
