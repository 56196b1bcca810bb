package dev.bobbin.maven;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The phase to which a goal is bound. Between the compiler and those who use its classes, all is well; before and after, the build
 * would go on as if it were.
 */
final class Binding {

    /** In Maven's order, from its lifecycle "default". */
    private static final List<String> PHASES = Arrays.asList(
            "validate",
            "initialize",
            "generate-sources",
            "process-sources",
            "generate-resources",
            "process-resources",
            "compile",
            "process-classes",
            "generate-test-sources",
            "process-test-sources",
            "generate-test-resources",
            "process-test-resources",
            "test-compile",
            "process-test-classes",
            "test",
            "prepare-package",
            "package",
            "pre-integration-test",
            "integration-test",
            "post-integration-test",
            "verify",
            "install",
            "deploy");

    private final String goal;
    private final String compiles;
    private final String uses;

    private Binding(String goal, String compiles, String uses) {
        this.goal = goal;
        this.compiles = compiles;
        this.uses = uses;
    }

    /** JaCoCo puts back what it had instrumented as late as in prepare-package. */
    static Binding ofMainClasses() {
        return new Binding("instrument", "compile", "package");
    }

    static Binding ofTestClasses() {
        return new Binding("test-instrument", "test-compile", "test");
    }

    /** What is wrong with {@code phase}; nothing is with one that is not Maven's own, nor with none, as on the command line. */
    Optional<String> complaint(String phase) {
        int at = PHASES.indexOf(phase);
        if (at >= 0 && at < PHASES.indexOf(compiles)) {
            return Optional.of(complaint(phase, "the classes are made later, and stay as the compiler makes them"));
        }
        if (at >= PHASES.indexOf(uses)) {
            return Optional.of(complaint(phase, "classes were used before as the compiler has made them"));
        }
        return Optional.empty();
    }

    private String complaint(String phase, String why) {
        return "Bobbin: the goal " + goal + " is bound to the phase " + phase + ": " + why
                + ". Leave <phase> out of its execution; it knows its phase.";
    }
}
