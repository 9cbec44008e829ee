// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm;

import io.thermocline.segment.SectionKind;
import io.thermocline.segment.SegmentKeys;
import io.thermocline.store.Deadline;
import io.thermocline.store.InvalidSettingException;
import io.thermocline.store.ObjectStore;
import io.thermocline.store.SelfCheck;
import io.thermocline.store.StoreContext;
import io.thermocline.store.StoreException;
import io.thermocline.store.StoreProvider;
import io.thermocline.store.wrap.BreakingObjectStore;
import io.thermocline.store.wrap.RateLimitedObjectStore;
import io.thermocline.store.wrap.StoreTask;
import io.thermocline.store.wrap.StoreThreads;
import io.thermocline.store.wrap.WaitingClock;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.server.log.remote.storage.LogSegmentData;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata.CustomMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteResourceNotFoundException;
import org.apache.kafka.server.log.remote.storage.RemoteStorageException;
import org.apache.kafka.server.log.remote.storage.RemoteStorageManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The RemoteStorageManager that keeps each segment as one object in an {@link ObjectStore}. A tier is a subclass that
 * says which store.
 *
 * <p>May be called by any number of the broker's threads. Whatever goes wrong, also an {@code Error}, comes out as a
 * {@link RemoteStorageException} that names the segment and the object. {@link #close} may be called at any time and
 * more than once; streams still open then fail cleanly.
 */
public abstract class ObjectStorageManager implements RemoteStorageManager {

    private static final Logger LOG = LoggerFactory.getLogger(ObjectStorageManager.class);
    private static final Duration CHECK_TIME = Duration.ofSeconds(5);
    private static final Duration CHECK_GRACE = Duration.ofSeconds(1);

    private final StoreProvider provider;
    private volatile Running running;
    private volatile boolean closed;

    /** What there is between configure and close. */
    private record Running(SegmentTier tier, RsmMetrics metrics) {}

    protected ObjectStorageManager(StoreProvider provider) {
        this.provider = provider;
    }

    /** Returns the definition of all configuration keys of a tier on that kind of store. */
    public static ConfigDef configDef(StoreProvider provider) {
        return RsmConfig.definition(provider.options());
    }

    /**
     * {@inheritDoc}
     *
     * @throws ConfigException if a value cannot be right, or if the store fails its check and {@code startup.check} is
     *     {@code fail}; nothing is left open
     */
    @Override
    public synchronized void configure(Map<String, ?> configs) {
        if (closed || running != null) {
            throw new IllegalStateException(
                    closed ? "this manager is closed" : "this manager has been configured already");
        }
        try {
            running = start(parse(configs));
        } catch (ConfigException e) {
            throw withPrefix(e);
        }
    }

    private RsmConfig parse(Map<String, ?> configs) {
        RsmConfig config = RsmConfig.parse(configs, provider.options());
        for (String key : config.unknownKeys()) {
            LOG.warn(
                    "{}: unknown configuration key rsm.config.{} is ignored; is it a typing error?",
                    provider.name(),
                    key);
        }
        String prefix = config.prefixes().present();
        if (!prefix.isEmpty() && !prefix.endsWith("/")) {
            LOG.warn(
                    "{}: key.prefix is '{}', without a slash at its end: keys begin with '{}segments/'. If a folder is meant,"
                            + " write '{}/'; where there are segments already, put '{}' into key.prefix.previous then",
                    provider.name(),
                    prefix,
                    prefix,
                    prefix,
                    prefix);
        }
        return config;
    }

    /**
     * The broker strips the prefix before we see a key, and logs nothing but our message: it must say whose key it is and
     * how it is written.
     */
    private ConfigException withPrefix(ConfigException e) {
        ConfigException failure = new ConfigException(getClass().getSimpleName() + ": " + e.getMessage()
                + " (in server.properties its keys begin with rsm.config., unless"
                + " remote.log.storage.manager.impl.prefix says otherwise)");
        failure.initCause(e);
        return failure;
    }

    private Running start(RsmConfig config) {
        String owner = config.brokerId() < 0 ? "standalone" : "broker-" + config.brokerId();
        RsmMetrics metrics = new RsmMetrics(provider.name(), config.brokerId());
        ObjectStore store = open(config, owner, metrics);
        StoreThreads threads = new StoreThreads(
                "thermocline-" + provider.name() + "-" + owner,
                config.fetchThreads(),
                config.uploadThreads(),
                getClass().getClassLoader());
        SegmentTier tier = new SegmentTier(
                config,
                owner,
                version(),
                breaking(config, metrics.observe(limited(config, store)), metrics),
                threads,
                BackgroundTimer.start(owner),
                metrics.cache());
        metrics.pendingDeletions(tier::pendingDeletions);
        Running started = new Running(tier, metrics);
        try {
            if (check(config, store, threads)) {
                LOG.info(
                        "{}: the {} store passed its check; new segments are put under '{}segments/'",
                        version(),
                        provider.name(),
                        config.prefixes().present());
            }
            return started;
        } catch (RuntimeException e) {
            close(started);
            throw e;
        }
    }

    private static ObjectStore breaking(RsmConfig config, ObjectStore store, RsmMetrics metrics) {
        int failures = config.circuitBreakerFailures();
        return failures == 0 ? store : new BreakingObjectStore(store, failures, System::nanoTime, metrics.store());
    }

    private static ObjectStore limited(RsmConfig config, ObjectStore store) {
        if (config.fetchRate().isEmpty() && config.uploadRate().isEmpty()) {
            return store;
        }
        return new RateLimitedObjectStore(store, config.fetchRate(), config.uploadRate(), WaitingClock.system());
    }

    private ObjectStore open(RsmConfig config, String owner, RsmMetrics metrics) {
        try {
            return provider.open(
                    config.storeSettings(),
                    new StoreContext(
                            owner,
                            config.prefixes().present(),
                            new SegmentKeys(config.prefixes().present())::has,
                            config.fetchThreads(),
                            config.uploadThreads(),
                            metrics.store()));
        } catch (InvalidSettingException e) {
            metrics.close();
            ConfigException failure = new ConfigException(e.key(), e.value(), e.remedy());
            failure.initCause(e);
            throw failure;
        }
    }

    /** Returns whether the store was checked and is as it should be. */
    private boolean check(RsmConfig config, ObjectStore store, StoreThreads threads) {
        if (config.startupCheck() == RsmConfig.StartupCheck.OFF || !(store instanceof SelfCheck check)) {
            return false;
        }
        try {
            awaitCheck(check, threads);
            return true;
        } catch (StoreException e) {
            String message = "the " + provider.name() + " store failed its check at start: " + e.getMessage();
            if (config.startupCheck() == RsmConfig.StartupCheck.FAIL) {
                throw new ConfigException(message + " (startup.check=fail)");
            }
            LOG.warn("Tiered storage will not work until this is mended: {}", message);
            LOG.debug("The check failed here", e);
            return false;
        }
    }

    /** The store knows best why it is not done in time, so it may have a moment to say so. */
    private static void awaitCheck(SelfCheck check, StoreThreads threads) throws StoreException {
        Deadline deadline = Deadline.after(CHECK_TIME);
        StoreTask<Void> task = threads.read("check of the store", () -> {
            check.check(deadline);
            return null;
        });
        try {
            task.await(Deadline.after(CHECK_TIME.plus(CHECK_GRACE)));
        } finally {
            task.abandon();
        }
    }

    private static String version() {
        String version = ObjectStorageManager.class.getPackage().getImplementationVersion();
        return "thermocline " + (version == null ? "development" : version);
    }

    @Override
    public Optional<CustomMetadata> copyLogSegmentData(RemoteLogSegmentMetadata metadata, LogSegmentData data)
            throws RemoteStorageException {
        Running now = running();
        long started = System.nanoTime();
        boolean ok = false;
        try {
            SegmentTier.Copied copied =
                    now.tier().copy(KafkaBridge.description(metadata, data), KafkaBridge.files(data));
            now.metrics().moved(Operation.COPY, copied.extent().objectLength());
            ok = true;
            return Optional.of(new CustomMetadata(copied.customMetadata()));
        } catch (Throwable t) {
            throw KafkaExceptions.ofCopy("copy of segment " + KafkaBridge.name(metadata), t);
        } finally {
            now.metrics().done(Operation.COPY, System.nanoTime() - started, ok);
        }
    }

    @Override
    public InputStream fetchLogSegment(RemoteLogSegmentMetadata metadata, int startPosition)
            throws RemoteStorageException {
        return fetchLogSegment(metadata, startPosition, Integer.MAX_VALUE);
    }

    @Override
    public InputStream fetchLogSegment(RemoteLogSegmentMetadata metadata, int startPosition, int endPosition)
            throws RemoteStorageException {
        return stream(
                Operation.FETCH,
                metadata,
                tier -> tier.open(
                        KafkaBridge.name(metadata), KafkaBridge.customMetadata(metadata), startPosition, endPosition));
    }

    @Override
    public InputStream fetchIndex(RemoteLogSegmentMetadata metadata, IndexType indexType)
            throws RemoteStorageException {
        return stream(
                Operation.FETCH_INDEX,
                metadata,
                tier -> tier.openSection(
                                KafkaBridge.name(metadata), KafkaBridge.customMetadata(metadata), kindOf(indexType))
                        .orElseThrow(() -> new RemoteResourceNotFoundException(
                                "segment " + KafkaBridge.name(metadata) + " has no " + indexType + " index")));
    }

    private static SectionKind kindOf(IndexType type) {
        return switch (type) {
            case OFFSET -> SectionKind.OFFSET_INDEX;
            case TIMESTAMP -> SectionKind.TIME_INDEX;
            case PRODUCER_SNAPSHOT -> SectionKind.PRODUCER_SNAPSHOT;
            case TRANSACTION -> SectionKind.TRANSACTION_INDEX;
            case LEADER_EPOCH -> SectionKind.LEADER_EPOCHS;
        };
    }

    @Override
    public void deleteLogSegmentData(RemoteLogSegmentMetadata metadata) throws RemoteStorageException {
        Running now = running();
        long started = System.nanoTime();
        boolean ok = false;
        try {
            now.tier().delete(KafkaBridge.name(metadata), KafkaBridge.customMetadata(metadata));
            ok = true;
        } catch (Throwable t) {
            throw failure(Operation.DELETE, metadata, t);
        } finally {
            now.metrics().done(Operation.DELETE, System.nanoTime() - started, ok);
        }
    }

    private interface Opening {
        InputStream on(SegmentTier tier) throws Exception;
    }

    private InputStream stream(Operation operation, RemoteLogSegmentMetadata metadata, Opening opening)
            throws RemoteStorageException {
        Running now = running();
        long started = System.nanoTime();
        try {
            InputStream opened = opening.on(now.tier());
            return new MeteredInputStream(opened, now.metrics(), operation, System.nanoTime() - started);
        } catch (Throwable t) {
            now.metrics().done(operation, System.nanoTime() - started, t instanceof RemoteResourceNotFoundException);
            throw failure(operation, metadata, t);
        }
    }

    private static RemoteStorageException failure(Operation operation, RemoteLogSegmentMetadata metadata, Throwable t) {
        return KafkaExceptions.of(operation.label() + " of segment " + KafkaBridge.name(metadata), t);
    }

    private Running running() throws RemoteStorageException {
        Running now = running;
        if (closed || now == null) {
            throw new RemoteStorageException(closed ? "this manager is closed" : "this manager is not configured yet");
        }
        return now;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            if (running != null) {
                close(running);
            }
        }
    }

    private static void close(Running running) {
        running.tier().close();
        running.metrics().close();
    }
}
