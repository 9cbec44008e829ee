// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.store.InvalidSettingException;
import io.thermocline.store.StoreOption;
import io.thermocline.store.StoreOption.Choice;
import io.thermocline.store.StoreOption.Flag;
import io.thermocline.store.StoreOption.Secret;
import io.thermocline.store.StoreOption.Text;
import io.thermocline.store.StoreOption.Whole;
import io.thermocline.store.StoreSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What an operator can say of S3, and what one has said. */
record S3Settings(StoreSettings values) {

    static final String BUCKET = "s3.bucket";
    static final String REGION = "s3.region";
    static final String ENDPOINT = "s3.endpoint";
    static final String PATH_STYLE = "s3.path.style";
    static final String FIPS = "s3.fips";
    static final String DUAL_STACK = "s3.dual.stack";
    static final String ACCESS_KEY_ID = "s3.access.key.id";
    static final String SECRET_ACCESS_KEY = "s3.secret.access.key";
    static final String SESSION_TOKEN = "s3.session.token";
    static final String PROFILE = "s3.profile";
    static final String CREDENTIALS_FILE = "s3.credentials.file";
    static final String STORAGE_CLASS = "s3.storage.class";
    static final String SSE = "s3.sse";
    static final String SSE_KMS_KEY_ID = "s3.sse.kms.key.id";
    static final String CHECKSUMS = "s3.checksums";
    static final String TAGS = "s3.object.tags";
    static final String REQUESTER_PAYS = "s3.requester.pays";
    static final String BUCKET_OWNER = "s3.expected.bucket.owner";
    static final String TRUST_STORE = "s3.trust.store";
    static final String TRUST_STORE_PASSWORD = "s3.trust.store.password";
    static final String PROXY = "s3.proxy";
    static final String PROXY_USER = "s3.proxy.user";
    static final String PROXY_PASSWORD = "s3.proxy.password";
    static final String MAX_CONNECTIONS = "s3.max.connections";
    static final String MAX_ATTEMPTS = "s3.max.attempts";
    static final String CONNECT_TIMEOUT_MS = "s3.connect.timeout.ms";
    static final String SOCKET_TIMEOUT_MS = "s3.socket.timeout.ms";
    static final String PART_BYTES = "upload.part.bytes";
    static final String PARALLELISM = "upload.parallelism";

    static final long MIB = 1024 * 1024;
    static final long LEAST_PART_BYTES = 5 * MIB;

    /** How new objects are encrypted by the server. */
    enum Encryption {
        BUCKET_DEFAULT("bucket"),
        S3_KEY("AES256"),
        KMS_KEY("aws:kms");

        private final String word;

