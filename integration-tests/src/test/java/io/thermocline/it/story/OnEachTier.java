// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.story;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/** All scenarios of the class are run on each kind of tier, with a {@link TieredKafka} that is started for each. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ClassTemplate
@ExtendWith(TierInvocations.class)
public @interface OnEachTier {}
