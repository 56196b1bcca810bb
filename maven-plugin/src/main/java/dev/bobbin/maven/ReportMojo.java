package dev.bobbin.maven;

import dev.bobbin.instrument.report.Report;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Shows what became of the project's suspendable methods: a page with their suspension points, frames, sizes and warnings. It is made
 * of what <code>instrument</code> and <code>test-instrument</code> have left in <code>target/bobbin</code>.
 */
@Mojo(name = "report", defaultPhase = LifecyclePhase.VERIFY, threadSafe = true)
public final class ReportMojo extends AbstractMojo {

    /** Leaves the classes as the compiler made them, and so has nothing to show. */
    @Parameter(property = "bobbin.skip", defaultValue = "false")
    private boolean skip;

    /** Where the goals that instrument leave what they have done, and where the pages go. */
    @Parameter(defaultValue = "${project.build.directory}/bobbin", readonly = true, required = true)
    private File directory;

    /** What the page is about. */
    @Parameter(defaultValue = "${project.name}", readonly = true, required = true)
    private String projectName;

    @Override
    public void execute() throws MojoExecutionException {
        if (skip) {
            getLog().info("Bobbin is skipped (bobbin.skip): there is no report.");
            return;
        }
        boolean main = show("report", projectName);
        boolean tests = show("test-report", projectName + ", tests");
        if (!main && !tests) {
            getLog().info(
                            "Bobbin: nothing to report. No class here was instrumented; the goals for that are instrument and"
                                    + " test-instrument (phases process-classes and process-test-classes).");
        }
    }

    private boolean show(String name, String title) throws MojoExecutionException {
        Path page = new File(directory, name + ".html").toPath();
        try {
            Report report = Report.read(new File(directory, name + ".json").toPath());
            if (report.isEmpty()) {
                return false;
            }
            report.writePage(page, title);
        } catch (IOException e) {
            throw new MojoExecutionException("Cannot write the report " + page + ": " + e.getMessage(), e);
        }
        getLog().info("Bobbin: report in " + page);
        return true;
    }
}
