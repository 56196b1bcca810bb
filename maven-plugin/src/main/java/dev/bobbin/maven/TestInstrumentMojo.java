package dev.bobbin.maven;

import java.io.File;
import java.util.List;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;

/**
 * Does for the project's test classes what <code>instrument</code> does for its main classes, so that tests can hold
 * suspendable methods and lambdas of their own.
 */
@Mojo(
        name = "test-instrument",
        defaultPhase = LifecyclePhase.PROCESS_TEST_CLASSES,
        requiresDependencyResolution = ResolutionScope.TEST,
        threadSafe = true)
public final class TestInstrumentMojo extends ClassesMojo {

    /** Where the compiled test classes are; those that need it are replaced there. */
    @Parameter(defaultValue = "${project.build.testOutputDirectory}", readonly = true, required = true)
    private File testClassesDirectory;

    /** What the test classes were compiled against, the project's own classes among it. */
    @Parameter(defaultValue = "${project.testClasspathElements}", readonly = true, required = true)
    private List<String> testClassPath;

    /** What becomes of each method is told here, for the goal <code>report</code> and for other tools. */
    @Parameter(defaultValue = "${project.build.directory}/bobbin/test-report.json", readonly = true, required = true)
    private File testReportFile;

    /** Where the classes are kept as the compiler made them, to instrument them again when a mark elsewhere changes. */
    @Parameter(defaultValue = "${project.build.directory}/bobbin/test-instrument", readonly = true, required = true)
    private File memory;

    @Override
    Binding binding() {
        return Binding.ofTestClasses();
    }

    @Override
    File memory() {
        return memory;
    }

    @Override
    File classesDirectory() {
        return testClassesDirectory;
    }

    @Override
    List<String> classPath() {
        return testClassPath;
    }

    @Override
    File reportFile() {
        return testReportFile;
    }
}
