package dev.bobbin.instrument.check;

import dev.bobbin.instrument.diagnostic.Diagnostic;
import java.util.List;

/** One thing that is refused or warned about. Each rule knows its cure, and none knows another. */
interface Rule {
    void check(Subject subject, List<Diagnostic> found);
}
