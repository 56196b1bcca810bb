package dev.bobbin.instrument;

import dev.bobbin.instrument.diagnostic.Diagnostic;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** Classes cannot be instrumented as they are. The message holds all errors, one a line. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Diagnostic> diagnostics;

    RefusedException(List<Diagnostic> diagnostics) {
        super(diagnostics.stream()
                .filter(Diagnostic::isError)
                .sorted()
                .map(Diagnostic::toString)
                .collect(Collectors.joining("\n")));
        this.diagnostics = Collections.unmodifiableList(new ArrayList<>(diagnostics));
    }

    /**
     * Errors and warnings.
     *
     * @return all that was found
     */
    public List<Diagnostic> getDiagnostics() {
        return diagnostics;
    }
}
