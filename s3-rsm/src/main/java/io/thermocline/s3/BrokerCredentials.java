// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.store.InvalidSettingException;
import io.thermocline.store.StoreSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSupplier;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.utils.IoUtils;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The credentials that an operator has named, or else those of the broker's surroundings. Where there are none it says in
 * one line where they were looked for and what to mend; the SDK's own words, a page of them, are logged at DEBUG.
 */
final class BrokerCredentials implements AwsCredentialsProvider, SdkAutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerCredentials.class);

    private final List<AwsCredentialsProvider> sources;
    private final String absence;
    private final String remedy;

    /**
     * @param sources where to look, one after another
     * @param absence what to say if none has any
     */
    private BrokerCredentials(List<AwsCredentialsProvider> sources, String absence, String remedy) {
        this.sources = sources;
        this.absence = absence;
        this.remedy = remedy;
    }

    /** Returns where the credentials come from. */
    static AwsCredentialsProvider of(StoreSettings values) {
        Optional<String> key = values.text(S3Settings.ACCESS_KEY_ID);
        if (key.isPresent()) {
            String secret = values.required(S3Settings.SECRET_ACCESS_KEY);
            return StaticCredentialsProvider.create(
                    values.text(S3Settings.SESSION_TOKEN).isPresent()
                            ? AwsSessionCredentials.create(key.get(), secret, values.required(S3Settings.SESSION_TOKEN))
                            : AwsBasicCredentials.create(key.get(), secret));
        }
        Optional<Path> file = values.text(S3Settings.CREDENTIALS_FILE).map(Path::of);
        if (file.isPresent() || values.text(S3Settings.PROFILE).isPresent()) {
            return ofProfile(values.text(S3Settings.PROFILE), file);
        }
        return ofSurroundings();
    }

    private static BrokerCredentials ofProfile(Optional<String> name, Optional<Path> file) {
        file.ifPresent(BrokerCredentials::requireProfiles);
        ProfileCredentialsProvider.Builder provider = ProfileCredentialsProvider.builder()
                .profileFile(
                        file.map(path -> ProfileFileSupplier.reloadWhenModified(path, ProfileFile.Type.CREDENTIALS))
                                .orElseGet(ProfileFileSupplier::defaultSupplier));
        name.ifPresent(provider::profileName);
        String where = file.map(path -> path + " (" + S3Settings.CREDENTIALS_FILE + ")")
                .orElse("the files in the home directory");
        return new BrokerCredentials(
                List.of(provider.build()),
                "of " + name.map(set -> "the profile '" + set + "'").orElse("the default profile") + " in " + where,
                "mend " + file.map(any -> "the file or ").orElse("") + S3Settings.PROFILE);
    }

    /** A file that is no such file now will not become one by itself. */
    private static void requireProfiles(Path file) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new InvalidSettingException(
                    S3Settings.CREDENTIALS_FILE, file, "it must be a file that the broker can read");
        }
        try {
            ProfileFile.builder()
                    .content(file)
                    .type(ProfileFile.Type.CREDENTIALS)
                    .build();
        } catch (RuntimeException e) {
            throw new InvalidSettingException(
                    S3Settings.CREDENTIALS_FILE,
                    file,
                    "it must have a line [default], or [<" + S3Settings.PROFILE + ">], and below it"
                            + " aws_access_key_id=… and aws_secret_access_key=… (" + e.getMessage() + ")");
        }
    }

    private static BrokerCredentials ofSurroundings() {
        AwsCredentialsProvider all = DefaultCredentialsProvider.builder()
                .profileFile(ProfileFileSupplier.defaultSupplier())
                .build();
        List<AwsCredentialsProvider> sources = WebIdentity.ofSurroundings()
                .<List<AwsCredentialsProvider>>map(identity -> List.of(
                        SystemPropertyCredentialsProvider.create(),
                        EnvironmentVariableCredentialsProvider.create(),
                        identity,
                        all))
                .orElse(List.of(all));
        return new BrokerCredentials(
                sources,
                "in the environment (AWS_ACCESS_KEY_ID), "
                        + ProfileFileSystemSetting.AWS_PROFILE
                                .getStringValue()
                                .map(profile -> "the profile '" + profile + "' (AWS_PROFILE) of ")
                                .orElse("")
                        + "the home directory, a web identity, or a role of the container or"
                        + " the instance",
                "give the broker a role or mend the one that it has, or set %s and %s, or %s, or %s"
                        .formatted(
                                S3Settings.ACCESS_KEY_ID,
                                S3Settings.SECRET_ACCESS_KEY,
                                S3Settings.CREDENTIALS_FILE,
                                S3Settings.PROFILE));
    }

    @Override
    public AwsCredentials resolveCredentials() {
        String why = "";
        for (AwsCredentialsProvider source : sources) {
            try {
                return source.resolveCredentials();
            } catch (RuntimeException | ServiceConfigurationError e) {
                if (e instanceof AbortedException || Thread.currentThread().isInterrupted()) {
                    // Nobody waits for an answer any more: that says nothing of credentials.
                    throw e;
                }
                LOG.debug("No credentials from {}", source, e);
                why = why.isEmpty() ? why(source, e) : why;
            }
        }
        throw new NoCredentialsException("there are no credentials " + absence + why + "; " + remedy);
    }

    /** Returns what the SDK says, where that is about what somebody has set up: of all the rest it says a page. */
    private static String why(AwsCredentialsProvider source, Throwable e) {
        if (e instanceof AwsServiceException answer) {
            return ": the service that gives them answered " + answer.statusCode() + " " + S3Errors.code(answer);
        }
        if (source instanceof ProfileCredentialsProvider || source instanceof WebIdentity) {
            return ": " + String.valueOf(e.getMessage()).replaceFirst(": ProfileFile\\(.*", "");
        }
        return "";
    }

    @Override
    public void close() {
        sources.forEach(source -> IoUtils.closeIfCloseable(source, null));
    }
}
