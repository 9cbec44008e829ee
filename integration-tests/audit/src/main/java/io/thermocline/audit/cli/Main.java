// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.cli;

import io.thermocline.audit.AuditException;
import io.thermocline.audit.AuditReport;
import io.thermocline.audit.Pace;
import io.thermocline.audit.metadata.MetadataTopic;
import io.thermocline.audit.tier.BucketView;
import io.thermocline.audit.tier.DirectoryView;
import io.thermocline.audit.tier.TierAudit;
import io.thermocline.audit.tier.TierView;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.common.Uuid;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * Audits the tier of a running cluster from the command line. It reads, and changes nothing. The report goes to standard
 * output; the exit code is 0 if there is no violation, 1 if there is one, and 2 if the audit could not be done.
 */
public final class Main {

    static final String USAGE = """
            usage: run --bootstrap HOST:PORT (--bucket NAME | --directory PATH) [--prefix KEY_PREFIX]
                       [--s3-endpoint URL] [--region NAME] [--path-style true] [--deleted-topic NAME_OR_ID]...
                       [--settle-seconds N]

            Holds every object of the tier against Kafka's metadata, byte for byte. Credentials of S3 are those of the
            environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, a profile, ...). A --deleted-topic was deleted while
            the store was away: what is left of it is listed and no violation. With --settle-seconds, looks again until
            there is no violation, for so long.""";

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private Main() {}

    public static void main(String[] line) {
        System.exit(run(line, System.out, System.err));
    }

    static int run(String[] line, PrintStream out, PrintStream err) {
        Arguments arguments;
        try {
            arguments = Arguments.parse(line);
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage() + "\n\n" + USAGE);
            return 2;
        }
        try {
            AuditReport report = audit(arguments);
            out.println(report);
            return report.isClean() ? 0 : 1;
        } catch (AuditException e) {
            err.println(e.getMessage());
            return 2;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            err.println("interrupted");
            return 2;
        }
    }

    private static AuditReport audit(Arguments arguments) throws InterruptedException {
        String bootstrap = arguments.required("bootstrap");
        try (MetadataTopic metadata = MetadataTopic.open(bootstrap);
                TierView tier = tier(arguments)) {
            TierAudit audit = new TierAudit(tier, arguments.optional("prefix").orElse(""), metadata)
                    .covering(() -> LogStarts.of(bootstrap, metadata.read()));
            arguments.all("deleted-topic").forEach(topic -> name(audit, topic));
            return audit.awaitSettled(arguments.settling(), Pace.every(BETWEEN_LOOKS));
        }
    }

    private static void name(TierAudit audit, String topic) {
        audit.deletedTopic(topic);
        try {
            audit.deletedTopic(Uuid.fromString(topic));
        } catch (IllegalArgumentException e) {
            // Then it is a name only.
            return;
        }
    }

    private static TierView tier(Arguments arguments) {
        if (arguments.optional("directory").isPresent()) {
            return new DirectoryView(Path.of(arguments.required("directory")));
        }
        S3ClientBuilder client = S3Client.builder()
                .region(Region.of(arguments.optional("region").orElse("us-east-1")))
                .forcePathStyle(
                        Boolean.parseBoolean(arguments.optional("path-style").orElse("false")));
        arguments.optional("s3-endpoint").map(URI::create).ifPresent(client::endpointOverride);
        return BucketView.owning(client.build(), arguments.required("bucket"));
    }
}
