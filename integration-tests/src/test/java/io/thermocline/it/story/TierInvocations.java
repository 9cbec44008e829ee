// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.story;

import io.thermocline.it.tier.TierKind;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Invokes a class once for each kind of tier and lets {@link TieredKafka} know which. */
final class TierInvocations implements ClassTemplateInvocationContextProvider {

    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(TierInvocations.class);

    @Override
    public boolean supportsClassTemplate(ExtensionContext context) {
        return true;
    }

    @Override
    public Stream<ClassTemplateInvocationContext> provideClassTemplateInvocationContexts(ExtensionContext context) {
        return Stream.of(TierKind.values()).map(Invocation::new);
    }

    /** Returns the tier of the invocation that a context belongs to; nothing if the class is not run on each tier. */
    static Optional<TierKind> tier(ExtensionContext context) {
        return Optional.ofNullable(context.getStore(NAMESPACE).get(TierKind.class, TierKind.class));
    }

    private record Invocation(TierKind tier) implements ClassTemplateInvocationContext {

        @Override
        public String getDisplayName(int number) {
            return tier.name().toLowerCase(Locale.ROOT);
        }

        @Override
        public void prepareInvocation(ExtensionContext context) {
            context.getStore(NAMESPACE).put(TierKind.class, tier);
        }
    }
}
