// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.thermocline.rsm.ObjectStorageManager;
import io.thermocline.store.StoreProvider;
import org.junit.jupiter.api.Test;

/** Dependencies point downward only. */
class HouseRulesTest {

    private static final String STORE = "io.thermocline.store";
    private static final String WRAP = "io.thermocline.store.wrap";
    private static final String SEGMENT = "io.thermocline.segment";
    private static final String CACHE = "io.thermocline.cache";
    private static final String CACHE_DISK = "io.thermocline.cache.disk";
    private static final String CACHE_MEMORY = "io.thermocline.cache.memory";
    private static final String RSM = "io.thermocline.rsm";
    private static final String LOCAL = "io.thermocline.local";
    private static final String S3 = "io.thermocline.s3";
    private static final String METADATA = "io.thermocline.metadata";
    private static final String INMEMORY = "io.thermocline.inmemory";
    private static final String JDK = "java..";
    private static final String LOGGING = "org.slf4j..";
    private static final String KAFKA = "org.apache.kafka..";

    private static final JavaClasses PLUGIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages(STORE, SEGMENT, CACHE, RSM, LOCAL, S3, METADATA, INMEMORY);

    @Test
    void theStoreInterfaceKnowsOnlyTheJdk() {
        knowsOnly(STORE, JDK);
    }

    @Test
    void wrappersOfStoresKnowOnlyTheStoreInterface() {
        knowsOnly(WRAP, STORE, JDK);
    }

    @Test
    void segmentsKnowNeitherCacheNorBroker() {
        knowsOnly(SEGMENT, STORE, WRAP, "com.fasterxml.jackson.core..", LOGGING, JDK);
    }

    @Test
    void cachesDoNotKnowTheBroker() {
        knowsOnly(
                CACHE,
                CACHE_DISK,
                CACHE_MEMORY,
                SEGMENT,
                STORE,
                WRAP,
                "com.github.benmanes.caffeine.cache..",
                LOGGING,
                JDK);
    }

    @Test
    void whereBlocksLieKnowsNeitherReadersNorRequests() {
        knowsOnly(CACHE_DISK, SEGMENT, STORE, LOGGING, JDK);
        knowsOnly(CACHE_MEMORY, JDK);
    }

    @Test
    void theFilesystemTierKnowsOnlyStoresAndTheCommonManager() {
        knowsOnly(LOCAL, STORE, WRAP, RSM, "org.apache.kafka.common.config..", LOGGING, JDK);
    }

    @Test
    void theS3TierKnowsOnlyStoresTheCommonManagerAndTheSdk() {
        knowsOnly(
                S3,
                STORE,
                WRAP,
                RSM,
                "software.amazon.awssdk..",
                "org.apache.hc..",
                "org.apache.kafka.common.config..",
                LOGGING,
                "javax.net.ssl..",
                JDK);
    }

    @Test
    void onlyTheS3TierKnowsTheSdk() {
        noClasses()
                .that()
                .resideOutsideOfPackage(S3)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("software.amazon.awssdk..")
                .check(PLUGIN);
    }

    @Test
    void storesDoNotKnowTheBroker() {
        noClasses()
                .that()
                .resideInAnyPackage(LOCAL, S3)
                .and()
                .areNotAssignableTo(ObjectStorageManager.class)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(RSM, CACHE, SEGMENT, KAFKA)
                .check(PLUGIN);
    }

    @Test
    void ofAStoreOnlyWhatIsFoundByNameIsPublic() {
        classes()
                .that()
                .resideInAnyPackage(LOCAL, S3)
                .and()
                .areNotAssignableTo(ObjectStorageManager.class)
                .and()
                .areNotAssignableTo(StoreProvider.class)
                .should()
                .notBePublic()
                .check(PLUGIN);
    }

    @Test
    void classesOfAStoreAreFinalOrAbstract() {
        classes()
                .that()
                .resideInAnyPackage(LOCAL, S3)
                .and()
                .doNotHaveModifier(JavaModifier.ABSTRACT)
                .and()
                .areNotInterfaces()
                .and()
                .areNotAnonymousClasses()
                .and()
                .areNotEnums()
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(PLUGIN);
    }

    @Test
    void theCommonManagerKnowsNoParticularStore() {
        noClasses()
                .that()
                .resideInAnyPackage(STORE, WRAP, SEGMENT, CACHE, RSM)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(LOCAL, S3)
                .check(PLUGIN);
    }

    @Test
    void metadataDoesNoInputOrOutput() {
        noClasses()
                .that()
                .resideInAPackage(METADATA)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.net..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.io.InputStream.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.io.OutputStream.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.io.File.class)
                .check(PLUGIN);
    }

    @Test
    void metadataKnowsOnlyKafkasTypes() {
        knowsOnly(METADATA, KAFKA, LOGGING, JDK);
    }

    @Test
    void theInMemoryManagerKnowsOnlyMetadata() {
        knowsOnly(INMEMORY, METADATA, KAFKA, LOGGING, JDK);
    }

    @Test
    void nothingLinksWhatMovesBetweenReleasesOfKafka() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka.common.record..", "org.apache.kafka.common.utils..")
                .check(PLUGIN);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("io.thermocline.(**)").should().beFreeOfCycles().check(PLUGIN);
    }

    private static void knowsOnly(String who, String... whom) {
        String[] allowed = new String[whom.length + 1];
        allowed[0] = who;
        System.arraycopy(whom, 0, allowed, 1, whom.length);
        classes()
                .that()
                .resideInAPackage(who)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed)
                .check(PLUGIN);
    }
}