        Encryption(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    static List<StoreOption> options() {
        return List.of(
                text(BUCKET, true, "The bucket. It must exist."),
                text(
                        REGION,
                        false,
                        "The bucket's region; without it, us-east-1 if s3.endpoint is set, else that of the environment or the profile."),
                text(ENDPOINT, false, "Where the server is, as http://host:port or https://…; without it, AWS."),
                new Flag(
                        PATH_STYLE,
                        false,
                        "Whether the bucket goes into the path instead of the host name. Most servers"
                                + " other than AWS want true."),
                new Flag(FIPS, false, "Whether to use AWS's FIPS endpoints."),
                new Flag(DUAL_STACK, false, "Whether to use AWS's endpoints for IPv4 and IPv6."),
                text(
                        ACCESS_KEY_ID,
                        false,
                        "A static access key; needs s3.secret.access.key. Without one, the credentials come"
                                + " from s3.profile, or from the default chain: environment, profile, web identity, container, instance."),
                new Secret(SECRET_ACCESS_KEY, "The secret of s3.access.key.id."),
                new Secret(SESSION_TOKEN, "The session token of temporary static credentials."),
                text(PROFILE, false, "The profile whose credentials to use. The file is read again when it changes."),
                text(
                        CREDENTIALS_FILE,
                        false,
                        "The file that has the profile, instead of the usual one in the home directory."),
                text(
                        STORAGE_CLASS,
                        false,
                        "The storage class of new objects, such as STANDARD_IA. It must be one from which"
                                + " objects are read at once."),
                new Choice(
                        SSE,
                        List.of("bucket", "AES256", "aws:kms"),
                        "bucket",
                        "How the server encrypts new objects: as the"
                                + " bucket says, with S3's keys, or with a KMS key."),
                text(SSE_KMS_KEY_ID, false, "The KMS key for s3.sse=aws:kms; without it, the account's default key."),
                new Choice(
                        CHECKSUMS,
                        List.of("when_supported", "when_required"),
                        "when_supported",
                        "When requests carry the"
                                + " SDK's own checksums; when_required for servers that refuse them."),
                text(TAGS, false, "Tags of new objects, as name=value pairs with commas between them."),
                new Flag(REQUESTER_PAYS, false, "Whether this side pays for requests to a requester-pays bucket."),
                text(BUCKET_OWNER, false, "The account that must own the bucket; requests fail if another does."),
                text(
                        TRUST_STORE,
                        false,
                        "A key store file (PKCS12 or JKS) with the certificates to trust, instead of the JVM's."),
                new Secret(TRUST_STORE_PASSWORD, "The password of s3.trust.store."),
                text(PROXY, false, "An HTTP proxy, as http://host:port."),
                text(PROXY_USER, false, "The user name for the proxy."),
                new Secret(PROXY_PASSWORD, "The password for the proxy."),
                new Whole(
                        MAX_CONNECTIONS,
                        0,
                        0,
                        10_000,
                        "The most connections to S3 at once; at least fetch.threads + 2 * upload.threads + 2, which is"
                                + " what 0 stands for: no thread ever waits for another's connection."),
                new Whole(
                        MAX_ATTEMPTS,
                        8,
                        1,
                        100,
                        "How often a request is made, the first time included, before it has failed;"
                                + " a read that got some bytes begins to count anew."),
                new Whole(
                        CONNECT_TIMEOUT_MS,
                        5_000,
                        1,
                        600_000,
                        "The longest that connecting may take, in milliseconds."),
                new Whole(
                        SOCKET_TIMEOUT_MS, 20_000, 1, 600_000, "The longest silence on a connection, in milliseconds."),
                new Whole(
                        PART_BYTES,
                        32 * MIB,
                        LEAST_PART_BYTES,
                        1024 * MIB,
                        "Objects up to this length are put by one" + " request; larger ones in parts of this length."),
                new Whole(PARALLELISM, 4, 1, 64, "How many parts of one object are sent at once."));
    }

    private static Text text(String key, boolean required, String documentation) {
        return new Text(key, Optional.empty(), required, documentation);
    }

    S3Settings {
        Objects.requireNonNull(values, "values");
    }

    /** Refuses what cannot be right. */
    static S3Settings checked(StoreSettings values) {
        S3Settings settings = new S3Settings(values);
        S3SettingRules.check(settings);
        return settings;
    }

    String bucket() {
        return values.required(BUCKET);
    }

    Optional<URI> endpoint() {
        return uri(ENDPOINT);
    }

    Optional<URI> proxy() {
        return uri(PROXY);
    }

    private Optional<URI> uri(String key) {
        return values.text(key).map(value -> {
            URI uri;
            try {
                uri = new URI(value);
            } catch (URISyntaxException e) {
                throw new InvalidSettingException(
                        key, value, "it must look like https://host:port (" + e.getReason() + ")");
            }
            if (uri.getRawUserInfo() != null) {
                String bare = value.replace(uri.getRawUserInfo() + "@", "…@");
                throw new InvalidSettingException(
                        key, bare, "user and password do not belong here; there are settings for them");
            }
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (!http || uri.getHost() == null || uri.getQuery() != null || uri.getFragment() != null) {
                throw new InvalidSettingException(key, value, "it must look like https://host:port");
            }
            return uri;
        });
    }

    /**
     * Returns how many connections there may be. Each reader needs one. A writer has a helper that sends parts, and may
     * itself be beginning or completing an upload meanwhile. One is for what is done in the background, and one for a
     * connection that is being closed.
     */
    int connections(int readers, int writers) {
        int needed = readers + 2 * writers + 2;
        int set = (int) values.whole(MAX_CONNECTIONS);
        if (set != 0 && set < needed) {
            throw new InvalidSettingException(
                    MAX_CONNECTIONS,
                    set,
                    "fetch.threads + 2 * upload.threads + 2 = %d are needed; lower those, or leave this out"
                            .formatted(needed));
        }
        return set == 0 ? needed : set;
    }

    Encryption encryption() {
        String word = values.required(SSE);
        for (Encryption encryption : Encryption.values()) {
            if (encryption.word().equals(word)) {
                return encryption;
            }
        }
        throw new InvalidSettingException(SSE, word, "it must be bucket, AES256 or aws:kms");
    }

    /** Returns whether requests carry the SDK's checksums also where S3 does not require them. */
    boolean checksumsAlways() {
        return values.required(CHECKSUMS).equals("when_supported");
    }

    Map<String, String> tags() {
        Map<String, String> tags = new LinkedHashMap<>();
        for (String pair : values.text(TAGS).orElse("").split(",", -1)) {
            int equals = pair.indexOf('=');
            boolean blank = pair.isBlank();
            if (!blank && equals <= 0) {
                throw new InvalidSettingException(TAGS, values.required(TAGS), "it must look like team=data,env=prod");
            }
            if (!blank) {
                String name = pair.substring(0, equals).trim();
                String before = tags.put(name, pair.substring(equals + 1).trim());
                if (before != null) {
                    throw new InvalidSettingException(
                            TAGS, values.required(TAGS), "the tag " + name + " is there twice");
                }
            }
        }
        return tags;
    }

    long partBytes() {
        return values.whole(PART_BYTES);
    }

    int parallelism() {
        return (int) values.whole(PARALLELISM);
    }
}
