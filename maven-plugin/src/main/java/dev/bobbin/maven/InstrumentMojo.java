package dev.bobbin.maven;

import java.io.File;
import java.util.List;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;

/**
 * Turns the methods marked <code>@Suspendable</code> among the project's compiled classes into methods that can suspend.
 * Classes that need no change keep their bytes and their time; classes instrumented before are left alone.
 */
@Mojo(
        name = "instrument",
        defaultPhase = LifecyclePhase.PROCESS_CLASSES,
        requiresDependencyResolution = ResolutionScope.COMPILE,
        threadSafe = true)
public final class InstrumentMojo extends ClassesMojo {

    /** Where the compiled classes are; those that need it are replaced there. */
    @Parameter(defaultValue = "${project.build.outputDirectory}", readonly = true, required = true)
    private File classesDirectory;

    /** What the classes were compiled against: who may suspend is read from there too. */
    @Parameter(defaultValue = "${project.compileClasspathElements}", readonly = true, required = true)
    private List<String> classPath;

    /** What becomes of each method is told here, for the goal <code>report</code> and for other tools. */
    @Parameter(defaultValue = "${project.build.directory}/bobbin/report.json", readonly = true, required = true)
    private File reportFile;

    /** Where the classes are kept as the compiler made them, to instrument them again when a mark elsewhere changes. */
    @Parameter(defaultValue = "${project.build.directory}/bobbin/instrument", readonly = true, required = true)
    private File memory;

    @Override
    Binding binding() {
        return Binding.ofMainClasses();
    }

    @Override
    File memory() {
        return memory;
    }

    @Override
    File classesDirectory() {
        return classesDirectory;
    }

    @Override
    List<String> classPath() {
        return classPath;
    }

    @Override
    File reportFile() {
        return reportFile;
    }
}
