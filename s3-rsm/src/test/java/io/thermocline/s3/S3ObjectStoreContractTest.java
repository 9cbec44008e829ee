// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.s3.testing.S3Bucket;
import io.thermocline.s3.testing.S3Quirk;
import io.thermocline.s3.testing.S3Server;
import io.thermocline.store.ObjectStore;
import io.thermocline.store.testing.ObjectStoreContract;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

/** A bucket, through the contract of all stores; what a server's quirk makes impossible is skipped by the quirk's name. */
class S3ObjectStoreContractTest extends ObjectStoreContract {

    private static final Map<S3Quirk, Set<String>> IMPOSSIBLE = Map.of(
            S3Quirk.LISTS_BY_UTF16,
            Set.of(
                    "aListingIsOrderedByTheBytesOfWholeKeys",
                    "pagesOfEveryLimitHaveEveryKeyOnce",
                    "aPrefixIsAnyBeginningOfAKey",
                    "aListingStartsAfterAnyKeyWhetherItExistsOrNot",
                    "randomKeysAreListedAsASortedSetWouldListThem"),
            S3Quirk.KEYS_ARE_PATHS,
            Set.of(
                    "aPrefixThatNoKeyCouldHaveFindsNothing",
                    "aKeyThatIsThePathOfAnotherWorksOrIsRefusedAndNeverHurtsTheOther"),
            S3Quirk.REPLACES_NOT_ATOMICALLY,
            Set.of(
                    "ofManyWritersThatReplaceAVersionExactlyOneWins",
                    "replacingAVersionCountsExactlyWithManyWhoTryAgain"),
            S3Quirk.REPLACES_REGARDLESS_OF_UNCONDITIONAL_WRITES,
            Set.of(
                    "ofAReplacementAndAnOverwriteAtOnceTheOverwriteRemains",
                    "ofAReplacementAndADeleteAtOnceTheLaterDecides"));

    private final S3Bucket bucket = S3Server.ofTests().newBucket();

    @BeforeEach
    void skipWhatTheServerCannot(TestInfo test) {
        String name = test.getTestMethod().map(Method::getName).orElse("");
        for (Map.Entry<S3Quirk, Set<String>> impossible : IMPOSSIBLE.entrySet()) {
            S3Quirk quirk = impossible.getKey();
            boolean skipped =
                    impossible.getValue().contains(name) && bucket.server().has(quirk);
            Assumptions.assumeFalse(skipped, () -> bucket.server() + " " + quirk.label());
        }
    }

    @AfterEach
    void removeBucket() {
        bucket.close();
    }

    @Override
    public int rounds() {
        return Integer.getInteger("thermocline.s3.rounds", super.rounds());
    }

    @Override
    protected ObjectStore newStore() {
        return Stores.open(bucket.settings());
    }
}
