package dev.bobbin.instrument;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The verbs of the instrumenter stand in one order, and none uses one that comes after it. */
class ArchitectureTest {

    private static final String ROOT = "dev.bobbin.instrument";

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void aVerbUsesOnlyTheVerbsBeforeIt() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("facade")
                .definedBy(ROOT)
                .layer("report")
                .definedBy(ROOT + ".report")
                .layer("write")
                .definedBy(ROOT + ".write")
                .layer("emit")
                .definedBy(ROOT + ".emit")
                .layer("check")
                .definedBy(ROOT + ".check")
                .layer("plan")
                .definedBy(ROOT + ".plan")
                .layer("adapt")
                .definedBy(ROOT + ".adapt")
                .layer("prepare")
                .definedBy(ROOT + ".prepare")
                .layer("mark")
                .definedBy(ROOT + ".mark")
                .layer("analyze")
                .definedBy(ROOT + ".analyze")
                .layer("read")
                .definedBy(ROOT + ".read")
                .whereLayer("facade")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("report")
                .mayOnlyBeAccessedByLayers("facade")
                .whereLayer("write")
                .mayOnlyBeAccessedByLayers("facade")
                .whereLayer("emit")
                .mayOnlyBeAccessedByLayers("facade", "write")
                .whereLayer("check")
                .mayOnlyBeAccessedByLayers("facade", "write", "emit")
                .whereLayer("plan")
                .mayOnlyBeAccessedByLayers("facade", "report", "write", "emit", "check")
                .whereLayer("adapt")
                .mayOnlyBeAccessedByLayers("facade", "report", "write", "emit", "check", "plan")
                .whereLayer("prepare")
                .mayOnlyBeAccessedByLayers("facade", "write", "emit", "check", "plan", "adapt")
                .whereLayer("mark")
                .mayOnlyBeAccessedByLayers("facade", "report", "write", "emit", "check", "plan", "adapt", "prepare")
                .whereLayer("analyze")
                .mayOnlyBeAccessedByLayers(
                        "facade", "report", "write", "emit", "check", "plan", "adapt", "prepare", "mark")
                .check(classes);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(classes);
    }
}
