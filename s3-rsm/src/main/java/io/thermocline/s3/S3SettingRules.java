// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.store.InvalidSettingException;
import io.thermocline.store.StoreOption;
import io.thermocline.store.StoreSettings;
import java.util.Map;
import java.util.regex.Pattern;

/** What cannot be right among the settings, alone or together: told at the start, not by the first request. */
final class S3SettingRules {

    private static final Pattern BUCKET_OF_AWS = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern BUCKET_OF_OTHERS = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,254}");
    private static final Pattern REGION = Pattern.compile("[A-Za-z0-9_-]+");
    private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");
    private static final Pattern TAG_CHARACTERS = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");
    private static final int MOST_TAGS = 10;
    private static final int LONGEST_TAG_NAME = 128;
    private static final int LONGEST_TAG_VALUE = 256;

    private final S3Settings settings;
    private final StoreSettings values;

    private S3SettingRules(S3Settings settings) {
        this.settings = settings;
        this.values = settings.values();
    }

    /**
     * Checks all rules.
     *
     * @throws InvalidSettingException for the first that is broken
     */
    static void check(S3Settings settings) {
        S3SettingRules rules = new S3SettingRules(settings);
        rules.texts();
        rules.place();
        rules.access();
        rules.way();
        rules.objects();
    }

    /** What comes of a variable that was not set, or of a file that was pasted whole. Shows no value: it may be secret. */
    private void texts() {
        for (StoreOption option : S3Settings.options()) {
            if (option instanceof StoreOption.Text || option instanceof StoreOption.Secret) {
                values.text(option.key()).ifPresent(value -> {
                    if (value.isBlank() || value.chars().anyMatch(Character::isISOControl)) {
                        throw new InvalidSettingException(
                                option.key(),
                                "(%d characters)".formatted(value.length()),
                                "it must not be blank, nor have line breaks or other control characters in it");
                    }
                });
            }
        }
    }

    private void place() {
        boolean aws = settings.endpoint().isEmpty();
        String bucket = settings.bucket();
        if (bucket.contains("/")) {
            throw wrong(S3Settings.BUCKET, "it must be the bucket's name alone; a path within it goes into key.prefix");
        }
        boolean arn = aws && bucket.startsWith("arn:");
        if (!arn && !(aws ? BUCKET_OF_AWS : BUCKET_OF_OTHERS).matcher(bucket).matches()) {
            throw wrong(
                    S3Settings.BUCKET,
                    "no bucket can have that name: 3 to 63 lower-case letters, digits, hyphens and dots");
        }
        values.text(S3Settings.REGION).ifPresent(region -> {
            if (!REGION.matcher(region).matches()) {
                throw wrong(S3Settings.REGION, "it must be the name of a region, such as eu-central-1");
            }
        });
        if (!aws) {
            for (String key : new String[] {S3Settings.FIPS, S3Settings.DUAL_STACK}) {
                if (values.flag(key)) {
                    throw new InvalidSettingException(
                            key, true, "it chooses among AWS's endpoints, so s3.endpoint must not be set");
                }
            }
            settings.endpoint().map(java.net.URI::getPath).ifPresent(path -> {
                if (path.equals("/" + bucket) || path.equals("/" + bucket + "/")) {
                    throw wrong(
                            S3Settings.ENDPOINT,
                            "leave the bucket out: it is in s3.bucket; maybe set s3.path.style=true");
                }
            });
        }
    }

    private void access() {
        if (isSet(S3Settings.ACCESS_KEY_ID) != isSet(S3Settings.SECRET_ACCESS_KEY)) {
            String missing = isSet(S3Settings.ACCESS_KEY_ID) ? S3Settings.SECRET_ACCESS_KEY : S3Settings.ACCESS_KEY_ID;
            throw new InvalidSettingException(missing, null, "static credentials need both the key and its secret");
        }
        if (!isSet(S3Settings.ACCESS_KEY_ID)) {
            needs(S3Settings.SESSION_TOKEN, S3Settings.ACCESS_KEY_ID);
            return;
        }
        for (String other : new String[] {S3Settings.PROFILE, S3Settings.CREDENTIALS_FILE}) {
            if (isSet(other)) {
                throw wrong(other, "set either that or the static s3.access.key.id, not both");
            }
        }
    }

    private void way() {
        Object unused = settings.proxy();
        needs(S3Settings.PROXY_USER, S3Settings.PROXY);
        needs(S3Settings.PROXY_PASSWORD, S3Settings.PROXY_USER);
        needs(S3Settings.TRUST_STORE_PASSWORD, S3Settings.TRUST_STORE);
    }

    private void objects() {
        if (isSet(S3Settings.SSE_KMS_KEY_ID) && settings.encryption() != S3Settings.Encryption.KMS_KEY) {
            throw wrong(S3Settings.SSE_KMS_KEY_ID, "a KMS key needs s3.sse=aws:kms");
        }
        values.text(S3Settings.STORAGE_CLASS).ifPresent(name -> {
            if (name.equals("GLACIER") || name.equals("DEEP_ARCHIVE")) {
                throw wrong(
                        S3Settings.STORAGE_CLASS,
                        "objects of that class must be restored before they can be read; GLACIER_IR is read at once");
            }
        });
        values.text(S3Settings.BUCKET_OWNER).ifPresent(owner -> {
            if (settings.endpoint().isEmpty() && !ACCOUNT.matcher(owner).matches()) {
                throw wrong(S3Settings.BUCKET_OWNER, "it must be the 12 digits of an AWS account");
            }
        });
        tags(settings.tags());
    }

    private void tags(Map<String, String> tags) {
        if (tags.size() > MOST_TAGS) {
            throw wrong(S3Settings.TAGS, "an object has at most %d tags, not %d".formatted(MOST_TAGS, tags.size()));
        }
        tags.forEach((name, value) -> {
            if (name.length() > LONGEST_TAG_NAME || value.length() > LONGEST_TAG_VALUE) {
                throw wrong(
                        S3Settings.TAGS,
                        "the name of a tag has at most %d characters and its value %d"
                                .formatted(LONGEST_TAG_NAME, LONGEST_TAG_VALUE));
            }
            if (!TAG_CHARACTERS.matcher(name + value).matches() || name.startsWith("aws:")) {
                throw wrong(
                        S3Settings.TAGS,
                        "a tag has letters, digits, spaces and + - = . _ : / @ only, and does not begin with aws:");
            }
        });
    }

    private boolean isSet(String key) {
        return values.text(key).isPresent();
    }

    /** Never shows the value: some of these are secret. */
    private void needs(String key, String other) {
        if (isSet(key) && !isSet(other)) {
            throw new InvalidSettingException(key, "(set)", "it means nothing without " + other);
        }
    }

    private InvalidSettingException wrong(String key, String remedy) {
        return new InvalidSettingException(key, values.required(key), remedy);
    }
}
