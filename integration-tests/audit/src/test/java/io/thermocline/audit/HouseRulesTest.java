// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The audit shares no code with what it audits. */
class HouseRulesTest {

    private static final String AUDIT = "io.thermocline.audit";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(AUDIT);

    @Test
    void theAuditKnowsNothingOfThePlugin() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        AUDIT + "..",
                        "java..",
                        "javax.management..",
                        "com.sun.tools.attach..",
                        "com.fasterxml.jackson..",
                        "org.apache.kafka..",
                        "software.amazon.awssdk..")
                .check(CLASSES);
    }

    /** Kafka's record classes moved between releases; framing has its own code here, as it has in the plugin. */
    @Test
    void theAuditReadsBatchesItself() {
        classes()
                .that()
                .resideInAPackage(AUDIT + ".tier")
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackage("org.apache.kafka.common.record..")
                .check(CLASSES);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching(AUDIT + ".(*)").should().beFreeOfCycles().check(CLASSES);
    }
}
