package dev.bobbin.maven;

import dev.bobbin.instrument.Instrumenter;
import dev.bobbin.instrument.Options;
import dev.bobbin.instrument.Summary;
import dev.bobbin.instrument.diagnostic.Diagnostic;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;

/**
 * Looks whether all classes that should be instrumented are, as late as in the phase <code>verify</code>: an IDE or another
 * plugin may have compiled some of them anew. Says everything that <code>instrument</code> has said, too. Changes nothing.
 */
@Mojo(
        name = "check",
        defaultPhase = LifecyclePhase.VERIFY,
        requiresDependencyResolution = ResolutionScope.TEST,
        threadSafe = true)
public final class CheckMojo extends LookingMojo {

    /** Whether the test classes are looked at, too. */
    @Parameter(property = "bobbin.checkTests", defaultValue = "true")
    private boolean checkTests;

    /** Where the compiled classes are. */
    @Parameter(defaultValue = "${project.build.outputDirectory}", readonly = true, required = true)
    private File classesDirectory;

    /** What the classes were compiled against. */
    @Parameter(defaultValue = "${project.compileClasspathElements}", readonly = true, required = true)
    private List<String> classPath;

    /** Where the compiled test classes are. */
    @Parameter(defaultValue = "${project.build.testOutputDirectory}", readonly = true, required = true)
    private File testClassesDirectory;

    /** What the test classes were compiled against, the project's own classes among it. */
    @Parameter(defaultValue = "${project.testClasspathElements}", readonly = true, required = true)
    private List<String> testClassPath;

    @Override
    public void execute() throws MojoExecutionException, MojoFailureException {
        if (isSkipped()) {
            return;
        }
        List<Diagnostic> found = new ArrayList<>();
        int classes = check(classesDirectory, classPath, found);
        if (checkTests) {
            classes += check(testClassesDirectory, testClassPath, found);
        }
        tell(found, "Bobbin finds these classes not fit to run");
        getLog().info("Bobbin: " + counted(classes, "class", "classes") + " checked, "
                + (found.isEmpty() ? "all is well" : counted(found.size(), "warning", "warnings")));
    }

    private int check(File directory, List<String> path, List<Diagnostic> found) throws MojoExecutionException {
        if (!directory.isDirectory()) {
            return 0;
        }
        Options options = options(path);
        try {
            Summary summary = Instrumenter.with(options).check(directory.toPath());
            found.addAll(summary.diagnostics());
            return summary.classesRead();
        } catch (IOException e) {
            throw new MojoExecutionException("Cannot check the classes in " + directory + ": " + e, e);
        }
    }
}
