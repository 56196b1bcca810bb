/**
 * What became of each rewritten method, for people to read. In: plans, sizes and diagnostics, while a class is instrumented
 * ({@link dev.bobbin.instrument.report.ClassReport.Builder}), since from an instrumented class they cannot be told any more. Out: a
 * JSON file that outlives the run, and a page made of it. Start with {@link dev.bobbin.instrument.report.Report}.
 *
 * <p>Nothing here changes a class. The file is described in docs/report.md; the classes are internal and may change in any release.
 */
package dev.bobbin.instrument.report;
